"""A script: what a clip says and what it shows, scene by scene. Plain values; no drawing, no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_SECONDS = 90.0
"""No clip is longer than this."""

WORDS_PER_MINUTE = 165
"""The pace the default voice reads at; authoring estimates a clip's length with it."""


class Role(StrEnum):
    """The part a scene plays in the story."""

    HOOK = "hook"
    SCENE = "scene"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Headline:
    """A few large words, with a short line of text above them (the kicker) where it helps."""

    text: str
    kicker: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence that fills the card, in the brand's accent colour."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A titled list of 1 to 5 short items."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with a headline below it.

    Attributes:
        file: path of a JPEG, PNG or WebP file.
        alt: what a person who cannot see the picture needs to know.
        credit: whom the picture is by, shown small.
    """

    file: str
    text: str
    alt: str
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Footage:
    """A piece of a film that somebody brought, between drawn scenes.

    Attributes:
        file: path of an MP4, MOV, WebM or MKV file; start_s, end_s: of that film.
        sound: what is said is heard in the film; False when a voice reads over its pictures.
    """

    file: str
    start_s: float
    end_s: float
    sound: bool = True

    @property
    def seconds(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Ask:
    """A question on screen, with up to 4 options where they help to think."""

    question: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Two short texts against each other: the mistake and the skill."""

    before: str
    after: str
    before_label: str = "Before"
    after_label: str = "After"


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, with who said them or where they stand."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class BigNumber:
    """One number that fills the card ("19.6 %"), what it counts, and where it comes from."""

    number: str
    caption: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """2 to 6 horizontal bars.

    Attributes:
        bars: (label, value) from top to bottom; values are 0 or more.
        unit: written behind each value, such as "%".
    """

    title: str
    bars: tuple[tuple[str, float], ...]
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class EndCard:
    """The last card: the reflective prompt, and what to do now."""

    prompt: str
    action: str = ""


Look = tuple[tuple[str, str], ...]
"""What a person looks like: a seed, and what the author chose, such as (("seed", "Nia"), ("hair", "bun"))."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the story, as far as a picture needs it."""

    name: str
    role: str = ""
    look: Look = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody who speaks, drawn large.

    Attributes:
        mood: one of studio.cast.looks.MOODS.
        place: one of studio.cast.places.PLACES.
        note: when or where, in a few words, "" for none.
        listener: who hears it, drawn small beside; None when nobody does.
        reaction: the listener's mood.
    """

    person: Person
    mood: str = "neutral"
    place: str = "office"
    note: str = ""
    listener: Person | None = None
    reaction: str = "neutral"


@dataclass(frozen=True, slots=True)
class Place:
    """A place without people, while the narrator speaks."""

    place: str
    note: str = ""


class ScreenKind(StrEnum):
    """What kind of screen a card shows."""

    CHAT = "chat"
    MAIL = "mail"
    PHONE = "phone"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Screen:
    """A chat, a mail, a message on a phone or a call.

    Attributes:
        title: the chat's name, the mail's subject, who calls.
        lines: (who wrote it, what) from top to bottom; "" is whoever watches.
    """

    kind: ScreenKind
    title: str
    lines: tuple[tuple[str, str], ...] = ()


Card = (
    Headline
    | Statement
    | Bullets
    | Photo
    | Footage
    | Ask
    | BeforeAfter
    | Quote
    | BigNumber
    | Chart
    | EndCard
    | Talk
    | Place
    | Screen
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One spoken passage and the card shown meanwhile.

    Attributes:
        say: what is said. A pronunciation hint is written {shown|spoken}: "{SQL|sequel} is a language".
        show: the card.
        audio: path of a recording of `say` brought by the author (WAV, MP3, M4A, OGG), or "" for the voice.
        voice: name of the voice that reads it, "" for the script's.
        hold_s: how much longer than its words the scene stays.
        speaker, mood: who says it while a card is shown, drawn small on the card; None for the narrator.
    """

    role: Role
    say: str
    show: Card
    audio: str = ""
    voice: str = ""
    hold_s: float = 0.0
    speaker: Person | None = None
    mood: str = "neutral"

    @property
    def shown_words(self) -> str:
        """`say` as captions and transcripts show it."""
        return HINT.sub(lambda m: m[1], self.say)

    @property
    def spoken_words(self) -> str:
        """`say` as the voice reads it."""
        return HINT.sub(lambda m: m[2], self.say)


HINT = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")


@dataclass(frozen=True, slots=True)
class Script:
    """A whole clip.

    Attributes:
        language: BCP 47 tag such as "en", "pt-BR", "ar".
        voice: name of the voice, "" for the language's default.
        version: what the provenance mark names, such as "the-data-leak/1@3".
        sources: what the claims rest on, as written for people.
        music: "" for a bed that follows the story, a mood of studio.music for one mood throughout, "off" for none.
    """

    title: str
    scenes: tuple[Scene, ...]
    language: str = "en"
    voice: str = ""
    version: str = ""
    sources: tuple[str, ...] = ()
    music: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """A workspace's look.

    Attributes:
        background, accent: colours as "#rrggbb"; text colours are derived so that contrast holds.
        logo: path of a PNG with transparency, or "" for the first letter of the name.
    """

    name: str = "Ninety"
    background: str = "#0f2a26"
    accent: str = "#ffc23d"
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A caption word with its time in the clip, in seconds."""

    text: str
    start_s: float
    end_s: float
