"""A small world of time for the tests of planning: one campaign, one learner in Berlin."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from schedules.rules.availability import Availability
from schedules.rules.calendar import Cadence, Quiet, Window
from schedules.rules.campaigns import Campaign, CampaignState

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet(time(20), time(7))
EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
MONDAYS_AND_THURSDAYS = frozenset({0, 3})

ADA = Availability("ada", BERLIN, "DE", NIGHT)
MORNINGS = Campaign(
    "c1",
    "w1",
    "The data leak",
    "the-data-leak",
    "m1",
    Cadence(WORKDAYS, Window(time(9), time(10)), date(2026, 5, 4)),
    CampaignState.RUNNING,
)


def on(weekdays: frozenset[int], opens: time = time(9), closes: time = time(10), start: date | None = None) -> Campaign:
    """The campaign on other days or hours."""
    first = start or MORNINGS.cadence.start
    return replace(MORNINGS, cadence=Cadence(weekdays, Window(opens, closes), first))


def berlin(day: int, hour: int = 0, minute: int = 0, month: int = 5) -> datetime:
    """An instant of 2026 by Berlin's clocks, in UTC; 4 May is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def clock(instant: datetime) -> str:
    """The instant by Berlin's clocks."""
    return f"{instant.astimezone(BERLIN):%a %d %H:%M}"
