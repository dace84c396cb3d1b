"""How sure were you: for one answer of five, and never twice in a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.replies.certainty import SHARE, is_asked_how_sure
from schedules.rules.spacing import ReviewState, due_first, review

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def asked(ids: list[str]) -> list[bool]:
    """Which of a learner's answers in a row are asked about."""
    return [is_asked_how_sure(each, before) for before, each in zip(["", *ids], ids, strict=False)]


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=40))
def test_never_at_the_first_answer_and_never_twice_in_a_row(ids: list[str]) -> None:
    row = asked(ids)
    assert not any(row[:1])
    assert not any(one and other for one, other in pairwise(row))


def test_one_answer_of_five_is_asked_about() -> None:
    row = asked([f"delivery {number}" for number in range(50_000)])
    assert sum(row) / len(row) == pytest.approx(SHARE, abs=0.01)


def test_a_sure_mistake_comes_before_what_is_forgotten_most() -> None:
    forgotten = _wrong("forgotten", MONDAY)
    sure = _wrong("sure", MONDAY + timedelta(days=30))
    states, now = {"forgotten": forgotten, "sure": sure}, MONDAY + timedelta(days=40)
    assert due_first(states, now, 1) == ["forgotten"]
    assert due_first(states, now, 2, {"sure"}) == ["sure", "forgotten"]


@pytest.mark.parametrize("confidence", [None, 2, 3])
def test_a_right_answer_after_a_wrong_one_makes_the_pause_longer(confidence: int | None) -> None:
    wrong = _wrong("check", MONDAY)
    right = review(wrong, True, wrong.due_at, 20.0, confidence, key="check")
    assert right.due_at - right.last_at > wrong.due_at - wrong.last_at


def _wrong(key: str, at: datetime) -> ReviewState:
    return review(None, False, at, 20.0, None, key=key)
