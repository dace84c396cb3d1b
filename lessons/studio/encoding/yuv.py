"""Pictures as an encoder wants them: brightness and two colour planes, BT.709, limited range."""

from __future__ import annotations

from functools import lru_cache

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

Planes = NDArray[np.uint8]
"""Shape (height * 3 / 2, width): brightness, then the colour planes, half as wide and high, two rows in one of ours."""

Window = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of a picture, between its pixels."""


def planes(image: Image.Image) -> Planes:
    """An RGB image, both sides even, its height a multiple of four."""
    frame = _reformatter(image.size).reformat(
        av.VideoFrame.from_numpy_buffer(np.asarray(image), format="rgb24"),
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )
    return np.asarray(frame.to_ndarray(), np.uint8)


def picture(content: Planes) -> Image.Image:
    """The RGB image that a decoder shows for these planes."""
    frame = av.VideoFrame.from_numpy_buffer(content, format="yuv420p")
    frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
    shown = VideoReformatter().reformat(frame, format="rgb24", src_colorspace=Colorspace.ITU709)
    return Image.fromarray(np.asarray(shown.to_ndarray(), np.uint8))


@lru_cache(8)
def _reformatter(size: tuple[int, int]) -> VideoReformatter:
    return VideoReformatter()  # sets up a conversion once for each size it meets


def brightness(picture: Planes) -> Planes:
    """Shape (height, width), a view."""
    return picture[: picture.shape[0] * 2 // 3]


def views(picture: Planes) -> tuple[Planes, Planes, Planes]:
    """Brightness (height, width) and both colour planes (height / 2, width / 2), as views."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    first, second = picture[height : height * 5 // 4], picture[height * 5 // 4 :]
    return picture[:height], first.reshape(-1, width // 2), second.reshape(-1, width // 2)


def put_rows(picture: Planes, piece: Planes, top: int) -> None:
    """Overwrites the rows from top on (an even number) with those of a piece of the same width."""
    for into, what, at in zip(views(picture), views(piece), (top, top // 2, top // 2), strict=True):
        into[at : at + len(what)] = what


def copy_rows(picture: Planes, source: Planes, rows: tuple[int, int], shift: int = 0, top: int = 0) -> None:
    """Overwrites rows (first, end; even) with the source's, moved sideways by an even number of pixels.

    What the source leaves free on one side stays as it is.

    Args:
        top: the row of the picture that the source's first row belongs to.
    """
    for into, what, half in zip(views(picture), views(source), (1, 2, 2), strict=True):
        (first, end), dx, width = (rows[0] // half, rows[1] // half), shift // half, what.shape[1]
        moved = what[first - top // half : end - top // half, max(0, -dx) : width - max(0, dx)]
        into[first:end, max(0, dx) : width + min(0, dx)] = moved


def mix_rows(picture: Planes, ground: tuple[Planes, int], over: Planes, rows: tuple[int, int], share: float) -> None:
    """Overwrites rows (first, end; even) with those of `over`, as much of them as share says, on the ground's.

    Args:
        ground: its planes, and the row of the picture that its first row belongs to.
    """
    for into, page, what, half in zip(views(picture), views(ground[0]), views(over), (1, 2, 2), strict=True):
        first, end, top = rows[0] // half, rows[1] // half, ground[1] // half
        below, above = (np.ascontiguousarray(plane) for plane in (page[first - top : end - top], what[first:end]))
        into[first:end] = np.asarray(Image.blend(Image.fromarray(below), Image.fromarray(above), share))


def put_nearer(picture: Planes, source: Planes, into: tuple[int, int, int, int], window: Window) -> None:
    """Fills a box of the picture (even sides) with a window of the source, enlarged plane by plane.

    Planes hold half the numbers of the picture in RGB, and need no conversion afterwards: a third of the time.
    """
    for plane, what, half in zip(views(picture), views(source), (1, 2, 2), strict=True):
        left, top, right, bottom = (side // half for side in into)
        x, y, end_x, end_y = (side / half for side in window)
        size = (right - left, bottom - top)
        near = Image.fromarray(what).resize(size, Image.Resampling.BILINEAR, (x, y, end_x, end_y))
        plane[top:bottom, left:right] = np.asarray(near)
