"""Every kind of card: it fits, keeps to its place, and refuses what it cannot show."""

from __future__ import annotations

import os
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from lessons.studio.cards.canvas import FLOOR, START, TOP, WIDE
from lessons.studio.cards.wording import amount, role_name
from lessons.studio.frames import Frame, caption_box, draw_backdrop, draw_card, slide_rows
from lessons.studio.palette import RGB, accent_card, contrast, dark_card
from lessons.studio.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Brand,
    Bullets,
    Card,
    Chart,
    EndCard,
    Headline,
    Photo,
    Quote,
    Role,
    Statement,
)
from lessons.studio.typography import TooLong
from tests.golden.look import cards_in, every_card, photograph

LARGE, SMALL = (1080, 1920), (720, 1280)
NAMES = list(every_card(""))
EDGE = 12
"""Units by which letters may stand out of their box: the overhang of a J, an accent on a capital."""


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> str:
    return photograph(tmp_path_factory.mktemp("photos") / "hills.jpg")


def frame(
    index: int = 0,
    count: int = 5,
    role: Role = Role.SCENE,
    brand: Brand | None = None,
    language: str = "en",
    size: tuple[int, int] = LARGE,
    label: str = "",
) -> Frame:
    return Frame(index, count, role, brand or Brand(), language, size, label)


def pixels(image: Image.Image) -> NDArray[np.int16]:
    return np.asarray(image, np.int16)


def content(card: Card, at: Frame) -> NDArray[np.bool_]:
    """Where the card differs from its backdrop at all."""
    different = np.abs(pixels(draw_card(card, at)) - pixels(draw_backdrop(card, at)))
    return np.asarray(different.max(axis=2) > 0)


def strong(card: Card, at: Frame) -> NDArray[np.bool_]:
    """Where the card differs from its backdrop clearly: letters and marks, not quiet shapes and shadows."""
    different = np.abs(pixels(draw_card(card, at)) - pixels(draw_backdrop(card, at)))
    return np.asarray(different.max(axis=2) > 90)


def rgb(colour: NDArray[np.int16]) -> RGB:
    red, green, blue = (int(part) for part in colour)
    return red, green, blue


# Place


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


# Logos


def logo(tmp_path: Path, colour: str, size: tuple[int, int] = (200, 200)) -> str:
    file = tmp_path / "logo.png"
    Image.new("RGBA", size, colour).save(file)
    return str(file)


def test_a_logo_takes_the_place_of_the_letter(tmp_path: Path) -> None:
    image = draw_backdrop(Headline("x"), frame(brand=Brand("Acme", logo=logo(tmp_path, "#ff00aa"))))
    assert image.getpixel((START + 30, 136)) == (255, 0, 170)


def test_a_logo_that_would_not_be_seen_stands_on_a_plate(tmp_path: Path) -> None:
    brand = Brand("Acme", background="#101010", logo=logo(tmp_path, "#111111"))
    image = draw_backdrop(Headline("x"), frame(brand=brand))
    assert image.getpixel((START + 30, 136)) == (17, 17, 17)
    assert image.getpixel((START + 30, 136 - 36)) == (255, 255, 255)


def test_a_wordmark_stands_without_the_name_and_above_the_label(tmp_path: Path) -> None:
    brand = Brand("Acme", logo=logo(tmp_path, "#ffffff", (900, 200)))
    page = pixels(draw_backdrop(Headline("x"), frame(brand=brand, label="AI voice")))
    white = np.nonzero((page[90:] == 255).all(axis=2))
    assert white[1].max() < START + 230
    assert white[0].max() + 90 < 150


# Photos


def test_a_photo_is_turned_as_the_camera_says(tmp_path: Path) -> None:
    sideways = Image.new("RGB", (800, 600), "#0000ff")
    sideways.paste("#ff0000", (0, 0, 400, 600))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise: what is at the left goes to the top
    sideways.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    image = draw_card(Photo(str(tmp_path / "photo.jpg"), "x", "alt"), frame())
    assert image.getpixel((500, 300)) == pytest.approx((254, 0, 0), abs=6)
    assert image.getpixel((500, 900)) == pytest.approx((0, 0, 254), abs=6)


