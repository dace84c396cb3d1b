"""Documents in: files become sources with passages, one by one, with a reason for each that cannot be read."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lessons.answers.knowledge import Source
from lessons.answers.passages import Block, Passage, passages_of_clip, passages_of_document
from lessons.answers.reading.document import Document, Unreadable
from lessons.answers.reading.markup import read_html
from lessons.answers.reading.office import LONGEST_S
from lessons.answers.reading.text import read_markdown, read_text
from lessons.answers.reading.transcripts import read_transcript

MOST_BYTES = 25_000_000  # of one file
_IN_PLACE = {
    **{".md": read_markdown, ".markdown": read_markdown, ".html": read_html, ".htm": read_html},
    **{".txt": read_text, ".text": read_text, ".vtt": read_transcript, ".srt": read_transcript},
}
_APART = {".pdf": "pdf", ".docx": "docx"}
SUFFIXES = frozenset({*_IN_PLACE, *_APART})
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read.

    Attributes:
        at, of: progress: this is number `at`, counted from 1, of `of`.
    """

    source: Source
    passages: tuple[Passage, ...]
    at: int
    of: int


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
    files = await asyncio.to_thread(lambda: [file for path in paths for file in _files(path)])
    for at, file in enumerate(files, start=1):
        try:
            content = await asyncio.to_thread(_content, file)
            source, passages = await read_content(str(file), file.name, content, language)
            yield Read(source, passages, at, len(files))
        except Unreadable as error:
            yield Unread(str(file), str(error), at, len(files))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for inside in sorted(path.iterdir()):
        if not inside.name.startswith(".") and not inside.is_symlink():
            yield from _files(inside)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: split it")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable("there is no such file") from error
    except OSError as error:
        raise Unreadable(f"it cannot be opened: {error.strerror}") from error


async def read_content(uri: str, name: str, content: bytes, language: str = "en") -> tuple[Source, tuple[Passage, ...]]:
    """The source and passages of a file's content.

    Args:
        name: its file name; the suffix tells the format.

    Raises:
        Unreadable: with the reason.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: split it")
    if suffix in _APART:
        read = await _read_apart(_APART[suffix], content)
    elif suffix in _IN_PLACE:
        read = await asyncio.to_thread(_IN_PLACE[suffix], content)
    else:
        raise Unreadable(f"its kind is not known: use one of {', '.join(sorted(SUFFIXES))}")
    title = read.title.strip() or PurePosixPath(name).stem.replace("_", " ").replace("-", " ")
    passages = await asyncio.to_thread(_passages, title, read)
    if not passages:
        raise Unreadable("it holds no text")
    return Source(uri, title, read.language or language), tuple(passages)


def _passages(title: str, read: Document) -> list[Passage]:
    return passages_of_clip(title, read.cues) if read.cues else passages_of_document(title, read.blocks)


async def _read_apart(kind: str, content: bytes) -> Document:
    command = (sys.executable, "-m", "lessons.answers.reading.office", kind)
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
            process.kill()
            await process.wait()
    if process.returncode:
        raise Unreadable("it makes its reader fail: save it again, or print it to PDF")
    return _document(json.loads(written))


def _document(found: dict[str, Any]) -> Document:
    if "unreadable" in found:
        raise Unreadable(str(found["unreadable"]))
    blocks = tuple(Block(text, tuple(headings), page) for text, headings, page in found["blocks"])
    return Document(found["title"], found["language"], blocks)
