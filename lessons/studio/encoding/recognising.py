"""Knows a clip again whose mark is gone: by its coded pictures, or, where those were coded anew, by its look."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

LOOKS = 12  # pictures that are compared, spread over the clip: cards of one series look alike, twelve in a row do not
# A picture as 16 x 9 differences of neighbours: coding it anew at a fifth of the size changes a few, another clip half.
_WIDE, _HIGH = 17, 9


class NoClip(ValueError):
    """The file cannot be read as a film."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a clip is known by.

    Attributes:
        seconds: its length.
        coded: SHA-256 of its coded pictures; the same whatever box they are in.
        look: shape (LOOKS, 144), whether each spot is brighter than its neighbour to the right.
    """

    seconds: float
    coded: str
    look: npt.NDArray[np.bool_]


def traits(path: Path) -> Traits:
    """Read a file once for its coded content and a dozen times for a picture; about 0.3 s for a clip of a minute.

    Raises:
        NoClip: it has no pictures that can be read.
    """
    try:
        with av.open(str(path)) as film:
            if not film.streams.video or not film.duration:
                raise NoClip("there are no moving pictures in this file")
            # Only the pictures, one after the other: another box may put sound in other pieces between them.
            coded = hashlib.sha256()
            for packet in film.demux(film.streams.video[0]):
                coded.update(bytes(packet))
            seconds = film.duration / av.time_base
        with av.open(str(path)) as film:
            look = np.stack([_picture(film, seconds * (at + 0.5) / LOOKS) for at in range(LOOKS)])
    except (av.FFmpegError, OSError, EOFError) as error:
        raise NoClip("this file cannot be read as a film") from error
    return Traits(seconds, coded.hexdigest(), look)


def alike(one: Traits, other: Traits) -> float:
    """Of the spots of all compared pictures, the share that says the same: 1.0 for a copy."""
    return float((one.look == other.look).mean())


def _picture(film: Any, at_s: float) -> npt.NDArray[np.bool_]:
    stream = film.streams.video[0]
    film.seek(int(at_s / stream.time_base), stream=stream)
    picture = None
    for picture in film.decode(stream):
        if picture.time is not None and picture.time >= at_s - 0.02:
            break
    if picture is None:
        raise NoClip("the pictures of this file cannot be read")
    grey = picture.reformat(_WIDE, _HIGH, format="gray", interpolation="AREA").to_ndarray().astype(np.int16)
    return np.asarray(grey[:, 1:] < grey[:, :-1]).ravel()
