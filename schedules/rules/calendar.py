"""Local clocks: windows, quiet hours, holidays and daylight saving, turned into UTC instants.

Beside wall_clock.py the only module that thinks in local time. A *moment* is the instant at which a learner is
written to on a local day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

from schedules.rules.holidays import is_holiday as is_holiday
from schedules.rules.wall_clock import ahead_all_day, aware, end_of_gap, first_instant, instant_of, when_clock_shows
from schedules.rules.wall_clock import day_starts as day_starts
from schedules.rules.wall_clock import local_day as local_day
from schedules.rules.wall_clock import same_clock_next_day as same_clock_next_day

SEARCH_DAYS = 366  # a plan that has no moment in a year is a mistake, not a long wait
SHORTEST_WINDOW = timedelta(minutes=1)
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND

Parts = tuple[tuple[int, int], ...]  # stretches of a local day, microseconds since its midnight, the end excluded


class NoMoment(ValueError):
    """A learner can never be reached under this plan; the message says why and what to change."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a local day in which episodes may arrive; the closing time itself is outside.

    Raises:
        ValueError: it closes less than a minute after it opens.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if fault := window_fault(self.opens, self.closes):
            raise ValueError(fault)


@dataclass(frozen=True, slots=True)
class Quiet:
    """The part of a local day in which nothing may arrive; it may pass midnight (20:00 to 07:00).

    The ending time itself is no longer quiet. Equal times mean that no hour is quiet.
    """

    starts: time
    ends: time


NEVER_QUIET = Quiet(time(0), time(0))


@dataclass(frozen=True, slots=True)
class Cadence:
    """On which local days, and when in them, episodes may arrive.

    Attributes:
        weekdays: 0 for Monday to 6 for Sunday.
        start: the first day, on the learner's own calendar.
    """

    weekdays: frozenset[int]
    window: Window
    start: date

    def __post_init__(self) -> None:
        if fault := weekdays_fault(self.weekdays):
            raise ValueError(fault)


def window_fault(opens: time, closes: time) -> str | None:
    """What is wrong with a window, in words, or None."""
    if opens.tzinfo is not None or closes.tzinfo is not None:
        return "a window is on the learner's own clock: give its times without a zone"
    if _micros(closes) - _micros(opens) >= SHORTEST_WINDOW // _MICROSECOND:
        return None
    return (
        f"the window {opens:%H:%M} to {closes:%H:%M} is empty: let it close at least a minute after it opens, "
        "on the same day"
    )


def weekdays_fault(weekdays: frozenset[int]) -> str | None:
    """What is wrong with a set of weekdays, in words, or None."""
    if not weekdays:
        return "no weekday is chosen: choose at least one"
    if strangers := sorted(weekdays - set(range(7))):
        return f"{strangers} are no weekdays: write 0 for Monday to 6 for Sunday"
    return None


def quiet_fault(window: Window, quiet: Quiet) -> str | None:
    """Why a window can never be used, in words, or None."""
    if _free(window, quiet):
        return None
    return (
        f"the window {window.opens:%H:%M} to {window.closes:%H:%M} lies wholly inside the quiet hours "
        f"{quiet.starts:%H:%M} to {quiet.ends:%H:%M}: choose another window"
    )


def minute_at(clock: time) -> Window:
    """The minute that begins at a wall time; whoever chose it is written to within it, not everybody at once."""
    opens = datetime.combine(date.min, clock.replace(second=0, microsecond=0))
    closes = min(opens + SHORTEST_WINDOW, datetime.combine(date.min, time.max))
    return Window((closes - SHORTEST_WINDOW).time(), closes.time())


def spread(key: str) -> float:
    """A number from 0 to below 1 that is always the same for the same key, on every machine."""
    # 53 bits are what a float holds exactly; more would round up to 1, which is outside of the window.
    return (int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 11) / 2**53


def moment(day: date, window: Window, zone: ZoneInfo, share: float, quiet: Quiet = NEVER_QUIET) -> datetime | None:
    """When a learner is written to on a local day, in UTC.

    Quiet hours are cut from the window, and the share (0 to below 1, see spread) falls evenly on what is left. A clock
    time that happens twice means the first. One that daylight saving skips moves into the part of the window that does
    exist; when none does, to just after the skipped hour, or just before it when after would be another day or quiet.

    Returns:
        None when the day has no such time: it lies wholly in quiet hours, or the zone skipped it (Samoa, 2011-12-30).
    """
    parts = _free(window, quiet)
    return _moment(day, parts, zone, share, quiet) if parts else None


def _moment(day: date, parts: Parts, zone: ZoneInfo, share: float, quiet: Quiet) -> datetime | None:
    wall = datetime.combine(day, time()) + timedelta(microseconds=_into(parts, share))
    ahead = ahead_all_day(day, zone)
    # On nearly every day the offset does not change, and one subtraction does what the zone's table is else asked for.
    if ahead is not None:
        return (wall - ahead).replace(tzinfo=UTC)
    first = instant_of(wall, zone)
    # The two readings are the wrong way round only for a time that the jump skipped (PEP 495).
    if first <= instant_of(wall, zone, fold=1):
        return first
    return _in_what_exists(day, parts, zone, share) or _beside_the_gap(wall, parts, zone, share, quiet)


