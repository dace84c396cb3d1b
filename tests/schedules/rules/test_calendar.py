"""Local clocks, over every zone of the tz database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.rules.calendar import (
    NEVER_QUIET,
    Cadence,
    NoMoment,
    Quiet,
    Window,
    day_starts,
    is_allowed,
    is_quiet,
    local_day,
    moment,
    next_moment,
    next_moments,
    quiet_ends,
    quiet_fault,
    same_clock_next_day,
    spread,
)

ZONES = sorted(available_timezones())
EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
NIGHT = Quiet(time(20), time(7))
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")
NUUK = ZoneInfo("America/Nuuk")

FIRST, LAST = date(1990, 1, 1), date(2035, 1, 1)

instants = st.integers(0, (LAST - FIRST).days * 86_400).map(
    lambda s: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)
days = st.dates(FIRST, LAST)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES).map(ZoneInfo)
shares = st.floats(0, 1, exclude_max=True)


def cadence(opens: time, closes: time, weekdays: frozenset[int] = EVERY_DAY, start: date = date(2026, 1, 1)) -> Cadence:
    return Cadence(weekdays, Window(opens, closes), start)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def shown(instant: datetime | None, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M:%S}" if instant else "never"


def jumps_of_2026(zone: ZoneInfo) -> tuple[object, ...]:
    """All that tells a zone's year from another's: how far ahead it begins, and when it moves its clocks how far."""
    found: list[object] = [ahead := utc(2025, 12, 29).astimezone(zone).utcoffset()]
    for hour in range(0, 24 * 370, 6):
        high = utc(2025, 12, 29) + timedelta(hours=hour)
        if high.astimezone(zone).utcoffset() == ahead:
            continue
        low = high - timedelta(hours=6)
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) / 2
            low, high = (middle, high) if middle.astimezone(zone).utcoffset() == ahead else (low, middle)
        ahead = high.astimezone(zone).utcoffset()
        found += [high.replace(second=0, microsecond=0), ahead]
    return tuple(found)


@cache
def zones_of_2026() -> dict[str, ZoneInfo]:
    """One zone for each year that there is; hundreds of names share one."""
    years = {jumps_of_2026(ZoneInfo(name)): name for name in ZONES}
    return {name: ZoneInfo(name) for name in years.values()}


def year_of_days(plan: Cadence, country: str | None = None) -> list[date]:
    year = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    return [day for day in year if is_allowed(day, plan, country)]


def moments_of_2026(plan: Cadence, zone: ZoneInfo, quiet: Quiet, country: str | None = None) -> list[datetime]:
    how_many = len(year_of_days(plan, country))
    return list(islice(next_moments(utc(2025, 12, 30), plan, zone, country, quiet, "Ada"), how_many))


@pytest.mark.parametrize(
    "plan, quiet",
    [
        (cadence(time(2), time(3)), NEVER_QUIET),
        (cadence(time(0), time(0, 30)), Quiet(time(20), time(0, 10))),
        (cadence(time(6, 30), time(21), WORKDAYS), NIGHT),
    ],
    ids=[
        "in the hour that daylight saving skips or repeats",
        "at midnight, partly quiet",
        "workdays, trimmed by night",
    ],
)
def test_in_every_zone_a_year_has_exactly_one_moment_on_every_allowed_day(plan: Cadence, quiet: Quiet) -> None:
    expected = year_of_days(plan)
    assert len(zones_of_2026()) > 50
    for name, zone in zones_of_2026().items():
        found = moments_of_2026(plan, zone, quiet)
        assert [instant.astimezone(zone).date() for instant in found] == expected, name
        assert all(earlier < later for earlier, later in pairwise(found)), name
        assert not any(is_quiet(instant, zone, quiet) for instant in found), name


def test_moments_stay_inside_the_window_on_days_without_a_jump() -> None:
    plan = cadence(time(9), time(10))
    for instant in moments_of_2026(plan, BERLIN, NIGHT):
        assert time(9) <= instant.astimezone(BERLIN).time() < time(10)


def test_a_skipped_clock_time_moves_past_the_gap() -> None:
    window = Window(time(2), time(3))
    assert moment(date(2026, 3, 29), window, BERLIN, 0.5) == utc(2026, 3, 29, 1, 30)  # 03:30 in summer time
    assert moment(date(2026, 3, 28), window, BERLIN, 0.5) == utc(2026, 3, 28, 1, 30)


def test_a_skipped_clock_time_prefers_the_part_of_the_window_that_exists() -> None:
    window = Window(time(2, 30), time(3, 30))
    found = [moment(date(2026, 3, 29), window, BERLIN, share) for share in (0.0, 0.25, 0.49)]
    assert [shown(instant, BERLIN)[11:] for instant in found] == ["03:00:00", "03:07:30", "03:14:42"]


def test_a_window_before_a_gap_at_midnight_keeps_its_date() -> None:
    saturday = date(2026, 3, 28)  # Nuuk goes from 22:59:59 on Saturday to midnight
    instant = moment(saturday, Window(time(23, 10), time(23, 40)), NUUK, 0.5)
    assert shown(instant, NUUK) == "2026-03-28 22:45:00"


def test_a_swallowed_window_moves_before_the_jump_when_after_it_is_quiet() -> None:
    quiet = Quiet(time(3), time(1))
    instant = moment(date(2026, 3, 29), Window(time(2), time(3)), BERLIN, 0.5, quiet)
    assert shown(instant, BERLIN) == "2026-03-29 01:30:00"


def test_a_swallowed_window_between_quiet_hours_has_no_moment_that_day() -> None:
    quiet = Quiet(time(3), time(2))
    plan = cadence(time(2), time(3))
    assert moment(date(2026, 3, 29), plan.window, BERLIN, 0.5, quiet) is None
    found = islice(next_moments(utc(2026, 3, 27, 12), plan, BERLIN, None, quiet, "Ada"), 3)
    assert [local_day(instant, BERLIN).day for instant in found] == [28, 30, 31]


def test_a_repeated_clock_time_means_the_first() -> None:
    assert moment(date(2026, 10, 25), Window(time(2), time(3)), BERLIN, 0.5) == utc(2026, 10, 25, 0, 30)
    assert moment(date(2026, 11, 1), Window(time(1), time(2)), NEW_YORK, 0.5) == utc(2026, 11, 1, 5, 30)


@pytest.mark.parametrize(
    "name, day",
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Kanton", date(1994, 12, 31)),
    ],
)
def test_a_day_that_the_zone_skipped_has_no_moment(name: str, day: date) -> None:
    assert moment(day, Window(time(0), time(23, 59)), ZoneInfo(name), 0.5) is None
    assert moment(day - timedelta(days=1), Window(time(0), time(23, 59)), ZoneInfo(name), 0.5)


def test_a_plan_goes_on_after_a_day_that_the_zone_skipped() -> None:
    plan = cadence(time(9), time(10), start=date(2011, 12, 28))
    found = islice(next_moments(utc(2011, 12, 28), plan, APIA, None, NIGHT, "Ada"), 4)
    assert [local_day(instant, APIA).day for instant in found] == [28, 29, 31, 1]


def test_a_half_hour_gap_is_passed_by_half_an_hour() -> None:
    howe = ZoneInfo("Australia/Lord_Howe")
    instant = moment(date(2026, 10, 4), Window(time(2), time(2, 30)), howe, 0.5)
    assert shown(instant, howe) == "2026-10-04 02:45:00"


@given(zones, days, clocks, st.integers(1, 1439), clocks, clocks, shares)
def test_any_moment_is_on_its_day_and_never_in_quiet_hours(
    zone: ZoneInfo, day: date, opens: time, minutes: int, starts: time, ends: time, share: float
) -> None:
    closes = min(opens.hour * 60 + opens.minute + minutes, 1439)
    if closes <= opens.hour * 60 + opens.minute:
        return
    window, quiet = Window(opens, time(closes // 60, closes % 60)), Quiet(starts, ends)
    instant = moment(day, window, zone, share, quiet)
    if quiet_fault(window, quiet):
        assert instant is None
    if instant is not None:
        assert instant.tzinfo is UTC
        assert local_day(instant, zone) == day
        assert not is_quiet(instant, zone, quiet)


def test_quiet_hours_are_cut_from_the_window_and_the_rest_is_used_evenly() -> None:
    window = Window(time(8), time(13))
    lunch = Quiet(time(9), time(12))
    found = [moment(date(2026, 5, 4), window, BERLIN, share, lunch) for share in (0.0, 0.25, 0.5, 0.75)]
    assert [shown(instant, BERLIN)[11:16] for instant in found] == ["08:00", "08:30", "12:00", "12:30"]


def test_a_window_inside_quiet_hours_is_refused_in_words() -> None:
    with pytest.raises(NoMoment, match="21:00 to 22:00 lies wholly inside the quiet hours 20:00 to 07:00"):
        next_moment(utc(2026, 1, 1), cadence(time(21), time(22)), BERLIN, None, NIGHT, "Ada")


@pytest.mark.parametrize("opens, closes", [(time(9), time(9)), (time(10), time(9)), (time(9), time(9, 0, 59))])
def test_an_empty_window_is_refused(opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match="is empty"):
        Window(opens, closes)


@pytest.mark.parametrize("opens, closes", [(time(9, tzinfo=UTC), time(10)), (time(9), time(10, tzinfo=UTC))])
def test_a_window_is_on_the_learners_clock_and_names_no_zone(opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match="give its times without a zone"):
        Window(opens, closes)


def test_a_window_is_used_from_its_first_instant_to_just_before_its_last() -> None:
    for opens, closes in ((time(0), time(0, 30)), (time(9, 0, 0, 5), time(9, 1, 0, 7))):
        window = Window(opens, closes)
        assert moment(date(2026, 5, 4), window, BERLIN, 0) == datetime.combine(date(2026, 5, 4), opens, BERLIN)
        last = moment(date(2026, 5, 4), window, BERLIN, 1 - 2**-53)
        assert last == datetime.combine(date(2026, 5, 4), closes, BERLIN) - timedelta(microseconds=1)


def test_a_window_of_one_minute_is_enough() -> None:
    assert moment(date(2026, 5, 4), Window(time(9), time(9, 1)), BERLIN, 0.999) is not None


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7}), frozenset({-1, 2})])
def test_weekdays_that_do_not_exist_are_refused(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekday"):
        cadence(time(9), time(10), weekdays)


def test_the_end_of_quiet_hours_is_no_longer_quiet() -> None:
    assert is_quiet(utc(2026, 1, 5, 19), BERLIN, NIGHT)  # 20:00
    assert is_quiet(utc(2026, 1, 5, 5, 59, 59), BERLIN, NIGHT)
    assert not is_quiet(utc(2026, 1, 5, 6), BERLIN, NIGHT)
    assert not is_quiet(utc(2026, 1, 5, 18, 59, 59), BERLIN, NIGHT)


@given(instants, zones, clocks)
def test_equal_times_make_no_hour_quiet(instant: datetime, zone: ZoneInfo, clock: time) -> None:
    assert not is_quiet(instant, zone, Quiet(clock, clock))


@given(instants, zones, clocks, clocks)
def test_quiet_hours_end_at_an_instant_that_is_not_quiet(
    instant: datetime, zone: ZoneInfo, starts: time, ends: time
) -> None:
    quiet = Quiet(starts, ends)
    end = quiet_ends(instant, zone, quiet)
    assert end >= instant
    assert not is_quiet(end, zone, quiet)
    assert (end == instant) == (not is_quiet(instant, zone, quiet))
    assert end - instant <= timedelta(days=2, hours=2)


def test_quiet_hours_that_end_in_a_gap_end_at_the_jump() -> None:
    assert quiet_ends(utc(2026, 3, 28, 23), BERLIN, Quiet(time(22), time(2, 30))) == utc(2026, 3, 29, 1)


def test_quiet_hours_that_end_in_a_repeated_hour_end_at_its_first_pass_and_come_back() -> None:
    quiet = Quiet(time(22), time(2, 30))
    assert quiet_ends(utc(2026, 10, 24, 23), BERLIN, quiet) == utc(2026, 10, 25, 0, 30)
    assert quiet_ends(utc(2026, 10, 25, 1), BERLIN, quiet) == utc(2026, 10, 25, 1, 30)


def test_quiet_hours_over_a_day_that_was_skipped_last_until_morning() -> None:
    before_midnight = datetime(2011, 12, 29, 21, tzinfo=APIA).astimezone(UTC)
    assert shown(quiet_ends(before_midnight, APIA, NIGHT), APIA) == "2011-12-31 07:00:00"


def test_a_moment_is_strictly_later_than_the_one_before() -> None:
    plan = cadence(time(9), time(10))
    first = next_moment(utc(2026, 5, 4), plan, BERLIN, None, NIGHT, "Ada")
    assert next_moment(first, plan, BERLIN, None, NIGHT, "Ada") > first + timedelta(hours=22)
    assert next_moment(first - timedelta(microseconds=1), plan, BERLIN, None, NIGHT, "Ada") == first


def test_nothing_comes_before_the_start_on_the_learners_own_calendar() -> None:
    plan = cadence(time(0), time(0, 30), start=date(2026, 6, 10))
    auckland = ZoneInfo("Pacific/Auckland")
    first = next_moment(utc(2026, 1, 1), plan, auckland, None, NEVER_QUIET, "Ada")
    assert local_day(first, auckland) == date(2026, 6, 10)
    assert first < utc(2026, 6, 10)


def test_a_snooze_holds_back_everything_before_its_end() -> None:
    plan = cadence(time(9), time(10))
    until = utc(2026, 5, 20, 12)
    first = next_moment(utc(2026, 5, 4), plan, BERLIN, None, NIGHT, "Ada", snoozed_until=until)
    assert local_day(first, BERLIN) == date(2026, 5, 21)
    over = next_moment(utc(2026, 5, 4), plan, BERLIN, None, NIGHT, "Ada", snoozed_until=utc(2026, 5, 1))
    assert local_day(over, BERLIN) == date(2026, 5, 4)


def test_a_snooze_that_ends_exactly_at_the_moment_lets_it_through() -> None:
    plan = cadence(time(9), time(10))
    first = next_moment(utc(2026, 5, 4), plan, BERLIN, None, NIGHT, "Ada")
    assert next_moment(utc(2026, 5, 1), plan, BERLIN, None, NIGHT, "Ada", snoozed_until=first) == first


def test_holidays_of_the_country_are_skipped() -> None:
    plan = cadence(time(9), time(10), WORKDAYS)
    found = moments_of_2026(plan, BERLIN, NIGHT, "DE")
    days = {local_day(instant, BERLIN) for instant in found}
    assert date(2026, 5, 1) not in days  # Labour Day
    assert date(2026, 5, 1) in {local_day(instant, BERLIN) for instant in moments_of_2026(plan, BERLIN, NIGHT)}
    assert days == set(year_of_days(plan, "DE"))


def test_a_cadence_that_lost_its_weekdays_is_refused_rather_than_searched_for_ever() -> None:
    plan = cadence(time(9), time(10))
    object.__setattr__(plan, "weekdays", frozenset())
    with pytest.raises(NoMoment, match="no allowed day in the year from 2026-01-01: choose more weekdays"):
        next_moment(utc(2026, 1, 1), plan, BERLIN, None, NIGHT, "Ada")


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = utc(2026, 1, 1, 9).replace(tzinfo=None)
    with pytest.raises(ValueError, match="names no instant"):
        next_moment(naive, cadence(time(9), time(10)), BERLIN, None, NIGHT, "Ada")
    with pytest.raises(ValueError, match="names no instant"):
        is_quiet(naive, BERLIN, NIGHT)


def test_learners_are_spread_evenly_over_the_window() -> None:
    shares = sorted(spread(f"learner {n}:2026-05-04") for n in range(10_000))
    furthest = max(abs(share - n / 10_000) for n, share in enumerate(shares))
    assert furthest < 0.0195  # Kolmogorov and Smirnov, one in a thousand: 1.95 / sqrt(n)


def test_the_spread_of_a_key_never_changes() -> None:
    assert spread("Ada:2026-05-04") == 0.3554032555024589


def test_a_learners_moment_differs_from_day_to_day() -> None:
    found = moments_of_2026(cadence(time(9), time(10)), BERLIN, NIGHT)
    assert len({instant.astimezone(BERLIN).time() for instant in found}) > 360


@given(zones, days)
def test_a_local_day_starts_with_its_first_instant(zone: ZoneInfo, day: date) -> None:
    start = day_starts(day, zone)
    assert local_day(start, zone) >= day
    assert local_day(start - timedelta(microseconds=1), zone) < day


@given(instants, zones)
def test_the_same_clock_next_day_is_on_the_next_day(instant: datetime, zone: ZoneInfo) -> None:
    later = same_clock_next_day(instant, zone)
    assert timedelta(hours=20) < later - instant <= timedelta(hours=49)
    assert local_day(later, zone) > local_day(instant, zone)
