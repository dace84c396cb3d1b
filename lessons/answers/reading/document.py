"""What every reader gives back, and how it says that it cannot read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from lessons.answers.passages import Block, Cue


class Unreadable(ValueError):
    """The file cannot be read; the message says why and what to do, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A read document.

    Attributes:
        title: empty where the document names none.
        language: a code such as "de"; None where the document does not say.
        blocks: its text in order.
        cues: a transcript's, instead of blocks.
    """

    title: str
    language: str | None
    blocks: tuple[Block, ...] = ()
    cues: tuple[Cue, ...] = ()


_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(content: bytes) -> str:
    """The text of a file: by its byte order mark, as UTF-8, or as Windows writes Western languages.

    Raises:
        Unreadable: it is not text.
    """
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\x00" in content[:1_000]:
        raise Unreadable("this is not a text file")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
