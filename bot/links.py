"""Signed, expiring tokens: what a button or a link carries. They name rows, never an answer; nobody can guess one."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lessons.database import EPOCH

PLAYER_LIFE = timedelta(days=30)
REPORT_LIFE = timedelta(days=7)
BUTTON_LIFE = timedelta(days=60)

_MARK = 18  # bytes: 144 bits cannot be guessed, and 24 characters need no padding
_MINUTE = timedelta(minutes=1)


class BadLink(Exception):
    """The token was not made by us, was changed, or is for something else."""


class ExpiredLink(BadLink):
    """The token was good once."""


class Purpose(StrEnum):
    """What a token is for; a token of one purpose opens nothing else."""

    CHOICE = "c"
    PLAYER = "p"
    REPORT = "r"
    ACTION = "a"
    CURATE = "k"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a token says.

    Attributes:
        subject: the row it is about: a delivery, a campaign.
        person: the learner it was made for.
        detail: what is picked or done: an option's index, an action's name.
    """

    purpose: Purpose
    workspace_id: str
    subject: str
    person: str
    detail: str = ""


class Links:
    """Makes tokens and addresses, and reads them back.

    Args:
        secret: at least 32 characters; every process of an installation has the same.
        public_url: where people reach the pages, without a slash at the end.
    """

    def __init__(self, secret: str, public_url: str) -> None:
        self.public_url = public_url.rstrip("/")
        self._seals = {purpose: _seal(secret, purpose) for purpose in Purpose}

    def token(self, ticket: Ticket, until: datetime) -> str:
        """The ticket as a string safe in addresses, valid until the given instant (whole minutes)."""
        minutes = (until - EPOCH) // _MINUTE
        content = f"{ticket.workspace_id} {ticket.subject} {ticket.person} {minutes} {ticket.detail}"
        text = urlsafe_b64encode(content.encode()).rstrip(b"=")
        return f"{text.decode()}.{self._mark(ticket.purpose, text)}"

    def read(self, token: str, purpose: Purpose, now: datetime) -> Ticket:
        """What the token says.

        Raises:
            ExpiredLink: it was good once.
            BadLink: it never was, or is for another purpose.
        """
        text, _, mark = token.encode("ascii", "replace").partition(b".")
        if not hmac.compare_digest(mark, self._mark(purpose, text).encode()):
            raise BadLink("this link or button was not made here, or was changed on the way")
        content = urlsafe_b64decode(text + b"=" * (-len(text) % 4)).decode()
        workspace_id, subject, person, minutes, detail = content.split(" ", 4)
        if now > EPOCH + (int(minutes) + 1) * _MINUTE:
            raise ExpiredLink("this link is no longer valid")
        return Ticket(purpose, workspace_id, subject, person, detail)

    def _mark(self, purpose: Purpose, text: bytes) -> str:
        seal = self._seals[purpose].copy()
        seal.update(text)
        return urlsafe_b64encode(seal.digest()).decode()

    def player(
        self,
        workspace_id: str,
        delivery_id: str,
        learner_id: str,
        now: datetime,
        start_s: float = 0,
        clip_key: str = "",
    ) -> str:
        """The address of the player page for one recipient of one delivery; clip_key names a branch."""
        ticket = Ticket(Purpose.PLAYER, workspace_id, delivery_id, learner_id, clip_key)
        anchor = f"#t={start_s:.0f}" if start_s else ""
        return f"{self.public_url}/watch/{self.token(ticket, now + PLAYER_LIFE)}{anchor}"

    def report(self, workspace_id: str, campaign_id: str, manager_id: str, now: datetime) -> str:
        """The address of a campaign's report for one manager."""
        ticket = Ticket(Purpose.REPORT, workspace_id, campaign_id, manager_id)
        return f"{self.public_url}/report/{self.token(ticket, now + REPORT_LIFE)}"

    def curating(self, workspace_id: str, manager_id: str, now: datetime) -> str:
        """The address of the page on which documents, gaps and clips made now are looked after."""
        ticket = Ticket(Purpose.CURATE, workspace_id, workspace_id, manager_id)
        return f"{self.public_url}/curate/{self.token(ticket, now + REPORT_LIFE)}"

    def poster(self, media: str) -> str:
        """The address of a clip's poster; the key is unguessable and shows one picture."""
        return f"{self.public_url}/media/{media}/poster.jpg"


def _seal(secret: str, purpose: Purpose) -> hashlib.blake2b:
    """Each purpose seals with a key of its own, so that a token of one purpose is a forgery for every other.

    Keyed BLAKE2b is a message authentication code by itself: RFC 7693, section 2.9.
    """
    key = hashlib.sha256(f"ninety {purpose} {secret}".encode()).digest()
    return hashlib.blake2b(key=key, digest_size=_MARK)
