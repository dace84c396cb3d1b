"""Every card keeps to its place, and what stands on all of them is right."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from lessons.script import (
    Brand,
    Bullets,
    Headline,
    Role,
    Statement,
)
from lessons.studio.cards.canvas import FLOOR, START, TOP, WIDE
from lessons.studio.cards.frames import caption_box, draw_backdrop, draw_card, slide_rows
from lessons.studio.cards.wording import role_name
from lessons.studio.type.palette import accent_card, contrast, dark_card
from tests.golden.look import every_card, photograph
from tests.lessons.studio.looking import EDGE, LARGE, NAMES, SMALL, content, frame, pixels, rgb, strong


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> str:
    return photograph(tmp_path_factory.mktemp("photos") / "hills.jpg")


@pytest.mark.parametrize("size", [LARGE, SMALL])
@pytest.mark.parametrize("name", NAMES)
def test_a_card_is_its_backdrop_outside_of_the_rows_that_slide(name: str, size: tuple[int, int], photo: str) -> None:
    top, bottom = slide_rows(size)
    differs = content(every_card(photo)[name], frame(3, 7, size=size, label="AI voice"))
    assert differs.any()
    assert not differs[:top].any()
    assert not differs[bottom:].any()


def test_what_slides_ends_above_the_captions() -> None:
    for size in (LARGE, SMALL):
        top, bottom = slide_rows(size)
        _, strip, width, height = caption_box(size)
        assert top % 2 == bottom % 2 == strip % 16 == height % 16 == 0
        assert bottom <= strip
        assert width == size[0]
        assert strip + height <= 0.86 * size[1]


def test_backdrops_are_even_from_side_to_side_where_content_slides() -> None:
    rows = slice(*slide_rows(LARGE))
    page = pixels(draw_backdrop(Headline("x"), frame()))[rows]
    assert (page.max(axis=1) - page.min(axis=1)).max() <= 1


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_words_and_marks_keep_to_the_safe_area(name: str, language: str, photo: str) -> None:
    rows, columns = np.nonzero(strong(every_card(photo)[name], frame(language=language)))
    left = START if language == "en" else LARGE[0] - START - WIDE
    assert rows.min() >= TOP - EDGE
    assert rows.max() <= FLOOR + EDGE
    assert columns.min() >= left - EDGE
    assert columns.max() <= left + WIDE + EDGE


def test_right_to_left_cards_are_mirrored() -> None:
    def middle(language: str) -> float:
        return float(np.nonzero(strong(Bullets("2024", ("1", "2")), frame(language=language)))[1].mean())

    assert middle("en") < 400 < 680 < middle("ar")


def test_the_smaller_size_shows_the_same(photo: str) -> None:
    for card in every_card(photo).values():
        large = draw_card(card, frame(size=LARGE)).resize((90, 160), Image.Resampling.BOX)
        small = draw_card(card, frame(size=SMALL)).resize((90, 160), Image.Resampling.BOX)
        assert np.abs(pixels(large) - pixels(small)).mean() < 4


def test_the_same_card_is_drawn_the_same_twice(photo: str) -> None:
    for card in every_card(photo).values():
        assert draw_card(card, frame()).tobytes() == draw_card(card, frame()).tobytes()


# Chrome


def test_progress_grows_by_one_segment_a_scene() -> None:
    def bright(index: int) -> int:
        row = pixels(draw_backdrop(Headline("x"), frame(index, 5)))[60]
        return int((np.abs(row - np.array(dark_card(Brand()).accent)).max(axis=1) < 8).sum())

    lengths = [bright(index) for index in range(5)]
    steps = np.diff(lengths)
    assert steps.min() > 150
    assert steps.max() - steps.min() <= 2


def test_a_clip_of_many_scenes_has_one_bar() -> None:
    row = pixels(draw_backdrop(Headline("x"), frame(99, 100)))[60]
    assert int((np.abs(row - np.array(dark_card(Brand()).accent)).max(axis=1) < 8).sum()) > 950


def test_the_label_is_shown_above_the_rows_that_slide() -> None:
    plain, labelled = (pixels(draw_backdrop(Headline("x"), frame(label=label))) for label in ("", "AI voice"))
    rows = np.nonzero(np.abs(plain - labelled).max(axis=(1, 2)) > 0)[0]
    assert rows.min() > 100
    assert rows.max() < slide_rows(LARGE)[0]


@pytest.mark.parametrize(
    "name", ["", "A", "Ninety", "A name that is much longer than there is room for it", "🌱", "ميم"]
)
def test_any_name_fits_its_place(name: str) -> None:
    page = pixels(draw_backdrop(Headline("x"), frame(brand=Brand(name), label="AI voice")))
    empty = pixels(draw_backdrop(Headline("x"), frame(brand=Brand(""), label="AI voice")))
    columns = np.nonzero(np.abs(page - empty)[100:190].max(axis=(0, 2)) > 60)[0]
    assert columns.max(initial=0) < LARGE[0] - 200


def test_the_role_is_named_in_the_language_of_the_clip() -> None:
    assert role_name(Role.ACTION, "de-AT") == "Du bist dran"
    assert role_name(Role.HOOK, "zh-TW") == "為什麼"
    assert role_name(Role.SCENE, "xx") == "Learn"


def test_a_statement_is_in_the_accent_colour_and_others_are_not() -> None:
    brand = Brand()
    assert draw_card(Statement("x"), frame()).getpixel((5, 100)) == pytest.approx(accent_card(brand).top, abs=6)
    assert draw_card(Headline("x"), frame()).getpixel((5, 100)) == pytest.approx(dark_card(brand).top, abs=6)


@pytest.mark.parametrize("colours", [("#0f2a26", "#ffc23d"), ("#ffffff", "#0a66ff"), ("#777777", "#888888")])
def test_drawn_text_has_the_contrast_of_its_scheme(colours: tuple[str, str]) -> None:
    """Of the drawn pixels: the letters of a headline reach 4.5:1 against the page around them."""
    image = draw_card(Headline("MMMM"), frame(brand=Brand("X", *colours)))
    page = pixels(draw_backdrop(Headline("MMMM"), frame(brand=Brand("X", *colours))))[600, START]
    found, counts = np.unique(pixels(image)[520:760, START : START + 600].reshape(-1, 3), axis=0, return_counts=True)
    far = np.abs(found - page).max(axis=1) > 60
    letters = found[far][counts[far].argmax()]
    assert contrast(rgb(letters), rgb(page)) >= 4.5
