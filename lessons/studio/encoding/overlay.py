"""Pictures that lie over others in the encoder's planes: name tags over a stage, a speaker over a card."""

from __future__ import annotations

import numpy as np
from PIL import Image

from lessons.studio.encoding.yuv import Planes, planes, views

BLACK_LEVEL, NO_COLOUR = 16, 128  # of BT.709 in limited range
HALVES = (1, 2, 2)


class Overlay:
    """Put over whatever is below: colours convert linearly, so drawing may come first.

    Args:
        image: on black, as much of it as covers what is below.
        through: how much of what is below comes through, 0 to 255.
        at: its corner, in even pixels; its sides are multiples of four.
    """

    def __init__(self, image: Image.Image, through: Image.Image, at: tuple[int, int]) -> None:
        self._at = at
        self._drawn = [plane.astype(np.int16) for plane in views(planes(image))]
        whole = np.asarray(through, np.float32) / 255
        half = whole.reshape(whole.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3))
        self._through = (whole, half, half)

    @property
    def bottom(self) -> int:
        """The row below it."""
        return self._at[1] + len(self._drawn[0])

    def put_on(self, picture: Planes) -> None:
        grounds = (BLACK_LEVEL, NO_COLOUR, NO_COLOUR)
        for into, drawn, through, ground, half in zip(
            views(picture), self._drawn, self._through, grounds, HALVES, strict=True
        ):
            x, y = self._at[0] // half, self._at[1] // half
            box = into[y : y + drawn.shape[0], x : x + drawn.shape[1]]
            box[:] = np.clip(drawn + (box - np.float32(ground)) * through, 0, 255)

    def change(self, piece: Image.Image, at: tuple[int, int]) -> None:
        """Draws a piece anew, `at` in pixels of the overlay; nothing comes through it."""
        for into, what, half in zip(self._drawn, views(planes(piece)), HALVES, strict=True):
            x, y = at[0] // half, at[1] // half
            into[y : y + what.shape[0], x : x + what.shape[1]] = what


def put_box(picture: Planes, piece: Planes, at: tuple[int, int]) -> None:
    """Overwrites a box whose corner lies on even pixels."""
    for into, what, half in zip(views(picture), views(piece), HALVES, strict=True):
        x, y = at[0] // half, at[1] // half
        into[y : y + what.shape[0], x : x + what.shape[1]] = what
