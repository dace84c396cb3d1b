"""The files beside the words: found inside the folder only, and known by their content."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lessons.authoring.page.errors import SourceFile, listed, nearest
from lessons.series import Asset

MIB = 1024 * 1024
PAGE_BYTES = 32 * 1024
"""A file of words is not longer than this: ninety seconds are about 250 words, and four branches four times as many."""

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file may be.

    Attributes:
        example: a file name.
        most: bytes.
        looks: whether the first 16 bytes are of a file with that ending, by ending.
    """

    what: str
    example: str
    most: int
    looks: Mapping[str, Callable[[bytes], bool]]


def _mpeg4(head: bytes) -> bool:
    return head[4:8] == b"ftyp"


def _quicktime(head: bytes) -> bool:
    """Old cameras begin with another box than newer ones."""
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


def _is_text(head: bytes) -> bool:
    return b"\0" not in head


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _starts(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signs)


def _mp3(head: bytes) -> bool:
    return head.startswith(b"ID3") or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0)


_JPEG = _starts(b"\xff\xd8\xff")
PICTURES = FileKind(
    "picture",
    "desk.png",
    20 * MIB,
    {".png": _starts(b"\x89PNG\r\n\x1a\n"), ".jpg": _JPEG, ".jpeg": _JPEG, ".webp": _riff(b"WEBP")},
)
LOGOS = FileKind("logo", "logo.png", 2 * MIB, {".png": PICTURES.looks[".png"]})
RECORDINGS = FileKind(
    "recording",
    "hook.m4a",
    50 * MIB,
    {".wav": _riff(b"WAVE"), ".mp3": _mp3, ".m4a": _mpeg4, ".ogg": _starts(b"OggS")},
)
_MATROSKA = _starts(b"\x1a\x45\xdf\xa3")
CLIPS = FileKind(
    "clip",
    "our-clip.mp4",
    200 * MIB,
    {".mp4": _mpeg4, ".m4v": _mpeg4, ".mov": _quicktime, ".webm": _MATROSKA, ".mkv": _MATROSKA},
)
CAPTIONS = FileKind(
    "caption file",
    "our-clip.vtt",
    MIB,
    {".vtt": _starts(b"WEBVTT", b"\xef\xbb\xbfWEBVTT"), ".srt": _is_text, ".txt": _is_text},
)


@dataclass(slots=True)
class SeriesFiles:
    """The files of one series.

    Attributes:
        folder: where the series lies; nothing outside it is opened.
        assets: what was found so far, by path.
    """

    folder: Path
    assets: dict[Path, Asset] = field(default_factory=dict)

    def key(self, page: SourceFile, line: int, name: str, kind: FileKind) -> str:
        """The media store's key for a file that a page names; "" when it cannot be used, which is then noted."""
        path = self._inside(page, line, name, kind)
        if path is None or not self._is(page, line, name, path, kind):
            return ""
        if path not in self.assets:
            self.assets[path] = Asset(f"assets/{_digest(path)}{path.suffix.lower()}", path)
        return self.assets[path].key

    def _inside(self, page: SourceFile, line: int, name: str, kind: FileKind) -> Path | None:
        if not name:
            page.fault(line, f"no {kind.what} is named", f"Write its file name, such as {kind.example}")
        elif re.match(r"[a-zA-Z]+://", name):
            page.fault(
                line,
                f"{name} is an address, not a file",
                "Save the file in the folder of the series and write its name.",
            )
        elif "\\" in name or "\0" in name:
            page.fault(line, f"{name!r} is not written as a path", "Part folders with a slash: pictures/desk.png")
        elif not (path := self.folder / name).resolve().is_relative_to(self.folder.resolve()):
            what = f"{name} leads out of the folder of the series"
            page.fault(line, what, f"Copy the file into {self.folder.name}/ and write its name there.")
        elif not path.is_file() or not self._same_letters(name):
            page.fault(line, f"there is no {kind.what} {name}", self._suggestion(name, kind))
        else:
            return path.resolve()
        return None

    def _same_letters(self, name: str) -> bool:
        """Whether capitals are as on disk, also where the disk does not care: the next machine's may."""
        at = self.folder
        for part in Path(os.path.normpath(name)).parts:
            if part not in {entry.name for entry in at.iterdir()}:
                return False
            at = at / part
        return True

    def _suggestion(self, name: str, kind: FileKind) -> str:
        endings = tuple(kind.looks)
        candidates = [path for path in self.folder.rglob("*") if path.suffix.lower() in endings]
        names = {
            path.relative_to(self.folder).as_posix().casefold(): path.relative_to(self.folder) for path in candidates
        }
        meant = nearest(name, names)
        if meant:
            return f"Write {names[meant].as_posix()}"
        return f"Put a file of that name into {self.folder.name}/, or write the name of one that is there."

    def _is(self, page: SourceFile, line: int, name: str, path: Path, kind: FileKind) -> bool:
        looks = kind.looks.get(path.suffix.lower())
        size = path.stat().st_size
        if looks is None:
            page.fault(line, f"{name} is no {kind.what}", f"Bring a file that ends in {listed(kind.looks, 'or')}.")
        elif size > kind.most:
            what = f"{name} has {size / MIB:.1f} MB and a {kind.what} can have {kind.most // MIB}"
            page.fault(line, what, "Save it smaller.")
        elif not looks(_head(path)):
            what = f"{name} ends in {path.suffix} but its content is something else"
            page.fault(line, what, f"Save it again as {listed(kind.looks, 'or')}.")
        else:
            return True
        return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_lines(page: SourceFile, path: Path) -> list[str] | None:
    """The lines of a file of words; None, with the reason noted, when it cannot be read."""
    try:
        size = path.stat().st_size
        if size > PAGE_BYTES:
            what = f"the file has {size // 1024} KB, and an episode can have {PAGE_BYTES // 1024}"
            page.fault(1, what, "Look whether it is the right file.")
            return None
        return _decoded(page, path.read_bytes())
    except OSError as error:
        page.fault(1, f"the file cannot be read: {error.strerror}", "Look at its permissions.")
        return None


def _decoded(page: SourceFile, content: bytes) -> list[str] | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        page.fault(1, "the file is UTF-16", 'Save it again as "UTF-8".')
        return None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        page.fault(line, f"the byte {content[error.start]:#04x} is not UTF-8", 'Save the file again as "UTF-8".')
        return None
    lines = text.split("\n")
    for number, row in enumerate(lines, 1):
        strange = CONTROL.search(row)
        if strange is not None:
            what = f"the line has a control character ({ord(strange[0]):#04x})"
            page.fault(number, what, "Delete it and write the word again.")
    return lines
