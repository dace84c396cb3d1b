"""A box (lines that begin with ">") as the card that is shown.

    > Quote: Call us before the regulator does.
    > Source: Nia, security

The first line names the kind of card; a box of plain words is a headline, of a list a list, of a picture a photo.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lessons.authoring.page.box_parts import Field, Parts
from lessons.authoring.page.errors import SourceFile, listed, nearest
from lessons.authoring.page.files import PICTURES, RECORDINGS, SeriesFiles
from lessons.authoring.page.footage import read_footage
from lessons.authoring.page.markdown import Box, TableRow
from lessons.figures import number_pattern, read_number
from lessons.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Bullets,
    Card,
    Chart,
    EndCard,
    Headline,
    Photo,
    Place,
    Quote,
    Screen,
    ScreenKind,
    Statement,
)
from lessons.studio.cast.places import PLACES

FIELD = re.compile(r"^([A-Za-z]+)(?:\s*\(([^()]*)\))?\s*:\s*(.*)$")
PICTURE = re.compile(r"^!\[(.*)\]\(\s*<?([^<>]*?)>?\s*\)$")
LONGEST_NAME = 60  # letters of who wrote a line; more before a colon is part of a sentence
ITEM = re.compile(r"^[-*+]\s+(.*)$")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of box may hold, and how it becomes a card."""

    build: Callable[[Parts], Card]
    fields: tuple[str, ...] = ()
    items: bool = False
    picture: bool = False


def _photo(parts: Parts) -> Card:
    text = parts.text("photo", "Photo: a few words below the picture", parts.fallback)
    credit = parts.text("credit")
    if parts.picture is None:
        parts.page.fault(
            parts.line, "the box photo has no picture", "Write, in the box: > ![what it shows](picture.png)"
        )
        return Headline(text)
    row, alt, file = parts.picture
    if not alt:
        what = "the picture has no words for people who cannot see it"
        parts.page.fault(row.line, what, f"Write them in the brackets: > ![what it shows]({file})")
    return Photo(parts.files.key(parts.page, row.line, file, PICTURES), text, alt, credit)


def _before_after(parts: Parts) -> Card:
    return BeforeAfter(
        parts.text("before", "Before: the mistake"),
        parts.text("after", "After: the skill"),
        parts.label("before"),
        parts.label("after"),
    )


def _chart(parts: Parts) -> Card:
    language = parts.page.language
    number = number_pattern(language)
    bars: list[tuple[str, float]] = []
    units: list[str] = []
    for text, item in zip(parts.bullets(2, 6, "bar"), parts.items, strict=True):
        bar = re.match(rf"(.+?):\s*({number})\s*([^\d,.]*)$", text)
        if bar is None:
            parts.page.fault(
                item.line, f"{text!r} is no bar of a chart", "Write a label, a colon and a number: > - Phishing: 16 %"
            )
            continue
        bars.append((bar[1].strip(), read_number(bar[2], language)))
        units.append(bar[3].strip())
    if len(set(units)) > 1:
        parts.page.fault(
            parts.line,
            f"the bars count in {listed(sorted({unit or 'nothing' for unit in units}))}",
            "Write the same unit behind every number.",
        )
    title = parts.text("chart", "Chart: what is compared", parts.fallback)
    return Chart(title, tuple(bars), units[0] if units else "", parts.text("source"))


def _place(parts: Parts) -> Card:
    name = parts.text("place", "Place: office").casefold()
    if name and name not in PLACES:
        meant = nearest(name, PLACES)
        instead = f"Write > Place: {meant}" if meant else f"The places are {listed(PLACES)}."
        parts.page.fault(parts.line, f"there is no place {name!r}", instead)
    return Place(name if name in PLACES else "office", parts.text("when"))


def _screen(kind: ScreenKind, least: int, most: int) -> Callable[[Parts], Card]:
    """A screen's title and its lines; "Bo: …" is written by Bo, a line without a name by whoever watches."""

    def build(parts: Parts) -> Card:
        title = parts.text(kind.value, f"{kind.capitalize()}: who or what it is about", parts.fallback)
        lines = parts.bullets(least, most, "line")
        return Screen(kind, title, tuple(_written_by(line) for line in lines))

    return build


def _written_by(line: str) -> tuple[str, str]:
    who, colon, text = line.partition(": ")
    return (who.strip(), text.strip()) if colon and len(who) <= LONGEST_NAME else ("", line)


