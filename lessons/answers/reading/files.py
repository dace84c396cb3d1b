"""Documents in: files become sources with passages, one by one, with a reason for each that cannot be read."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.passages import Passage, TextBlock, passages_of_clip, passages_of_document
from lessons.answers.reading.document import Document, Unreadable
from lessons.answers.reading.encoding import decoded
from lessons.answers.reading.isolated import LONGEST_S
from lessons.answers.reading.markup import read_html
from lessons.answers.reading.sheet import read_csv
from lessons.answers.reading.text import read_markdown, read_text
from lessons.answers.reading.transcripts import read_transcript
from lessons.answers.reading.validity import checked_day, owner_name
from lessons.answers.reading.visible import visible

MOST_BYTES = 25_000_000  # of one file
_IN_PLACE = {
    **{".md": read_markdown, ".markdown": read_markdown, ".html": read_html, ".htm": read_html},
    **{
        ".csv": read_csv,
        ".txt": read_text,
        ".text": read_text,
        "": read_text,
        ".vtt": read_transcript,
        ".srt": read_transcript,
    },
}
# Read in a process of their own: a broken or hostile file may hang its parser or fill the memory.
_ISOLATED = {".pdf": "pdf", ".docx": "docx"}
SYNONYMS = "synonyms.txt"
"""A file of this name is a company's own words and no document: its one passage is its text as it stands."""
SUFFIXES = frozenset({*_IN_PLACE, *_ISOLATED}) - {""}
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read.

    Attributes:
        at, of: progress: this is number `at`, counted from 1, of `of`.
        warnings: what of it could not be read, a sentence each.
    """

    source: DocumentSource
    passages: tuple[Passage, ...]
    at: int
    of: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or page that could not be read, and why, for the person who named it."""

    uri: str
    reason: str
    at: int
    of: int


async def read_files(paths: Sequence[Path], language: str = "en") -> AsyncIterator[Read | Unread]:
    """Every file named or in a folder named, in order of their names; hidden files and links are passed over.

    Args:
        language: of documents that do not name theirs.
    """
    files = await asyncio.to_thread(lambda: [file for path in paths for file in files_in(path)])
    for at, file in enumerate(files, start=1):
        try:
            content = await asyncio.to_thread(content_of, file)
            content_read = await read_content(str(file), file.name, content, language)
            yield Read(content_read.source, content_read.passages, at, len(files), content_read.warnings)
        except Unreadable as error:
            yield Unread(str(file), str(error), at, len(files))


def files_in(path: Path) -> Iterator[Path]:
    """A file itself, or every file below a folder by name; hidden files and links are passed over."""
    if not path.is_dir():
        yield path
        return
    for inside in sorted(path.iterdir()):
        # A link could lead out of the folder that was named, or in a circle.
        if not inside.name.startswith(".") and not inside.is_symlink():
            yield from files_in(inside)


def content_of(file: Path) -> bytes:
    """What a file holds.

    Raises:
        Unreadable: it is not there, cannot be opened, or is too large.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: split it")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable("there is no such file") from error
    except OSError as error:
        raise Unreadable(f"it cannot be opened: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class ReadContent:
    """What a file's content holds. See Read."""

    source: DocumentSource
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...] = ()


async def read_content(uri: str, name: str, content: bytes, language: str = "en", declared: str = "") -> ReadContent:
    """The source and passages of a file's content.

    Args:
        name: its file name; the suffix tells the format, and a file without one is read as plain text.
        declared: its encoding by whoever sent it, "" where nobody says.

    Raises:
        Unreadable: with the reason.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: split it")
    if name == SYNONYMS:
        # Its lines are groups of words, which no reader of sentences keeps apart.
        return ReadContent(DocumentSource(uri, name, language), (Passage(name, decoded(content, declared)),))
    if suffix in _ISOLATED:
        document = await _read_isolated(_ISOLATED[suffix], content)
    elif suffix in _IN_PLACE:
        document = await asyncio.to_thread(_IN_PLACE[suffix], content, declared)
    else:
        raise Unreadable(f"its kind is not known: use one of {', '.join(sorted(SUFFIXES))}")
    title = visible(document.title) or PurePosixPath(name).stem.replace("_", " ").replace("-", " ")
    passages = await asyncio.to_thread(_passages, title, document)
    if not passages:
        raise Unreadable("it holds no text")
    spoken, stated = document.language or language, document.stated
    source = DocumentSource(uri, title, spoken, owner_name(stated), checked_day(stated, spoken))
    return ReadContent(source, tuple(passages), document.warnings)


def _passages(title: str, document: Document) -> list[Passage]:
    if document.cues:
        cues = [(start, end, visible(words)) for start, end, words in document.cues]
        return passages_of_clip(title, [cue for cue in cues if cue[2]])
    blocks = (replace(block, text=visible(block.text)) for block in document.blocks)
    return passages_of_document(title, [block for block in blocks if block.text])


async def _read_isolated(kind: str, content: bytes) -> Document:
    command = (sys.executable, "-m", "lessons.answers.reading.isolated", kind)
    pipe = asyncio.subprocess.PIPE
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env=environment
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            written, _ = await process.communicate(content)
    except TimeoutError as error:
        raise Unreadable(f"reading it takes longer than {LONGEST_S} s: split it") from error
    finally:
        if process.returncode is None:
            # Also when we are cancelled ourselves: a reader that nobody waits for would run on.
            process.kill()
            await process.wait()
    if process.returncode:
        raise Unreadable("it makes its reader fail: save it again, or print it to PDF")
    return _document(json.loads(written))


def _document(written: dict[str, Any]) -> Document:
    if "unreadable" in written:
        raise Unreadable(str(written["unreadable"]))
    blocks = tuple(TextBlock(text, tuple(headings), page) for text, headings, page in written["blocks"])
    return Document(written["title"], written["language"], blocks, warnings=tuple(written["warnings"]))
