"""Signed, expiring tokens: what a button or a link carries. They name rows, never an answer; nobody can guess one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from lessons.database import EPOCH

PLAYER_LIFE = timedelta(days=30)
REPORT_LIFE = timedelta(days=7)
BUTTON_LIFE = timedelta(days=60)


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
        self._signers = {purpose: _signer(secret, purpose) for purpose in Purpose}

    def token(self, ticket: Ticket, until: datetime) -> str:
        """The ticket as a string safe in addresses, valid until the given instant (whole minutes)."""
        minutes = int((until - EPOCH) / timedelta(minutes=1))
        content = f"{ticket.workspace_id} {ticket.subject} {ticket.person} {minutes} {ticket.detail}"
        return self._signers[ticket.purpose].sign(base64_encode(content)).decode()

    def read(self, token: str, purpose: Purpose, now: datetime) -> Ticket:
        """What the token says.

        Raises:
            ExpiredLink: it was good once.
            BadLink: it never was, or is for another purpose.
        """
        try:
            content = base64_decode(self._signers[purpose].unsign(token)).decode()
        except (BadSignature, ValueError) as error:
            raise BadLink("this link or button was not made here, or was changed on the way") from error
        workspace_id, subject, person, minutes, detail = content.split(" ", 4)
        if now > EPOCH + timedelta(minutes=int(minutes) + 1):
            raise ExpiredLink("this link is no longer valid")
        return Ticket(purpose, workspace_id, subject, person, detail)

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

    def poster(self, media: str) -> str:
        """The address of a clip's poster; the key is unguessable and shows one picture."""
        return f"{self.public_url}/media/{media}/poster.jpg"


def _signer(secret: str, purpose: Purpose) -> Signer:
    """Each purpose signs with a key of its own, so that a token of one purpose is a forgery for every other."""
    key = hashlib.sha256(f"ninety {purpose} {secret}".encode()).digest()
    return Signer(key, key_derivation="none", digest_method=hashlib.sha256)
