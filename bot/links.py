"""Signed, expiring tokens: what a button or a link carries. They name rows, never an answer; nobody can guess one."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from lessons.database import EPOCH

PLAYER_LIFE = timedelta(days=30)
REPORT_LIFE = timedelta(days=7)
BUTTON_LIFE = timedelta(days=60)
MANAGE_LIFE = timedelta(days=1)  # shorter than used links are remembered, so that none opens twice
SESSION_LIFE = timedelta(hours=12)
OWN_DATA_LIFE = timedelta(hours=1)  # whoever has the link reads everything that is kept about somebody
RECEIPT_LIFE = timedelta(days=365)  # it names nobody, and whoever asked for it may have to show it much later
FEED_LIFE = timedelta(days=1)  # each page that leads there makes a fresh one
POSTER_LIFE = BUTTON_LIFE  # messages that were sent show it; a chat platform may fetch it again much later
# A page that is open plays on for hours. Its address changes only at each step, so that browsers find what they have.
MEDIA_LIFE, MEDIA_STEP = timedelta(hours=12), timedelta(hours=6)

CLIP_FILE = "clip.mp4"
SMALL_FILE, MEDIUM_FILE = "small.mp4", "medium.mp4"  # the clip for slow and for middling lines
SOUND_FILE = "sound.m4a"  # and what is heard in it
LABEL_FILE = "label.m4a"  # that it was made with AI, said before what is only heard
POSTER_FILE, WIDE_FILE = "poster.jpg", "wide.jpg"  # portrait, and beside it for frames of 16:9

STUDIO = "studio"
AUDIT = "audit"
RESULTS = "results:"
RULES = "rules:"
REPORT = "report:"
REQUEST = "request:"
CURATE = "curate"
OWN_DATA = "my-data"
DRAFT = "draft:"
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
    MEDIA = "m"
    FEED = "f"
    DOCUMENT = "d"
    MANAGE = "g"
    SESSION = "s"
    OWN_DATA = "o"
    RECEIPT = "e"
    FILM = "u"
    SIGN_IN = "i"  # what a browser brings back from the company's sign-in
    CERTIFICATE = "t"


class MediaUse(StrEnum):
    """What a link to a clip's files opens."""

    CLIP = "clip"
    POSTER = "poster"
    REVIEW = "review"  # the clip, also while it waits for a curator's decision


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
        lead: how far the playground's time was moved ahead. Links do not grow older when it is moved, so that those
            in the playground's first messages go on opening.
        old_secrets: what the secret was before; tokens that were made with them still open.
    """

    def __init__(
        self,
        secret: str,
        public_url: str,
        lead: Callable[[], timedelta] = timedelta,
        old_secrets: Sequence[str] = (),
    ) -> None:
        self.public_url = public_url.rstrip("/")
        self._lead = lead
        self._seals = {purpose: _seal(secret, purpose) for purpose in Purpose}
        self._old_seals = [{purpose: _seal(old, purpose) for purpose in Purpose} for old in old_secrets]

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
        ticket, ends = self._ticket(token, purpose)
        if now - self._lead() > ends:
            raise ExpiredLink("this link is no longer valid")
        return ticket

    def made_for(self, token: str, purpose: Purpose) -> Ticket | None:
        """What a token says that may be too old to open anything; None where it was not made here."""
        try:
            ticket, _ = self._ticket(token, purpose)
        except BadLink:
            return None
        return ticket

    def opened(self, token: str, purposes: Iterable[Purpose]) -> tuple[Ticket, datetime] | None:
        """What a token of one of these purposes says, and until when it is good; None where it is none of them."""
        for purpose in purposes:
            try:
                return self._ticket(token, purpose)
            except BadLink:
                continue
        return None

    def _ticket(self, token: str, purpose: Purpose) -> tuple[Ticket, datetime]:
        """What the token says, and until when it is good."""
        text, _, mark = token.encode("ascii", "replace").partition(b".")
        if not any(hmac.compare_digest(mark, each.encode()) for each in self._marks(purpose, text)):
            raise BadLink("this link or button was not made here, or was changed on the way")
        workspace_id, subject, person, minutes, detail = _content(text)
        return Ticket(purpose, workspace_id, subject, person, detail), EPOCH + (int(minutes) + 1) * _MINUTE

    def _mark(self, purpose: Purpose, text: bytes) -> str:
        return _marked(self._seals[purpose], text)

    def _marks(self, purpose: Purpose, text: bytes) -> list[str]:
        """What the mark of a good token may be: the newest secret's, or an older one's."""
        return [_marked(seals[purpose], text) for seals in (self._seals, *self._old_seals)]

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

    def feed(self, workspace_id: str, learner_id: str, now: datetime) -> str:
        """The address of a learner's own page of clips."""
        ticket = Ticket(Purpose.FEED, workspace_id, learner_id, learner_id)
        return f"{self.public_url}/feed/{self.token(ticket, now + FEED_LIFE)}"

    def own_page(self, workspace_id: str, learner_id: str, now: datetime) -> str:
        """The address of a learner's own page. Its token opens their page of clips too, to which it leads."""
        ticket = Ticket(Purpose.FEED, workspace_id, learner_id, learner_id)
        return f"{self.public_url}/home/{self.token(ticket, now + FEED_LIFE)}"

    def document(self, workspace_id: str, passage_id: str, learner_id: str, now: datetime) -> str:
        """The address of the page that shows a document, opened at a passage, for one learner."""
        ticket = Ticket(Purpose.DOCUMENT, workspace_id, passage_id, learner_id)
        return f"{self.public_url}/read/{self.token(ticket, now + PLAYER_LIFE)}#here"

    def report(self, workspace_id: str, campaign_id: str, manager_id: str, now: datetime) -> str:
        """The address of a campaign's report for one manager."""
        ticket = Ticket(Purpose.REPORT, workspace_id, campaign_id, manager_id)
        return f"{self.public_url}/report/{self.token(ticket, now + REPORT_LIFE)}"

    def curating(self, workspace_id: str, manager_id: str, now: datetime) -> str:
        """The address of the page on which documents, gaps and clips made now are looked after."""
        ticket = Ticket(Purpose.CURATE, workspace_id, workspace_id, manager_id)
        return f"{self.public_url}/curate/{self.token(ticket, now + REPORT_LIFE)}"

    def own_data(self, workspace_id: str, learner_id: str, now: datetime) -> str:
        """The address of the page with everything that is kept about a learner."""
        ticket = Ticket(Purpose.OWN_DATA, workspace_id, learner_id, learner_id)
        return f"{self.public_url}/mine/{self.token(ticket, now + OWN_DATA_LIFE)}"

    def receipt(self, workspace_id: str, request_id: str, now: datetime) -> str:
        """The address of the page that shows how an erasure stands, and its receipt in the end."""
        # No person in it: the link must say nothing of somebody who was erased.
        ticket = Ticket(Purpose.RECEIPT, workspace_id, request_id, "")
        return f"{self.public_url}/erased/{self.token(ticket, now + RECEIPT_LIFE)}"

    def film(self, workspace_id: str, film_id: str, learner_id: str, now: datetime) -> str:
        """The address of the page on which somebody uploads a film and says what it is."""
        ticket = Ticket(Purpose.FILM, workspace_id, film_id, learner_id)
        return f"{self.public_url}/film/{self.token(ticket, now + REPORT_LIFE)}"

    def managing(self, workspace_id: str, manager_id: str, once: str, now: datetime, to: str = "") -> str:
        """The address that opens the pages of campaigns for one manager, one time.

        Args:
            once: what tells this link from every other one.
            to: where it leads: "" to campaigns, STUDIO to the pages on which series are written, AUDIT to who did what,
                RESULTS, RULES or REPORT with a campaign's id behind it to what it names of that one; CURATE and
                OWN_DATA to those pages; DRAFT with a draft's id to that form, REQUEST with one's to its page.
        """
        ticket = Ticket(Purpose.MANAGE, workspace_id, once, manager_id, to)
        return f"{self.public_url}/manage/open/{self.token(ticket, now + MANAGE_LIFE)}"

    def session(self, workspace_id: str, session_id: str, learner_id: str, cookie: int, until: datetime) -> str:
        """What a browser shows at each page after such a link was opened in it, or its owner signed in."""
        return self.token(Ticket(Purpose.SESSION, workspace_id, session_id, learner_id, str(cookie)), until)

    def poster(self, workspace_id: str, media: str, now: datetime) -> str:
        """The address of a clip's poster; it shows that one picture and opens nothing else."""
        ticket = Ticket(Purpose.MEDIA, workspace_id, media, "", MediaUse.POSTER)
        return f"{self.public_url}/media/{self.token(ticket, _step(now, POSTER_LIFE))}/{POSTER_FILE}"

    def files(self, workspace_id: str, media: str, now: datetime, use: MediaUse = MediaUse.CLIP) -> str:
        """What goes between "/media/" and a file's name, or "/live/" and a piece's, for a page that shows the clip."""
        return self.token(Ticket(Purpose.MEDIA, workspace_id, media, "", use), _step(now, MEDIA_LIFE))


