"""Days in a row on which somebody answered what came. How quickly, and how rightly, does not matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from schedules.rules.holidays import is_holiday, is_weekend

# A day that is missed once a week must not undo weeks; two in a row that nobody makes up for do.
EARNED_BY, MOST_FREEZES = 5, 2


@dataclass(frozen=True, slots=True)
class Streak:
    """How long it is by now.

    Attributes:
        days: on which a lesson came and was answered, in a row.
        frozen: days in between that were missed and did not end it.
        freezes: how many more may be missed.
    """

    days: int = 0
    frozen: int = 0
    freezes: int = 1


def streak(lessons: Iterable[tuple[date, bool]], today: date, country: str | None) -> Streak:
    """The streak of somebody who got lessons on these days, the oldest first, and whether they answered any of a day.

    Days without a lesson neither count nor end it, so weekends, holidays and vacations do not. What came and is open is
    missed only once a whole working day has passed; an answer after that still counts. One missed day is forgiven from
    the start, and one more for each five answered, two at most.

    Args:
        country: whose weekends and holidays are no working days, None for Saturday and Sunday.

    Raises:
        UnknownCountry: no holidays are known for the country or its part.
    """
    days: dict[date, bool] = {}
    for day, answered in lessons:
        days[day] = days.get(day, False) or answered
    run = Streak()
    for day, answered in sorted(days.items()):
        if answered:
            earned = (run.days + 1) % EARNED_BY == 0
            run = Streak(run.days + 1, run.frozen, min(MOST_FREEZES, run.freezes + earned))
        elif today > next_working_day(day, country):
            run = Streak(run.days, run.frozen + 1, run.freezes - 1) if run.days and run.freezes else Streak()
    return run


def next_working_day(day: date, country: str | None) -> date:
    """The first day after it on which people there work."""
    following = day + timedelta(days=1)
    while is_weekend(following, country) or is_holiday(following, country):
        following += timedelta(days=1)
    return following
