"""The body of a file, as sections of words, boxes and lists, every one with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lessons.authoring.page.errors import SourceFile

# Without "code", four spaces before a line mean nothing; without "reference", no line vanishes from view.
MARKDOWN = MarkdownIt("commonmark").disable(["code", "reference"])
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A source line without its mark of box or list."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph: its source lines."""

    rows: tuple[TableRow, ...]

    @property
    def line(self) -> int:
        return self.rows[0].line


@dataclass(frozen=True, slots=True)
class Box:
    """Lines that begin with ">": what is shown.

    Attributes:
        runs_on: lines without the mark stand right below it, which was noted.
    """

    line: int
    rows: tuple[TableRow, ...]
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is its source lines, the first without its mark."""

    line: int
    items: tuple[tuple[TableRow, ...], ...]


Block = Words | Box | Items


@dataclass(slots=True)
class Section:
    """A heading of two hashes, and what stands under it."""

    line: int
    heading: str
    blocks: list[Block] = field(default_factory=list)


def read_sections(page: SourceFile, lines: Sequence[str], offset: int) -> list[Section]:
    """The sections in the lines that follow the front matter; what has no place in a lesson is noted.

    Args:
        offset: how many lines of the file stand before these.
    """
    return _SectionReader(page, lines, offset).sections()


def plain(page: SourceFile, line: int, text: str) -> str:
    """Markdown of one paragraph as plain words: no stars, no links, one line."""
    parts: list[str] = []
    for token in MARKDOWN.parseInline(text)[0].children or []:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            page.fault(
                line, "a picture stands among words that are said", "Write it in a box: > ![what it shows](file.png)"
            )
        elif token.type == "html_inline" and not COMMENT.fullmatch(token.content):
            page.fault(
                line, f"{token.content} is HTML, which nobody can say or show", "Take it out, or write it in words."
            )
        elif token.type != "html_inline":
            parts.append(token.content)
    return " ".join("".join(parts).split())


class _SectionReader:
    def __init__(self, page: SourceFile, lines: Sequence[str], offset: int) -> None:
        self.page, self.lines, self.offset = page, lines, offset
        self.tokens = MARKDOWN.parse("\n".join(lines))

    def sections(self) -> list[Section]:
        sections: list[Section] = []
        for at, token in enumerate(self.tokens):
            if token.level or token.nesting < 0 or token.type == "inline":
                continue
            if token.type == "heading_open" and token.markup.startswith("#"):
                sections.append(self._heading(at, token))
            else:
                self._place(sections, token, self._block(at, token))
        return sections

    def _heading(self, at: int, token: Token) -> Section:
        line, text = self._line(token), self.tokens[at + 1].content
        if token.tag != "h2":
            what = f"sections begin with two hashes, this one has {len(token.markup)}"
            self.page.fault(line, what, f"Write ## {text}")
        return Section(line, text)

    def _place(self, sections: list[Section], token: Token, block: Block | None) -> None:
        if block is None:
            return
        if sections:
            sections[-1].blocks.append(block)
        else:
            self.page.fault(self._line(token), "words stand before the first section", "Write ## Hook above them.")

    def _block(self, at: int, token: Token) -> Block | None:
        match token.type:
            case "paragraph_open":
                return self._words(token)
            case "heading_open":
                what = f"the line of {token.markup * 3} makes a heading of the words above it"
                self.page.fault(self._line(token), what, "Take the line out, or put an empty line before it.")
                return self._words(token)
            case "blockquote_open":
                return self._box(token)
            case "bullet_list_open" | "ordered_list_open":
                return Items(self._line(token), tuple(self._items(at, token)))
            case "html_block" if not COMMENT.sub("", token.content).strip():
                return None
        what = {"fence": "a block of code", "hr": "a ruler", "html_block": "HTML"}.get(token.type, token.type)
        self.page.fault(
            self._line(token), f"{what} can be neither said nor shown", "Take it out, or write it in words."
        )
        return None

    def _words(self, token: Token) -> Words | None:
        rows = [row for row in self._rows(token) if row.text]
        return Words(tuple(rows)) if COMMENT.sub("", "\n".join(row.text for row in rows)).strip() else None

    def _box(self, token: Token) -> Box:
        rows = [row for row in self._rows(token) if row.text]
        outside = [row for row in rows if not row.text.startswith(">")]
        for row in outside[:1]:
            what = "this line belongs to the box above it, because no empty line stands between"
            instead = 'Put an empty line before it to have it said, or begin it with "> " to have it shown.'
            self.page.fault(row.line, what, instead)
        inside = tuple(TableRow(row.line, row.text[1:].strip()) for row in rows if row.text.startswith(">"))
        return Box(self._line(token), inside, bool(outside))

    def _items(self, at: int, token: Token) -> Iterator[tuple[TableRow, ...]]:
        for inner in self.tokens[at + 1 :]:
            if inner.level <= token.level:
                return
            if inner.type == "list_item_open" and inner.level == token.level + 1:
                first, *more = self._rows(inner)
                yield (
                    TableRow(first.line, re.sub(r"^([-*+]|\d+[.)])\s*", "", first.text)),
                    *(row for row in more if row.text),
                )

    def _rows(self, token: Token) -> Iterator[TableRow]:
        start, end = token.map or [0, 0]
        for at in range(start, end):
            yield TableRow(self.offset + at + 1, self.lines[at].strip())

    def _line(self, token: Token) -> int:
        return self.offset + (token.map or [0])[0] + 1
