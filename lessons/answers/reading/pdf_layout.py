"""Where the words of a PDF page stand: letters to runs, runs to lines, and columns one after the other."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# A gap wider than this many letter heights between two words of a line parts columns or cells.
_GUTTER = 1.2
# Text in columns has lines this long on average on both sides; the cells of a table are shorter, and are read by row.
_COLUMN_LETTERS = 18
_COLUMN_LINES = 3


@dataclass(frozen=True, slots=True)
class PdfRun:
    """Words that stand next to each other in one line.

    Attributes:
        left, right, base: in points from the page's lower left corner.
        size: height of its letters in points.
    """

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True)
class PdfLine:
    runs: tuple[PdfRun, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)

    @cached_property
    def size(self) -> float:
        return max(run.size for run in self.runs)


def runs_of(page: Any) -> list[PdfRun]:
    """The runs of a page in the order of its file.

    A letter's loose box is as high as its font and stands on the font's lowest line, so that letters of one line share
    it whatever their shape.
    """
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    count = text_page.count_chars()
    text = text_page.get_text_range(0, count, errors="replace") if count else ""
    if len(text) != count:  # letters beyond the first plane count twice in one of the two
        text = "".join(chr(pdfium.FPDFText_GetUnicode(text_page, at)) for at in range(count))
    box = pdfium.FS_RECTF()
    letters: list[tuple[str, float, float, float, float]] = []
    for at, letter in enumerate(text):
        if letter not in "\r\n" and pdfium.FPDFText_GetLooseCharBox(text_page, at, box):
            letters.append((letter, box.left, box.right, box.bottom, box.top - box.bottom))
    return list(_grouped(letters))


def _grouped(letters: Sequence[tuple[str, float, float, float, float]]) -> Iterator[PdfRun]:
    """Letters joined to runs: a run ends where the line changes or a gutter lies between two letters."""
    text, start, end, base, size = "", 0.0, 0.0, 0.0, 0.0
    for letter, left, right, origin, height in letters:
        follows = text and abs(origin - base) < 0.5 * size and -size < left - end < _GUTTER * max(size, height)
        if letter.isspace():
            text += " " if text and not text.endswith(" ") else ""
            continue
        if not follows:
            if text.strip():
                yield PdfRun(text.strip(), start, end, base, size)
            text, start, base, size = "", left, origin, height
        elif left - end > 0.25 * size and not text.endswith(" "):
            text += " "
        text, end, size = text + letter, right, max(size, height)
    if text.strip():
        yield PdfRun(text.strip(), start, end, base, size)


def lines_of(runs: Sequence[PdfRun]) -> list[PdfLine]:
    """Lines in reading order: what stands in columns is read column by column, everything else from the top down."""
    gutter = _gutter(runs)
    if gutter is None:
        return _rows(runs)
    left = [run for run in runs if run.right <= gutter]
    right = [run for run in runs if run.left >= gutter]
    across = [run for run in runs if run.left < gutter < run.right]
    top, bottom = max(run.base for run in left + right), min(run.base for run in left + right)
    above = [run for run in across if run.base > top]
    below = [run for run in across if run.base < bottom]
    return _rows(above) + lines_of(left) + lines_of(right) + _rows(below)


def _gutter(runs: Sequence[PdfRun]) -> float | None:
    """Where an empty strip parts two columns of text, None where there is none."""
    edges = sorted({run.left for run in runs})
    body = statistics.median([run.size for run in runs]) if runs else 0.0
    for edge in edges[1:]:
        left = [run for run in runs if run.right <= edge - 0.5 * body]
        right = [run for run in runs if run.left >= edge]
        across = [run for run in runs if run.left < edge and run.right > edge - 0.5 * body]
        if _is_column(left) and _is_column(right) and _beside(left, right) and not _between(across, left, right):
            return edge
    return None


def _is_column(runs: Sequence[PdfRun]) -> bool:
    lines = _rows(runs)
    return len(lines) >= _COLUMN_LINES and statistics.mean(len(line.text) for line in lines) >= _COLUMN_LETTERS


def _beside(left: Sequence[PdfRun], right: Sequence[PdfRun]) -> bool:
    """Whether two columns share most of their height, and are not one below the other."""
    top = min(max(run.base for run in left), max(run.base for run in right))
    bottom = max(min(run.base for run in left), min(run.base for run in right))
    heights = [max(run.base for run in side) - min(run.base for run in side) for side in (left, right)]
    return top - bottom > 0.5 * min(heights)


def _between(across: Sequence[PdfRun], left: Sequence[PdfRun], right: Sequence[PdfRun]) -> bool:
    """Whether a line runs across the strip in the middle of the columns: then the strip is chance."""
    top, bottom = max(run.base for run in (*left, *right)), min(run.base for run in (*left, *right))
    return any(bottom <= run.base <= top for run in across)


def _rows(runs: Sequence[PdfRun]) -> list[PdfLine]:
    """Runs on the same base line together, from the top down."""
    rows: list[list[PdfRun]] = []
    for run in sorted(runs, key=lambda run: (-run.base, run.left)):
        if rows and abs(rows[-1][0].base - run.base) < 0.4 * max(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [PdfLine(tuple(sorted(row, key=lambda run: run.left))) for row in rows]
