"""A box (lines that begin with ">") as the card that is shown.

    > Quote: Call us before the regulator does.
    > Source: Nia, security

The first line names the kind of card; a box of plain words is a headline, of a list a list, of a picture a photo.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lessons.authoring.errors import Page, counted, listed, nearest
from lessons.authoring.files import PICTURES, RECORDINGS, Shelf
from lessons.authoring.markdown import Box, Row, plain
from lessons.studio.script import (
    HINT,
    Ask,
    BeforeAfter,
    BigNumber,
    Bullets,
    Card,
    Chart,
    EndCard,
    Headline,
    Photo,
    Quote,
    Statement,
)

FIELD = re.compile(r"^([A-Za-z]+)(?:\s*\(([^()]*)\))?\s*:\s*(.*)$")
PICTURE = re.compile(r"^!\[(.*)\]\(\s*<?([^<>]*?)>?\s*\)$")
ITEM = re.compile(r"^[-*+]\s+(.*)$")
BAR = re.compile(r"^(.+?):\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*([^\d,.]*)$")


@dataclass(slots=True)
class Field:
    """One thing that a box says: its words, and the label in brackets behind its name."""

    line: int
    text: str = ""
    label: str = ""


@dataclass(slots=True)
class Parts:
    """A box taken apart.

    Attributes:
        fallback: words to show where the author wrote none: the title of the scene.
    """

    page: Page
    shelf: Shelf
    line: int
    kind: str
    fallback: str
    fields: dict[str, Field] = field(default_factory=dict)
    items: list[Field] = field(default_factory=list)
    picture: tuple[Row, str, str] | None = None

    def has(self, name: str) -> bool:
        return name in self.fields and bool(self.fields[name].text)

    def text(self, name: str, example: str = "", default: str = "") -> str:
        """The words of a field; one with an example must be there."""
        found = self.fields.get(name, Field(self.line))
        text = self.shown(found.line, found.text) or default
        if not text and example:
            self.page.fault(found.line, f"the box {self.kind} has no {name}", f"Write, in the box: > {example}")
        return text

    def label(self, name: str) -> str:
        label = self.fields[name].label if name in self.fields else ""
        return label or name.capitalize()

    def bullets(self, least: int, most: int, what: str) -> tuple[str, ...]:
        """The items of the list in the box, least to most of them."""
        if not least <= len(self.items) <= most:
            self.page.fault(
                self.line,
                f"the box {self.kind} has {counted(len(self.items), what)} and can have {least} to {most}",
                "Write each on a line of its own: > - …" if len(self.items) < least else "Make two boxes of it.",
            )
        return tuple(self.shown(item.line, item.text) for item in self.items)

    def shown(self, line: int, text: str) -> str:
        return HINT.sub(lambda hint: hint[1], plain(self.page, line, text))


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
    return Photo(parts.shelf.key(parts.page, row.line, file, PICTURES), text, alt, credit)


def _before_after(parts: Parts) -> Card:
    return BeforeAfter(
        parts.text("before", "Before: the mistake"),
        parts.text("after", "After: the skill"),
        parts.label("before"),
        parts.label("after"),
    )


def _chart(parts: Parts) -> Card:
    bars: list[tuple[str, float]] = []
    units: list[str] = []
    for text, item in zip(parts.bullets(2, 6, "bar"), parts.items, strict=True):
        bar = BAR.match(text)
        if bar is None:
            parts.page.fault(
                item.line, f"{text!r} is no bar of a chart", "Write a label, a colon and a number: > - Phishing: 16 %"
            )
            continue
        bars.append((bar[1].strip(), float(bar[2].replace(",", ""))))
        units.append(bar[3].strip())
    if len(set(units)) > 1:
        parts.page.fault(
            parts.line,
            f"the bars count in {listed(sorted({unit or 'nothing' for unit in units}))}",
            "Write the same unit behind every number.",
        )
    title = parts.text("chart", "Chart: what is compared", parts.fallback)
    return Chart(title, tuple(bars), units[0] if units else "", parts.text("source"))


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
    "end": Kind(
        lambda box: EndCard(box.text("end", "End: the question to leave with"), box.text("action")), ("action",)
    ),
}
NAMES = {name.capitalize() for name in KINDS}


def read_box(page: Page, shelf: Shelf, box: Box, fallback: str) -> tuple[Card, str]:
    """The card that a box shows, and the key of the recording of the words below it ("" for the voice).

    Args:
        fallback: shown where the author wrote no words for the card.
    """
    rows = [row for row in box.rows if row.text]
    if not rows:
        page.fault(box.line, "the box is empty", "Write what is shown, or take the box out.")
        return Headline(fallback), ""
    parts = Parts(page, shelf, box.line, _kind(page, rows), fallback)
    _fill(parts, rows)
    audio = parts.fields.get("audio")
    recording = "" if audio is None else shelf.key(page, audio.line, audio.text, RECORDINGS)
    return KINDS[parts.kind].build(parts), recording


def _kind(page: Page, rows: list[Row]) -> str:
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


def _fill(parts: Parts, rows: list[Row]) -> None:
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


def _take_picture(parts: Parts, row: Row, alt: str, file: str) -> None:
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


def _refuse_near_miss(parts: Parts, row: Row, name: str) -> str | None:
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
