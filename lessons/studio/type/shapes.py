"""Smooth shapes: Pillow's own are jagged at large radii, so corners and icons are drawn large and shrunk once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from lessons.studio.type.palette import RGB

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

FINER = 8
COARSER = 6

ICONS: dict[str, tuple[Sequence[tuple[float, float]], ...]] = {
    "check": (((0.2, 0.53), (0.42, 0.74), (0.8, 0.29)),),
    "cross": (((0.26, 0.26), (0.74, 0.74)), ((0.74, 0.26), (0.26, 0.74))),
    "down": (((0.5, 0.18), (0.5, 0.8)), ((0.22, 0.53), (0.5, 0.81), (0.78, 0.53))),
    "right": (((0.16, 0.5), (0.82, 0.5)), ((0.55, 0.22), (0.83, 0.5), (0.55, 0.78))),
    "left": (((0.84, 0.5), (0.18, 0.5)), ((0.45, 0.22), (0.17, 0.5), (0.45, 0.78))),
}
"""Strokes in a square of side 1."""


@lru_cache(maxsize=64)
def corner(radius: int) -> Image.Image:
    """Mask of a quarter disc, its round side at the top left."""
    side = radius * FINER
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, 2 * side - 1, 2 * side - 1), fill=255)
    return mask.resize((radius, radius), Image.Resampling.BOX)


def rounded(image: Image.Image, box: Box, radius: float, fill: RGB | int) -> None:
    """Fills a rounded rectangle; a radius of half the height makes a capsule."""
    left, top, right, bottom = (round(side) for side in box)
    turn = min(round(radius), (right - left) // 2, (bottom - top) // 2)
    if turn < 1:
        image.paste(fill, (left, top, right, bottom))
        return
    image.paste(fill, (left + turn, top, right - turn, bottom))
    image.paste(fill, (left, top + turn, left + turn, bottom - turn))
    image.paste(fill, (right - turn, top + turn, right, bottom - turn))
    flip = Image.Transpose
    quarter = corner(turn)
    image.paste(fill, (left, top), quarter)
    image.paste(fill, (right - turn, top), quarter.transpose(flip.FLIP_LEFT_RIGHT))
    image.paste(fill, (left, bottom - turn), quarter.transpose(flip.FLIP_TOP_BOTTOM))
    image.paste(fill, (right - turn, bottom - turn), quarter.transpose(flip.ROTATE_180))


def quarter(image: Image.Image, at: tuple[float, float], radius: float, turn: int, fill: RGB) -> None:
    """A quarter disc in the square at `at`; its round corner is top left, turned clockwise by `turn` quarters."""
    mask = corner(round(radius))
    turns = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)[turn % 4]
    image.paste(fill, (round(at[0]), round(at[1])), mask if turns is None else mask.transpose(turns))


def disc(image: Image.Image, centre: tuple[float, float], radius: float, fill: RGB) -> None:
    x, y = centre
    rounded(image, (x - radius, y - radius, x + radius, y + radius), radius, fill)


def paste_rounded(image: Image.Image, picture: Image.Image, at: tuple[int, int], radius: int) -> None:
    """Pastes a picture with round corners: whole, and then what was under its corners again."""
    x, y = at
    right, bottom = x + picture.width - radius, y + picture.height - radius
    flip = Image.Transpose
    places = (
        (x, y, corner_gap(radius)),
        (right, y, corner_gap(radius).transpose(flip.FLIP_LEFT_RIGHT)),
        (x, bottom, corner_gap(radius).transpose(flip.FLIP_TOP_BOTTOM)),
        (right, bottom, corner_gap(radius).transpose(flip.ROTATE_180)),
    )
    under = [image.crop((left, top, left + radius, top + radius)) for left, top, _ in places]
    image.paste(picture, at)
    for (left, top, mask), piece in zip(places, under, strict=True):
        image.paste(piece, (left, top), mask)


@lru_cache(maxsize=16)
def corner_gap(radius: int) -> Image.Image:
    """Mask of what a round corner leaves free."""
    return ImageChops.invert(corner(radius))


@lru_cache(maxsize=16)
def ring_mask(radius: int, thickness: int) -> Image.Image:
    """Mask of a ring, 2 * radius wide."""
    side = np.arange(2 * radius, dtype=np.float32) - (radius - 0.5)
    far = np.hypot(side[:, None], side[None, :])
    cover = np.clip(radius - far, 0, 1) * np.clip(far - (radius - thickness), 0, 1)
    return Image.fromarray((cover * 255).astype(np.uint8))


def ring(image: Image.Image, centre: tuple[float, float], radius: float, thickness: float, fill: RGB) -> None:
    mask = ring_mask(round(radius), max(1, round(thickness)))
    image.paste(fill, (round(centre[0]) - mask.width // 2, round(centre[1]) - mask.height // 2), mask)


@lru_cache(maxsize=64)
def icon_mask(name: str, side: int, weight: float) -> Image.Image:
    """Mask of an icon with round line ends; weight is the line's share of the side."""
    big = side * 4
    mask = Image.new("L", (big, big), 0)
    pen, line = ImageDraw.Draw(mask), max(2, round(big * weight))
    for stroke in ICONS[name]:
        points = [(x * big, y * big) for x, y in stroke]
        pen.line(points, fill=255, width=line, joint="curve")
        for x, y in points:
            pen.ellipse((x - line / 2, y - line / 2, x + line / 2, y + line / 2), fill=255)
    return mask.resize((side, side), Image.Resampling.BOX)


