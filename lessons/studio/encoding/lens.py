"""A picture that a camera comes nearer to: kept at twice its size or more, of which each step shows a smaller window.

Windows so begin and end on half pixels, which is as slowly as a camera ever moves, and a step is a scaling of whole
planes by libswscale: 9 ms for 1080 x 1300 pixels where Pillow, which takes any window, needs 24 ms (in the same run).
"""

from __future__ import annotations

import math
from functools import lru_cache

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from lessons.studio.encoding.yuv import Planes, Window, views

WIDTH = 2160  # of the kept picture at least: a camera moves by 1/2160 of what it sees at a step, at any size
HALVES = (1, 2, 2)


class Lens:
    """Args:
    source: what is filmed.
    rows: the rows of it (first, end; multiples of four) that are ever shown from nearer.
    """

    def __init__(self, source: Planes, rows: tuple[int, int]) -> None:
        self._rows, self._times = rows, max(2, -(-WIDTH // source.shape[1]))
        times, tall = self._times, rows[1] - rows[0]
        self._large = [
            _scaled(plane[rows[0] // half : rows[1] // half], times * plane.shape[1], times * tall // half)
            for plane, half in zip(views(source), HALVES, strict=True)
        ]

    def renew(self, source: Planes, box: tuple[int, int, int, int]) -> None:
        """Takes over a box of the source (left, top, right, bottom; even) that was drawn anew."""
        left, right = box[0], box[2]
        top, bottom = max(box[1], self._rows[0]), min(box[3], self._rows[1])
        if top >= bottom:
            return
        for large, plane, half in zip(self._large, views(source), HALVES, strict=True):
            piece = plane[top // half : bottom // half, left // half : right // half]
            at_x, at_y = self._times * (left // half), self._times * ((top - self._rows[0]) // half)
            tall, wide = self._times * piece.shape[0], self._times * piece.shape[1]
            large[at_y : at_y + tall, at_x : at_x + wide] = _scaled(piece, wide, tall)

    def show(self, picture: Planes, into: tuple[int, int, int, int], window: Window) -> Window:
        """Fills a box of the picture (even sides) with a window of the source; returns the window as it is shown.

        Its edges move outwards to pixels of what is kept, so that both sides of a window around a middle move alike.
        """
        seen = _outwards(window, self._times)
        for plane, large, half in zip(views(picture), self._large, HALVES, strict=True):
            left, top, right, bottom = (side // half for side in into)
            steps = self._times / half
            x, y, end_x, end_y = (round(side * steps) for side in _outwards(seen, steps))
            first = self._rows[0] * self._times // half
            # A frame's rows begin where its array's do, so a window of one needs no copy.
            part = large[max(0, y - first) : end_y - first, max(0, x) : end_x]
            plane[top:bottom, left:right] = _scaled(part, right - left, bottom - top)
        return seen


def _outwards(window: Window, steps: float) -> Window:
    """The window between the pixels of an enlarged plane that has so many of them for one of the picture."""
    x, y, end_x, end_y = window
    left, top = math.floor(x * steps) / steps, math.floor(y * steps) / steps
    return left, top, math.ceil(end_x * steps) / steps, math.ceil(end_y * steps) / steps


def _scaled(plane: Planes, width: int, height: int) -> Planes:
    frame = av.VideoFrame.from_numpy_buffer(plane, format="gray")
    scaled = _scaler(plane.shape, width, height).reformat(
        frame, width=width, height=height, interpolation=Interpolation.BILINEAR
    )
    return np.asarray(scaled.to_ndarray(), np.uint8)


@lru_cache(64)
def _scaler(shape: tuple[int, ...], width: int, height: int) -> VideoReformatter:
    return VideoReformatter()  # sets up a scaling once for each pair of sizes it meets
