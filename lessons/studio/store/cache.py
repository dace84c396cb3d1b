"""Pieces of clips on disk under the hash of what they were made from.

A piece is there whole or not at all: it is written beside its place, and then renamed; what was damaged later is found
by its checksum and made again. Several processes may share one folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import NamedTuple

from lessons.ports import is_disk_full

CHECKSUM = 16  # bytes in front of every piece
KEEP = 0.9  # of the limit is kept when old pieces must go
ABANDONED_S = 3600  # a file that is still being written after an hour belongs to a process that died


class NoRoom(OSError):
    """The disk is full."""


class _Kept(NamedTuple):
    used: float
    size: int
    path: Path


class Cache:
    """Args:
    limit: bytes; the pieces not used for longest go first.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        folder.mkdir(parents=True, exist_ok=True)
        self._size = sum(piece.size for piece in self._kept())

    def get(self, key: str) -> bytes | None:
        """The piece, or None when it is not there or was damaged."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        if content[:CHECKSUM] != _checksum(content[CHECKSUM:]):
            path.unlink(missing_ok=True)
            return None
        with contextlib.suppress(FileNotFoundError):
            os.utime(path)  # used now: others go first
        return content[CHECKSUM:]

    def put(self, key: str, piece: bytes) -> None:
        """Keeps a piece.

        Raises:
            NoRoom: the disk is full.
        """
        write_whole(self._path(key), _checksum(piece) + piece)
        self._size += len(piece) + CHECKSUM
        if self._size > self._limit:
            self._make_room()

    def clear(self) -> None:
        """Deletes every piece; each is made again when it is needed."""
        for each in self._kept():
            each.path.unlink(missing_ok=True)
        self._size = 0

    def _make_room(self) -> None:
        """Also counts again: other processes write here too."""
        pieces = sorted(self._kept())
        self._size = sum(each.size for each in pieces)
        for each in pieces:
            if self._size <= self._limit * KEEP:
                return
            each.path.unlink(missing_ok=True)
            self._size -= each.size

    def _kept(self) -> Iterator[_Kept]:
        now = time.time()
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                about = path.stat()
                if path.name.startswith("."):
                    if now - about.st_mtime > ABANDONED_S:
                        path.unlink(missing_ok=True)
                    continue
                yield _Kept(about.st_mtime, about.st_size, path)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


def write_whole(path: Path, content: bytes) -> None:
    """A file that is there whole or not at all, whatever happens.

    Raises:
        NoRoom: the disk is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if is_disk_full(error):
            raise NoRoom(
                error.errno, f"no room for {len(content)} bytes in {path.parent}: free some disk, or set a lower limit"
            ) from error
        raise


def key_of(*parts: object) -> str:
    """A hash of values: strings, numbers, tuples, and dataclasses of them."""
    return hashlib.sha256(json.dumps(_plain(parts), ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_plain(getattr(value, field.name)) for field in fields(value))]
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _checksum(piece: bytes) -> bytes:
    return hashlib.blake2b(piece, digest_size=CHECKSUM).digest()