def icon(
    image: Image.Image, name: str, centre: tuple[float, float], side: float, fill: RGB, weight: float = 0.13
) -> None:
    mask = icon_mask(name, max(1, round(side)), weight)
    image.paste(fill, (round(centre[0] - mask.width / 2), round(centre[1] - mask.height / 2)), mask)


@lru_cache(maxsize=24)
def shadow_mask(width: int, height: int, radius: int, blur: int, strength: float) -> Image.Image:
    """Soft mask of a rounded rectangle with `blur` pixels of room around it, made small because it has no detail."""
    small = Image.new("L", ((width + 2 * blur) // COARSER, (height + 2 * blur) // COARSER), 0)
    edge = blur // COARSER
    box = (edge, edge, edge + width // COARSER, edge + height // COARSER)
    ImageDraw.Draw(small).rounded_rectangle(box, radius // COARSER, fill=round(255 * strength))
    soft = small.filter(ImageFilter.GaussianBlur(blur / COARSER / 2.2))
    return soft.resize((width + 2 * blur, height + 2 * blur), Image.Resampling.BICUBIC)


@dataclass(frozen=True, slots=True)
class Shade:
    """A shadow: how far it reaches and falls, in pixels, its colour, and its strength from 0 to 1."""

    blur: int
    drop: int
    fill: RGB
    strength: float


def shadow(image: Image.Image, box: Box, radius: int, shade: Shade) -> None:
    """A soft shadow of a rounded panel that will stand at `box`; the part under the panel is left out."""
    left, top, right, bottom = (round(side) for side in box)
    mask = shadow_mask(right - left, bottom - top, radius, shade.blur, shade.strength)
    x, y = left - shade.blur, top - shade.blur + shade.drop
    end, floor = x + mask.width, y + mask.height
    first, last = top + radius, bottom - radius
    sides = ((x, first, left + radius, last), (right - radius, first, end, last))
    for part in ((x, y, end, first), (x, last, end, floor), *sides):
        if part[1] < part[3]:
            cut = mask.crop((part[0] - x, part[1] - y, part[2] - x, part[3] - y))
            image.paste(shade.fill, part[:2], cut)


@lru_cache(maxsize=6)
def gradient(size: tuple[int, int], top: RGB, bottom: RGB) -> Image.Image:
    """A vertical gradient. Rows are even from side to side, so that what slides across them shows no seam.

    Half a level of noise, always the same, keeps dark gradients from showing bands.
    """
    width, height = size
    noise = np.random.default_rng(1).random((64, width), dtype=np.float32)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    grain = np.tile(noise, (height // 64 + 1, 1))[:height]
    bands = [np.floor(a + (b - a) * rows + grain).astype(np.uint8) for a, b in zip(top, bottom, strict=True)]
    return Image.merge(
        "RGB", [Image.fromarray(np.minimum(band, max(a, b))) for band, a, b in zip(bands, top, bottom, strict=True)]
    )
