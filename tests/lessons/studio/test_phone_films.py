"""Films as phones write them: trimmed by an edit list, mirrored, with gaps in the sound, late pictures, many tracks."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from adapters.espeak import EspeakVoice
from lessons.studio.store.clips import RenderedClip
from lessons.studio.uploads import check_upload
from lessons.studio.uploads.normalise import About, normalise
from tests.lessons.studio.boxes import edited, oriented
from tests.lessons.studio.clips import RATE, Clip, Pcm, Picture, moving, tone

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nStop and think\n"
RED, GREEN, BLUE, GREY = (230, 30, 30), (30, 180, 30), (30, 30, 230), (130, 130, 130)


def corners(width: int, height: int, _: int) -> Picture:
    """Red above left, green above right, blue below left."""
    picture = np.full((height, width, 3), GREY, np.uint8)
    high, wide = height // 4, width // 4
    picture[:high, :wide], picture[:high, -wide:], picture[-high:, :wide] = RED, GREEN, BLUE
    return picture


def beeps(seconds: float) -> Pcm:
    """A tenth of a second of tone at every full second."""
    at = np.arange(round(seconds * RATE)) / RATE
    return (tone(seconds) * 2 * (at % 1 < 0.1)).astype(np.float32)


async def normalised(path: Path, captions: str = VTT) -> RenderedClip:
    assert (await check_upload(path, captions)).problems == ()
    return await normalise(path, About("A film", captions), out=path.parent / "out", reference=EspeakVoice())


def picture_at(clip: RenderedClip, number: int) -> Picture:
    with av.open(str(clip.video)) as media:
        frames = list(media.decode(video=0))
    return frames[number].to_ndarray(format="rgb24").astype(np.uint8)


def beeps_of(clip: RenderedClip) -> list[float]:
    with av.open(str(clip.video)) as media:
        pcm = np.concatenate([frame.to_ndarray()[0] for frame in media.decode(audio=0)])
    loud = np.abs(pcm[: len(pcm) // 441 * 441]).reshape(-1, 441).max(axis=1) > 0.05
    starts = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(int)))) == 1) / 100
    return [float(at) for number, at in enumerate(starts) if not number or at - starts[number - 1] > 0.3]


def colour_of(pixels: Picture) -> str:
    mean = pixels.reshape(-1, 3).mean(axis=0)
    names = {"red": RED, "green": GREEN, "blue": BLUE, "grey": GREY}
    return min(names, key=lambda name: float(np.abs(mean - names[name]).sum()))


async def test_a_trimmed_film_is_as_long_as_its_owner_made_it(tmp_path: Path) -> None:
    path = Clip(seconds=8, movflags="", sound=beeps).write(tmp_path / "film.mp4")
    content = edited(path.read_bytes(), 0, (3.0, 4.0))
    path.write_bytes(edited(content, 1, (3.0, 4.0)))
    clip = await normalised(path)
    assert clip.seconds == pytest.approx(3.0, abs=0.05)
    assert beeps_of(clip) == pytest.approx([0.0, 1.0, 2.0], abs=0.04)


async def test_what_was_trimmed_away_does_not_make_a_film_too_long(tmp_path: Path) -> None:
    path = Clip(seconds=95, fps=2, movflags="", key_every=2).write(tmp_path / "film.mp4")
    content = edited(path.read_bytes(), 0, (80.0, 10.0))
    path.write_bytes(edited(content, 1, (80.0, 10.0)))
    report = await check_upload(path, VTT)
    assert report.problems == ()
    assert report.facts["duration_s"] == pytest.approx(80, abs=0.6)


@pytest.mark.parametrize(
    ("signs", "seen"),
    [
        ((-1, 0, 0, 1), ("green", "red", "grey", "blue")),
        ((1, 0, 0, -1), ("blue", "grey", "red", "green")),
        ((0, 1, -1, 0), ("blue", "red", "grey", "green")),
        ((0, 1, 1, 0), ("red", "blue", "green", "grey")),
        ((0, -1, -1, 0), ("grey", "green", "blue", "red")),
    ],
)
async def test_a_film_stands_as_its_owner_saw_it(
    tmp_path: Path, signs: tuple[int, int, int, int], seen: tuple[str, ...]
) -> None:
    lies = signs[0] == 0
    width, height = (640, 360) if lies else (360, 640)
    path = Clip(seconds=1, width=width, height=height, movflags="", picture=corners).write(tmp_path / "film.mp4")
    path.write_bytes(oriented(path.read_bytes(), *signs))
    clip = await normalise(path, About("A film", VTT.replace("01.0", "00.1")), out=tmp_path, reference=EspeakVoice())
    picture = picture_at(clip, 10)
    high, wide = picture.shape[0] // 5, picture.shape[1] // 5
    parts = (picture[:high, :wide], picture[:high, -wide:], picture[-high:, :wide], picture[-high:, -wide:])
    assert tuple(map(colour_of, parts)) == seen


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv"])
async def test_a_gap_in_the_sound_stays_a_gap(tmp_path: Path, name: str) -> None:
    """A recorder that was interrupted writes no sound for a while; what follows belongs to its picture."""
    path = tmp_path / name
    whole = Clip(seconds=5, sound=beeps).write(tmp_path / "whole.mp4")
    with av.open(str(whole)) as source, av.open(str(path), "w") as media:
        tracks = [media.add_stream_from_template(track) for track in source.streams]
        for packet in source.demux():
            sound = source.streams[packet.stream_index].type == "audio"
            at = float((packet.pts or 0) * (packet.time_base or 0))
            if packet.dts is not None and not (sound and 1.3 < at < 2.7):
                packet.stream = tracks[packet.stream_index]
                media.mux(packet)
    assert beeps_of(await normalised(path)) == pytest.approx([0.0, 1.0, 3.0, 4.0], abs=0.05)


async def test_captions_move_along_with_a_picture_that_starts_late(tmp_path: Path) -> None:
    path = Clip(seconds=4, movflags="", sound=beeps).write(tmp_path / "film.mp4")
    path.write_bytes(edited(path.read_bytes(), 0, (0.5, None), (3.5, 0.0)))
    clip = await normalised(path)
    assert clip.cues[0].start_s == pytest.approx(0.5, abs=0.05)
    assert clip.cues[0].end_s == pytest.approx(1.5, abs=0.05)
    assert beeps_of(clip)[:2] == pytest.approx([0.5, 1.5], abs=0.05)


async def test_the_many_tracks_of_a_phone_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "film.mov"
    whole = Clip(seconds=2).write(tmp_path / "whole.mp4")
    with av.open(str(whole)) as source, av.open(str(path), "w") as media:
        tracks = [media.add_stream_from_template(track) for track in source.streams]
        first = bytes(next(packet for packet in source.demux(audio=0) if packet.size))
        source.seek(0)
        for extra in [media.add_stream_from_template(source.streams.audio[0]) for _ in range(7)]:
            packet = av.Packet(first)
            packet.stream, packet.pts, packet.dts, packet.time_base = extra, 0, 0, Fraction(1, RATE)
            media.mux(packet)
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream_index]
                media.mux(packet)
    assert (await check_upload(path, VTT)).problems == ()


@pytest.mark.parametrize(("width", "height", "kind"), [(640, 360, "wide"), (400, 400, "square")])
async def test_a_wide_film_gets_a_backdrop_and_its_owner_a_hint(
    tmp_path: Path, width: int, height: int, kind: str
) -> None:
    path = Clip(width=width, height=height, picture=moving).write(tmp_path / "film.mp4")
    report = await check_upload(path, VTT)
    assert report.ok
    assert f"The picture is {kind} ({width} x {height})" in str(report.warnings[0])
    clip = await normalise(path, About("A film", VTT), out=tmp_path, reference=EspeakVoice())
    assert picture_at(clip, 5).shape == (1280, 720, 3)
