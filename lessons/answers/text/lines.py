"""The lines of a passage: paragraphs, list items with their depth, rows of tables.

Readers write the structure of a document into its text, since what is quoted must stand in it word for word:
"- item", "  - item below it", "1. step", "| Head: cell | Head: cell" for a row whose heads are known, and
"¦ cell ¦ cell" for a row of a table that names none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

INDENT = "  "
_MARKED = re.compile(r"(\s*)(?:[-*•–+]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
_SPEAKS = re.compile(r"[.!?…。！？;]['\"”’»)\]]*$")
TITLE_WORDS = 8  # a line of at most so many words without an end is read as a heading


class LineKind(StrEnum):
    """What a line is."""

    TEXT = "text"
    ITEM = "item"
    ROW = "row"
    HEADLESS_ROW = "headless row"


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A line of a passage.

    Attributes:
        start, end: it is body[start:end].
        depth: of an item, from its indent; 0 for the outermost.
    """

    text: str
    start: int
    end: int
    kind: LineKind
    depth: int = 0

    @property
    def announces(self) -> bool:
        """Whether it ends with a colon, so that what follows belongs to it."""
        return self.text.rstrip("*_ ").endswith((":", "："))

    @property
    def is_title(self) -> bool:
        """Whether it reads as a heading of what follows."""
        short = len(self.text.split()) <= TITLE_WORDS
        return self.kind is LineKind.TEXT and short and not _SPEAKS.search(self.text) and not self.announces

    @property
    def asks(self) -> bool:
        """Whether it is a question, so that what follows is its answer."""
        return self.kind is LineKind.TEXT and self.text.rstrip("*_ \"'”’»)").endswith(("?", "？", "؟"))

    @property
    def unmarked(self) -> str:
        """Without the mark of a list's item."""
        return _MARKED.sub("", self.text, count=1) if self.kind is LineKind.ITEM else self.text

    @property
    def words(self) -> int:
        return len(self.text.split())


def lines_of(body: str) -> list[PassageLine]:
    """The lines that are not empty, in order."""
    lines, start = [], 0
    for text in body.split("\n"):
        if text.strip():
            lines.append(_line(text, start))
        start += len(text) + 1
    return lines


def _line(text: str, start: int) -> PassageLine:
    end = start + len(text.rstrip())
    begin = start + len(text) - len(text.lstrip())
    stripped = text.strip()
    if stripped.startswith("|"):
        return PassageLine(stripped, begin, end, LineKind.ROW)
    if stripped.startswith("¦"):
        return PassageLine(stripped, begin, end, LineKind.HEADLESS_ROW)
    marked = _MARKED.match(text)
    if marked is None:
        return PassageLine(stripped, begin, end, LineKind.TEXT)
    # Tabs count as four columns, as Markdown has them.
    return PassageLine(stripped, begin, end, LineKind.ITEM, len(marked.group(1).expandtabs(4)) // len(INDENT))


def row_text(cells: Sequence[str], heads: Sequence[str]) -> str:
    """A row of a table as one line, each cell with its head where there are heads; "" for a row without words."""
    plain = [" ".join(cell.split()) for cell in cells]
    if not any(plain):
        return ""
    if not any(heads):
        return " ".join(f"¦ {cell}" for cell in plain if cell)
    named = [*heads, *[""] * (len(plain) - len(heads))]
    pairs = [f"{head}: {cell}" if head else cell for head, cell in zip(named, plain, strict=False) if cell]
    return " ".join(f"| {pair}" for pair in pairs)


def item_text(text: str, depth: int, number: int | None = None) -> str:
    """An item of a list as a line; its own line breaks become spaces."""
    return f"{INDENT * depth}{f'{number}.' if number is not None else '-'} {' '.join(text.split())}"
