"""A series as a ZIP file: the folder that `ninety series export` writes and `ninety import` reads."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from bot.messages.pages import studio_texts
from bot.studio.checking import PathOf
from bot.studio.manuscripts import Manuscript
from lessons.authoring.lineup import SERIES
from lessons.authoring.page.files import CAPTIONS, CLIPS, LOGOS, MIB, PAGE_BYTES, PICTURES, RECORDINGS

# A film may have 200 MB, and a season of drawn episodes less than one: these hold both.
MOST_BYTES, MOST_ENTRIES, MOST_UNPACKED = 100 * MIB, 300, 250 * MIB
KINDS = (PICTURES, LOGOS, RECORDINGS, CLIPS, CAPTIONS)
# What the library raises at a file that was damaged or made to harm, found by changing bytes of good ones.
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
# Other methods may ask for gigabytes before the first byte comes out; no program that people pack with uses them.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_WHEN = (1980, 1, 1, 0, 0, 0)  # the same series is the same file, whenever it is fetched


class NotTaken(ValueError):
    """Nothing was taken from the file; the text says why, in the words of the page."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A folder as it came.

    Attributes:
        pages: name -> words.
        files: name -> content.
    """

    pages: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def keys(self) -> Mapping[str, str]:
        """Name -> key of the media store, as import gives it."""
        return {name: _key(name, content) for name, content in self.files.items()}


def pack(manuscript: Manuscript, path: PathOf) -> bytes:
    """The manuscript's folder."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, page in sorted(manuscript.pages.items()):
            about = zipfile.ZipInfo(f"{manuscript.slug}/{name}", _WHEN)
            archive.writestr(about, page.words.encode(), zipfile.ZIP_DEFLATED)
        for name, key in sorted(manuscript.files.items()):
            if path(key).is_file():
                archive.writestr(zipfile.ZipInfo(f"{manuscript.slug}/{name}", _WHEN), path(key).read_bytes())
    return content.getvalue()


def unpack(content: bytes) -> Unpacked:
    """The pages and files in it.

    Raises:
        NotTaken: it is no ZIP file, too much, leads out of its folder, or holds no series.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = dict(_contents(archive))
    except NotTaken:
        raise
    except DAMAGED as fault:
        raise NotTaken(studio_texts.no_zip()) from fault
    inside = _without_root(entries)
    if SERIES not in inside:
        raise NotTaken(studio_texts.no_series_in_zip())
    pages = {name: _words(name, words) for name, words in inside.items() if _is_page(name)}
    return Unpacked(pages, {name: held for name, held in inside.items() if _is_file(name, held)})


def _contents(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)]
    if len(entries) > MOST_ENTRIES:
        raise NotTaken(studio_texts.too_many_entries(len(entries), MOST_ENTRIES))
    left = MOST_UNPACKED  # a small archive may unpack to more than a disk holds
    for entry in entries:
        _refuse(entry)
        # The sizes that an archive names may be lies: what comes out is counted.
        with archive.open(entry) as packed:
            content = packed.read(left + 1)
        left -= len(content)
        if left < 0:
            raise NotTaken(studio_texts.too_much_unpacked(MOST_UNPACKED // MIB))
        yield entry.filename, content


def _refuse(entry: zipfile.ZipInfo) -> None:
    name, parts = entry.filename, PurePosixPath(entry.filename).parts
    # A link in an archive could point at any file of this machine.
    link = stat.S_ISLNK(entry.external_attr >> 16)
    if link or name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in parts:
        raise NotTaken(studio_texts.leads_out(name))
    if entry.flag_bits & _ENCRYPTED:
        raise NotTaken(studio_texts.encrypted(name))
    if entry.compress_type not in METHODS:
        raise NotTaken(studio_texts.no_zip())


def _is_hidden(name: str) -> bool:
    """What systems put beside, and what authors keep to themselves."""
    return any(part.startswith((".", "_")) for part in PurePosixPath(name).parts if part != "..")


def _without_root(entries: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The entries by their names in the folder, where all of them lie in one."""
    # People pack the folder as often as what is in it; both mean the same series.
    roots = {name.partition("/")[0] for name in entries}
    if SERIES in entries or len(roots) != 1:
        return entries
    return {name.partition("/")[2]: content for name, content in entries.items() if "/" in name}


def _is_page(name: str) -> bool:
    return name.endswith(".md") and "/" not in name and name != "README.md"


def _is_file(name: str, content: bytes) -> bool:
    """Whether a page may name it; the rest is left out, as import leaves it."""
    ending = PurePosixPath(name).suffix.lower()
    return any(
        ending in kind.looks and len(content) <= kind.most and kind.looks[ending](content[:16]) for kind in KINDS
    )


def _words(name: str, content: bytes) -> str:
    # Import refuses longer ones too; here nobody has waited for anything yet.
    if len(content) > PAGE_BYTES:
        raise NotTaken(studio_texts.page_too_long(name, PAGE_BYTES // 1024))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
    except UnicodeDecodeError as fault:
        raise NotTaken(studio_texts.not_utf8(name)) from fault


def _key(name: str, content: bytes) -> str:
    return f"assets/{hashlib.sha256(content).hexdigest()}{PurePosixPath(name).suffix.lower()}"
