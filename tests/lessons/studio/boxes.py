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


def oriented(content: bytes, a: int, b: int, c: int, d: int) -> bytes:
    """A display matrix of those signs written into the first track's header."""
    matrix = find(content, b"tkhd") + 8 + 40
    return patched(content, matrix, "9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)


def edited(content: bytes, track: int, *entries: tuple[float, float | None]) -> bytes:
    """The content with an edit list in a track: (seconds shown, second of the track from which, None for nothing).

    The index must stand behind the media, so that no media moves.
    """
    where = find(content, b"trak", track)
    header = find(content, b"mdhd", track)
    units = struct.unpack_from(">I", content, header + 20)[0]
    movie_units = struct.unpack_from(">I", content, find(content, b"mvhd") + 20)[0]
    rows = b"".join(
        struct.pack(">iiI", round(shown * movie_units), -1 if start is None else round(start * units), 1 << 16)
        for shown, start in entries
    )
    table = struct.pack(">I4sII", 16 + len(rows), b"elst", 0, len(entries)) + rows
    box = struct.pack(">I4s", 8 + len(table), b"edts") + table
    size = struct.unpack_from(">I", content, where)[0]
    body = [content[at : at + struct.unpack_from(">I", content, at)[0]] for at in _children(content, where, size)]
    kept = [part for part in body if part[4:8] != b"edts"]
    new = kept[0] + box + b"".join(kept[1:])
    moov = find(content, b"moov")
    grown = len(new) + 8 - size
    content = patched(content, moov, "I", struct.unpack_from(">I", content, moov)[0] + grown)
    return content[:where] + struct.pack(">I4s", 8 + len(new), b"trak") + new + content[where + size :]


def _children(content: bytes, at: int, size: int) -> list[int]:
    places, place = [], at + 8
    while place < at + size:
        places.append(place)
        place += struct.unpack_from(">I", content, place)[0]
    return places
