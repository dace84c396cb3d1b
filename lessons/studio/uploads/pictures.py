"""What can be seen in an uploaded clip: upright or not, black, standing still, and perhaps captions in the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lessons.studio.sandbox import untrusted
from lessons.studio.uploads import limits, orientation
from lessons.studio.uploads import problems as say
from lessons.studio.uploads.findings import Findings, Refused, Times, refuse_size

Grey = NDArray[np.float32]

DARK = 24  # of 255: a pixel that looks black
ALL_DARK = 0.98  # share of dark pixels in a black picture
SAME = 0.6  # mean difference, of 255, below which two pictures are the same but for noise
MOST_SAMPLES = 60
SPARSE_SAMPLES = 24


def look(media: InputContainer, track: VideoStream, times: Times, findings: Findings) -> None:
    """Judge some pictures of the clip."""
    eyes = _Eyes(media, track)
    try:
        seen = list(eyes.sample(times))
    except untrusted.UNREADABLE:
        findings.problems.append(say.broken("picture"))
        return
    if not seen:
        raise Refused(say.broken("picture"))
    _judge_shape(track, eyes.lies_down, findings)
    findings.refuse(len(seen) < 3 and times.video_s > 3, say.too_heavy())
    _judge_light(seen, findings)
    _judge_motion(seen, findings)
    findings.facts["caption_hint"] = _captions_in_picture(eyes, times)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One picture: when it is shown, and its grey values, shape (160, 90)."""

    at_s: float
    grey: Grey


class _Eyes:
    """Decodes pictures here and there, and stops when the pixel budget is used up."""

    def __init__(self, media: InputContainer, track: VideoStream) -> None:
        self.media, self.track = media, track
        self.lies_down = False
        self.budget = limits.PIXEL_BUDGET
        self._small = VideoReformatter()
        track.codec_context.thread_type = "AUTO"
        track.codec_context.thread_count = 2

    def sample(self, times: Times) -> Iterator[_Seen]:
        """Key pictures alone where there are enough of them, else one pass over all."""
        dense = times.longest_gap <= 6 and len(times.keys) >= 8
        self.track.codec_context.skip_frame = "NONKEY" if dense else "DEFAULT"
        wanted = times.keys[:: max(1, len(times.keys) // MOST_SAMPLES)] if dense else _spread(times, SPARSE_SAMPLES)
        self.media.seek(0)
        for frame in self.decode():
            if not wanted:
                return
            at = frame.time or 0.0
            if at + 1e-3 >= wanted[0]:
                wanted = [later for later in wanted if later > at + 1e-3]
                self.lies_down = orientation.lies_down(frame)
                yield _Seen(at, self.grey(frame, 90, 160))

    def decode(self) -> Iterator[VideoFrame]:
        for frame in untrusted.frames(self.media, self.track):
            refuse_size(frame.width, frame.height)
            self.budget -= frame.width * frame.height
            if self.budget < 0:
                return
            yield frame

    def at(self, second: float) -> VideoFrame | None:
        """The picture shown at that second, or the last one that the budget allows."""
        if self.track.time_base:
            self.media.seek(int(second / self.track.time_base), stream=self.track)
        last = None
        for frame in self.decode():
            last = frame
            if (frame.time or 0.0) >= second:
                break
        return last

    def grey(self, frame: VideoFrame, width: int, height: int) -> Grey:
        small = self._small.reformat(frame, width=width, height=height, format="gray")
        return small.to_ndarray()[:height, :width].astype(np.float32)


def _spread(times: Times, count: int) -> list[float]:
    return [times.first + times.video_s * (i + 0.5) / count for i in range(count)]


def _judge_shape(track: VideoStream, lies_down: bool, findings: Findings) -> None:
    context = track.codec_context
    width, height = round(context.width * float(track.sample_aspect_ratio or 1)), context.height
    if lies_down:
        width, height = height, width
    findings.facts |= {"width": width, "height": height, "turned": lies_down}
    low, high = limits.USUAL_SHAPES
    findings.warn(not low <= width / height <= high, say.unusual_shape(width, height))
    findings.refuse(min(width, height) < limits.MIN_SIDE, say.too_small(width, height))


def _judge_light(seen: list[_Seen], findings: Findings) -> None:
    share = float(np.mean([(picture.grey < DARK).mean() > ALL_DARK for picture in seen]))
    findings.facts["black_share"] = round(share, 3)
    findings.refuse(share > limits.BLACK_SHARE, say.black(share))


def _judge_motion(seen: list[_Seen], findings: Findings) -> None:
    same = [bool(np.abs(b.grey - a.grey).mean() < SAME) for a, b in pairwise(seen)]
    still = longest = 0.0
    for (a, b), unchanged in zip(pairwise(seen), same, strict=True):
        still = still + b.at_s - a.at_s if unchanged else 0.0
        longest = max(longest, still)
    findings.facts |= {"still_share": round(float(np.mean(same or [False])), 3), "longest_still_s": round(longest, 1)}
    frozen = len(seen) > 2 and longest >= limits.STILL_SHARE * (seen[-1].at_s - seen[0].at_s)
    findings.refuse(frozen, say.frozen())
    findings.warn(not frozen and longest > limits.STILL_WARN_S, say.long_still(longest))


LOOKS = 6


def _captions_in_picture(eyes: _Eyes, times: Times) -> bool:
    """Whether half of a few pictures have a band of hard strokes where captions stand. A hint, no reading."""
    eyes.track.codec_context.skip_frame = "DEFAULT"
    looks = LOOKS if times.longest_gap <= 10 else 1
    eyes.budget += (
        looks * limits.HINT_PIXELS_PER_SEEK * eyes.track.codec_context.width * eyes.track.codec_context.height
    )
    try:
        frames = [eyes.at(times.first + times.video_s * (i + 0.55) / LOOKS) for i in range(looks)]
    except untrusted.UNREADABLE:
        return False
    hits = [_has_text_band(eyes.grey(frame, 270, 480)) for frame in frames if frame is not None]
    return bool(hits) and sum(hits) >= len(hits) / 2


def _has_text_band(grey: Grey) -> bool:
    """8 to 60 neighbouring rows in the lower part with ten or more hard edges each."""
    busy = (np.abs(np.diff(grey[230:440], axis=1)) > 70).sum(axis=1) >= 10
    edges = np.flatnonzero(np.diff(np.concatenate(([0], busy, [0])))).reshape(-1, 2)
    return any(8 <= b - a <= 60 for a, b in edges)
