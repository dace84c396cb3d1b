"""One scene's pictures, as a decoder sees them."""

import io
from dataclasses import replace

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageStat

from lessons.script import Brand, Bullets, Card, Headline, Role, Word
from lessons.studio.cards.frames import Frame, caption_box, draw_card
from lessons.studio.encoding.encoder import Coded
from lessons.studio.encoding.h264 import as_stream
from lessons.studio.pipeline.card_stage import SLIDE
from lessons.studio.pipeline.scenes import SceneJob, render_poster, render_scene
from lessons.studio.timing.timeline import FPS

SIZE = (720, 1280)
SAME = 1.5  # mean difference, of 255, that coding makes
WORDS = (Word("Stop", 0.3, 0.8), Word("and", 0.8, 1.0), Word("think.", 1.0, 1.6))
LIST = Bullets("Before you pay", ("Stop", "Call", "Ask a colleague"))


def job(card: Card, pictures: int = 60, language: str = "en", words: tuple[Word, ...] = WORDS) -> SceneJob:
    return SceneJob(card, Frame(0, 3, Role.SCENE, Brand(), language, SIZE), pictures, words)


class Shown(list[av.VideoFrame]):
    """Decoded pictures."""

    def image(self, at: int) -> Image.Image:
        return Image.fromarray(np.asarray(self[at].to_ndarray(format="rgb24"), np.uint8))


def shown(coded: Coded) -> Shown:
    stream = b"".join(b"\0\0\0\1" + unit for unit in (coded.sps, coded.pps)) + as_stream(coded.data)
    context = av.CodecContext.create("h264", "r")
    assert isinstance(context, av.VideoCodecContext)
    frames = [frame for packet in [*context.parse(stream), *context.parse(None)] for frame in context.decode(packet)]
    return Shown([*frames, *context.decode(None)])


def apart(a: Image.Image, b: Image.Image) -> float:
    """Mean difference of two pictures, of 255."""
    return sum(ImageStat.Stat(ImageChops.difference(a, b)).mean) / 3


def without_captions(picture: Image.Image) -> Image.Image:
    left, top, width, height = caption_box(SIZE)
    plain = picture.copy()
    plain.paste((0, 0, 0), (left, top, left + width, top + height))
    return plain


def captions(picture: Image.Image) -> NDArray[np.uint8]:
    left, top, width, height = caption_box(SIZE)
    return np.asarray(picture.crop((left, top, left + width, top + height)))


def test_the_card_is_there_after_the_slide_in_the_right_colours() -> None:
    this = job(Headline("Think first"))
    pictures = shown(render_scene(this))
    assert len(pictures) == 60
    card = without_captions(draw_card(this.card, this.frame))
    assert apart(without_captions(pictures.image(SLIDE)), card) < SAME
    assert apart(without_captions(pictures.image(0)), card) > apart(without_captions(pictures.image(3)), card) > SAME


@pytest.mark.parametrize("language, free", [("en", "left"), ("ar", "right")])
def test_content_slides_in_from_where_lines_end(language: str, free: str) -> None:
    text = "فكر أولا" if language == "ar" else "Think first"
    picture = shown(render_scene(job(Headline(text), language=language))).image(0)
    half = picture.crop((0, 200, 200, 880) if free == "left" else (520, 200, 720, 880))
    assert np.ptp(np.asarray(half), axis=(0, 1)).max() < 40  # nothing but the page there


def test_each_word_is_marked_from_the_picture_at_which_it_is_heard() -> None:
    seen = shown(render_scene(job(Headline("Think first"))))
    pictures = [captions(seen.image(i)) for i in range(60)]
    changed = [i for i in range(1, 60) if not np.array_equal(pictures[i], pictures[i - 1])]
    assert changed == [round(word.start_s * FPS) for word in WORDS]


def test_a_list_is_complete_once_its_items_have_come() -> None:
    this = job(LIST, 300)
    pictures = shown(render_scene(this))
    card = without_captions(draw_card(this.card, this.frame))
    assert apart(without_captions(pictures.image(30)), card) > SAME
    assert apart(without_captions(pictures.image(180)), card) < SAME


def test_the_closer_shot_is_larger_and_stays_inside_the_picture() -> None:
    this = job(Headline("One idea that stays for long"), 160)
    pictures = shown(render_scene(this))
    page = pictures.image(-1).getpixel((4, 600))
    before, after = (np.asarray(pictures.image(i).crop((0, 130, 720, 800)), np.int16) for i in (40, 150))
    bright = [np.flatnonzero((picture.sum(axis=2) > 600).any(axis=0)) for picture in (before, after)]
    assert bright[1][0] < bright[0][0]
    assert bright[1][0] > 36
    assert page == pictures.image(40).getpixel((4, 600))


def test_the_same_scene_is_the_same_bytes_and_another_one_is_not() -> None:
    this = job(Headline("Think first"))
    assert render_scene(this) == render_scene(this)
    assert render_scene(this) != render_scene(replace(this, card=Headline("Think twice")))


def test_coded_pictures_survive_being_kept() -> None:
    coded = render_scene(job(Headline("Think first"), 12))
    assert Coded.from_bytes(coded.to_bytes()) == coded
    assert b"".join(coded.pictures()) == coded.data


def test_a_scene_of_one_picture_and_one_without_words_are_drawn_too() -> None:
    assert len(shown(render_scene(job(Headline("Think first"), 1)))) == 1
    assert len(shown(render_scene(job(Headline("Think first"), 20, words=())))) == 20


def test_a_card_that_cannot_be_drawn_says_why() -> None:
    with pytest.raises(ValueError, match="1 to 5 items"):
        render_scene(job(Bullets("Too much", ("item",) * 9)))


def test_the_poster_is_the_card() -> None:
    this = job(LIST)
    poster = Image.open(io.BytesIO(render_poster(this)))
    assert (poster.format, poster.size) == ("JPEG", SIZE)
    assert apart(poster.convert("RGB"), draw_card(this.card, this.frame)) < 2.0
