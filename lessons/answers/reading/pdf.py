"""PDF files: the words of each page in the order in which people read them, columns one after the other."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lessons.answers.index.passages import TextBlock
from lessons.answers.reading.document import Document, Unreadable
from lessons.answers.reading.pdf_layout import PdfLine, lines_of, runs_of
from lessons.answers.text.analyser import words
from lessons.answers.text.dictionary import LISTED, is_real

# A line in letters so much larger than most of the document is a heading.
_HEADING_SIZE = 1.15
_HEADING_LETTERS = 120
# Heads and feet stand in this part of a page's height at its top and bottom, outside of the usual 2 cm of margin.
_MARGIN = 0.08
# A hyphen, a soft one, and what the library writes for either at the end of a line.
_HYPHENS = "-\u2010\u00ad\u0002\ufffe"
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
OCR = "run text recognition (OCR) over the file first"
"""What helps where pages are pictures."""

# An item of a list begins a paragraph of its own, so that it can be told from the line that introduces it.
_BULLET = re.compile(r"(?:[-•*–▪◦●]|\(?\d{1,2}[.)])\s")
# What programs write where nobody chose a title.
_NO_TITLE = re.compile(
    r"(untitled|unbenannt|(?:document|dokument|presentation|präsentation|book|mappe|scan)[ _-]?\d*|"
    r"(microsoft )?(word|powerpoint|excel) - .*|powerpoint[- ]pr(?:e|ä)sentation|.*\.\w{2,5})",
    re.I,
)


def read_pdf(content: bytes) -> Document:
    """The paragraphs with their pages and headings, and a warning that names the pages without text.

    Raises:
        Unreadable: it is locked, broken, or holds pictures only.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
        heights = [page.get_height() for page in pdf]
        pages = _without_running_heads([lines_of(runs_of(page)) for page in pdf], heights)
        title = str(pdf.get_metadata_dict().get("Title") or "").strip()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("it is locked with a password: save a copy without one") from error
        raise Unreadable("it is not a whole PDF file: save it again, or print it to PDF") from error
    blocks = tuple(_blocks(pages))
    if not blocks:
        raise Unreadable(f"its pages are pictures without text: {OCR}")
    return Document("" if _NO_TITLE.fullmatch(title) else title, None, blocks, warnings=_unread_pages(pages))


def _without_running_heads(pages: Sequence[Sequence[PdfLine]], heights: Sequence[float]) -> list[list[PdfLine]]:
    """The pages without the lines in their margins that stand on most of them, but for numbers: heads, feet, dates."""
    margins = [
        {_pattern(line) for line in lines if not _MARGIN * height < line.runs[0].base < (1 - _MARGIN) * height}
        for lines, height in zip(pages, heights, strict=True)
    ]
    counts = Counter(pattern for patterns in margins for pattern in patterns)
    repeated = {pattern for pattern, count in counts.items() if count >= 3 and count > 0.5 * len(pages)}
    return [[line for line in lines if _pattern(line) not in repeated] for lines in pages]


def _pattern(line: PdfLine) -> tuple[str, int]:
    return re.sub(r"\d+", "0", line.text), round(line.runs[0].base)


def _unread_pages(pages: Sequence[Sequence[PdfLine]]) -> tuple[str, ...]:
    empty = [str(number) for number, lines in enumerate(pages, start=1) if not lines]
    if not empty:
        return ()
    if len(empty) == 1:
        return (f"page {empty[0]} is a picture without text and was not read: {OCR}",)
    return (f"pages {_ranges(empty)} are pictures without text and were not read: {OCR}",)


def _ranges(numbers: Sequence[str]) -> str:
    """2, 3, 4, 7 as "2 to 4, 7"."""
    groups: list[list[int]] = []
    for number in map(int, numbers):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(f"{group[0]} to {group[-1]}" if len(group) > 1 else str(group[0]) for group in groups)


def _blocks(pages: Sequence[Sequence[PdfLine]]) -> Iterator[TextBlock]:
    """Paragraphs under their headings, which larger letters show."""
    sizes = [line.size for lines in pages for line in lines for _ in line.text.split()]
    body = statistics.median(sizes) if sizes else 0.0
    levels = sorted({round(size) for size in sizes if size >= _HEADING_SIZE * body}, reverse=True)
    headings: dict[int, str] = {}
    for number, lines in enumerate(pages, start=1):
        for is_heading, group in _parted(lines, body):
            if is_heading:
                level = levels.index(round(group[0].size)) if round(group[0].size) in levels else len(levels)
                text = " ".join(line.text for line in group)
                headings = {above: title for above, title in headings.items() if above < level} | {level: text}
            else:
                yield from (TextBlock(text, tuple(headings.values()), number) for text in _paragraphs(group))


def _parted(lines: Sequence[PdfLine], body: float) -> Iterator[tuple[bool, list[PdfLine]]]:
    """Neighbouring lines of the same kind, with whether they are a heading."""
    group: list[PdfLine] = []
    kind = False
    for line in lines:
        is_heading = line.size >= _HEADING_SIZE * body and len(line.text) <= _HEADING_LETTERS
        if group and (is_heading != kind or (is_heading and round(line.size) != round(group[0].size))):
            yield kind, group
            group = []
        kind = is_heading
        group.append(line)
    if group:
        yield kind, group


def _paragraphs(lines: Sequence[PdfLine]) -> Iterator[str]:
    """Lines joined to paragraphs; one ends after a clearly short line and before a clearly larger step down."""
    if not lines:
        return
    full = statistics.quantiles([len(line.text) for line in lines], n=4)[2] if len(lines) > 1 else 0
    step = statistics.median(_steps(lines)) if len(lines) > 1 else 0.0
    text = ""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if text and _BULLET.match(line.text):
            yield text
            text = ""
        text = _joined(text, line.text)
        down = line.runs[0].base - following.runs[0].base if following else 0.0
        is_short = len(line.text) < 0.6 * full and line.text[-1] not in _HYPHENS
        if following is None or is_short or down > 1.4 * step or down < 0:
            yield text
            text = ""


def _steps(lines: Sequence[PdfLine]) -> list[float]:
    return [line.runs[0].base - following.runs[0].base for line, following in pairwise(lines)]


def _joined(text: str, line: str) -> str:
    """A line behind the ones before it; a word that was parted at the line's end is put together again."""
    if not text or text[-1] not in _HYPHENS or not line[:1].isalnum():
        return f"{text} {line}".strip()
    first, second = _LAST_WORD.search(text[:-1]), _FIRST_WORD.match(line)
    if not line[0].islower() or first is None or second is None:
        return f"{text[:-1]}-{line}"  # "Berlin-" "Brandenburg", "2024-" "2025"
    return f"{text[:-1]}-{line}" if _is_compound(first.group(), second.group()) else text[:-1] + line


def _is_compound(first: str, second: str) -> bool:
    """Whether two parts are a compound with a hyphen ("well-known") and no word that the line's end parted.

    English alone writes such compounds in small letters. Its list has no words below five letters, so short parts
    count as words where the other part is one.
    """
    parts = [is_real(part.casefold(), ("en",)) for part in (first, second)]
    return (
        not _is_word(first + second)
        and any(parts)
        and all(known_word or len(part) < 5 for part, known_word in zip((first, second), parts, strict=True))
    )


def _is_word(letters: str) -> bool:
    """Whether any of our word lists knows it: a file names no language, and parts of words are in none of them."""
    return any(is_real(folded, LISTED) for folded in words(letters))
