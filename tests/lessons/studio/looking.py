"""What the tests of the look share: cards, frames, and where a picture differs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lessons.script import (
    Brand,
    Card,
    Role,
)
from lessons.studio.cards.frames import Frame, draw_backdrop, draw_card
from lessons.studio.type.palette import RGB
from tests.golden.look import every_card

LARGE, SMALL = (1080, 1920), (720, 1280)
NAMES = list(every_card(""))
EDGE = 12
"""Units by which letters may stand out of their box: the overhang of a J, an accent on a capital."""


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
