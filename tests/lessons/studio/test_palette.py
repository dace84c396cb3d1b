from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lessons.script import Brand
from lessons.studio.type.palette import (
    MARK,
    TEXT,
    Scheme,
    accent_card,
    caption_colours,
    contrast,
    dark_card,
    mix,
    parse,
    text_on,
)

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def unreadable(scheme: Scheme) -> list[str]:
    """Every text or mark of the scheme that fails WCAG AA on a surface it may stand on."""
    texts = [("ink", scheme.ink), ("soft", scheme.soft), ("accent_ink", scheme.accent_ink)]
    marks = [("accent", scheme.accent), ("accent_quiet", scheme.accent_quiet)]
    pairs = [(name, colour, surface, TEXT) for name, colour in texts for surface in scheme.surfaces]
    pairs += [(name, colour, surface, MARK) for name, colour in marks for surface in scheme.surfaces]
    pairs.append(("on_accent", scheme.on_accent, scheme.accent, TEXT))
    return [f"{name} {colour} on {under}" for name, colour, under, ratio in pairs if contrast(colour, under) < ratio]


@settings(deadline=None)
@given(COLOURS, COLOURS)
@example("#777777", "#777777")
@example("#ffffff", "#ffffff")
@example("#000000", "#000001")
@example("#ff0000", "#ff0000")
def test_every_text_reads_on_every_surface_whatever_the_brand_colours(background: str, accent: str) -> None:
    brand = Brand("Any", background, accent)
    assert unreadable(dark_card(brand)) == []
    assert unreadable(accent_card(brand)) == []


@settings(deadline=None)
@given(COLOURS, COLOURS)
def test_captions_read_and_the_spoken_word_stands_out_whatever_the_brand_colours(background: str, accent: str) -> None:
    colours = caption_colours(Brand("Any", background, accent))
    assert contrast(colours.word, colours.plate) >= 7
    assert contrast(colours.mark, colours.plate) >= MARK
    assert contrast(colours.on_mark, colours.mark) >= TEXT


@settings(deadline=None)
@given(COLOURS)
def test_the_page_is_the_brands_own_colour(background: str) -> None:
    assert dark_card(Brand("Any", background, "#ffc23d")).top == parse(background)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)


def test_a_wished_text_colour_is_kept_where_it_reads() -> None:
    assert text_on((255, 194, 61), (15, 42, 38)) == (15, 42, 38)
    assert text_on((255, 194, 61), (255, 255, 255)) != (255, 255, 255)


def test_mixing_goes_from_one_end_to_the_other() -> None:
    assert [mix((0, 0, 0), (200, 100, 50), share) for share in (0, 0.5, 1)] == [
        (0, 0, 0),
        (100, 50, 25),
        (200, 100, 50),
    ]


@pytest.mark.parametrize("colour", ["red", "#fff", "0f2a26", "#0f2a2g", "#0f2a26ff", ""])
def test_a_colour_that_is_none_is_refused_with_how_to_write_one(colour: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        dark_card(Brand("Any", colour))
