"""Word files as their reader sees them: with every tracked change accepted, without what is hidden."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lessons.answers.index.passages import TextBlock
from lessons.answers.reading.document import Document, Unreadable
from lessons.answers.text.lines import item_text, row_text

# The directory of the zip says how large its parts become; it is read before any part is unpacked.
MOST_UNPACKED = 300_000_000  # bytes in all parts of a Word file
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What a reader who accepts all changes does not see, and what is no text.
_LEFT_OUT = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tblPr", "sectPr")}
_MARKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_OFF = ("0", "false", "off")


def read_docx(content: bytes) -> Document:
    """The text under its headings; tables row by row, boxes and notes behind their paragraph.

    Raises:
        Unreadable: it is not a Word file.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        _check_size(content)
        document = docx.Document(io.BytesIO(content))
    except Unreadable:
        raise
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Unreadable("it is not a Word file (.docx): save it as one") from error
    reader = _WordReader(document)
    blocks = tuple(reader.blocks(document.element.body))
    return Document(reader.title, document.core_properties.language or None, blocks)


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise Unreadable("it unpacks to more than 300 MB: split it")


class _WordReader:
    """Walks through a document once and remembers the headings above the current place."""

    def __init__(self, document: Any) -> None:
        self.title = document.core_properties.title or ""
        self._styles = {style.style_id: style.name or "" for style in document.styles}
        self._hiding = {style.style_id for style in document.styles if _vanishes(style.element.find(f"{_W}rPr"))}
        self._notes = _notes(document)
        self._headings: dict[int, str] = {}

    def blocks(self, parent: Any) -> Iterator[TextBlock]:
        """The blocks of a body, a cell or a text box, in order."""
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag not in _LEFT_OUT:
                yield from self.blocks(child)  # content controls and the like wrap paragraphs

    def _paragraph(self, paragraph: Any) -> Iterator[TextBlock]:
        text = re.sub(r"[ \t]+", " ", "".join(self._pieces(paragraph))).strip()
        style = self._style(paragraph)
        level = re.fullmatch(r"[Hh]eading (\d)", style)
        if text and style == "Title":
            self.title = self.title or text
        elif text and level:
            above = {number: title for number, title in self._headings.items() if number < int(level.group(1))}
            self._headings = above | {int(level.group(1)): text}
        elif text:
            depth = self._depth(paragraph, style)
            yield self._block(text if depth is None else item_text(text, depth))
        for box in _boxes(paragraph):
            yield from self.blocks(box)
        for reference in paragraph.iter(f"{_W}footnoteReference", f"{_W}endnoteReference"):
            if note := self._notes.get((reference.tag, reference.get(f"{_W}id"))):
                yield self._block(note)

    def _depth(self, paragraph: Any, style: str) -> int | None:
        """How deep an item of a list stands, from its numbering or its style; None outside of lists."""
        level = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
        if level is not None or paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            return int(level.get(f"{_W}val", "0")) if level is not None else 0
        match = re.fullmatch(r"[Ll]ist (?:Bullet|Number|bullet|number)(?: (\d))?", style)
        return int(match.group(1) or 1) - 1 if match else None

    def _block(self, text: str) -> TextBlock:
        return TextBlock(text, tuple(self._headings.values()))

    def _style(self, paragraph: Any) -> str:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(style.get(f"{_W}val"), "") if style is not None else ""

    def _pieces(self, node: Any) -> Iterator[str]:
        """The visible text of a paragraph or run, without its boxes, which are blocks of their own."""
        for child in node:
            if child.tag == f"{_W}t":
                yield child.text or ""
            elif child.tag in _MARKS:
                yield _MARKS[child.tag]
            elif child.tag == f"{_W}r" and self._is_hidden(child):
                continue
            elif child.tag not in _LEFT_OUT and not _holds_a_box(child):
                yield from self._pieces(child)

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return False
        style = properties.find(f"{_W}rStyle")
        return _vanishes(properties) or (style is not None and style.get(f"{_W}val") in self._hiding)

    def _table(self, table: Any) -> Iterator[TextBlock]:
        """Each row as one block; a table inside of a cell comes behind its row."""
        above: dict[int, str] = {}
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table or row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            cells = [(cell, self._cell(cell)) for cell in _cells(row)]
            texts = [_merged(cell, text, above.get(at, "")) for at, (cell, text) in enumerate(cells)]
            above = dict(enumerate(texts))
            # Word does not say whether the first row holds heads.
            if line := row_text(list(filter(None, texts)), ()):
                yield self._block(line)
            for cell, _ in cells:
                for inner in cell.findall(f"{_W}tbl"):
                    yield from self._table(inner)

    def _cell(self, cell: Any) -> str:
        paragraphs = (" ".join("".join(self._pieces(part)).split()) for part in _cell_paragraphs(cell))
        return " ".join(filter(None, paragraphs))


def _cells(row: Any) -> list[Any]:
    """The cells of a row, also those that a content control wraps; one that spans columns is one cell."""
    return [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]


def _cell_paragraphs(cell: Any) -> Iterator[Any]:
    return (part for part in cell.iter(f"{_W}p") if next(part.iterancestors(f"{_W}tc")) is cell)


def _merged(cell: Any, text: str, above: str) -> str:
    """A cell's text; that of the cell above where both are merged into one."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    continues = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
    return above if continues else text


def _vanishes(properties: Any) -> bool:
    if properties is None:
        return False
    vanish = properties.find(f"{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "1") not in _OFF


def _holds_a_box(node: Any) -> bool:
    return node.tag == f"{_MC}AlternateContent" or (
        node.tag in (f"{_W}drawing", f"{_W}pict") and node.find(f".//{_W}txbxContent") is not None
    )


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes of a paragraph. Word writes each twice, for new and for old readers: the first one counts."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if next(box.iterancestors(f"{_MC}Fallback"), None) is None and _owner(box) is paragraph:
            yield box


def _owner(box: Any) -> Any:
    return next(box.iterancestors(f"{_W}p"))


def _notes(document: Any) -> dict[tuple[str, str], str]:
    """The text of each footnote and endnote, by the tag and number of its reference."""
    notes: dict[tuple[str, str], str] = {}
    for part in document.part.package.iter_parts():
        kind = re.search(r"/(footnote|endnote)s\.xml$", str(part.partname))
        if kind is None:
            continue
        for note in _parsed(part.blob).iter(f"{_W}{kind.group(1)}"):
            text = " ".join("".join(node.text or "" for node in note.iter(f"{_W}t")).split())
            notes[f"{_W}{kind.group(1)}Reference", note.get(f"{_W}id")] = text
    return notes


def _parsed(content: bytes) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(content)
