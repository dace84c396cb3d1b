"""Which try comes when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.rules.retries import LAST_TRY, LONGEST_WAIT_S, next_try, wait_s

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def wait(attempt: int, retry_after: float | None = None, key: str = "delivery") -> float:
    at = next_try(attempt, NOON, retry_after, key)
    assert at is not None
    return (at - NOON).total_seconds()


@given(st.integers(1, LAST_TRY - 1), st.text())
def test_a_wait_is_cut_by_at_most_half(attempt: int, key: str) -> None:
    assert wait_s(attempt) / 2 < wait(attempt, key=key) <= wait_s(attempt)


def test_waits_grow_until_an_hour() -> None:
    waits = [wait_s(attempt) for attempt in range(1, 20)]
    assert waits[:5] == [5, 20, 80, 320, 1280]
    assert all(earlier <= later for earlier, later in pairwise(waits))
    assert waits[-1] == LONGEST_WAIT_S


def test_after_eight_tries_it_is_given_up() -> None:
    assert next_try(LAST_TRY - 1, NOON, None, "delivery")
    assert next_try(LAST_TRY, NOON, None, "delivery") is None
    assert next_try(LAST_TRY + 5, NOON, None, "delivery") is None


def test_all_tries_end_well_within_the_day_that_a_slot_is_useful() -> None:
    at = NOON
    for attempt in range(1, LAST_TRY):
        at += timedelta(seconds=wait_s(attempt))
    assert timedelta(hours=1) < at - NOON < timedelta(hours=4)


@given(st.integers(1, 100), st.floats(0, 86_400), st.text())
def test_a_wait_that_the_platform_named_is_kept_and_never_ends_in_giving_up(
    attempt: int, retry_after: float, key: str
) -> None:
    waited = wait(attempt, retry_after, key)
    assert retry_after - 1e-6 <= waited <= retry_after * 1.1 + 1e-6


def test_those_who_failed_together_do_not_come_back_together() -> None:
    assert len({wait(3, key=f"delivery {n}") for n in range(1000)}) == 1000
    assert len({wait(3, 30, key=f"delivery {n}") for n in range(1000)}) == 1000


def test_the_same_failure_always_waits_the_same() -> None:
    assert wait(4) == wait(4)


@pytest.mark.parametrize("retry_after", [-1.0, float("nan"), float("inf")])
def test_a_wait_that_is_no_time_is_refused(retry_after: float) -> None:
    with pytest.raises(ValueError, match="number of seconds from 0 up"):
        next_try(1, NOON, retry_after, "delivery")
