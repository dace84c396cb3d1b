"""Files and fragments of scenes of any length, as another reader finds them."""

import struct

import numpy as np
import pytest

from lessons.studio.encoding.encoder import Coded, SceneEncoder
from lessons.studio.encoding.mp4_boxes import Tracks
from lessons.studio.encoding.mux import fragment, initial_segment, tracks_of, whole_file
from lessons.studio.voice.sound import Sound, SoundJob, Take, render_sound
from tests.lessons.studio.boxes import find
from tests.lessons.studio.making import film, opened

SIZE = (96, 160)


def scene(number: int, pictures: int) -> Coded:
    encoder = SceneEncoder(SIZE)
    encoder.show(np.random.default_rng(number).integers(16, 235, (SIZE[1] * 3 // 2, SIZE[0]), np.uint8))
    encoder.hold(pictures - 1)
    return encoder.finish()


def sound(pictures: int, rate: int = 22_050) -> Sound:
    tone = (8000 * np.sin(np.arange(pictures * rate // 30) / 20)).astype(np.int16)
    return render_sound(SoundJob((Take(0.0, tone, rate),), pictures / 30))


def made(lengths: list[int]) -> tuple[Tracks, list[Coded], Sound]:
    scenes = [scene(i, length) for i, length in enumerate(lengths)]
    heard = sound(sum(lengths))
    return tracks_of(SIZE, sum(lengths), scenes[0], heard, "pt-BR"), scenes, heard


def in_fragments(tracks: Tracks, scenes: list[Coded], heard: Sound) -> bytes:
    firsts = np.cumsum([0, *[len(each.sizes) for each in scenes]]).tolist()
    parts = [fragment(i, firsts[i], each, heard) for i, each in enumerate(scenes)]
    return b"".join([initial_segment(tracks), *parts])


@pytest.mark.parametrize(
    "lengths", [[30, 45, 60], [1, 1, 1, 1], [2], [90, 1, 90], [1, 40]], ids=["usual", "tiny", "short", "mixed", "late"]
)
def test_every_picture_and_all_sound_arrive_however_long_the_scenes_are(lengths: list[int]) -> None:
    parts = made(lengths)
    starts = np.cumsum([0, *lengths[:-1]]).tolist()
    for content in (whole_file(*parts), in_fragments(*parts)):
        seen = film(content)
        assert seen.pictures == sum(lengths)
        assert seen.keys == starts
        assert len(seen.pcm) >= sum(lengths) / 30 * seen.rate - 1
        assert np.abs(seen.pcm[: len(seen.pcm) // 2]).max() > 0.05


def test_sound_begins_with_the_picture_and_not_a_packet_later() -> None:
    tracks, scenes, heard = made([60])
    for content in (whole_file(tracks, scenes, heard), in_fragments(tracks, scenes, heard)):
        with opened(content) as file:
            first = next(file.decode(file.streams.audio[0]))
            assert first.pts == 0
        onset = np.flatnonzero(np.abs(film(content).pcm) > 0.05)[0]
        assert onset < 600  # samples: the coder's own soft start, and no more


def test_the_file_names_its_length_and_its_language() -> None:
    tracks, scenes, heard = made([30, 15])
    content = whole_file(tracks, scenes, heard)
    at = find(content, b"mvhd") + 12
    scale, ticks = struct.unpack_from(">II", content, at + 8)
    assert ticks / scale == 1.5
    assert content[find(content, b"elng") + 12 :].startswith(b"pt-BR\0")
    with opened(initial_segment(tracks)) as file:
        assert {stream.type for stream in file.streams} == {"video", "audio"}


def test_a_player_learns_the_length_from_the_initial_segment() -> None:
    tracks, _, _ = made([30, 15])
    first = initial_segment(tracks)
    at = first.index(b"mehd") + 8
    assert struct.unpack_from(">I", first, at)[0] == 1.5 * 90_000


def test_description_comes_before_media() -> None:
    content = whole_file(*made([10]))
    assert [content[4:8], content.index(b"moov") < content.index(b"mdat")] == [b"ftyp", True]
