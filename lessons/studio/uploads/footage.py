"""A piece of somebody's film between drawn scenes: its length, its sound and its pictures, decoded in a confined child.

Pictures come as planes, one behind the other through a pipe: whatever is in the file, nothing of it but light arrives.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lessons.studio.encoding.yuv import Planes
from lessons.studio.sandbox import confined, untrusted
from lessons.studio.timing.timeline import FPS
from lessons.studio.uploads.findings import refuse_size
from lessons.studio.uploads.fitting import Fitter, House
from lessons.studio.uploads.reencode import RATE, Film, sound_of

LONGEST_S = 30.0  # of a piece: what is longer is an episode of its own
BOUNDS = confined.Bounds(memory=1500 << 20, cpu_s=120, wall_s=300.0, file_bytes=0, open_files=64)
MODULE = "lessons.studio.uploads.footage"


class FootageError(ValueError):
    """A film cannot be used; the text goes on from its name."""


@dataclass(frozen=True, slots=True)
class FootagePictures:
    """Which pictures of a film are wanted.

    Attributes:
        start_s, end_s: of the film; before and after them its first and its last picture stand still.
        lead_s: how long the first stands still.
        count: of pictures, 30 a second.
        width, height: what they are fitted into; both even, the height a multiple of four.
    """

    path: str
    start_s: float
    end_s: float
    lead_s: float
    count: int
    width: int
    height: int


def about_film(path: Path) -> tuple[float, bool]:
    """How many seconds a film lasts, and whether it has sound.

    Blocks for about half a second the first time; call it off the event loop.

    Raises:
        FootageError: it is no film that can be read.
    """
    about = path.stat()
    return _about(str(path.resolve()), about.st_mtime_ns, about.st_size)


@lru_cache(64)
def _about(path: str, _changed: int, _size: int) -> tuple[float, bool]:
    head, _ = _asked({"what": "about", "path": path})
    return float(head["seconds"]), bool(head["sound"])


def film_sound(path: Path, start_s: float, end_s: float) -> NDArray[np.int16]:
    """One channel of the piece, RATE samples a second; silence where the film has no sound.

    Raises:
        FootageError: it cannot be read.
    """
    _, samples = _asked({"what": "sound", "path": str(path.resolve()), "start_s": start_s, "end_s": end_s})
    return np.frombuffer(samples, np.int16)


def _asked(task: dict[str, object]) -> tuple[dict[str, Any], bytes]:
    try:
        printed = confined.run_blocking(MODULE, task, BOUNDS)
    except confined.ChildFailed as failed:
        raise FootageError("takes too long to read" if failed.why == "slow" else "cannot be read") from failed
    line, _, rest = printed.partition(b"\n")
    head = json.loads(line)
    if head.get("error"):
        raise FootageError(head["error"])
    return head, rest


def film_pictures(wanted: FootagePictures) -> Iterator[Planes]:
    """The pictures in order, as the encoder wants them; only one is held at a time.

    Raises:
        FootageError: the film cannot be read.
    """
    child = confined.started(MODULE, {"what": "pictures", **asdict(wanted)}, BOUNDS)
    rows, size = wanted.height * 3 // 2, wanted.height * 3 // 2 * wanted.width
    assert child.stdout is not None  # noqa: S101 - it was asked for
    try:
        for _ in range(wanted.count):
            content = child.stdout.read(size)
            if len(content) < size:
                raise FootageError("cannot be read")
            yield np.frombuffer(content, np.uint8).reshape(rows, wanted.width)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def main() -> None:
    """The child: prints a line of JSON and samples; or pictures, and nothing else."""
    task = confined.begin()
    what, out = task.pop("what"), sys.stdout.buffer
    with open(task["path"], "rb") as file:  # noqa: PTH123 - no other file can be opened after this one
        confined.refuse_more_files(file)
        if what == "pictures":
            for picture in _pictures(file, FootagePictures(**task)):
                out.write(picture.tobytes())
            return
        try:
            head, samples = _look(file) if what == "about" else _sound(file, task["start_s"], task["end_s"])
        except (FootageError, *untrusted.UNREADABLE) as error:
            reason = str(error) if isinstance(error, FootageError) else f"is broken ({type(error).__name__})"
            head, samples = {"error": reason}, b""
    out.write(json.dumps(head).encode() + b"\n" + samples)


def _opened(file: BinaryIO) -> tuple[InputContainer, VideoStream]:
    head = file.read(4096)
    demuxer = untrusted.video_demuxer(head)
    if demuxer is None:
        raise FootageError(f"is {untrusted.looks_like(head)}, and no film")
    file.seek(0)
    media = untrusted.open_media(file, demuxer)
    moving = [track for track in media.streams.video if not track.disposition & Disposition.attached_pic]
    if not moving:
        raise FootageError("holds no pictures")
    return media, moving[0]


def _look(file: BinaryIO) -> tuple[dict[str, object], bytes]:
    media, video = _opened(file)
    first = next(untrusted.frames(media, video), None)
    if first is None:
        raise FootageError("holds no pictures")
    refuse_size(first.width, first.height)
    seconds = (media.duration or 0) / av.time_base
    if video.duration and video.time_base:
        seconds = float(video.duration * video.time_base)
    return {"seconds": seconds, "sound": bool(media.streams.audio)}, b""


def _sound(file: BinaryIO, start_s: float, end_s: float) -> tuple[dict[str, object], bytes]:
    media, video = _opened(file)
    count = math.ceil((end_s - start_s) * FPS)
    samples = np.zeros(round(count / FPS * RATE), np.int16)
    if media.streams.audio:
        samples = sound_of(media, Film(pictures=count, first_s=_origin(video) + start_s))
    return {}, samples[: round((end_s - start_s) * RATE)].tobytes()


def _origin(video: VideoStream) -> float:
    """When the first picture is shown, by the film's own clock."""
    return float((video.start_time or 0) * (video.time_base or 0))


def _pictures(file: BinaryIO, wanted: FootagePictures) -> Iterator[Planes]:
    media, video = _opened(file)
    video.codec_context.thread_type, video.codec_context.thread_count = "AUTO", 2
    fitter = Fitter(House(wanted.width, wanted.height), float(video.sample_aspect_ratio or 1))
    media.seek(round((_origin(video) + wanted.start_s) * av.time_base), backward=True)
    fitted, last = np.zeros(0, np.uint8), None
    for frame in _at_their_times(untrusted.frames(media, video), _origin(video), wanted):
        if frame is not last:
            refuse_size(frame.width, frame.height)
            fitted, last = np.asarray(fitter.fit(frame).to_ndarray(), np.uint8), frame
        yield fitted


def _at_their_times(frames: Iterator[VideoFrame], origin: float, wanted: FootagePictures) -> Iterator[VideoFrame]:
    """For each picture of the scene the last one of the film that is shown by then."""
    this, following = next(frames), next(frames, None)
    for number in range(wanted.count):
        second = min(wanted.end_s - 1 / FPS, wanted.start_s + max(0.0, number / FPS - wanted.lead_s))
        while following is not None and (following.time or 0.0) - origin <= second + 0.5 / FPS:
            this, following = following, next(frames, None)
        yield this


if __name__ == "__main__":
    main()
