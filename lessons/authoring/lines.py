"""An episode's page as the lines that an editor shows: who says what, in which mood, and what is shown meanwhile.

Whatever an editor does not know stays as its author wrote it; pages that were taken apart and put together again are
read alike.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lessons.authoring.dialogue import SPEAKER
from lessons.authoring.page.frontmatter import FENCE
from lessons.authoring.page.outline import BRANCH, HEADING, SECOND_HOOK, SPOKEN

TAKEN = (*SPOKEN, SECOND_HOOK, BRANCH)
"""Sections that are said, and therefore are lines."""

MARKS = re.compile(r"^(\s*)([#>])")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """What is said in one breath, and what is shown meanwhile.

    Attributes:
        speaker: "" for the narrator.
        mood: "" where the author names none.
        shows: the rows of the box above it without their marks, "" for what was shown before.
    """

    words: str = ""
    speaker: str = ""
    mood: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section of a page.

    Attributes:
        heading: as it is written, without its hashes.
        lines: of a section that is said.
        text: of any other, as it is written.
    """

    heading: str
    lines: tuple[ScriptLine, ...] = ()
    text: str = ""

    @property
    def spoken(self) -> bool:
        return is_spoken(self.heading)


@dataclass(frozen=True, slots=True)
class EditedPage:
    """A page taken apart.

    Attributes:
        front: the front matter with its fences.
        before: what stands between it and the first section, which is a fault; it stays until its author mends it.
    """

    front: str
    sections: tuple[PageSection, ...]
    before: str = ""


def is_spoken(heading: str) -> bool:
    """Whether what stands under this heading is said."""
    name = HEADING.match(heading)
    return name is not None and name[1].lower() in TAKEN


def take_apart(text: str, speakers: Sequence[str]) -> EditedPage:
    """The page as an editor shows it.

    Args:
        speakers: those who have lines of their own; whatever else stands before a colon is part of a sentence.
    """
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ends = next((at for at, row in enumerate(rows[1:], 1) if row.rstrip() == FENCE), 0) if _is_fence(rows) else -1
    front = "\n".join(rows[: ends + 1])
    before, *parts = _split(rows[ends + 1 :])
    return EditedPage(front, tuple(_section(part, speakers) for part in parts), "\n".join(before).strip("\n"))


def _is_fence(rows: Sequence[str]) -> bool:
    return bool(rows) and rows[0].rstrip() == FENCE


def _split(rows: Sequence[str]) -> list[list[str]]:
    """What stands before the first heading, and each section with its heading."""
    parts: list[list[str]] = [[]]
    for row in rows:
        if row.startswith("## "):
            parts.append([])
        parts[-1].append(row)
    return parts


def _section(rows: Sequence[str], speakers: Sequence[str]) -> PageSection:
    heading, body = rows[0][3:].strip(), rows[1:]
    if is_spoken(heading):
        return PageSection(heading, tuple(_lines(body, speakers)))
    return PageSection(heading, text="\n".join(body).strip("\n"))


def _lines(rows: Sequence[str], speakers: Sequence[str]) -> Iterator[ScriptLine]:
    shows = ""  # a box waits for the words below it
    for box, block in _blocks(rows):
        if not box:
            for line in _spoken(block, speakers):
                yield ScriptLine(line.words, line.speaker, line.mood, shows)
                shows = ""
            continue
        if shows:  # two boxes in a row: the first sets a place, or its author forgot its words
            yield ScriptLine(shows=shows)
        shows = "\n".join(row.strip()[1:].strip() for row in block)
    if shows:
        yield ScriptLine(shows=shows)


def _blocks(rows: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Boxes and paragraphs in their order: whether it is a box, and its rows."""
    block: list[str] = []
    for row in (*rows, ""):
        box = row.lstrip().startswith(">")
        if block and (not row.strip() or box != block[0].lstrip().startswith(">")):
            yield block[0].lstrip().startswith(">"), block
            block = []
        if row.strip():
            block.append(row)


def _spoken(rows: Sequence[str], speakers: Sequence[str]) -> list[ScriptLine]:
    lines: list[ScriptLine] = []
    for row in rows:
        begins = SPEAKER.match(row.strip())
        if begins and begins[1].strip() in speakers:
            lines.append(ScriptLine(begins[3], begins[1].strip(), (begins[2] or "").strip()))
        elif lines:
            last = lines.pop()
            lines.append(ScriptLine(f"{last.words}\n{row.rstrip()}", last.speaker, last.mood))
        else:
            lines.append(ScriptLine(row.rstrip()))
    return lines


@dataclass(slots=True)
class Written:
    """A page put together, and where each of its parts came to stand.

    Attributes:
        starts, places: the row at which a part begins, in order, and which part: "front", "0" for the heading or the
            text of a section, "0.2.shows" and "0.2.words" for those of a line.
    """

    rows: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join([*self.rows, ""])

    def place_of(self, row: int) -> str:
        """The part in which a row stands, counted from 1."""
        return self.places[max(0, bisect_right(self.starts, row) - 1)]

    def put(self, place: str, rows: Sequence[str]) -> None:
        self.starts.append(len(self.rows) + 1)
        self.places.append(place)
        self.rows += [*rows, ""]


def put_together(page: EditedPage) -> Written:
    """The page as a file, with an empty line between all of its parts."""
    written = Written()
    written.put("front", page.front.split("\n"))
    if page.before:
        written.put("before", page.before.split("\n"))
    for at, section in enumerate(page.sections):
        written.put(f"{at}", [f"## {' '.join(section.heading.split())}"])
        if section.spoken:
            for n, line in enumerate(section.lines):
                _put_line(written, f"{at}.{n}", line)
        elif section.text.strip():
            written.put(f"{at}.text", [_inside(row) for row in section.text.strip("\n").split("\n")])
    while written.rows and not written.rows[-1]:
        written.rows.pop()
    return written


def _put_line(written: Written, place: str, line: ScriptLine) -> None:
    shows = [row.strip() for row in line.shows.split("\n") if row.strip()]
    if shows:
        written.put(f"{place}.shows", [f"> {row}" for row in shows])
    words = "\n".join(_said(row) for row in line.words.strip().split("\n"))
    if not words.strip():
        return
    mood = f" ({line.mood})" if line.mood else ""
    written.put(f"{place}.words", [*(f"{line.speaker}{mood}: {words}" if line.speaker else words).split("\n")])


def _said(row: str) -> str:
    """A row that is said, also where it begins like a heading or a box."""
    return MARKS.sub(r"\1\\\2", row.rstrip())


def _inside(row: str) -> str:
    """A row of a section's text, which begins no other section."""
    return f"\\{row}" if row.startswith("## ") else row.rstrip()


def with_front(front: str, key: str, value: str) -> str:
    """The front matter with another text under a key; the other rows stay as they are written."""
    rows = front.split("\n")
    quoted = "'" + " ".join(value.split()).replace("'", "''") + "'"
    start = next((at for at, row in enumerate(rows) if row.startswith(f"{key}:")), None)
    fresh = [f"{key}: {quoted}"] if value.strip() else []
    if start is None:
        return "\n".join([*rows[:1], *fresh, *rows[1:]])
    end = next(at for at in range(start + 1, len(rows)) if not rows[at][:1].isspace())
    return "\n".join([*rows[:start], *fresh, *rows[end:]])
