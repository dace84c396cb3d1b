"""Which sections an episode has: their names, how many, in which order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from lessons.authoring.page.errors import SourceFile, listed, nearest
from lessons.authoring.page.markdown import Block, Box, Items, Section, plain

HOOK, SCENE, ACTION, CLIFFHANGER = "hook", "scene", "call to action", "cliffhanger"
SECOND_HOOK = "second hook"
REFLECT, CHECK, ACKNOWLEDGE, WHY, BRANCH = "reflect", "check", "acknowledge", "why", "branch"
ANSWERS, SOURCES, NOTES = "answers", "sources", "notes"
SPOKEN = (HOOK, SCENE, ACTION, CLIFFHANGER)
SECTIONS = (*SPOKEN, SECOND_HOOK, REFLECT, CHECK, ACKNOWLEDGE, WHY, BRANCH, ANSWERS, SOURCES, NOTES)
MANY = (SCENE, BRANCH, NOTES)
HEADING = re.compile(rf"^({'|'.join(SECTIONS)})\b\s*(?:\d+\b)?\s*[:.–—-]?\s*(.*)$", re.IGNORECASE)
SLUG = re.compile(r"(?=.{1,80}$)[a-z0-9]+(?:-[a-z0-9]+)*")
"""A name of a series, an episode or a branch, in links and tables: at most 80 small letters, digits and hyphens."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section whose heading is understood.

    Attributes:
        name: one of SECTIONS.
        title: what stands behind the name: "The printer" of "## Scene: The printer".
        heading: as it is written in the file.
    """

    name: str
    title: str
    heading: str
    line: int
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of an episode by name, in the order of the file.

    Attributes:
        meant: names of sections whose heading was written wrong, which was noted.
    """

    page: SourceFile
    parts: Mapping[str, Sequence[Part]]
    meant: Set[str] = frozenset()

    def one(self, name: str) -> Part | None:
        return next(iter(self.parts.get(name, ())), None)

    def words(self, name: str, longest: int) -> str:
        """The words of a section that holds nothing but words, on one line; "" when there is none."""
        part = self.one(name)
        return "" if part is None else only_words(self.page, part, longest)

    @property
    def spoken(self) -> Sequence[Part]:
        return [part for name in SPOKEN for part in self.parts.get(name, ())]


def only_words(page: SourceFile, part: Part, longest: int) -> str:
    """The paragraphs of a section as one line; notes whatever else stands there, and too much of it."""
    paragraphs: list[str] = []
    for block in part.blocks:
        if isinstance(block, Box | Items):
            page.fault(block.line, f"## {part.heading} holds words, not a box or a list", "Write it as a sentence.")
        else:
            paragraphs.append(plain(page, block.line, "\n".join(row.text for row in block.rows)))
    text = " ".join(paragraphs)
    if not part.blocks:
        page.fault(part.line, f"## {part.heading} is empty", "Write a sentence below it, or take it out.")
    if len(text) > longest:
        what = f"## {part.heading} has {len(text)} characters and can have {longest}"
        page.fault(part.line, what, f"Write it shorter by {len(text) - longest}.")
    return text


def outline(page: SourceFile, sections: Sequence[Section]) -> Outline:
    """The sections sorted by name; unknown, doubled and misplaced ones are noted."""
    parts: dict[str, list[Part]] = {}
    meant: set[str] = set()
    for section in sections:
        part = _part(section)
        if part is None:
            meant.add(_refuse_unknown(page, section))
        else:
            parts.setdefault(part.name, []).append(part)
    for name in set(parts) - set(MANY):
        for again in parts[name][1:]:
            what = f"## {again.heading} stands here for the second time"
            page.fault(again.line, what, f"Keep one; the other is on line {parts[name][0].line}.")
    _refuse_order(page, [part for several in parts.values() for part in several if part.name in SPOKEN])
    return Outline(page, parts, meant)


def _part(section: Section) -> Part | None:
    heading = HEADING.match(section.heading)
    if heading is None:
        return None
    return Part(heading[1].lower(), heading[2].strip(), section.heading, section.line, section.blocks)


def _refuse_unknown(page: SourceFile, section: Section) -> str:
    """The name that was probably meant, or ""."""
    meant = nearest(section.heading.split(":")[0].strip(), SECTIONS)
    if meant:
        instead = f"Write ## {meant.capitalize()}"
    else:
        instead = f"Write ## Scene: {section.heading} when it is said and shown; the sections are {listed(SECTIONS)}."
    page.fault(section.line, f"there is no section {section.heading!r}", instead)
    return meant or ""


def _refuse_order(page: SourceFile, spoken: Sequence[Part]) -> None:
    latest = 0
    for part in sorted(spoken, key=lambda part: part.line):
        rank = SPOKEN.index(part.name)
        if rank < latest:
            what = f"## {part.heading} stands below ## {SPOKEN[latest].capitalize()}"
            page.fault(
                part.line, what, "Write the hook first, then the scenes, then the call to action or cliffhanger."
            )
        latest = max(rank, latest)
