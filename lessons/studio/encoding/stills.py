"""One picture of a finished clip, for a page that shows the lesson as text."""

from __future__ import annotations

import io
from pathlib import Path

import av

WIDTH = 360  # beside text a picture is at most as wide as a phone's half, at two pixels a point
QUALITY = 80


def still(clip: Path, second: int) -> bytes:
    """The picture that stands at that second, as a JPEG; the last one where the clip is shorter.

    Raises:
        av.FFmpegError, OSError: it cannot be read.
        IndexError: there is no picture in it.
    """
    with av.open(str(clip)) as film:
        stream = film.streams.video[0]
        film.seek(second * 1_000_000, backward=True)  # to the key picture before
        frame = None
        for each in film.decode(stream):
            if frame is not None and (each.time or 0.0) > second:
                break
            frame = each
    if frame is None:
        raise IndexError("there is no picture in this clip")
    width = min(WIDTH, frame.width)
    picture = frame.reformat(width, round(frame.height * width / frame.width), "rgb24").to_image()  # type: ignore[no-untyped-call]
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue()
