"""What a box holds, before it is known what card it makes."""

from __future__ import annotations

from dataclasses import dataclass, field

from lessons.authoring.page.errors import SourceFile, counted
from lessons.authoring.page.files import SeriesFiles
from lessons.authoring.page.markdown import TableRow, plain
from lessons.script import HINT


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

    page: SourceFile
    files: SeriesFiles
    line: int
    kind: str
    fallback: str
    fields: dict[str, Field] = field(default_factory=dict)
    items: list[Field] = field(default_factory=list)
    picture: tuple[TableRow, str, str] | None = None

    def has(self, name: str) -> bool:
        return name in self.fields and bool(self.fields[name].text)

    def text(self, name: str, example: str = "", default: str = "") -> str:
        """The words of a field; one with an example must be there."""
        part = self.fields.get(name, Field(self.line))
        text = self.shown(part.line, part.text) or default
        if not text and example:
            self.page.fault(part.line, f"the box {self.kind} has no {name}", f"Write, in the box: > {example}")
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
