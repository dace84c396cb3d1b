"""Days in a row: by lessons and working days, forgiving one now and then, and never for speed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.rules.habits.streak import MOST_FREEZES, Streak, next_working_day, streak

MONDAY = date(2026, 5, 4)


def lessons(answers: str, start: date = MONDAY) -> list[tuple[date, bool]]:
    """A lesson on each working day from Monday on: x answered, . missed, - none that day."""
    days, day = [], start
    for answer in answers:
        if answer != "-":
            days.append((day, answer == "x"))
        day = next_working_day(day, None)
    return days


LATER = MONDAY + timedelta(days=60)


@pytest.mark.parametrize(
    ("answers", "days", "frozen"),
    [
        ("", 0, 0),
        ("x", 1, 0),
        ("xxxxx", 5, 0),
        ("xx.x", 3, 1),
        ("xx..x", 1, 0),
        ("xx.xx.x", 1, 0),
        ("xx.xxx.x", 6, 2),
        ("xxxxxxxxxx..x", 11, 2),
        (".x", 1, 0),
        ("xx----x", 3, 0),
    ],
)
def test_a_missed_day_is_bridged_while_there_is_a_freeze_left(answers: str, days: int, frozen: int) -> None:
    run = streak(lessons(answers), LATER, None)
    assert (run.days, run.frozen) == (days, frozen)


def test_an_open_lesson_ends_nothing_before_a_whole_working_day_is_over() -> None:
    friday = MONDAY + timedelta(days=4)
    week = lessons("xxxx.")
    for day in (friday, friday + timedelta(days=2), friday + timedelta(days=3)):  # also on Monday
        assert streak(week, day, None) == Streak(4, 0, 1)
    assert streak(week, friday + timedelta(days=4), None).frozen == 1


def test_holidays_are_no_working_days() -> None:
    eve = date(2026, 4, 30)  # the first of May is a holiday in Germany, and a Friday in 2026
    assert next_working_day(eve, "DE") == date(2026, 5, 4)
    assert next_working_day(eve, None) == date(2026, 5, 1)
    assert streak([(eve, True), (eve + timedelta(days=4), False)], date(2026, 5, 5), "DE").days == 1


def test_of_several_lessons_on_a_day_one_answer_is_enough() -> None:
    assert streak([(MONDAY, False), (MONDAY, True)], LATER, None).days == 1


@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans())))
def test_answering_more_never_makes_it_shorter(days: list[tuple[date, bool]]) -> None:
    today = date(2027, 2, 1)
    run = streak(days, today, None)
    assert 0 <= run.freezes <= MOST_FREEZES
    assert run.days <= len({day for day, answered in days if answered})
    better = streak([*days, (date(2027, 1, 29), True)], today, None)
    assert better.days == run.days + 1
