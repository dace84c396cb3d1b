"""A dry run as a picture: who gets which episode on which day, in their own zones, for two calendar weeks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schedules.plans.two_weeks import PersonOutlook
from schedules.rules.availability import cadence_for
from schedules.rules.calendar import local_day
from schedules.rules.campaigns import Campaign
from schedules.rules.holidays import is_holiday

DAYS = 14
MOST_ZONES = 8  # rows of the picture; people of smaller zones share the last one


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of people of one zone.

    Attributes:
        episodes: numbers of the episodes that come on it, rising.
        resting: people who have a public holiday.
        share: 0 to 1, how many of the row's people get one.
    """

    day: date
    heads: int
    episodes: tuple[int, ...]
    resting: int
    share: float


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """People of one zone.

    Attributes:
        zone: its name, "" for all smaller ones together.
        hours: the clock times at which they get their lessons, the most frequent first.
        weeks: seven cells each, from Monday.
    """

    zone: str
    people: int
    hours: tuple[str, ...]
    weeks: tuple[tuple[Cell, ...], ...]


def first_monday(start: date) -> date:
    return start - timedelta(days=start.weekday())


def ends_at(start: date) -> datetime:
    """An instant at which the two weeks are over everywhere on Earth."""
    over = first_monday(start) + timedelta(days=DAYS)
    return datetime.combine(over, time(12), tzinfo=ZoneInfo("UTC"))


def calendar_of(ahead: Sequence[PersonOutlook], campaign: Campaign, start: date) -> list[ZoneRow]:
    """The picture's rows, the largest zone first."""
    by_zone: dict[str, list[PersonOutlook]] = defaultdict(list)
    for person in ahead:
        by_zone[person.learner.zone].append(person)
    largest = sorted(by_zone.items(), key=lambda item: (-len(item[1]), item[0]))
    shown, rest = largest[:MOST_ZONES], largest[MOST_ZONES:]
    rows = [_row(zone, people, campaign, start) for zone, people in shown]
    others = [person for _, people in rest for person in people]
    return [*rows, _row("", others, campaign, start)] if others else rows


def _row(zone: str, people: Sequence[PersonOutlook], campaign: Campaign, start: date) -> ZoneRow:
    episodes: dict[date, Counter[int]] = defaultdict(Counter)
    for person in people:
        for lesson in person.lessons:
            episodes[local_day(lesson.at, person.who.zone)][lesson.position] += 1
    monday = first_monday(start)
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    cells = [_cell(day, episodes, people, campaign) for day in days]
    hours = Counter(hours_of(person, campaign) for person in people)
    return ZoneRow(
        zone, len(people), tuple(hour for hour, _ in hours.most_common(3)), (tuple(cells[:7]), tuple(cells[7:]))
    )


def _cell(
    day: date, episodes: Mapping[date, Counter[int]], people: Sequence[PersonOutlook], campaign: Campaign
) -> Cell:
    coming = episodes.get(day, Counter())
    heads = sum(coming.values())
    wanted = campaign.skip_holidays and day.weekday() in campaign.cadence.weekdays
    resting = sum(is_holiday(day, person.who.country) for person in people) if wanted else 0
    return Cell(day, heads, tuple(sorted(coming)), resting, heads / len(people) if people else 0)


def hours_of(person: PersonOutlook, campaign: Campaign) -> str:
    """The hours in which somebody's lessons come: their own time, or the window."""
    window = cadence_for(person.who, campaign).window
    own = cadence_for(person.who, campaign) != campaign.cadence
    return f"{window.opens:%H:%M}" if own else f"{window.opens:%H:%M}–{window.closes:%H:%M}"
