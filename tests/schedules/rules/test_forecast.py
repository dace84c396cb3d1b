"""Four weeks ahead: chances that equal FSRS's own, and a trend that is said only when chance does not explain it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scipy import stats

from schedules.rules.forecast import AHEAD, fading, trend
from schedules.rules.spacing import ReviewState, recall_chance, review

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def known(correct: bool, days_ago: int, key: str) -> ReviewState:
    return review(None, correct, NOW - timedelta(days=days_ago), key=key)


def test_what_most_people_will_have_forgotten_stands_first() -> None:
    right = [known(True, 3, f"r{n}") for n in range(6)]
    wrong = [known(False, 3, f"w{n}") for n in range(6)]
    first, second = fading({"leak/mail": right, "leak/call": wrong, "leak/none": []}, NOW)
    assert (first.check_key, second.check_key) == ("leak/call", "leak/mail")
    assert first.people == 6
    assert first.later < first.now <= 1
    assert second.later == pytest.approx(sum(recall_chance(each, NOW + AHEAD) for each in right) / 6)


@pytest.mark.parametrize(
    ("before", "lately", "rises"), [(5, 20, True), (10, 12, False), (0, 9, True), (0, 2, False), (20, 5, False)]
)
def test_a_rise_is_said_only_when_chance_does_not_explain_it(before: int, lately: int, rises: bool) -> None:
    assert trend(before, lately).rises is rises


def test_the_interval_is_that_of_a_share_of_two_counts() -> None:
    found = trend(8, 24)
    share = stats.binomtest(24, 32).proportion_ci(method="wilson")
    assert found.low == pytest.approx(share.low / (1 - share.low), abs=1e-6)
    assert found.high is not None
    assert found.high == pytest.approx(share.high / (1 - share.high), abs=1e-6)
    assert trend(0, 5).high is None
    assert trend(5, 0).low == 0
