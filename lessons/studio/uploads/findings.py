"""What the check of an uploaded clip collects on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from av.packet import Packet
from av.video.stream import VideoStream

from lessons.studio.uploads import limits
from lessons.studio.uploads import problems as say
from lessons.studio.uploads.problems import Problem


class Refused(Exception):
    """The check cannot go on, or need not."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(slots=True)
class Findings:
    """What will be the report."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    def refuse(self, wrong: bool, problem: Problem) -> None:
        if wrong:
            self.problems.append(problem)

    def warn(self, odd: bool, problem: Problem) -> None:
        if odd:
            self.warnings.append(problem)


@dataclass(slots=True)
class Times:
    """Where the packets stand, in seconds.

    Attributes:
        keys: starts of the key pictures.
        cut: reading stopped early, because the clip is too long in any case.
    """

    first: float = float("inf")
    video_end: float = 0.0
    audio_end: float = 0.0
    pictures: int = 0
    keys: list[float] = field(default_factory=list)
    cut: bool = False

    def add(self, packet: Packet[Any], *, picture: bool) -> None:
        """Packets without a time are passed over, and so is what the file's edit list cuts away."""
        if packet.pts is None or packet.time_base is None or packet.is_discard:
            return
        start, length = float(packet.pts * packet.time_base), _length(packet)
        self.first = min(self.first, start)
        if not picture:
            self.audio_end = max(self.audio_end, start + length)
            return
        self.pictures += 1
        self.video_end = max(self.video_end, start + length)
        if packet.is_keyframe:
            self.keys.append(start)

    @property
    def video_s(self) -> float:
        """Length of the picture, which is that of the clip: sound that goes on alone is none."""
        return max(0.0, self.video_end - self.first)

    @property
    def audio_s(self) -> float:
        return max(0.0, self.audio_end - self.first)

    @property
    def longest_gap(self) -> float:
        """Seconds between two key pictures at the most."""
        return max((later - key for key, later in pairwise([*self.keys, self.video_end])), default=0.0)


def _length(packet: Packet[Any]) -> float:
    """Seconds; where the container does not say, a picture lasts as long as most of them."""
    if packet.duration and packet.time_base:
        return float(packet.duration * packet.time_base)
    rate = packet.stream.average_rate if isinstance(packet.stream, VideoStream) else None
    return 1 / float(rate) if rate else 0.0


def refuse_size(width: int, height: int) -> None:
    """Raises Refused when a picture has more pixels than may be decoded, or none."""
    if not (0 < width <= limits.MAX_SIDE and 0 < height <= limits.MAX_SIDE and width * height <= limits.MAX_PIXELS):
        raise Refused(say.too_big(width, height))
