"""Which team does not know what yet. Pure; no team and no cell that is too small can be worked out from the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.reports.figures import SMALLEST_GROUP
from bot.reports.shares import CountedShare, counted
from schedules.ledger.figures.gaps import TeamAnswers

Tally = dict[str, tuple[int, int]]  # question -> right, tries


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team.

    Attributes:
        name: "" for all small ones together.
        cells: share of first answers that were right, question by question.
    """

    name: str
    cells: tuple[CountedShare, ...]


def heat_map(
    answers: Sequence[TeamAnswers], keys: Sequence[str], managers: Mapping[str, str], *, privacy: bool
) -> list[TeamRow]:
    """The rows, the largest team first.

    Args:
        keys: the questions, in the order of the columns.
        managers: names by id, for those that have none of their own.
    """
    tallies: dict[str, Tally] = defaultdict(dict)
    for each in answers:
        _add(tallies[each.team or managers.get(each.manager_id, "")], each.check_key, each.right, each.tries)
    rest = tallies.pop("", {})
    largest = sorted(tallies.items(), key=lambda item: (-_size(item[1]), item[0]))
    rows = list(largest)
    small = [rest] if rest else []
    # The rest of a total gives a single small team away, so it takes the next one in until it is large enough.
    while privacy and rows and (_size(rows[-1][1]) < SMALLEST_GROUP or 0 < _size(_together(small)) < SMALLEST_GROUP):
        small.append(rows.pop()[1])
    named = [*rows, ("", _together(small))] if small else rows
    cells = [[counted(*tally.get(key, (0, 0)), privacy=privacy) for key in keys] for _, tally in named]
    visible = _covered(cells)
    return [TeamRow(name, tuple(row)) for (name, _), row in zip(named, visible, strict=True)]


def _add(tally: Tally, key: str, right: int, tries: int) -> None:
    before = tally.get(key, (0, 0))
    tally[key] = (before[0] + right, before[1] + tries)


def _size(tally: Tally) -> int:
    """At least so many people are in it: each answers a question once."""
    return max((tries for _, tries in tally.values()), default=0)


def _together(tallies: Sequence[Tally]) -> Tally:
    whole: Tally = {}
    for tally in tallies:
        for key, (right, tries) in tally.items():
            _add(whole, key, right, tries)
    return whole


def _covered(cells: list[list[CountedShare]]) -> list[list[CountedShare]]:
    """The cells, where a hidden one is never alone in its column: the column's total stands elsewhere on the page."""
    for column in range(len(cells[0]) if cells else 0):
        hidden = [row for row in cells if row[column].hidden]
        open_rows = sorted((row for row in cells if row[column].share is not None), key=lambda row: row[column].of)
        if len(hidden) == 1 and open_rows:
            open_rows[0][column] = replace(open_rows[0][column], hidden=True)
    return cells
