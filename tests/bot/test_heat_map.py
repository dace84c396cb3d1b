"""Gaps by team: nothing of a small group can be read, nor worked out from what stands beside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.reports.heat_map import TeamRow, heat_map
from schedules.ledger.figures.gaps import TeamAnswers

KEYS = ("a", "b")


def rows(*answers: TeamAnswers, privacy: bool = True) -> list[TeamRow]:
    return heat_map(answers, KEYS, {"m1": "Mira"}, privacy=privacy)


def answers(team: str, a: tuple[int, int], b: tuple[int, int] = (0, 0), manager: str = "") -> list[TeamAnswers]:
    return [TeamAnswers(team, manager, key, *counts) for key, counts in (("a", a), ("b", b)) if counts[1]]


def test_a_team_without_a_name_is_its_managers() -> None:
    (row,) = rows(*answers("", (3, 6), manager="m1"))
    assert (row.name, row.cells[0].share, row.cells[1].share) == ("Mira", 0.5, None)


def test_a_single_small_team_takes_the_next_one_in_so_that_no_total_gives_it_away() -> None:
    table = rows(*answers("Large", (8, 10)), *answers("Middle", (3, 6)), *answers("Small", (0, 2)))
    assert [(row.name, row.cells[0].count, row.cells[0].of) for row in table] == [("Large", 8, 10), ("", 3, 8)]


def test_a_small_cell_is_never_the_only_hidden_one_of_its_column() -> None:
    table = rows(*answers("X", (5, 9), (2, 3)), *answers("Y", (5, 9), (4, 6)), *answers("Z", (5, 9), (4, 7)))
    assert [row.cells[1].hidden for row in table] == [True, True, False]


def test_without_privacy_everything_is_shown() -> None:
    table = rows(*answers("Small", (0, 2)), *answers("", (1, 1)), privacy=False)
    assert [(row.name, row.cells[0].of) for row in table] == [("Small", 2), ("", 1)]


tallies = st.integers(0, 9).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(st.lists(st.tuples(tallies, tallies), max_size=8))
def test_no_small_cell_can_be_worked_out_from_the_totals(teams: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    given_answers = [each for number, (a, b) in enumerate(teams) for each in answers(f"T{number}", a, b)]
    table = rows(*given_answers)
    for column, key in enumerate(KEYS):
        cells = [row.cells[column] for row in table]
        assert all(cell.hidden or cell.of == 0 or cell.of >= 5 for cell in cells)
        total = sum(each.tries for each in given_answers if each.check_key == key)
        unseen = total - sum(cell.of for cell in cells if not cell.hidden)
        # What is missing to the total is no group under five, unless there is nothing beside it that could be known.
        assert (
            unseen == 0
            or unseen >= 5
            or total < 5
            or sum(cell.of > 0 for cell in cells) == 1
            or _two_hidden(table, column)
        )


def _two_hidden(table: list[TeamRow], column: int) -> bool:
    return sum(row.cells[column].hidden for row in table) >= 2
