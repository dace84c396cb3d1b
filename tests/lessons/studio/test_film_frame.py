"""A film that somebody brought, in the brand's frame: name and bar above it, captions on wish, a card behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from adapters.espeak import EspeakVoice
from lessons.script import Brand
from lessons.studio.cards.frames import caption_box
from lessons.studio.store.clips import RenderedClip
from lessons.studio.uploads.framing import FilmFrame, drawn_layers
from lessons.studio.uploads.layers import LayerPainter
from lessons.studio.uploads.normalise import About, normalise
from tests.lessons.studio.clips import Clip, Picture

SIZE = (720, 1280)
BRAND = Brand("Riverbank", "#0f2a26", "#ffc23d")
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nStop and think\n"
GREY = 150


def grey(width: int, height: int, number: int) -> Picture:
    picture = np.full((height, width, 3), GREY, np.uint8)
    picture[height // 2 :: 8 + number % 3, : width // 8] = 120  # never quite still
    return picture


async def framed(
    folder: Path, frame: FilmFrame | None, size: tuple[int, int] = (360, 640), seconds: float = 3.0
) -> RenderedClip:
    film = Clip(seconds=seconds, width=size[0], height=size[1], picture=grey).write(folder / "film.mp4")
    voice = EspeakVoice()
    return await normalise(film, About("The call", VTT), out=folder / "out", reference=voice, size=SIZE, frame=frame)


def pictures(clip: RenderedClip, seconds: Sequence[float]) -> list[Picture]:
    wanted = [round(second * 30) for second in seconds]
    with av.open(str(clip.video), "r") as media:
        shown = [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in media.decode(video=0)]
    return [shown[number] for number in wanted]


def plain(picture: Picture) -> bool:
    """Whether the strip of captions shows nothing but the film."""
    _, top, _, tall = caption_box(SIZE)
    return bool(np.abs(picture[top : top + tall, 120:].astype(int) - GREY).max() < 45)


@pytest.fixture(scope="module")
def burned(tmp_path_factory: pytest.TempPathFactory) -> RenderedClip:
    frame = FilmFrame(BRAND, "Whose name did you not read?", "en", burned=True)
    return asyncio.run(framed(tmp_path_factory.mktemp("framed"), frame))


def test_captions_are_in_the_picture_while_they_are_said(burned: RenderedClip) -> None:
    before, meanwhile, after = pictures(burned, (0.5, 1.5, 2.5))
    assert plain(before)
    assert not plain(meanwhile)
    assert plain(after)
    assert [cue.text for cue in burned.cues] == ["Stop and think"]


def test_the_name_stands_above_it_and_the_bar_grows(burned: RenderedClip) -> None:
    early, late = pictures(burned, (0.2, 2.8))
    accent = np.array((0xFF, 0xC2, 0x3D))

    def gone(picture: Picture) -> float:
        row = picture[40, 40:680].astype(int)
        return float((np.abs(row - accent).max(axis=1) < 40).mean())

    assert gone(early) < 0.15
    assert 0.35 < gone(late) < 0.55  # of the whole clip, with the card behind the film
    name = early[70:110, 110:260].astype(int)
    assert name.max() > 235
    assert name.min() < 100  # the page's colour lies below it


def test_a_card_with_the_question_follows_the_film(burned: RenderedClip) -> None:
    assert burned.seconds == pytest.approx(6.0, abs=0.05)
    film, card = pictures(burned, (2.5, 4.5))
    page = np.array((0x0F, 0x2A, 0x26))
    assert np.abs(film[900, 360].astype(int) - GREY).max() < 12
    assert np.abs(card[1100, 100].astype(int) - page).max() < 30
    assert (card[250:700].max(axis=2) > 235).mean() > 0.02  # the question, in large letters


async def test_the_words_stay_out_of_the_picture_unless_they_are_wanted_there(tmp_path: Path) -> None:
    clip = await framed(tmp_path, FilmFrame(BRAND, "And you?", "en"))
    assert plain(pictures(clip, (1.5,))[0])
    assert [cue.text for cue in clip.cues] == ["Stop and think"]


async def test_a_wide_film_stands_whole_within_the_frame(tmp_path: Path) -> None:
    clip = await framed(tmp_path, FilmFrame(BRAND, "And you?", "en"), size=(640, 360))
    (picture,) = pictures(clip, (0.5,))
    assert np.abs(picture[640, 360].astype(int) - GREY).max() < 12  # the film
    assert picture[900, 360].max() < GREY - 20  # a dim copy of it below


def test_a_film_of_ninety_seconds_leaves_no_room_for_the_card() -> None:
    layers = drawn_layers(FilmFrame(BRAND, "And you?", "en"), SIZE, ())
    assert LayerPainter(layers, pictures=30 * 60).behind == 90
    assert LayerPainter(layers, pictures=30 * 88).behind == 60
    assert LayerPainter(layers, pictures=30 * 89).behind == 0


async def test_another_brand_makes_another_clip_and_a_bare_film_has_none(tmp_path: Path) -> None:
    bare = await framed(tmp_path, None, seconds=1.2)
    green = await framed(tmp_path, FilmFrame(BRAND, "And you?", "en"), seconds=1.2)
    red = await framed(tmp_path, FilmFrame(Brand("Riverbank", "#400000"), "And you?", "en"), seconds=1.2)
    assert len({bare.digest, green.digest, red.digest}) == 3
    assert bare.seconds == pytest.approx(1.2, abs=0.05)