def is_quiet(instant: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    """Whether the learner's clock shows a quiet hour."""
    return is_quiet_clock(aware(instant).astimezone(zone).time(), quiet)


def is_quiet_clock(clock: time, quiet: Quiet) -> bool:
    """Whether a wall time lies in the quiet hours."""
    if quiet.starts <= quiet.ends:
        return quiet.starts <= clock < quiet.ends
    return clock >= quiet.starts or clock < quiet.ends


def quiet_ends(instant: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The first instant from this one on that is not quiet, in UTC; the instant itself when it is not quiet."""
    while is_quiet(instant, zone, quiet):
        instant = when_clock_shows(quiet.ends, instant, zone)
    return instant.astimezone(UTC)


def next_moment(
    after: datetime,
    cadence: Cadence,
    zone: ZoneInfo,
    country: str | None,
    quiet: Quiet,
    key: str,
    *,
    snoozed_until: datetime | None = None,
) -> datetime:
    """The first allowed moment strictly later than after, and not before snoozed_until, in UTC.

    Args:
        country: whose public holidays are skipped (see holidays); None or "" skips none.
        key: names the learner; with the local day it decides where in the window the moment falls.

    Raises:
        NoMoment: there is none within a year of after, of the cadence's start and of snoozed_until.
        UnknownCountry: no holidays are known for the country.
        ValueError: after has no zone.
    """
    parts = _free(cadence.window, quiet)
    if not parts:
        raise NoMoment(quiet_fault(cadence.window, quiet))
    # A moment is strictly later than the earliest, and the end of a snooze itself is allowed.
    earliest = max(aware(after), snoozed_until - _MICROSECOND) if snoozed_until else aware(after)
    first = max(earliest.astimezone(zone).date(), cadence.start)
    for day in (first + timedelta(days=n) for n in range(SEARCH_DAYS + 1)):
        if not is_allowed(day, cadence, country):
            continue
        instant = _moment(day, parts, zone, spread(f"{key}:{day.isoformat()}"), quiet)
        if instant is not None and instant > earliest:
            return instant
    raise NoMoment(f"no allowed day in the year from {first}: choose more weekdays, or another window")


def next_moments(
    after: datetime,
    cadence: Cadence,
    zone: ZoneInfo,
    country: str | None,
    quiet: Quiet,
    key: str,
    *,
    snoozed_until: datetime | None = None,
) -> Iterator[datetime]:
    """Every allowed moment later than after, in order and without end: see next_moment."""
    while True:
        after = next_moment(after, cadence, zone, country, quiet, key, snoozed_until=snoozed_until)
        yield after


def is_allowed(day: date, cadence: Cadence, country: str | None) -> bool:
    """Whether an episode may arrive on this local day."""
    return day >= cadence.start and day.weekday() in cadence.weekdays and not is_holiday(day, country)


def _micros(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


@lru_cache(maxsize=1024)
def _free(window: Window, quiet: Quiet) -> Parts:
    """The window without the quiet hours: none, one or two parts."""
    opens, closes = _micros(window.opens), _micros(window.closes)
    starts, ends = _micros(quiet.starts), _micros(quiet.ends)
    # Quiet hours within a day leave its two ends; those over midnight leave its middle.
    waking = [(0, starts), (ends, _DAY)] if starts <= ends else [(ends, starts)]
    parts = ((max(opens, a), min(closes, b)) for a, b in waking)
    return tuple((a, b) for a, b in parts if a < b)


@lru_cache(maxsize=1024)
def _length(parts: Parts) -> int:
    return sum(b - a for a, b in parts)


def _into(parts: Parts, share: float) -> int:
    """The place in the parts, laid end to end, at this share of their length."""
    rest = int(share * _length(parts))
    for a, b in parts:
        if rest < b - a:
            return a + rest
        rest -= b - a
    raise ValueError(f"a share is from 0 to below 1, not {share}")


def _in_what_exists(day: date, parts: Parts, zone: ZoneInfo, share: float) -> datetime | None:
    """The place at this share of the part of the window that the jump leaves, if it leaves any."""
    midnight = datetime.combine(day, time())
    ends = [
        (first_instant(midnight + a * _MICROSECOND, zone), first_instant(midnight + b * _MICROSECOND, zone))
        for a, b in parts
    ]
    start = ends[0][0]
    left = tuple(((a - start) // _MICROSECOND, (b - start) // _MICROSECOND) for a, b in ends if a < b)
    return start + _into(left, share) * _MICROSECOND if left else None


def _beside_the_gap(wall: datetime, parts: Parts, zone: ZoneInfo, share: float, quiet: Quiet) -> datetime | None:
    """As far after the jump as the learner's moment was into the window; else at it, or as far before it."""
    jump, length = end_of_gap(wall, zone), _length(parts) * _MICROSECOND
    for instant in (jump + share * length, jump, jump - length + share * length):
        if local_day(instant, zone) == wall.date() and not is_quiet(instant, zone, quiet):
            return instant
    return None
