"""MediaStore on the file system: finished clips, captions, posters and what authors brought."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lessons.ports import is_disk_full

KEY = re.compile(r"[0-9a-z]{1,128}/[0-9a-z][0-9a-z-]{0,127}\.[0-9a-z]{1,5}")
"""A folder and a file, both plain: no key can name anything outside of the store."""


class MediaFull(OSError):
    """No room is left for another file; nothing was stored, and what was stored before is whole."""


class FileMedia:
    """Files below one folder, which is made on the first write.

    A file appears under its key whole and on disk, or not at all: whoever reads meanwhile sees the old one or none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """Where the key's file is, or would be.

        Raises:
            ValueError: it is no key.
        """
        if not KEY.fullmatch(key):
            raise ValueError(f'{key!r} is no media key; one looks like "3f2a…/clip.mp4"')
        return self._folder / key

    async def put(self, key: str, content: bytes) -> None:
        """Store whole or not at all.

        Raises:
            MediaFull: the disk or the quota is used up.
            ValueError: it is no key.
        """
        await asyncio.to_thread(_write, self.path(key), content)

    async def get(self, key: str) -> bytes:
        """The stored bytes.

        Raises:
            KeyError: nothing is stored under the key.
            ValueError: it is no key.
        """
        try:
            return await asyncio.to_thread(self.path(key).read_bytes)
        except FileNotFoundError as error:
            raise KeyError(key) from error

    async def delete(self, key: str, put_before: datetime) -> None:
        """Forget a file, unless it was stored again at that instant or later; nothing happens when there is none.

        Raises:
            ValueError: it is no key.
        """
        await asyncio.to_thread(_delete, self.path(key), put_before)

    async def keys(self) -> list[str]:
        """Everything that is stored, in order."""
        return await asyncio.to_thread(lambda: sorted(_keys(self._folder)))

    async def forget_unfinished(self, before: datetime) -> None:
        """Delete what a process that died was writing before that instant."""
        await asyncio.to_thread(_forget_unfinished, self._folder, before)


def _keys(folder: Path) -> Iterator[str]:
    keys = (f"{path.parent.name}/{path.name}" for path in folder.glob("*/*"))
    return (key for key in keys if KEY.fullmatch(key))


def _forget_unfinished(folder: Path, before: datetime) -> None:
    for path in folder.glob("*/.*~"):
        _delete(path, before)


def _delete(path: Path, put_before: datetime) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime < put_before.timestamp():
            path.unlink()
    with contextlib.suppress(OSError):
        path.parent.rmdir()  # only when it is empty


def _write(path: Path, content: bytes) -> None:
    try:
        _make_folder_and_replace(path, content)
    except OSError as error:
        if not is_disk_full(error):
            raise
        full = f"no room is left for {path.parent.parent}: free some on its disk, then try again"
        raise MediaFull(error.errno, full) from error
    _sync(path.parent)


def _make_folder_and_replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _replace(path, content)
    except FileNotFoundError:  # a sweep took the folder away in this moment, as it was empty
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)


def _replace(path: Path, content: bytes) -> None:
    # The unfinished file has a name that is no key, so that nobody can ask for it.
    handle, name = tempfile.mkstemp(prefix=".", suffix="~", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    """Make a rename in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
