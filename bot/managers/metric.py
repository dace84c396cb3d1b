"""A number of the business by person or by team, around a season: what it says about the season and what it does not.

Nothing of the file is kept: it is read, compared, and forgotten with the page.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.encoding import decoded
from schedules.people.enrolments import HOLDOUT, drawn_groups
from schedules.people.person_fields import listed_people
from schedules.people.roster import learners_of
from schedules.plans.editing import states_in
from schedules.rules.campaigns import Campaign
from schedules.rules.comparison import Difference, difference_of_means

SMALLEST_GROUP = 5  # of fewer, each could be told apart
MOST_ROWS, MOST_FAULTS = 20_000, 20
WHO, TEAM = "email", "team"
BEFORE_AND_AFTER = ("before", "after")
BY_WEEK = ("week", "number")
_AMBIGUOUS = re.compile(r"\d,\d{3}$|_")


class Fault(StrEnum):
    """What may be wrong with a row."""

    UNREADABLE = "unreadable"
    HEADS = "heads"
    TOO_MANY = "too_many"
    NUMBER = "number"
    WEEK = "week"
    TWICE = "twice"
    EMPTY = "empty"
    ONE_SIDED = "one_sided"


class BadMetric(ValueError):
    """The file cannot be taken.

    Attributes:
        faults: row, as a spreadsheet counts, or 0 for the file; what is wrong; and the words at fault.
    """

    def __init__(self, faults: Sequence[tuple[int, Fault, str]]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


class MetricFinding(StrEnum):
    """What the numbers say."""

    TOO_FEW = "too_few"
    NO_COMPARISON = "no_comparison"
    BY_TEAM = "by_team"
    UNCLEAR = "unclear"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Metric:
    """What a file says.

    Attributes:
        changes: by address or by team's name, in small letters: by how much the number changed.
        by_team: they are a team's each.
        one_sided: how many have weeks on one side of the season's beginning only, and so no change.
    """

    changes: Mapping[str, float]
    by_team: bool = False
    one_sided: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it.

    Attributes:
        got, waited: how many of the file's people got the season, and how many wait for it; of a file by team, how
            many of them have people in the campaign, and 0.
        elsewhere: rows of people who are not in the campaign.
        begun: those who waited have begun the season meanwhile, so that they are no measure of its absence any more.
        got_change, waited_change: mean of after minus before; None where the group is too small to be shown.
    """

    finding: MetricFinding
    got: int
    waited: int
    elsewhere: int
    got_change: float | None = None
    waited_change: float | None = None
    difference: Difference | None = None
    begun: bool = False
    one_sided: int = 0


def read_metric(content: bytes, begins: date) -> Metric:
    """A file with the columns email, before and after; or with email or team, week and number, a week in each row.

    Args:
        begins: the season's first day. The week it is in, and those behind it, count as after.

    Raises:
        BadMetric: with everything that is wrong, as far as anybody would read it.
    """
    rows = _rows(content)
    heads = [cell.strip().casefold() for cell in rows[0]]
    who = WHO if WHO in heads else TEAM
    columns = next((each for each in (BEFORE_AND_AFTER, BY_WEEK) if {who, *each} <= {*heads}), None)
    if columns is None:
        raise BadMetric([(1, Fault.HEADS, ", ".join(rows[0])[:200])])
    # Weeks are whole: the one in which the season begins has lessons in it, so it is no week before.
    table = _Table(begins - timedelta(days=begins.weekday()), columns == BY_WEEK)
    at = [heads.index(head) for head in (who, *columns)]
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            table.take([row[each].strip() if each < len(row) else "" for each in at], number)
    changes, seen = table.changes(), {who for who, _ in table.cells}
    if not table.faults and not changes:
        table.faults.append((0, Fault.ONE_SIDED if seen else Fault.EMPTY, f"{begins:%Y-%m-%d}"))
    if table.faults:
        raise BadMetric(table.faults[:MOST_FAULTS])
    return Metric(changes, who == TEAM, len(seen) - len(changes))


@dataclass(slots=True)
class _Table:
    """What was read: for everybody, their numbers before the season and after it began, by week where weeks are told.

    Attributes:
        monday: of the week in which the season begins.
    """

    monday: date
    by_week: bool
    cells: dict[tuple[str, str], tuple[bool, float]] = field(default_factory=dict)
    faults: list[tuple[int, Fault, str]] = field(default_factory=list)

    def take(self, cells: Sequence[str], number: int) -> None:
        who = cells[0].casefold()
        if not self.by_week:
            for column, is_after in zip(cells[1:], (False, True), strict=True):
                self._keep((who, str(is_after)), is_after, column, number)
        elif (week := _monday(cells[1])) is None:
            self.faults.append((number, Fault.WEEK, cells[1]))
        else:
            self._keep((who, week.isoformat()), week >= self.monday, cells[2], number)

    def _keep(self, key: tuple[str, str], is_after: bool, text: str, number: int) -> None:
        value = _number(text)
        if key in self.cells:
            if (number, Fault.TWICE, key[0]) not in self.faults:
                self.faults.append((number, Fault.TWICE, key[0]))
        elif value is None:
            self.faults.append((number, Fault.NUMBER, text))
        else:
            self.cells[key] = (is_after, value)

    def changes(self) -> dict[str, float]:
        """The mean after minus the mean before, of everybody who has both."""
        sides: dict[str, tuple[list[float], list[float]]] = {}
        for (who, _), (is_after, value) in self.cells.items():
            sides.setdefault(who, ([], []))[is_after].append(value)
        return {who: fmean(after) - fmean(before) for who, (before, after) in sides.items() if before and after}


