"""What the bot says, and the port through which it is said. Each platform renders the parts in its look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ChatError(Exception):
    """A message did not go out as hoped; the subclasses are what callers treat differently."""


class ChatBusy(ChatError):
    """The platform asks to wait; nothing was delivered.

    Attributes:
        retry_after: seconds.
    """

    def __init__(self, why: str, retry_after: float) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class ChatRefused(ChatError):
    """The platform will not take this message, now or later; the text says why in a manager's words."""


class ChatGone(ChatError):
    """The learner cannot be reached until they come back: left, blocked the bot, or has no conversation with it."""


class ChatUncertain(ChatError):
    """The bytes left and no reply came: delivered or not, only looking can tell."""


class Tone(StrEnum):
    """How words are meant; a look may give each its own colour and symbol, never colour alone."""

    PLAIN = "plain"
    TITLE = "title"
    QUIET = "quiet"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of words, without markup."""

    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Clip:
    """A video to watch.

    Attributes:
        watch_url: the signed player page of this recipient.
        poster_url: a JPEG, portrait.
        seconds: length, 0 when not known yet.
        start_s: where it begins to play.
    """

    title: str
    watch_url: str
    poster_url: str
    seconds: float
    start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. The token is opaque and signed; it never tells which option is right."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Choices:
    """2 to 5 buttons that belong together."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, row by row."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One bar of a split: how many chose this option; `mark` says what is special about it ("right", "you")."""

    label: str
    count: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """How a team voted.

    Attributes:
        total: how many voted.
    """

    shares: tuple[Share, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody's words, verbatim, with where they stand."""

    words: str
    source: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A page to open."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """A learner's settings, to be changed all at once where a platform has forms; elsewhere it shows nothing.

    Attributes:
        send_time: "HH:MM", "" in each campaign's window.
        zone, language: what they chose, "" as the platform tells.
        told_zone, told_language: what the platform tells, the language by its name.
        languages: tag and name of what can be chosen.
        snooze: the day before which nothing comes, as an ISO date; "" for none.
        first_day: the first day to which a snooze can last.
        lessons: whether they want lessons at all.
        faults: field and sentence of what could not be taken.
    """

    send_time: str
    zone: str
    told_zone: str
    language: str
    told_language: str
    languages: tuple[tuple[str, str], ...]
    snooze: str
    first_day: str
    lessons: bool
    faults: tuple[tuple[str, str], ...] = ()


Part = Text | Clip | Choices | Facts | Split | Passage | Link | SettingsForm


@dataclass(frozen=True, slots=True)
class Message:
    """What the bot says at one time.

    Attributes:
        summary: one line for notifications, and for screen readers where parts cannot be read.
    """

    summary: str
    parts: tuple[Part, ...]

    @property
    def plain(self) -> str:
        """The message as words alone."""
        return "\n".join([line for part in self.parts for line in _words(part)]) or self.summary


def _words(part: Part) -> list[str]:
    match part:
        case Text():
            return [part.words]
        case Clip():
            return [f"{part.title} ({part.seconds:.0f} s): {part.watch_url}"]
        case Choices():
            return [f"{number}. {button.label}" for number, button in enumerate(part.buttons, 1)]
        case Facts():
            return [f"{label}: {value}" for label, value in part.rows]
        case Split():
            return [f"{share.label}: {share.count} of {part.total}" for share in part.shares]
        case Passage():
            return [f"“{part.words}” ({part.source})"]
        case Link():
            return [f"{part.label}: {part.url}"]
        case SettingsForm():
            return [sentence for _, sentence in part.faults]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a learner is reached.

    Attributes:
        place: the platform's own id of the direct conversation.
        service_url: the host to speak to, where a platform has many.
    """

    platform: str
    workspace_id: str
    learner_id: str
    place: str
    service_url: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform lets one workspace be written to.

    Attributes:
        per_second: messages a second in the long run; 0 is without limit.
        burst: messages that may go at once.
    """

    per_second: float
    burst: float


class Chat(Protocol):
    """One platform, as the bot needs it."""

    platform: str
    pace: Pace
    can_look: bool
    """Whether find() can settle an uncertain send."""

    async def send(self, to: Address, message: Message, delivery_id: str) -> str:
        """Post a new message that carries the delivery's id; returns the platform's id of the message.

        Raises:
            ChatBusy, ChatRefused, ChatGone, ChatUncertain.
        """

    async def update(self, to: Address, ref: str, message: Message) -> None:
        """Replace a message that was sent. Doing it twice does no harm.

        Raises:
            ChatBusy, ChatRefused, ChatGone, ChatUncertain.
        """

    async def find(self, to: Address, delivery_id: str, since: datetime) -> str | None:
        """The id of the message that carries the delivery's id, or None when there is none since then.

        Raises:
            ChatError: the platform could not be asked; ask again later.
        """