KINDS: Mapping[str, Kind] = {
    "headline": Kind(
        lambda box: Headline(box.text("headline", "Headline: a few large words", box.fallback), box.text("kicker")),
        ("kicker",),
    ),
    "statement": Kind(lambda box: Statement(box.text("statement", "Statement: one sentence that fills the card"))),
    "list": Kind(
        lambda box: Bullets(box.text("list", "List: its title", box.fallback), box.bullets(1, 5, "item")), items=True
    ),
    "photo": Kind(_photo, ("credit",), picture=True),
    "question": Kind(
        lambda box: Ask(box.text("question", "Question: what would you do?"), box.bullets(0, 4, "option")), items=True
    ),
    "before": Kind(_before_after, ("after",)),
    "quote": Kind(
        lambda box: Quote(box.text("quote", "Quote: the words"), box.text("source", "Source: who said them")),
        ("source",),
    ),
    "number": Kind(
        lambda box: BigNumber(
            box.text("number", "Number: 72 hours"), box.text("caption", "what the number counts"), box.text("source")
        ),
        ("caption", "source"),
    ),
    "chart": Kind(_chart, ("source",), items=True),
    "clip": Kind(read_footage, ("sound",)),
    "place": Kind(_place, ("when",)),
    "chat": Kind(_screen(ScreenKind.CHAT, 1, 5), items=True),
    "mail": Kind(_screen(ScreenKind.MAIL, 1, 4), items=True),
    "phone": Kind(_screen(ScreenKind.PHONE, 1, 5), items=True),
    "call": Kind(_screen(ScreenKind.CALL, 0, 1), items=True),
    "end": Kind(
        lambda box: EndCard(box.text("end", "End: the question to leave with"), box.text("action")), ("action",)
    ),
}
NAMES = {name.capitalize() for name in KINDS}


def read_box(page: SourceFile, files: SeriesFiles, box: Box, fallback: str) -> tuple[Card, str]:
    """The card that a box shows, and the key of the recording of the words below it ("" for the voice).

    Args:
        fallback: shown where the author wrote no words for the card.
    """
    rows = [row for row in box.rows if row.text]
    if not rows:
        page.fault(box.line, "the box is empty", "Write what is shown, or take the box out.")
        return Headline(fallback), ""
    parts = Parts(page, files, box.line, _kind(page, rows), fallback)
    _fill(parts, rows)
    audio = parts.fields.get("audio")
    recording = "" if audio is None else files.key(page, audio.line, audio.text, RECORDINGS)
    return KINDS[parts.kind].build(parts), recording


def _kind(page: SourceFile, rows: list[TableRow]) -> str:
    """The kind that the first line names, or the kind that the box looks like."""
    named = FIELD.match(rows[0].text)
    name = named[1].casefold() if named else ""
    if name in KINDS:
        return name
    meant = nearest(name, KINDS)
    if meant and not name.startswith("audio"):
        page.fault(rows[0].line, f"there is no box {named[1] if named else name!r}", f"Write > {meant.capitalize()}: …")
    if any(PICTURE.match(row.text) for row in rows):
        return "photo"
    return "list" if any(ITEM.match(row.text) for row in rows) else "headline"


def _fill(parts: Parts, rows: list[TableRow]) -> None:
    """Sort the rows of a box into its fields, its list and its picture."""
    kind = KINDS[parts.kind]
    last = parts.fields.setdefault(parts.kind, Field(rows[0].line))
    for row in rows:
        picture, item, named = PICTURE.match(row.text), ITEM.match(row.text), FIELD.match(row.text)
        name = named[1].casefold() if named else ""
        if picture:
            _take_picture(parts, row, picture[1].strip(), picture[2].strip())
        elif item:
            last = Field(row.line, item[1])
            _take_item(parts, last)
        elif named and name in (parts.kind, *kind.fields, "audio"):
            last = parts.fields[name] = Field(row.line, named[3], (named[2] or "").strip())
            if parts.kind == "number" and name == "number":
                last = parts.fields.setdefault("caption", Field(row.line))
        else:
            meant = _refuse_near_miss(parts, row, name)
            if meant:
                last = parts.fields[meant] = Field(row.line)
            elif last in parts.fields.values() and not parts.has(parts.kind):
                last = parts.fields[parts.kind]  # "> Kicker: Monday" and then the headline itself
            last.text = f"{last.text} {row.text}".strip()


def _take_picture(parts: Parts, row: TableRow, alt: str, file: str) -> None:
    if not KINDS[parts.kind].picture:
        parts.page.fault(
            row.line, f"a box {parts.kind} shows no picture", "Write > Photo: … in the first line of the box."
        )
    parts.picture = (row, parts.shown(row.line, alt), file)


def _take_item(parts: Parts, item: Field) -> None:
    if not KINDS[parts.kind].items:
        what = f"a box {parts.kind} has no list"
        parts.page.fault(item.line, what, "Begin the box with > List: its title, or take the dash out.")
    parts.items.append(item)


def _refuse_near_miss(parts: Parts, row: TableRow, name: str) -> str | None:
    """The field that was meant by a name that is almost one."""
    meant = nearest(name, (*KINDS[parts.kind].fields, "audio")) if name else None
    if meant:
        parts.page.fault(row.line, f"a box {parts.kind} has no {name!r}", f"Write > {meant.capitalize()}: …")
    elif name in KINDS:
        what = f"a box shows one card, and this one is a {parts.kind} already"
        parts.page.fault(
            row.line, what, "Leave a line without > before it, and write what is said while each is shown."
        )
    return meant
