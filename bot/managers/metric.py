"""A number of the business for each person, before and after a season, and what it says about the season and does not.

Nothing of the file is kept: it is read, compared, and forgotten with the page.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import fmean

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.encoding import decoded
from schedules.people.enrolments import HOLDOUT, drawn_groups
from schedules.people.roster import learners_of
from schedules.plans.editing import states_in
from schedules.rules.campaigns import Campaign
from schedules.rules.comparison import Difference, difference_of_means

SMALLEST_GROUP = 5  # of fewer, each could be told apart
MOST_ROWS, MOST_FAULTS = 20_000, 20
HEADS = ("email", "before", "after")
_AMBIGUOUS = re.compile(r"\d,\d{3}$|_")


class Fault(StrEnum):
    """What may be wrong with a row."""

    UNREADABLE = "unreadable"
    HEADS = "heads"
    TOO_MANY = "too_many"
    NUMBER = "number"
    TWICE = "twice"
    EMPTY = "empty"


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
    UNCLEAR = "unclear"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it.

    Attributes:
        got, waited: how many of the file's people got the season, and how many wait for it.
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


def read_metric(content: bytes) -> dict[str, float]:
    """By e-mail address in small letters: by how much the number changed.

    Raises:
        BadMetric: with everything that is wrong, as far as anybody would read it.
    """
    rows = _rows(content)
    heads = [cell.strip().casefold() for cell in rows[0]]
    if any(head not in heads for head in HEADS):
        raise BadMetric([(1, Fault.HEADS, ", ".join(rows[0])[:200])])
    columns = [heads.index(head) for head in HEADS]
    changes: dict[str, float] = {}
    faults: list[tuple[int, Fault, str]] = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            faults += _take([row[at].strip() if at < len(row) else "" for at in columns], number, changes)
    if not changes and not faults:
        faults.append((0, Fault.EMPTY, ""))
    if faults:
        raise BadMetric(faults[:MOST_FAULTS])
    return changes


def _take(cells: Sequence[str], number: int, changes: dict[str, float]) -> Iterator[tuple[int, Fault, str]]:
    email, before, after = cells[0].casefold(), _number(cells[1]), _number(cells[2])
    if email in changes:
        yield number, Fault.TWICE, email
    elif before is None or after is None:
        yield number, Fault.NUMBER, cells[1] if before is None else cells[2]
    else:
        changes[email] = after - before


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


async def compare(db: AsyncConnection, campaign: Campaign, changes: Mapping[str, float]) -> Compared:
    """The people who got the season against those whom chance lets wait."""
    states, groups_drawn = await states_in(db, campaign), await drawn_groups(db, campaign)
    by_email = {
        learner.email.casefold(): learner.id
        for learner in await learners_of(db, campaign.workspace_id, list(states))
        if learner.email
    }
    groups: tuple[list[float], list[float]] = ([], [])
    # By what was drawn and not by the state: whoever waited stays in that group once the second group began.
    for email, value in changes.items():
        if email in by_email:
            groups[groups_drawn[by_email[email]]].append(value)
    elsewhere = len(changes) - len(groups[0]) - len(groups[1])
    begun = any(groups_drawn[learner_id] and state != HOLDOUT for learner_id, state in states.items())
    return replace(compared(groups[0], groups[1], elsewhere), begun=begun)


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