def media_in(poster_url: str) -> str:
    """The media folder that the address of a poster names, "" when it names none.

    It is read without looking at the mark: whoever has the address made it. Messages from before links to media were
    signed name the folder itself.
    """
    *_, token, _ = ("", "", *urlsplit(poster_url).path.split("/"))
    text, dot, _ = token.partition(".")
    if not dot:
        return token
    try:
        return _content(text.encode())[1]
    except ValueError:
        return ""


def _content(text: bytes) -> list[str]:
    """Workspace, subject, person, minutes and detail of a token.

    Raises:
        ValueError: it is no token.
    """
    content = urlsafe_b64decode(text + b"=" * (-len(text) % 4)).decode().split(" ", 4)
    if len(content) != 5:
        raise ValueError("this is no token")
    return content


def _marked(fresh: hashlib.blake2b, text: bytes) -> str:
    seal = fresh.copy()
    seal.update(text)
    return urlsafe_b64encode(seal.digest()).decode()


def _step(now: datetime, life: timedelta) -> datetime:
    """A later end, the same for everything that is made within one step."""
    return EPOCH + ((now - EPOCH) // MEDIA_STEP + 1) * MEDIA_STEP + life


def _seal(secret: str, purpose: Purpose) -> hashlib.blake2b:
    """Each purpose seals with a key of its own, so that a token of one purpose is a forgery for every other.

    Keyed BLAKE2b is a message authentication code by itself: RFC 7693, section 2.9.
    """
    key = hashlib.sha256(f"ninety {purpose} {secret}".encode()).digest()
    return hashlib.blake2b(key=key, digest_size=_MARK)
