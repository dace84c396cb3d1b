"""Two equally good hooks, looked at every day: how often one is called better; and how soon a better one is found.

    python -m bench.hooks [--runs 4000]

People come day by day; each is given a hook by chance, and reaches the end of the clip or not. Some watch to the end
only days after they were counted, which turns what was counted. The page is read each day, and the first clear word
counts.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from schedules.plans.hooks.comparing import CLEAR
from schedules.rules.comparison import always_valid_p

DAYS = 90
LATE = 0.03  # of those who reach the end: so many do only after they were counted as not having done so
LATE_DAYS = 5
EQUAL = (0.05, 0.3, 0.6, 0.95)
BETTER = ((0.3, 0.4), (0.5, 0.6), (0.3, 0.45), (0.3, 0.35))
A_DAY = (3, 20)


def first_clear_day(
    random: np.random.Generator, shares: tuple[float, float], a_day: int, days: int = DAYS
) -> int | None:
    """The day on which one of two hooks is first called better, None where none is in all of them.

    Args:
        shares: of people who reach the end, by hook.
        a_day: how many come on a day, on average.
    """
    sent, ended = np.zeros((2, days), int), np.zeros((2, days), int)
    for day in range(days):
        hooks = random.integers(0, 2, random.poisson(a_day))
        reached = random.random(len(hooks)) < np.asarray(shares)[hooks]
        known_on = np.where(random.random(len(hooks)) < LATE, day + LATE_DAYS, day)
        sent[:, day] = np.bincount(hooks, minlength=2)
        in_time = reached & (known_on < days)
        np.add.at(ended, (hooks[in_time], known_on[in_time]), 1)
    seen, done = sent.cumsum(axis=1), ended.cumsum(axis=1)
    for day in range(days):
        first, second = ((int(done[hook, day]), int(seen[hook, day])) for hook in (0, 1))
        if always_valid_p(first, second) <= CLEAR:
            return day
    return None


def share_called(shares: tuple[float, float], a_day: int, runs: int, seed: int = 1) -> tuple[float, float | None]:
    """In what share of runs one is called better, and on which day in the middle one of them."""
    random = np.random.default_rng(seed)
    days = [first_clear_day(random, shares, a_day) for _ in range(runs)]
    called = sorted(day for day in days if day is not None)
    return len(called) / runs, float(np.median(called)) if called else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=4000)
    runs = parser.parse_args().runs
    alarms: list[float] = []
    for share in EQUAL:
        for a_day in A_DAY:
            alarms.append(share_called((share, share), a_day, runs)[0])
            print(
                f"equal, {share:.0%} reach the end, {a_day} people a day: {alarms[-1]:.2%} false alarms in {DAYS} days"
            )
    power: dict[str, float] = {}
    for shares in BETTER:
        for a_day in A_DAY:
            found, day = share_called(shares, a_day, runs)
            power[f"{shares[0]:g}-{shares[1]:g}-{a_day}"] = round(found, 3)
            print(
                f"{shares[0]:.0%} against {shares[1]:.0%}, {a_day} people a day: found in {found:.1%}, middle day {day}"
            )
    print(json.dumps({"runs": runs, "days": DAYS, "false_alarms_most": round(max(alarms), 4), "found": power}))


if __name__ == "__main__":
    main()
