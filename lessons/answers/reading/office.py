"""PDF and Word files, read in a process of their own: a file that is made to exhaust its reader ends that process only.

`python -m lessons.answers.reading.office pdf|docx` reads a file from standard input and writes JSON.
"""

from __future__ import annotations

import io
import json
import re
import statistics
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

from lessons.answers.passages import Block
from lessons.answers.reading.document import Document, Unreadable

LONGEST_S = 60  # seconds of work on one file
MOST_MEMORY = 1_500_000_000  # bytes
MOST_UNPACKED = 300_000_000  # bytes in all parts of a Word file


def read_pdf(content: bytes) -> Document:
    """The paragraphs with their pages.

    Raises:
        Unreadable: it is locked, broken, or holds pictures only.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is locked with a password: save a copy without one")
        pages = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "")
    except Unreadable:
        raise
    except (
        PyPdfError,
        OSError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        # A broken file makes the library fail in any of these ways.
        raise Unreadable("it is not a whole PDF file: save it again, or print it to PDF") from error
    blocks = [Block(text, (), at) for at, page in enumerate(pages, start=1) for text in _paragraphs(page)]
    if not blocks:
        raise Unreadable("its pages are pictures without text: run text recognition (OCR) over it first")
    return Document(title, None, tuple(blocks))


def _paragraphs(page: str) -> Iterator[str]:
    """A page's lines joined to paragraphs; one ends at an empty line and after a line that is clearly short."""
    lines = [line.strip() for line in page.split("\n")]
    full = statistics.quantiles([len(line) for line in lines if line] or [0, 0], n=4)[2] if any(lines[1:]) else 0
    held = ""
    for line in lines:
        held = held[:-1] + line if re.search(r"[a-zà-ÿ]-$", held) and line[:1].islower() else f"{held} {line}".strip()
        if held and (not line or len(line) < 0.6 * full):
            yield held
            held = ""
    if held:
        yield held


def read_docx(content: bytes) -> Document:
    """The text under its headings; tables row by row.

    Raises:
        Unreadable: it is not a Word file.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        _check_size(content)
        document = docx.Document(io.BytesIO(content))
    except Unreadable:
        raise
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Unreadable("it is not a Word file (.docx): save it as one") from error
    title, headings = document.core_properties.title or "", dict[int, str]()
    blocks: list[Block] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            blocks += [Block(row, tuple(headings.values())) for row in _rows(part)]
        elif _style(part) == "Title":
            title = title or part.text.strip()
        elif level := _level(part):
            headings = {above: text for above, text in headings.items() if above < level} | {level: part.text.strip()}
        elif part.text.strip():
            blocks.append(Block(part.text.strip(), tuple(headings.values())))
    return Document(title, document.core_properties.language or None, tuple(blocks))


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise Unreadable("it unpacks to more than 300 MB: split it")


def _level(paragraph: Any) -> int:
    """1 to 9 for a heading, 0 for text."""
    found = re.fullmatch(r"Heading (\d)", _style(paragraph))
    return int(found.group(1)) if found and paragraph.text.strip() else 0


def _style(paragraph: Any) -> str:
    return (paragraph.style.name or "") if paragraph.style is not None else ""


def _rows(table: Any) -> Iterator[str]:
    for row in table.rows:
        # A cell that spans columns is listed once for each of them.
        cells = dict.fromkeys(cell.text.strip().replace("\n", " ") for cell in row.cells)
        if text := " – ".join(filter(None, cells)):
            yield text


def _limit() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))


READERS = {"pdf": read_pdf, "docx": read_docx}


def main(kind: str) -> None:
    """Read standard input; write {"title", "language", "blocks"} or {"unreadable": why}."""
    _limit()
    try:
        read = READERS[kind](sys.stdin.buffer.read())
        blocks = [(one.text, one.headings, one.page) for one in read.blocks]
        found: dict[str, object] = {"title": read.title, "language": read.language, "blocks": blocks}
    except Unreadable as error:
        found = {"unreadable": str(error)}
    except MemoryError:
        found = {"unreadable": "reading it takes more than 1.5 GB of memory: split it"}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
