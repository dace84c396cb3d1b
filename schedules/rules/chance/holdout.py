"""Who of a campaign's people gets the series later: the same share of each team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from schedules.rules.calendar import spread


def kept_back(seed: str, share: float, team_of: Mapping[str, str]) -> frozenset[str]:
    """The ids of those who wait, from a stratified random draw that the seed decides.

    In each team the number is the share of its people, and where that is no whole number, chance decides which of the
    two next to it; so each person waits with exactly that share as their chance.

    Args:
        share: 0 to 0.5.
        team_of: learner -> their team, "" for those who have none.

    Source: stratified sampling, Särndal, Swensson and Wretman, Model Assisted Survey Sampling (1992), 3.7.
    """
    by_team: dict[str, list[str]] = defaultdict(list)
    for learner_id, team in team_of.items():
        by_team[team].append(learner_id)
    waiting: set[str] = set()
    for team, people in by_team.items():
        whole, part = divmod(share * len(people), 1)
        count = int(whole) + (spread(f"{seed}:team:{team}") < part)
        waiting.update(sorted(people, key=lambda each: spread(f"{seed}:{each}"))[:count])
    return frozenset(waiting)
