"""What lies over a film that somebody brought, as the child that codes it takes it: drawn by us alone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from lessons.script import MAX_SECONDS
from lessons.studio.encoding.encoder import BT709, LIMITED
from lessons.studio.encoding.overlay import Overlay
from lessons.studio.encoding.yuv import Planes, planes, views
from lessons.studio.timing.timeline import FPS

END_PICTURES, SHORTEST_END = 3 * FPS, 3 * FPS // 2  # to read a question takes three seconds


@dataclass(frozen=True, slots=True)
class Layer:
    """A piece that is put over the film.

    Attributes:
        drawn: PNG, on black.
        through: PNG in grey: how much of the film comes through.
        at: corner in pixels, both even.
    """

    drawn: bytes
    through: bytes
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """How far the clip is: its box in even pixels, and colours of what is gone and of what is to come."""

    box: tuple[int, int, int, int]
    gone: tuple[int, int, int]
    rest: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class FilmLayers:
    """Attributes:
    captions: (number of the picture, what is shown from there on), in order; None for nothing.
    end: PNG of the card behind the film.
    """

    header: Layer
    bar: Bar
    captions: tuple[tuple[int, Layer | None], ...]
    end: bytes


class LayerPainter:
    """Puts the layers on one picture after the other, and gives the card behind them.

    Args:
        pictures: of the film.

    Attributes:
        behind: how many pictures the card behind the film stands; none where no room is left for it.
    """

    def __init__(self, layers: FilmLayers, pictures: int) -> None:
        room = round(MAX_SECONDS * FPS) - pictures
        self.behind = min(END_PICTURES, room) if room >= SHORTEST_END else 0
        self._layers, self._pictures = layers, pictures + self.behind
        self._header = _overlay(layers.header)
        self._waiting = list(layers.captions)
        self._caption: Layer | None = None

    def head(self, film: VideoFrame, number: int) -> Planes:
        """The picture with brand and bar."""
        picture = np.array(film.to_ndarray(), np.uint8)
        self._header.put_on(picture)
        bar = self._layers.bar
        left, top, right, bottom = bar.box
        until = left + round((right - left) * (number + 1) / self._pictures / 2) * 2
        _fill(picture, (left, top, until, bottom), bar.gone)
        _fill(picture, (until, top, right, bottom), bar.rest)
        return picture

    def words(self, picture: Planes, number: int) -> Planes:
        """The picture with the caption of its moment."""
        while self._waiting and self._waiting[0][0] <= number:
            self._caption = self._waiting.pop(0)[1]
        if self._caption:
            _overlay(self._caption).put_on(picture)
        return picture

    def end(self) -> list[VideoFrame]:
        """The pictures behind the film."""
        card = planes(_opened(self._layers.end).convert("RGB"))
        return [frame_of(card) for _ in range(self.behind)]


def frame_of(picture: Planes) -> VideoFrame:
    frame = VideoFrame.from_numpy_buffer(picture, format="yuv420p")
    frame.colorspace, frame.color_range = BT709, LIMITED
    return frame


@lru_cache(4)
def _overlay(layer: Layer) -> Overlay:
    return Overlay(_opened(layer.drawn).convert("RGB"), _opened(layer.through).convert("L"), layer.at)


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def _fill(picture: Planes, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
    for plane, value, half in zip(views(picture), colour, (1, 2, 2), strict=True):
        left, top, right, bottom = (side // half for side in box)
        plane[top:bottom, left:right] = value
