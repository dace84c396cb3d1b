"""How a phone held the camera: the display matrix of a film, as the filters that turn its pictures upright."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

Filter = tuple[str, str | None]

# The matrix is | a b u |  and shows the pixel (x, y) at (a x + c y, b x + d y). Phones write quarter turns and mirror
#               | c d v |  images of them only; the keys are the signs of a, b, c and d.
#               | x y w |
_FILTERS: dict[tuple[int, int, int, int], tuple[Filter, ...]] = {
    (1, 0, 0, 1): (),
    (-1, 0, 0, 1): (("hflip", None),),
    (1, 0, 0, -1): (("vflip", None),),
    (-1, 0, 0, -1): (("hflip", None), ("vflip", None)),
    (0, 1, -1, 0): (("transpose", "clock"),),
    (0, -1, 1, 0): (("transpose", "cclock"),),
    (0, 1, 1, 0): (("transpose", "cclock_flip"),),
    (0, -1, -1, 0): (("transpose", "clock_flip"),),
}
_SAME = 1 << 14  # a quarter of 1.0 in the matrix's 16.16 numbers: what is smaller counts as nothing
_QUARTERS = {90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}  # by how far the film was turned left

# Source: ISO/IEC 14496-12, 6.2.2, and FFmpeg's libavutil/display.h for the byte order (native).


def upright(frame: Any) -> Sequence[Filter]:
    """The filters that turn a picture as its film says; none for a matrix that is no quarter turn."""
    return _FILTERS.get(_signs(frame), ())


def lies_down(frame: Any) -> bool:
    """Whether turning upright swaps the picture's width and height."""
    a, _, _, d = _signs(frame)
    return a == 0 and d == 0


def _signs(frame: Any) -> tuple[int, int, int, int]:
    side = frame.side_data.get("DISPLAYMATRIX")
    if side is None:
        return _QUARTERS.get(frame.rotation % 360, (1, 0, 0, 1))
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(side)[:36])
    return _sign(a), _sign(b), _sign(c), _sign(d)


def _sign(number: int) -> int:
    return 0 if abs(number) < _SAME else 1 if number > 0 else -1
