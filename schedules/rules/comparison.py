"""Did it help? The difference between two groups with its interval, and a test that may be looked at every day.

Everything here is arithmetic on the groups' figures; chance decides elsewhere, for good, who is in which group.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, variance

CONFIDENCE = 0.95
POWER = 0.8
_NORMAL = NormalDist()
_SMALLEST_GROUP = 2  # one value has no spread


@dataclass(frozen=True, slots=True)
class Difference:
    """The first group's mean minus the second's.

    Attributes:
        low, high: the 95 % interval.
        needed: people in each group with whom a difference of this size would be found four times out of five;
            None where there is no difference.
    """

    mean: float
    low: float
    high: float
    needed: int | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def difference_of_means(treated: Sequence[float], control: Sequence[float]) -> Difference | None:
    """Welch's interval, which asks for no equal spread; None where a group has fewer than two values.

    Source: Welch, Biometrika 34 (1947); the same as statsmodels' CompareMeans.tconfint_diff(usevar="unequal").
    """
    if min(len(treated), len(control)) < _SMALLEST_GROUP:
        return None
    mean = fmean(treated) - fmean(control)
    parts = [variance(group) / len(group) for group in (treated, control)]
    error = math.sqrt(sum(parts))
    if error == 0:
        return Difference(mean, mean, mean, None)
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(group) - 1) for part, group in zip(parts, (treated, control), strict=True)
    )
    margin = t_quantile((1 + CONFIDENCE) / 2, freedom) * error
    spread = (variance(treated) + variance(control)) / 2
    return Difference(mean, mean - margin, mean + margin, _needed(mean, spread))


def _needed(mean: float, spread: float) -> int | None:
    """People in each group for the power above, by the normal approximation.

    Source: Cohen, Statistical Power Analysis, 2.4; the same as statsmodels' NormalIndPower.solve_power.
    """
    if not mean or not spread:
        return None
    reach = _NORMAL.inv_cdf((1 + CONFIDENCE) / 2) + _NORMAL.inv_cdf(POWER)
    return math.ceil(2 * (reach**2) * spread / mean**2)


def difference_of_shares(treated: tuple[int, int], control: tuple[int, int]) -> tuple[float, float, float]:
    """(difference, low, high) of two shares, each given as (count, of how many).

    Source: Newcombe, Statistics in Medicine 17 (1998), method 10: from Wilson's interval of each share.
    """
    shares = [count / total for count, total in (treated, control)]
    intervals = [wilson(*group) for group in (treated, control)]
    mean = shares[0] - shares[1]
    low = math.hypot(shares[0] - intervals[0][0], intervals[1][1] - shares[1])
    high = math.hypot(intervals[0][1] - shares[0], shares[1] - intervals[1][0])
    return mean, mean - low, mean + high


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share. Source: Wilson, JASA 22 (1927)."""
    z = _NORMAL.inv_cdf((1 + CONFIDENCE) / 2)
    centre = count + z * z / 2
    reach = z * math.sqrt(count * (total - count) / total + z * z / 4)
    return (centre - reach) / (total + z * z), (centre + reach) / (total + z * z)


def t_quantile(share: float, freedom: float) -> float:
    """The value below which that share of Student's distribution lies, for a share above one half."""
    value = _NORMAL.inv_cdf(share)  # never beyond the quantile: Student's tails are the heavier ones
    for _ in range(200):
        # Below its quantile the distribution bends down, so each tangent stops short of the quantile too.
        step = (share - _t_share(value, freedom)) / _t_density(value, freedom)
        value += step
        if abs(step) < 1e-12 * value:
            break
    return value


def _t_density(value: float, freedom: float) -> float:
    scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    return math.exp(scale - (freedom + 1) / 2 * math.log1p(value * value / freedom))


def _t_share(value: float, freedom: float) -> float:
    """The share of Student's distribution below a value of 0 or more."""
    return 1 - incomplete_beta(freedom / (freedom + value * value), freedom / 2, 0.5) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction.

    Source: NIST Digital Library of Mathematical Functions, 8.17.22.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges quickly on the other side
        return 1 - incomplete_beta(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's way to evaluate the fraction from the front."""
    tiny = 1e-300
    c, d = 1.0, 1 / max(tiny, 1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def always_valid_p(first: tuple[int, int], second: tuple[int, int], spread: float = 0.1) -> float:
    """A p-value for two shares that may be looked at after every person, and stops being true at no look.

    The mixture sequential probability ratio test with a normal mixture: its chance of ever falling below 0.05 while
    both shares are equal is at most 0.05. The smallest value over all looks counts, so the caller keeps the least.

    Args:
        first, second: (count, of how many) so far, assigned at random.
        spread: how large a difference is expected; it changes the power and not the error.

    Source: Johari, Pekelis, Walsh, Always Valid Inference (2015), equation 9; Robbins, Ann. Math. Stat. 41 (1970).
    """
    pairs = min(first[1], second[1])
    if pairs < FEWEST_PAIRS:
        return 1.0
    shares = [(count + 0.5) / (total + 1) for count, total in (first, second)]
    noise = sum(share * (1 - share) for share in shares)
    mixed = noise + pairs * spread**2
    exponent = pairs**2 * spread**2 * (shares[0] - shares[1]) ** 2 / (2 * noise * mixed)
    return min(1.0, math.sqrt(mixed / noise) * math.exp(-exponent))


# With fewer, the spread of a share is not yet known well enough: in the simulation of
# tests/schedules/rules/test_comparison.py looks from 5 pairs on raised false alarms, looks from 20 on did not.
FEWEST_PAIRS = 20
