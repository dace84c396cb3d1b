"""Logos and photos: upright, seen, limited, refused with the reason."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lessons.script import (
    Brand,
    Headline,
    Photo,
)
from lessons.studio.cards.canvas import START
from lessons.studio.cards.frames import draw_backdrop, draw_card
from lessons.studio.cards.pictures import cover
from tests.lessons.studio.looking import frame, pixels

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
    ("bytes_", "reason"),
    [
        (bomb(60_000, 60_000), "far too many pixels"),
        (bomb(10_000, 9_000), "10000 x 9000 pixels; at most 25,000,000"),
        (bomb(400, 400), "damaged"),
        (b"GIF89a" + b"\0" * 50, "save it as JPEG, PNG or WebP"),
        (b"<svg onload='x()'/>", "save it as JPEG, PNG or WebP"),
        (b"", "save it as JPEG, PNG or WebP"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused_with_the_reason(bytes_: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(bytes_)
    for card, brand in ((Photo(str(file), "x", "alt"), Brand()), (Headline("x"), Brand(logo=str(file)))):
        with pytest.raises(ValueError, match=reason):
            draw_card(card, frame(brand=brand))


@pytest.mark.parametrize("file", ["/nowhere/photo.jpg", "nul\0.jpg", "."])
def test_a_picture_that_is_not_there_is_refused(file: str) -> None:
    with pytest.raises(ValueError, match="picture"):
        draw_card(Photo(file, "x", "alt"), frame())


def test_a_scan_of_sixteen_bits_is_not_white(tmp_path: Path) -> None:
    grey = Image.fromarray(np.full((400, 300), 20_000, np.uint16))
    grey.save(tmp_path / "scan.png")
    shown = np.asarray(cover(str(tmp_path / "scan.png"), 300, 400))
    assert 70 < shown.mean() < 90
