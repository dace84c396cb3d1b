"""Coded scenes and sound put together: one MP4 file, or an initial segment and one fragment for each scene."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import accumulate, pairwise

from lessons.studio.encoding.encoder import Coded
from lessons.studio.encoding.mp4_boxes import (
    AUDIO,
    PICTURE_TICKS,
    VIDEO,
    Tracks,
    audio_track,
    box,
    full,
    movie_header,
    numbers,
)
from lessons.studio.encoding.mp4_boxes import video_track as video_box
from lessons.studio.timing.timeline import FPS
from lessons.studio.voice.sound import PACKET, PRIMING, Sound

KEY, NOT_KEY = 0x02000000, 0x01010000  # sample flags: depends on no other; depends on others and is no entry point


def tracks_of(size: tuple[int, int], pictures: int, scene: Coded, sound: Sound, language: str) -> Tracks:
    """What a clip's tracks are made of; any of its scenes will do, because all have the same parameter sets."""
    return Tracks(
        size, pictures, scene.sps, scene.pps, sound.rate, sound.samples, sound.config, PRIMING, language or "und"
    )


def whole_file(tracks: Tracks, scenes: Sequence[Coded], sound: Sound) -> bytes:
    """A plain MP4: what describes it comes first, then scene by scene its pictures and its sound."""
    counts = [len(scene.sizes) for scene in scenes]
    packets = _packets_by_scene(counts, sound)
    audio = _audio_chunks(packets, sound)
    kind = box(b"ftyp", b"isom", numbers(0x200), b"isomiso2avc1mp41")
    moov = _moov(tracks, scenes, sound, packets, 0)
    start = len(kind) + len(moov) + 8
    moov = _moov(tracks, scenes, sound, packets, start)  # the same length: only offsets changed
    chunks = [part for scene, heard in zip(scenes, audio, strict=True) for part in (scene.data, heard)]
    return b"".join((kind, moov, struct.pack(">I4s", 8 + sum(map(len, chunks)), b"mdat"), *chunks))


def _moov(
    tracks: Tracks, scenes: Sequence[Coded], sound: Sound, packets: Sequence[tuple[int, int]], start: int
) -> bytes:
    counts = [len(scene.sizes) for scene in scenes]
    audio_sizes = [sum(sound.sizes[a:b]) for a, b in packets]
    lengths = [length for pair in zip((len(s.data) for s in scenes), audio_sizes, strict=True) for length in pair]
    offsets = list(accumulate(lengths, initial=start))[:-1]
    firsts = list(accumulate(counts, initial=1))[:-1]
    pictures = _tables([size for scene in scenes for size in scene.sizes], PICTURE_TICKS, counts, offsets[::2])
    keys = full(b"stss", numbers(len(firsts), *firsts))
    heard = _tables(sound.sizes, PACKET, [b - a for a, b in packets], offsets[1::2])
    return box(
        b"moov",
        movie_header(tracks),
        video_box(tracks, pictures + keys, whole=True),
        audio_track(tracks, heard, whole=True),
    )


def _tables(sizes: Sequence[int], ticks: int, per_chunk: Sequence[int], offsets: Sequence[int]) -> bytes:
    """How long, how large and where samples are; each chunk holds one scene's."""
    filled = [(count, offset) for count, offset in zip(per_chunk, offsets, strict=True) if count]
    runs = [(i + 1, count, 1) for i, (count, _) in enumerate(filled) if not i or filled[i - 1][0] != count]
    return b"".join(
        (
            full(b"stts", numbers(1, len(sizes), ticks)),
            full(b"stsc", numbers(len(runs), *(number for run in runs for number in run))),
            full(b"stsz", numbers(0, len(sizes), *sizes)),
            full(b"stco", numbers(len(filled), *(offset for _, offset in filled))),
        )
    )


def initial_segment(tracks: Tracks) -> bytes:
    """What a player needs before any fragment; says how long the clip will be."""
    empty = full(b"stts", bytes(4)) + full(b"stsc", bytes(4)) + full(b"stsz", bytes(8)) + full(b"stco", bytes(4))
    defaults = b"".join(full(b"trex", numbers(track, 1, 0, 0, 0)) for track in (VIDEO, AUDIO))
    length = full(b"mehd", numbers(tracks.pictures * 90_000 // FPS))
    moov = box(
        b"moov",
        movie_header(tracks),
        video_box(tracks, empty, whole=False),
        audio_track(tracks, empty, whole=False),
        box(b"mvex", length, defaults),
    )
    return box(b"ftyp", b"iso6", numbers(0x200), b"iso6mp41dash") + moov


def fragment(index: int, first_picture: int, scene: Coded, sound: Sound) -> bytes:
    """One scene with its sound.

    Args:
        index: of the scene, from 0.
        first_picture: of the clip.
        sound: the whole clip's, or the scene's alone.
    """
    a, b = _packets(first_picture, len(scene.sizes), sound)
    heard = sound.sizes[a - sound.first : b - sound.first]
    size = len(_moof(index, first_picture, scene, a, heard, 0))
    moof = _moof(index, first_picture, scene, a, heard, size + 8)
    at = sum(sound.sizes[: a - sound.first])
    return moof + box(b"mdat", scene.data, sound.data[at : at + sum(heard)])


def _moof(index: int, first_picture: int, scene: Coded, packet: int, heard: Sequence[int], offset: int) -> bytes:
    pictures = full(b"tfhd", numbers(VIDEO, PICTURE_TICKS, NOT_KEY), flags=0x020028)
    pictures += full(b"tfdt", struct.pack(">Q", first_picture * PICTURE_TICKS), version=1)
    pictures += full(b"trun", numbers(len(scene.sizes), offset, KEY, *scene.sizes), flags=0x205)
    sound = full(b"tfhd", numbers(AUDIO, PACKET, KEY), flags=0x020028)
    sound += full(b"tfdt", struct.pack(">Q", packet * PACKET), version=1)
    sound += full(b"trun", numbers(len(heard), offset + len(scene.data), *heard), flags=0x201)
    tracks = [box(b"traf", pictures), *([box(b"traf", sound)] if heard else [])]
    return box(b"moof", full(b"mfhd", numbers(index + 1)), *tracks)


def _packets(first_picture: int, pictures: int, sound: Sound) -> tuple[int, int]:
    """First packet of a scene and the first of the next one. The last scene takes all that is left."""
    end_s = (first_picture + pictures) / FPS
    first = sound.packets_until(first_picture / FPS) if first_picture else 0
    last = round(end_s * sound.rate) >= sound.samples
    return first, sound.end if last else sound.packets_until(end_s)


def _packets_by_scene(counts: Sequence[int], sound: Sound) -> list[tuple[int, int]]:
    starts = list(accumulate(counts, initial=0))
    return [_packets(a, b - a, sound) for a, b in pairwise(starts)]


def _audio_chunks(packets: Sequence[tuple[int, int]], sound: Sound) -> list[bytes]:
    starts = list(accumulate(sound.sizes, initial=0))
    return [sound.data[starts[a] : starts[b]] for a, b in packets]
