"""A piece of somebody's film between drawn scenes, as viewers see and hear it."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from lessons.script import Footage, Role, Scene, Script
from lessons.studio.encoding.encoder import SceneEncoder
from lessons.studio.pipeline.order import SIZES
from lessons.studio.pipeline.pool import WorkerFailed
from lessons.studio.pipeline.provenance import BY_RULES, WITH_RECORDINGS
from lessons.studio.store.clips import RenderedClip
from tests.lessons.studio.clips import RATE, Clip, Pcm, Picture
from tests.lessons.studio.making import BRAND, SCRIPT, SIZE, film, opened, studio


def coloured(width: int, height: int, number: int) -> Picture:
    """Red in the first second, green in the second, blue from then on; ten pictures a second."""
    colour = ((200, 40, 40), (40, 160, 40), (40, 40, 200))[min(2, number // 10)]
    picture = np.full((height, width, 3), colour, np.uint8)
    picture[:: 8 + number % 3] //= 2
    return picture


def beep_in_the_second_second(seconds: float) -> Pcm:
    at = np.arange(round(seconds * RATE)) / RATE
    sound: Pcm = (0.3 * np.sin(2 * np.pi * 440 * at) * ((at >= 1.5) & (at < 1.8))).astype(np.float32)
    return sound


@pytest.fixture(scope="module")
def pump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    about = Clip(seconds=4.0, picture=coloured, sound=beep_in_the_second_second, key_every=40)
    return about.write(tmp_path_factory.mktemp("films") / "pump.mp4")


def with_film(card: Footage, say: str = "") -> Script:
    return replace(SCRIPT, scenes=(SCRIPT.scenes[0], Scene(Role.SCENE, say, card), SCRIPT.scenes[2]))


async def made(folder: Path, script: Script) -> tuple[RenderedClip, list[NDArray[np.uint8]], float]:
    """The clip, its pictures, and when its second scene begins."""
    here = studio(folder)
    clip = await here.render(script, BRAND, SIZE)
    live = await here.begin(script, BRAND, SIZE)
    await here.close()
    with opened(clip.video.read_bytes()) as file:
        pictures = [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in file.decode(video=0)]
    return clip, pictures, live.scenes[1][0]


def colour_of(picture: NDArray[np.uint8]) -> int:
    """Which of red, green and blue the middle of a picture is."""
    return int(np.argmax(picture[500:700, 200:500].mean(axis=(0, 1))))


async def test_the_piece_is_seen_and_heard_where_the_range_says(pump: Path, tmp_path: Path) -> None:
    clip, pictures, start = await made(tmp_path, with_film(Footage(str(pump), 1.0, 3.0)))
    first = round(start * 30)
    assert colour_of(pictures[first + 3]) == 1  # not the second before the piece
    assert colour_of(pictures[first + 3 + 24]) == 1
    assert colour_of(pictures[first + 3 + 36]) == 2
    heard = film(clip.video.read_bytes())
    loud = np.flatnonzero(np.abs(heard.pcm[round(start * heard.rate) : round((start + 2.2) * heard.rate)]) > 0.1)
    assert loud[0] / heard.rate == pytest.approx(0.12 + 0.5, abs=0.03)  # a beat of silence begins every scene
    assert loud[-1] / heard.rate == pytest.approx(0.12 + 0.8, abs=0.05)


async def test_the_brand_stands_above_it_and_its_words_over_it(pump: Path, tmp_path: Path) -> None:
    say = "Turn it to the left"
    clip, pictures, start = await made(tmp_path, with_film(Footage(str(pump), 1.0, 3.0), say))
    first = round(start * 30)
    assert [cue.text for cue in clip.cues][1] == say
    header = pictures[first + 20][:120].astype(int)
    assert np.abs(header - pictures[first - 1][:120]).mean() < 12  # the same row as on the card before
    strip = pictures[first + 45][920:1060, 200:520].astype(int)
    assert strip.mean(axis=2).min() < 40 < 200 < strip.mean(axis=2).max()  # a dark plate with light letters


async def test_the_mark_says_that_real_footage_is_in_it(pump: Path, tmp_path: Path) -> None:
    here = studio(tmp_path)
    made = [
        (await here._plan(await asyncio.to_thread(here._order, script, BRAND, SIZE))).making.source_type
        for script in (
            SCRIPT,
            with_film(Footage(str(pump), 1.0, 2.0)),
            with_film(Footage(str(pump), 1.0, 2.0, sound=False), "Look"),
        )
    ]
    await here.close()
    assert made == [BY_RULES, WITH_RECORDINGS, WITH_RECORDINGS]


async def test_a_voice_over_silent_pictures_lasts_as_long_as_the_longer_of_both(pump: Path, tmp_path: Path) -> None:
    here = studio(tmp_path)
    for card, say, seconds in (
        (Footage(str(pump), 0.0, 4.0, sound=False), "Look", 4.0),
        (Footage(str(pump), 0.0, 1.0, sound=False), "Look at it for a while, and then look again.", 2.0),
        (Footage(str(pump), 0.0, 3.0, sound=False), "", 3.0),
    ):
        start, end = (await here.begin(with_film(card, say), BRAND, SIZE)).scenes[1]
        assert end - start >= seconds + 0.25
        assert end - start < seconds + 2.5
    await here.close()


async def test_a_poster_of_a_clip_that_begins_with_a_film_shows_the_film(pump: Path, tmp_path: Path) -> None:
    here = studio(tmp_path)
    card = Footage(str(pump), 2.5, 3.5)
    live = await here.begin(replace(SCRIPT, scenes=(Scene(Role.HOOK, "", card), SCRIPT.scenes[2])), BRAND, SIZE)
    poster = np.asarray(Image.open(io.BytesIO(await live.poster())).convert("RGB"))
    await here.close()
    assert colour_of(poster) == 2


async def test_a_film_that_broke_since_it_was_imported_is_named_with_its_scene(pump: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(pump.read_bytes()[:3000])
    here = studio(tmp_path / "studio")
    with pytest.raises((ValueError, WorkerFailed), match=r"scene 2: "):
        await here.render(with_film(Footage(str(broken), 0.0, 1.0)), BRAND, SIZE)
    await here.close()


@pytest.mark.parametrize("size", SIZES)
def test_films_and_drawings_share_their_parameter_sets(size: tuple[int, int]) -> None:
    drawn, filmed = SceneEncoder(size).finish(), SceneEncoder(size, filmed=True).finish()
    assert (drawn.sps, drawn.pps) == (filmed.sps, filmed.pps)
