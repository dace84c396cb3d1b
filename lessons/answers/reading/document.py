"""What every reader gives back, and how it says that it cannot read."""

from __future__ import annotations

from dataclasses import dataclass

from lessons.answers.index.passages import Cue, TextBlock


class Unreadable(ValueError):
    """The file cannot be read; the message says why and what to do, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document says of itself, as it is written there.

    Attributes:
        valid_until: the day, "" where it does not say.
        line: where that stands, counted from 1.
        owner: who looks after it, "" where it does not say.
    """

    valid_until: str = ""
    line: int = 0
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A read document.

    Attributes:
        title: empty where the document names none.
        language: a code such as "de"; None where the document does not say.
        blocks: its text in order.
        cues: a transcript's, instead of blocks.
        warnings: what of it could not be read, a sentence each for the person who sent it.
    """

    title: str
    language: str | None
    blocks: tuple[TextBlock, ...] = ()
    cues: tuple[Cue, ...] = ()
    warnings: tuple[str, ...] = ()
    stated: Stated = Stated()
