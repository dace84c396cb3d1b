"""Who waits for a season is drawn in each team, by chance, and the same for good."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from schedules.rules.chance.holdout import kept_back

TEAMS = st.dictionaries(st.text(min_size=1, max_size=6), st.sampled_from(("", "a", "b", "c")), max_size=60)


@given(TEAMS, st.floats(0, 0.5), st.text(max_size=8))
def test_each_team_gives_its_share_and_no_one_more_than_that(teams: dict[str, str], share: float, seed: str) -> None:
    waiting = kept_back(seed, share, teams)
    assert waiting <= teams.keys()
    for team, size in Counter(teams.values()).items():
        assert abs(sum(teams[each] == team for each in waiting) - share * size) < 1
    assert kept_back(seed, share, dict(reversed(teams.items()))) == waiting


def test_everybody_waits_with_the_same_chance_whatever_the_size_of_their_team() -> None:
    teams = {**{f"a{n}": "a" for n in range(3)}, **{f"b{n}": "b" for n in range(17)}, "alone": "c"}
    times: Counter[str] = Counter()
    for draw in range(4000):
        times.update(kept_back(f"seed {draw}", 0.3, teams))
    assert all(0.27 <= times[each] / 4000 <= 0.33 for each in teams), times


def test_another_seed_draws_others() -> None:
    teams = {f"p{n}": "a" for n in range(40)}
    assert kept_back("one", 0.5, teams) != kept_back("another", 0.5, teams)
    assert kept_back("one", 0.0, teams) == frozenset()