def test_a_replaced_photo_is_shown_anew(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    seen = []
    for stamp, colour in ((1, "#ff0000"), (2, "#00ff00")):
        Image.new("RGB", (100, 100), colour).save(file)
        os.utime(file, (stamp, stamp))
        seen.append(draw_card(Photo(str(file), "x", "alt"), frame()).getpixel((500, 500)))
    assert seen == [(255, 0, 0), (0, 255, 0)]


def bomb(width: int, height: int) -> bytes:
    """A PNG file of a few bytes that claims to be very large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("bytes_", "told"),
    [
        (bomb(60_000, 60_000), "far too many pixels"),
        (bomb(10_000, 9_000), "10000 x 9000 pixels; at most 25,000,000"),
        (bomb(400, 400), "damaged"),
        (b"GIF89a" + b"\0" * 50, "save it as JPEG, PNG or WebP"),
        (b"<svg onload='x()'/>", "save it as JPEG, PNG or WebP"),
        (b"", "save it as JPEG, PNG or WebP"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused_with_the_reason(bytes_: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(bytes_)
    for card, brand in ((Photo(str(file), "x", "alt"), Brand()), (Headline("x"), Brand(logo=str(file)))):
        with pytest.raises(ValueError, match=told):
            draw_card(card, frame(brand=brand))


@pytest.mark.parametrize("file", ["/nowhere/photo.jpg", "nul\0.jpg", "."])
def test_a_picture_that_is_not_there_is_refused(file: str) -> None:
    with pytest.raises(ValueError, match="picture"):
        draw_card(Photo(file, "x", "alt"), frame())


# Texts


LONGEST_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


@pytest.mark.parametrize(
    "text",
    ["?", LONGEST_WORD, "W" * 40, "👍" * 12, "ผู้ใช้งานทุกคนต้องเปลี่ยนรหัสผ่าน", "漢" * 30],
    ids=["sign", "German", "wide", "emoji", "Thai", "Chinese"],
)
def test_very_short_and_very_long_words_fit_every_card(text: str, photo: str) -> None:
    for card in (
        Headline(text, text[:20]),
        Statement(text),
        Bullets(text, (text,)),
        Photo(photo, text, "alt"),
        Ask(text, (text[:40], text[:40])),
        Ask(text),
        BeforeAfter(text, text),
        Quote(text, text),
        BigNumber("1", text),
        Chart(text, ((text, 1.0), ("b", 2.0))),
        EndCard(text, text[:20]),
    ):
        rows, columns = np.nonzero(strong(card, frame(language="th" if "ผ" in text else "de", size=SMALL)))
        assert rows.max() * 1.5 <= FLOOR + EDGE
        assert columns.max() * 1.5 <= START + WIDE + EDGE


@pytest.mark.parametrize(
    ("card", "told"),
    [
        (Headline("word " * 60), r"headline is too long: 299 characters where about \d+ fit"),
        (Statement("word " * 90), "statement is too long"),
        (Bullets("Title", ("ok", "word " * 60)), "list's item 2 is too long"),
        (Bullets("word " * 12, ("word " * 19,) * 5), "list's items are too long together"),
        (Ask("What?", ("ok", "word " * 60)), "question's option 2 is too long"),
        (BeforeAfter("word " * 90, "ok"), "before text is too long"),
        (Quote("word " * 90, "me"), "quote is too long"),
        (BigNumber("1" * 60, "of all"), "big number is too long"),
        (EndCard("word " * 90), "end card's prompt is too long"),
        (Chart("T", (("word " * 60, 1.0), ("b", 2.0))), "chart's label 1 is too long"),
    ],
)
def test_a_text_that_does_not_fit_names_its_card_and_what_would_fit(card: Card, told: str) -> None:
    with pytest.raises(TooLong, match=told):
        draw_card(card, frame())


@pytest.mark.parametrize(
    ("card", "told"),
    [
        (Bullets("T", ()), "1 to 5 items"),
        (Bullets("T", ("x",) * 6), "1 to 5 items"),
        (Ask("Q?", ("x",) * 5), "at most 4 options"),
        (Chart("T", (("a", 1.0),)), "2 to 6 bars"),
        (Chart("T", (("a", -1.0), ("b", 1.0))), 'bar "a" is -1.0'),
        (Chart("T", (("a", float("nan")), ("b", 1.0))), 'bar "a" is nan'),
        (Headline(""), "headline is empty"),
        (Quote("x", ""), "quote's source is empty"),
    ],
)
def test_a_card_that_makes_no_sense_is_refused(card: Card, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        draw_card(card, frame())


def test_bars_are_as_long_as_their_values() -> None:
    def lengths(*values: float) -> list[int]:
        bars = tuple((f"{at}", value) for at, value in enumerate(values))
        image = pixels(draw_card(Chart("Title", bars), frame()))
        scheme = dark_card(Brand())
        fills = [np.abs(image - np.array(colour)).max(axis=2) < 4 for colour in (scheme.accent, scheme.accent_quiet)]
        rows = (fills[0] | fills[1])[TOP:FLOOR, : START + WIDE - 80].sum(axis=1)  # without the values behind the bars
        return [int(run.max()) for run in np.split(rows, np.nonzero(rows < 40)[0]) if len(run) > 25]

    whole, half, quarter = lengths(80, 40, 20)
    assert half / whole == pytest.approx(0.5, abs=0.02)
    assert quarter / whole == pytest.approx(0.25, abs=0.02)
    assert lengths(0, 0) == []


def test_values_are_written_as_the_language_writes_them() -> None:
    assert amount(19.6, "%", "en") == "19.6%"
    assert amount(19.6, "%", "de") == "19,6\u00a0%"
    assert amount(1200, "km", "en") == "1,200\u00a0km"
    assert amount(1200, "km", "fr") == "1\u00a0200\u00a0km"
    assert amount(7, "", "ja") == "7"


def test_labels_nobody_chose_are_said_in_the_language_of_the_clip() -> None:
    same = draw_card(BeforeAfter("a", "b", "Vorher", "Nachher"), frame(language="de"))
    assert draw_card(BeforeAfter("a", "b"), frame(language="de")).tobytes() == same.tobytes()


@pytest.mark.parametrize(
    ("size", "index", "told"),
    [((1080, 1080), 0, "9:16"), ((90, 160), 0, "9:16"), (LARGE, 5, "scene 5 is not one of 5")],
)
def test_a_frame_that_cannot_be_is_refused(size: tuple[int, int], index: int, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        frame(index, size=size)


def test_drawing_is_quick(photo: str) -> None:
    """A guard against accidents, ten times what was measured: 5 ms of CPU a card."""
    cards = [*every_card(photo).values(), *cards_in("ar")]
    for card in cards:
        draw_card(card, frame())
    start = time.process_time()
    for card in cards:
        draw_card(card, frame())
    assert (time.process_time() - start) / len(cards) < 0.05
