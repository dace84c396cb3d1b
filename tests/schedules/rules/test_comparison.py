"""Figures that compare groups: equal to the field's own libraries, and true to their error rate."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special
import scipy.stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from schedules.rules.comparison import (
    always_valid_p,
    difference_of_means,
    difference_of_shares,
    incomplete_beta,
    t_quantile,
    wilson,
)

RANDOM = np.random.default_rng(20261130)
CLOSE = 1e-6


def test_the_interval_of_a_difference_is_that_of_statsmodels() -> None:
    for _ in range(200):
        sizes, scales = RANDOM.integers(2, 60, 2), RANDOM.uniform(0.1, 50, 2)
        first, second = (
            RANDOM.normal(RANDOM.uniform(-5, 5), scale, size) for size, scale in zip(sizes, scales, strict=True)
        )
        ours = difference_of_means(list(first), list(second))
        assert ours
        low, high = CompareMeans(DescrStatsW(first), DescrStatsW(second)).tconfint_diff(usevar="unequal")
        assert (ours.low, ours.high) == pytest.approx((low, high), abs=CLOSE, rel=CLOSE)
        effect = abs(ours.mean) / np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2)
        if 0.05 < effect < 1:
            assert ours.needed
            power = NormalIndPower().power
            assert power(effect, ours.needed, 0.05) >= 0.8 > power(effect, ours.needed - 1, 0.05)


def test_the_interval_of_two_shares_is_that_of_statsmodels() -> None:
    for _ in range(200):
        totals = RANDOM.integers(1, 400, 2)
        counts = [int(RANDOM.integers(0, total + 1)) for total in totals]
        _, low, high = difference_of_shares((counts[0], int(totals[0])), (counts[1], int(totals[1])))
        expected = confint_proportions_2indep(
            counts[0], totals[0], counts[1], totals[1], method="newcomb", compare="diff"
        )
        assert (low, high) == pytest.approx((expected[0], expected[1]), abs=CLOSE, rel=CLOSE)
        expected = proportion_confint(counts[0], totals[0], method="wilson")
        assert wilson(counts[0], int(totals[0])) == pytest.approx((expected[0], expected[1]), abs=CLOSE, rel=CLOSE)


def test_quantiles_and_the_beta_function_are_those_of_scipy() -> None:
    for _ in range(200):
        freedom, share = float(RANDOM.uniform(1, 500)), float(RANDOM.uniform(0.51, 0.999))
        assert t_quantile(share, freedom) == pytest.approx(scipy.stats.t.ppf(share, freedom), abs=CLOSE, rel=CLOSE)
        a, b, x = (float(value) for value in RANDOM.uniform(0.2, 40, 3))
        assert incomplete_beta(x / 41, a, b) == pytest.approx(scipy.special.betainc(a, b, x / 41), abs=CLOSE, rel=CLOSE)


def test_nineteen_of_twenty_intervals_hold_the_true_difference() -> None:
    held = 0
    for _ in range(4000):
        first, second = RANDOM.normal(1.0, 2.0, 40), RANDOM.normal(0.4, 1.0, 25)
        ours = difference_of_means(first.tolist(), second.tolist())
        held += bool(ours and ours.low <= 0.6 <= ours.high)
    assert 0.94 <= held / 4000 <= 0.96


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_looking_every_day_raises_no_more_false_alarms_than_one_in_twenty(share: float) -> None:
    alarms = 0
    for _ in range(600):
        presses = (RANDOM.random((2, 600)) < share).cumsum(axis=1)
        looks = range(20, 601, 10)  # ten people a day in each group, for two months
        alarms += any(always_valid_p((int(presses[0, n - 1]), n), (int(presses[1, n - 1]), n)) <= 0.05 for n in looks)
    assert alarms / 600 <= 0.05


def test_a_real_difference_is_found_in_time() -> None:
    presses = [(RANDOM.random(600) < share).sum() for share in (0.75, 0.55)]
    assert always_valid_p((int(presses[0]), 600), (int(presses[1]), 600)) < 0.001


def test_too_little_says_nothing() -> None:
    assert difference_of_means([1.0], [2.0, 3.0]) is None
    assert always_valid_p((5, 5), (0, 5)) == 1.0
    same = difference_of_means([1.0, 1.0], [1.0, 1.0])
    assert same
    assert (same.low, same.high, same.needed, same.is_clear) == (0.0, 0.0, None, False)
