"""What a player page tells about watching, read strictly and weighed against the clock.

Anybody who has a link can forge a beacon. So that a forged one gains nothing over really watching, no more new seconds
count than can have been played since the last beacon and since the first, at the fastest speed the page offers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from schedules.replies.watching import SECONDS, bits

LARGEST = 2048  # bytes; 90 seconds take about 400
FASTEST = 2.0  # clip seconds in a second, the highest speed of the player page
SLACK_S = 6.0  # rounding at both ends, and a first beacon that got lost
FIELDS = {"seconds", "played", "captions", "at"}


class BadBeacon(ValueError):
    """The page told something that cannot be; the text says what, and what would be right."""


class TooFast(Exception):
    """More was told than can have been watched by now.

    Attributes:
        wait_s: after that many seconds it can be true.
    """

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"that many seconds cannot have been watched yet; tell them in {wait_s} s")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Beacon:
    """What was played since the last beacon.

    Attributes:
        seconds: bits of the seconds played, as schedules.views keeps them.
        played: the viewer started the clip anew.
        captions: the caption track is showing.
        at: second of the clip where they are.
    """

    seconds: int
    played: bool
    captions: bool
    at: float


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a viewer so far; `watched` as Beacon.seconds."""

    watched: int
    plays: int
    first_at: datetime
    last_at: datetime


def parse(body: bytes, clip_s: float) -> Beacon:
    """The beacon in a request's body.

    Args:
        clip_s: length of the clip in seconds.

    Raises:
        BadBeacon: it is none, or tells of seconds that the clip does not have.
    """
    content = _fields(body)
    for name in ("played", "captions"):
        if not isinstance(content[name], bool):
            raise BadBeacon(f'"{name}" is true or false')
    return Beacon(
        _seconds(content["seconds"], clip_s), content["played"], content["captions"], _at(content["at"], clip_s)
    )


def too_large() -> BadBeacon:
    return BadBeacon(f"a beacon has at most {LARGEST} bytes, this one has more")


def _fields(body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST:
        raise too_large()
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadBeacon("a beacon is one JSON object in UTF-8") from error
    if not isinstance(content, dict) or set(content) != FIELDS:
        raise BadBeacon(f"a beacon is a JSON object with exactly {', '.join(sorted(FIELDS))}")
    return content


def _seconds(content: object, clip_s: float) -> int:
    last = min(SECONDS, math.ceil(clip_s)) - 1
    if not isinstance(content, list) or len(content) > SECONDS:
        raise BadBeacon(f'"seconds" is a list of at most {SECONDS} whole numbers')
    if not all(type(second) is int and 0 <= second <= last for second in content):
        raise BadBeacon(f'"seconds" are whole numbers from 0 to {last} in this clip')
    return bits(content)


def _at(content: object, clip_s: float) -> float:
    # A player may stand a moment behind the length that is in the catalogue: sound and picture end apart.
    if type(content) not in (int, float) or not 0 <= content <= clip_s + 1:  # type: ignore[operator]
        raise BadBeacon(f'"at" is a number of seconds from 0 to {clip_s:.1f} in this clip')
    return min(float(content), clip_s)  # type: ignore[arg-type]


def believable(beacon: Beacon, past: Past | None, clip_s: float, now: datetime) -> bool:
    """Whether a started play counts as another one, when the watched seconds can be true.

    After the first one it counts with new seconds only: a page that says again and again that playing began, without
    showing anything, counts once.

    Raises:
        TooFast: they cannot, yet.
    """
    if past is None:
        _weigh(beacon.seconds.bit_count(), SLACK_S)
        return beacon.played
    fresh = (beacon.seconds & ~past.watched).bit_count()
    since_first = max(0.0, (now - past.first_at).total_seconds())
    since_last = max(0.0, (now - past.last_at).total_seconds())
    in_all = SLACK_S + FASTEST * since_first - past.watched.bit_count()
    _weigh(fresh, min(in_all, SLACK_S + FASTEST * since_last))
    return beacon.played and fresh > 0 and past.plays <= since_first / _quickest_replay(clip_s)


def _weigh(fresh: int, allowed: float) -> None:
    if fresh > allowed and fresh:
        raise TooFast(math.ceil((fresh - allowed) / FASTEST))


def _quickest_replay(clip_s: float) -> float:
    """Seconds between two plays at least: the page counts one anew after more than half of the clip."""
    return max(clip_s, 1.0) / 2 / FASTEST
