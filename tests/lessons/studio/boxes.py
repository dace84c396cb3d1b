"""Changing an MP4 file by hand: its boxes, in place."""

from __future__ import annotations

import struct

PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf"}


def find(content: bytes, kind: bytes, number: int = 0) -> int:
    """Where the box of that kind begins; its fields follow 8 bytes later.

    Raises:
        IndexError: there are not so many.
    """
    return [at for at, name in boxes(content, 0, len(content)) if name == kind][number]


def boxes(content: bytes, at: int, end: int) -> list[tuple[int, bytes]]:
    """(place, kind) of all boxes, parents before their children."""
    found = []
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        found.append((at, kind))
        if kind in PARENTS:
            found += boxes(content, at + 8, at + size)
        at += max(size, 8)
    return found


def patched(content: bytes, at: int, layout: str, *values: int) -> bytes:
    """The content with those big-endian numbers written at that place."""
    changed = bytearray(content)
    struct.pack_into(">" + layout, changed, at, *values)
    return bytes(changed)


def turned(content: bytes) -> bytes:
    """A quarter turn written into the first track's header, as phones do."""
    matrix = find(content, b"tkhd") + 8 + 40
    return patched(content, matrix, "9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
