"""Local clocks and the instants they mean, through daylight saving and zones that moved the date line.

A *wall* time is what a clock on the wall shows, without its zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_MICROSECOND = timedelta(microseconds=1)


def aware(instant: datetime) -> datetime:
    """The instant itself.

    Raises:
        ValueError: it has no zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} names no instant: give it a zone")
    return instant


def clock_time(text: str) -> time:
    """A wall time written "HH:MM".

    Raises:
        ValueError: it is not one.
    """
    return time.fromisoformat(text)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date on a learner's calendar."""
    return aware(instant).astimezone(zone).date()


@lru_cache(4096)  # every learner of a zone asks about the same days
def day_starts(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, in UTC; of the next one that exists, where the zone skipped the day."""
    return first_instant(datetime.combine(day, time()), zone)


def same_clock_next_day(instant: datetime, zone: ZoneInfo) -> datetime:
    """The same local time a day later, in UTC; after the skipped hour where daylight saving skips it."""
    wall = aware(instant).astimezone(zone).replace(tzinfo=None, fold=0)
    return max(first_instant(wall + timedelta(days=1), zone), instant.astimezone(UTC) + _MICROSECOND)


def when_clock_shows(clock: time, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant later than after at which clocks show this time, or jump over it."""
    day = local_day(after, zone)
    while True:
        wall = datetime.combine(day, clock)
        for instant in (first_instant(wall, zone), instant_of(wall, zone, fold=1)):
            if instant > after:
                return instant
        day += timedelta(days=1)


def instant_of(wall: datetime, zone: ZoneInfo, fold: int = 0) -> datetime:
    """The instant of a wall time, of its second pass where fold is 1.

    Source: PEP 495, for a time in a gap fold=0 gives the later instant and fold=1 the earlier one.
    """
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


@lru_cache(4096)
def ahead_all_day(day: date, zone: ZoneInfo) -> timedelta | None:
    """How far local clocks are ahead of UTC on a day; None when they are moved on it, or at its edges.

    Three times of the day tell: no zone ever moved its clocks and moved them back within half a day.
    """
    times = [datetime.combine(day, time(), zone) + timedelta(hours=hour) for hour in (0, 12, 24)]
    offsets = {one.replace(fold=fold).utcoffset() for one in times for fold in (0, 1)}
    return offsets.pop() if len(offsets) == 1 else None


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which clocks show this time, or the end of the gap that skips it."""
    return end_of_gap(wall, zone) if _is_skipped(wall, zone) else instant_of(wall, zone)


def end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the jump that skips this time."""
    low, high = int(instant_of(wall, zone, fold=1).timestamp()) - 1, int(instant_of(wall, zone).timestamp()) + 1
    old = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _is_skipped(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the zone's clocks never show this time."""
    return instant_of(wall, zone, fold=1) < instant_of(wall, zone)
