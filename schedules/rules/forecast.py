"""What will be forgotten in the weeks to come, and what is asked more than before. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean

from schedules.rules.comparison import wilson
from schedules.rules.spacing import ReviewState, recall_chance

AHEAD = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Fading:
    """How well one question's answer is known.

    Attributes:
        people: who answered it at least once.
        now, later: the share of them, 0 to 1, who would answer right today, and AHEAD if nobody asks them before.
    """

    check_key: str
    people: int
    now: float
    later: float


def fading(states: Mapping[str, Sequence[ReviewState]], now: datetime) -> list[Fading]:
    """Every question with a state, the one that most people will have forgotten first.

    The chances are FSRS-6's, one for each person; see spacing.recall_chance.
    """
    forecasts = [
        Fading(
            key,
            len(people),
            fmean(recall_chance(state, now) for state in people),
            fmean(recall_chance(state, now + AHEAD) for state in people),
        )
        for key, people in states.items()
        if people
    ]
    return sorted(forecasts, key=lambda each: (each.people * (each.later - 1), each.check_key))


@dataclass(frozen=True, slots=True)
class Trend:
    """How often something was asked in two spans of the same length.

    Attributes:
        low, high: the 95 % interval of lately divided by before; high is None where it has no end.
    """

    before: int
    lately: int
    low: float
    high: float | None

    @property
    def rises(self) -> bool:
        """Whether it is asked more now, beyond what chance explains."""
        return self.low > 1


def trend(before: int, lately: int) -> Trend:
    """The trend of two counts, at least one of which is above 0.

    Given their sum, two counts of the same rate split evenly; the interval is Wilson's for the share of the later
    one. Source: Przyborowski and Wilenski, Biometrika 31 (1940).
    """
    low, high = wilson(lately, before + lately)
    # At the ends rounding leaves a hair beside 0 or 1.
    end = high / (1 - high) if before and high < 1 else None
    return Trend(before, lately, max(low, 0.0) / (1 - low), end)