def _monday(text: str) -> date | None:
    """Of a week written as 2026-W05, or as any of its days; None for a date that one country reads otherwise."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day - timedelta(days=day.weekday())


def _rows(content: bytes) -> list[list[str]]:
    try:
        text = decoded(content)
    except Unreadable as error:
        raise BadMetric([(0, Fault.UNREADABLE, "")]) from error
    if not text.strip():
        raise BadMetric([(0, Fault.EMPTY, "")])
    head = text.strip().splitlines()[0]
    sheet = io.StringIO(text.strip().replace("\0", ""), newline="")
    try:
        rows = list(csv.reader(sheet, delimiter=max(",;\t", key=head.count)))
    except csv.Error as error:  # such as a quotation mark that is never closed
        raise BadMetric([(0, Fault.UNREADABLE, "")]) from error
    if len(rows) > MOST_ROWS:
        raise BadMetric([(0, Fault.TOO_MANY, f"{MOST_ROWS:,}")])
    return rows


def _number(text: str) -> float | None:
    """A finite number; a comma may part its decimals.

    None for "1,234" too: that is a thousand in one country and little more than one in another.
    """
    if _AMBIGUOUS.search(text):
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


async def compare(db: AsyncConnection, campaign: Campaign, metric: Metric) -> Compared:
    """The people who got the season against those whom chance lets wait."""
    states, groups_drawn = await states_in(db, campaign), await drawn_groups(db, campaign)
    by_email = {
        learner.email.casefold(): learner.id
        for learner in await learners_of(db, campaign.workspace_id, list(states))
        if learner.email
    }
    if metric.by_team:
        people = await listed_people(db, campaign.workspace_id)
        team_of_each = [people[email].fields.get("team", "").casefold() for email in by_email if email in people]
        return replace(_by_team(metric.changes, team_of_each), one_sided=metric.one_sided)
    groups: tuple[list[float], list[float]] = ([], [])
    # By what was drawn and not by the state: whoever waited stays in that group once the second group began.
    for email, value in metric.changes.items():
        if email in by_email:
            groups[groups_drawn[by_email[email]]].append(value)
    elsewhere = len(metric.changes) - len(groups[0]) - len(groups[1])
    begun = any(groups_drawn[learner_id] and state != HOLDOUT for learner_id, state in states.items())
    return replace(compared(groups[0], groups[1], elsewhere), begun=begun, one_sided=metric.one_sided)


def _by_team(changes: Mapping[str, float], team_of_each: Sequence[str]) -> Compared:
    """What numbers by team say: no comparison, since chance draws within each, so each has people of both groups.

    Args:
        team_of_each: of everybody in the campaign, in small letters.
    """
    ours = {team: change for team, change in changes.items() if team in team_of_each}
    # Of a handful of people the mean would be somebody's own number.
    enough = sum(team in ours for team in team_of_each) >= SMALLEST_GROUP
    finding = MetricFinding.BY_TEAM if enough else MetricFinding.TOO_FEW
    change = fmean(ours.values()) if finding is MetricFinding.BY_TEAM else None
    return Compared(finding, len(ours), 0, len(changes) - len(ours), change)


def compared(got: Sequence[float], waited: Sequence[float], elsewhere: int = 0) -> Compared:
    """What two groups of changes say; nothing of a group that is too small is shown."""
    counts = (len(got), len(waited), elsewhere)
    if len(got) < SMALLEST_GROUP:
        return Compared(MetricFinding.TOO_FEW, *counts)
    # A change of the ones who got it, alone, is easily read as the season's work; the page says that it is not.
    if len(waited) < SMALLEST_GROUP:
        finding = MetricFinding.TOO_FEW if waited else MetricFinding.NO_COMPARISON
        return Compared(finding, *counts, fmean(got) if not waited else None)
    difference = difference_of_means(got, waited)
    if difference is None or not difference.is_clear:
        finding = MetricFinding.UNCLEAR
    else:
        finding = MetricFinding.HIGHER if difference.mean > 0 else MetricFinding.LOWER
    return Compared(finding, *counts, fmean(got), fmean(waited), difference)
