"""What the bot says, and the port through which it is said. Each platform renders the parts in its look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class Tone(StrEnum):
    """How words are meant; a look may give each its own colour and symbol, never colour alone."""

    PLAIN = "plain"
    TITLE = "title"
    QUIET = "quiet"
    RIGHT = "right"
    WRONG = "wrong"


class Text(Struct, frozen=True, tag_field="part", tag=str.lower):
    """A paragraph of words, without markup."""

    words: str
    tone: Tone = Tone.PLAIN


class Clip(Struct, frozen=True, tag_field="part", tag=str.lower):
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


class ButtonStyle(StrEnum):
    """What a button does to the reader's day; a look may give each its own colour, never colour alone."""

    DEFAULT = "default"
    PRIMARY = "primary"
    DESTRUCTIVE = "destructive"


class Button(Struct, frozen=True):
    """Something to press. The token is opaque and signed; it never tells which option is right."""

    label: str
    token: str
    style: ButtonStyle = ButtonStyle.DEFAULT


class Layout(StrEnum):
    """How buttons that belong together are meant to stand."""

    ROW = "row"  # things to do, beside each other where they fit
    OPTIONS = "options"  # answers to a question, each as a line that can be pressed as a whole
    THUMBS = "thumbs"  # a quick judgement, small and in one line


class Choices(Struct, frozen=True, tag_field="part", tag=str.lower):
    """2 to 5 buttons that belong together."""

    buttons: tuple[Button, ...]
    layout: Layout = Layout.ROW


class Facts(Struct, frozen=True, tag_field="part", tag=str.lower):
    """Label and value, row by row."""

    rows: tuple[tuple[str, str], ...]


class Share(Struct, frozen=True):
    """One bar of a split: how many chose this option; `mark` says what is special about it ("right", "you").

    Attributes:
        right: it is the right option.
        own: the reader chose it.
    """

    label: str
    count: int
    mark: str = ""
    right: bool = False
    own: bool = False


class Split(Struct, frozen=True, tag_field="part", tag=str.lower):
    """How a team voted.

    Attributes:
        total: how many voted.
    """

    shares: tuple[Share, ...]
    total: int


class Passage(Struct, frozen=True, tag_field="part", tag=str.lower):
    """Somebody's words, verbatim, with where they stand.

    Attributes:
        marks: words of them that stand out, such as those of the question.
    """

    words: str
    source: str
    url: str = ""
    marks: tuple[str, ...] = ()

    def runs(self, words: str) -> list[tuple[str, bool]]:
        """The words, or a part of them that is shown, in pieces, each with whether it stands out."""
        if not self.marks:
            return [(words, False)]
        pieces = re.split(rf"\b({'|'.join(map(re.escape, self.marks))})\b", words)
        return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]


class Link(Struct, frozen=True, tag_field="part", tag=str.lower):
    """A page to open."""

    label: str
    url: str


class SettingsForm(Struct, frozen=True, tag_field="part", tag=str.lower):
    """A learner's settings, to be changed all at once where a platform has forms; elsewhere it shows nothing.

    Attributes:
        send_time: "HH:MM", "" in each campaign's window.
        zone, language: what they chose, "" as the platform tells.
        platform_zone, platform_language: what the platform tells, the language by its name.
        languages: tag and name of what can be chosen.
        snooze: the day before which nothing comes, as an ISO date; "" for none.
        first_day: the first day to which a snooze can last.
        lessons: whether they want lessons at all.
        faults: field and sentence of what could not be taken.
    """

    send_time: str
    zone: str
    platform_zone: str
    language: str
    platform_language: str
    languages: tuple[tuple[str, str], ...]
    snooze: str
    first_day: str
    lessons: bool
    faults: tuple[tuple[str, str], ...] = ()


Part = Text | Clip | Choices | Facts | Split | Passage | Link | SettingsForm


class Message(Struct, frozen=True):
    """What the bot says at one time.

    Attributes:
        summary: one line for notifications, and for screen readers where parts cannot be read.
        by_model: a model chose or wrote words of it; a platform with a label for that shows it.
    """

    summary: str
    parts: tuple[Part, ...]
    by_model: bool = False

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
        outside_id: the platform's own id of the person, "" where the caller does not know it.
        cause: id of the event that the message answers, "" where it answers none.
    """

    platform: str
    workspace_id: str
    learner_id: str
    place: str
    service_url: str = ""
    outside_id: str = ""
    cause: str = ""


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

        Calls bot.lease.check() when nothing is waited for any more, immediately before the first byte leaves.

        Raises:
            ChatBusy, ChatRefused, ChatAppFault, ChatConversationGone, ChatGone, ChatLate, ChatUncertain.
        """

    async def reopen(self, to: Address) -> Address:
        """Where the person is reached after their conversation went: it is opened anew, and nothing is said in it.

        Raises:
            ChatBusy, ChatRefused, ChatAppFault, ChatGone, ChatUncertain.
        """

    async def update(self, to: Address, ref: str, message: Message) -> None:
        """Replace a message that was sent. Doing it twice does no harm.

        Raises:
            ChatBusy, ChatRefused, ChatAppFault, ChatConversationGone, ChatGone, ChatUncertain.
        """

    async def find(self, to: Address, delivery_id: str, since: datetime) -> str | None:
        """The id of the message that carries the delivery's id, or None when there is none since then.

        Raises:
            ChatError: the platform could not be asked; ask again later.
        """
