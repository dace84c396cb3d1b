"""When a learner may be written to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.rules.availability import APART, apart_from, budget_frees, fits_budget, welcome_from
from schedules.rules.calendar import local_day
from tests.schedules.worlds import ADA, BERLIN, EVERY_DAY, MORNINGS, WORKDAYS, berlin, clock, on

SOON = timedelta(hours=24)


def test_a_working_hour_is_welcome_as_it_is() -> None:
    assert welcome_from(berlin(5, 14, 30), ADA, MORNINGS) == berlin(5, 14, 30)


@pytest.mark.parametrize(
    "instant, welcome",
    [
        (berlin(5, 23), "Wed 06 07:00"),
        (berlin(6, 5), "Wed 06 07:00"),
        (berlin(9, 11), "Mon 11 11:00"),
        (berlin(8, 21), "Mon 11 07:00"),
        (berlin(10, 3), "Mon 11 07:00"),
        (berlin(14, 11), "Fri 15 11:00"),
    ],
    ids=["night", "early morning", "Saturday", "Friday night", "Sunday night", "Ascension Day"],
)
def test_what_falls_on_rest_waits_for_the_next_working_hour(instant: datetime, welcome: str) -> None:
    assert clock(welcome_from(instant, ADA, MORNINGS)) == welcome


def test_a_weekend_day_that_the_campaign_chose_is_a_working_day() -> None:
    assert welcome_from(berlin(9, 11), ADA, on(EVERY_DAY)) == berlin(9, 11)


def test_a_campaign_that_keeps_holidays_as_working_days_writes_on_them() -> None:
    assert welcome_from(berlin(14, 11), ADA, replace(MORNINGS, skip_holidays=False)) == berlin(14, 11)


def test_the_weekend_is_that_of_the_learners_country() -> None:
    in_israel = replace(ADA, country="IL")
    assert welcome_from(berlin(10, 11), in_israel, on(WORKDAYS - {4})) == berlin(10, 11)  # a Sunday
    assert local_day(welcome_from(berlin(8, 11), in_israel, on(WORKDAYS - {4})), BERLIN).day == 10


def test_nothing_is_welcome_before_a_snooze_ends() -> None:
    snoozing = replace(ADA, snoozed_until=berlin(7, 3))
    assert clock(welcome_from(berlin(5, 14), snoozing, MORNINGS)) == "Thu 07 07:00"
    assert welcome_from(berlin(8, 14), snoozing, MORNINGS) == berlin(8, 14)


moments = st.integers(0, 20 * 24 * 60).map(lambda minutes: berlin(4) + timedelta(minutes=minutes))


@given(st.lists(moments, max_size=30), moments, st.integers(1, 7))
def test_what_fits_the_budget_never_makes_seven_days_exceed_it(
    wishes: list[datetime], last: datetime, budget: int
) -> None:
    sent: list[datetime] = []
    for wish in [*wishes, last]:
        if fits_budget(sent, wish, budget, BERLIN):
            sent.append(wish)
    days = sorted(local_day(instant, BERLIN) for instant in sent)
    assert len(sent) >= 1
    for first in days:
        assert sum(0 <= (day - first).days < 7 for day in days) <= budget


@given(st.lists(moments, max_size=30), moments)
def test_a_budget_of_nought_is_without_limit(sent: list[datetime], at: datetime) -> None:
    assert fits_budget(sent, at, 0, BERLIN)
    assert budget_frees(sent, at, 0, BERLIN) is None


def test_five_lessons_a_week_fit_a_budget_of_five_at_whatever_hour_they_fall() -> None:
    last_week = [berlin(day, 9, 50) for day in (4, 5, 6, 7, 8)]
    assert fits_budget(last_week, berlin(11, 9, 5), 5, BERLIN)  # less than seven times 24 hours after Monday's
    assert not fits_budget(last_week, berlin(9, 9, 5), 5, BERLIN)
    assert not fits_budget(last_week, berlin(10, 23, 59), 5, BERLIN)


def test_what_is_promised_for_the_coming_days_counts_too() -> None:
    assert not fits_budget([berlin(6, 9), berlin(7, 9)], berlin(5, 9), 2, BERLIN)
    assert fits_budget([berlin(12, 9), berlin(13, 9)], berlin(5, 9), 2, BERLIN)


def test_lessons_seven_days_apart_are_in_different_weeks() -> None:
    assert fits_budget([berlin(4, 9), berlin(11, 9)], berlin(7, 9), 2, BERLIN)
    assert not fits_budget([berlin(4, 9), berlin(10, 9)], berlin(7, 9), 2, BERLIN)


def test_the_budget_frees_at_the_start_of_the_day_on_which_the_oldest_lesson_is_a_week_old() -> None:
    sent = [berlin(4, 9), berlin(5, 9)]
    assert clock(budget_frees(sent, berlin(6, 14), 2, BERLIN) or berlin(1)) == "Mon 11 00:00"
    assert clock(budget_frees(sent, berlin(6, 14), 1, BERLIN) or berlin(1)) == "Tue 12 00:00"
    assert budget_frees(sent, berlin(6, 14), 3, BERLIN) is None


@given(st.lists(moments, max_size=20), moments, st.integers(1, 5))
def test_when_the_budget_frees_it_has_room(sent: list[datetime], now: datetime, budget: int) -> None:
    past = [instant for instant in sent if instant <= now]
    frees = budget_frees(past, now, budget, BERLIN)
    assert (frees is None) == fits_budget(past, now, budget, BERLIN)
    if frees is not None:
        assert now < frees <= now + timedelta(days=7)
        assert fits_budget(past, frees, budget, BERLIN)
        assert not fits_budget(past, frees - timedelta(microseconds=1), budget, BERLIN)


def test_two_lessons_are_half_an_hour_apart_the_second_after_the_first() -> None:
    nine = berlin(5, 9)
    assert apart_from([], nine, nine, nine + SOON, ADA, MORNINGS) == nine
    assert apart_from([nine], nine, nine, nine + SOON, ADA, MORNINGS) == berlin(5, 9, 30)
    assert apart_from([berlin(5, 9, 20), nine], nine, nine, nine + SOON, ADA, MORNINGS) == berlin(5, 9, 50)
    assert apart_from([berlin(5, 8, 30), berlin(5, 9, 30)], nine, nine, nine + SOON, ADA, MORNINGS) == nine


def test_a_lesson_that_cannot_come_later_comes_earlier() -> None:
    at = berlin(5, 19, 45)
    assert apart_from([at], at, berlin(5, 9), at + SOON, ADA, MORNINGS) == berlin(5, 19, 15)


def test_a_lesson_that_cannot_come_at_all_that_day_does_not() -> None:
    at = berlin(5, 19, 45)
    assert apart_from([at], at, berlin(5, 19, 20), at + SOON, ADA, MORNINGS) is None


@given(st.lists(moments, max_size=12), moments)
def test_lessons_never_come_within_half_an_hour_of_each_other(wishes: list[datetime], now: datetime) -> None:
    placed: list[datetime] = []
    for wish in wishes:
        at = apart_from(placed, welcome_from(wish, ADA, MORNINGS), berlin(4), wish + timedelta(days=9), ADA, MORNINGS)
        placed += [at] if at else []
    assert all(later - earlier >= APART for earlier, later in pairwise(sorted(placed)))
    assert all(welcome_from(at, ADA, MORNINGS) == at for at in placed)
