"""MP4 boxes that describe a clip's two tracks, for a whole file and for one that is sent piece by piece.

Source: ISO/IEC 14496-12 (boxes), 14496-14 (esds), 14496-15 (avcC).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from lessons.studio.timing.timeline import FPS

VIDEO_SCALE = 15_360  # ticks a second: 512 for a picture
PICTURE_TICKS = VIDEO_SCALE // FPS
MOVIE_SCALE = 90_000
VIDEO, AUDIO = 1, 2  # track ids
UNITY = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
UND = 0x55C4  # "und": the language is named by its tag in elng


@dataclass(frozen=True, slots=True)
class Tracks:
    """What both tracks of a clip are made of.

    Attributes:
        pictures, samples: lengths of the tracks.
        sps, pps, config: what decoders are set up with.
        priming: samples that come out of an audio decoder before the first that is meant to be heard.
        language: BCP 47 tag of the speech.
    """

    size: tuple[int, int]
    pictures: int
    sps: bytes
    pps: bytes
    rate: int
    samples: int
    config: bytes
    priming: int
    language: str

    @property
    def codecs(self) -> str:
        """As browsers want them named (RFC 6381)."""
        return f"avc1.{self.sps[1:4].hex()},mp4a.40.2"


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def movie_header(tracks: Tracks) -> bytes:
    ticks = tracks.pictures * MOVIE_SCALE // FPS
    volume = struct.pack(">IHH", 0x10000, 0x100, 0)
    return full(b"mvhd", numbers(0, 0, MOVIE_SCALE, ticks), volume, bytes(8), UNITY, bytes(24), numbers(AUDIO + 1))


def video_track(tracks: Tracks, tables: bytes, *, whole: bool) -> bytes:
    """The trak box. `tables` are the sample tables without their description."""
    width, height = tracks.size
    ticks = tracks.pictures * MOVIE_SCALE // FPS if whole else 0
    header = _track_header(VIDEO, ticks, 0, width, height)
    media = _media(VIDEO_SCALE, tracks.pictures * PICTURE_TICKS if whole else 0, b"vide", "Pictures", "")
    return box(b"trak", header, box(b"mdia", *media, _info(_vmhd(), _avc1(tracks), tables)))


def audio_track(tracks: Tracks, tables: bytes, *, whole: bool) -> bytes:
    ticks = round(tracks.samples / tracks.rate * MOVIE_SCALE) if whole else 0  # 0: all that the fragments bring
    header = _track_header(AUDIO, ticks, 0x100, 0, 0)
    edits = box(b"edts", full(b"elst", numbers(1, ticks, tracks.priming), struct.pack(">hh", 1, 0)))
    media = _media(tracks.rate, tracks.samples + tracks.priming if whole else 0, b"soun", "Speech", tracks.language)
    return box(b"trak", header, edits, box(b"mdia", *media, _info(_smhd(), _mp4a(tracks), tables)))


def _track_header(track: int, ticks: int, volume: int, width: int, height: int) -> bytes:
    place = struct.pack(">hhHH", 0, 0, volume, 0)
    return full(
        b"tkhd", numbers(0, 0, track, 0, ticks), bytes(8), place, UNITY, numbers(width << 16, height << 16), flags=3
    )


def _media(scale: int, ticks: int, handler: bytes, name: str, language: str) -> list[bytes]:
    header = full(b"mdhd", numbers(0, 0, scale, ticks), struct.pack(">HH", UND, 0))
    handled = full(b"hdlr", bytes(4), handler, bytes(12), name.encode() + b"\0")
    return [header, *([full(b"elng", language.encode() + b"\0")] if language else []), handled]


def _info(media_header: bytes, description: bytes, tables: bytes) -> bytes:
    location = box(b"dinf", full(b"dref", numbers(1), full(b"url ", flags=1)))
    return box(b"minf", media_header, location, box(b"stbl", full(b"stsd", numbers(1), description), tables))


def _vmhd() -> bytes:
    return full(b"vmhd", bytes(8), flags=1)


def _smhd() -> bytes:
    return full(b"smhd", bytes(4))


def _avc1(tracks: Tracks) -> bytes:
    sps, pps = tracks.sps, tracks.pps
    sets = struct.pack(">BH", 0xE1, len(sps)) + sps + struct.pack(">BH", 1, len(pps)) + pps
    config = box(b"avcC", bytes((1, *sps[1:4], 0xFF)), sets)
    colours = box(b"colr", b"nclx", struct.pack(">HHHB", 1, 1, 1, 0))  # BT.709, limited range
    square = box(b"pasp", numbers(1, 1))
    shape = struct.pack(">HHIII", *tracks.size, 0x480000, 0x480000, 0)
    head = bytes(6) + b"\0\1" + bytes(16) + shape + b"\0\1" + bytes(32) + struct.pack(">Hh", 24, -1)
    return box(b"avc1", head, config, colours, square)


def _mp4a(tracks: Tracks) -> bytes:
    decoder = _descriptor(4, bytes((0x40, 0x15, 0, 0, 0)) + numbers(0, 0) + _descriptor(5, tracks.config))
    stream = _descriptor(3, bytes((0, AUDIO, 0)) + decoder + _descriptor(6, b"\2"))
    head = bytes(6) + b"\0\1" + bytes(8) + struct.pack(">HHHHI", 1, 16, 0, 0, tracks.rate << 16)
    return box(b"mp4a", head, full(b"esds", stream))


def _descriptor(tag: int, body: bytes) -> bytes:
    return bytes((tag, len(body))) + body
