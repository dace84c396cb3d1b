"""When a check comes back."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.rules.spacing import LONGEST, SHORTEST, ReviewState, due_first, recall_chance, review

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
A_DAY = timedelta(days=1)


def after(replies: list[bool], key: str = "Ada:phishing", **details: float) -> ReviewState:
    """The state after replies that each came when the check was due."""
    at, known = MONDAY, None
    for correct in replies:
        known = review(known, correct, at, key=key, **details)  # type: ignore[arg-type]
        at = known.due_at
    assert known is not None
    return known


def pause(known: ReviewState) -> timedelta:
    return known.due_at - known.last_at


some_replies = st.lists(st.booleans(), min_size=1, max_size=12)
confidences = st.sampled_from([None, 1, 2, 3])


@given(some_replies, st.text())
def test_a_check_comes_back_after_two_days_at_the_earliest_and_within_a_season(replies: list[bool], key: str) -> None:
    assert SHORTEST <= pause(after(replies, key)) < LONGEST + A_DAY


def test_a_check_missed_at_once_comes_back_in_two_to_three_days() -> None:
    pauses = {pause(after([False], f"Ada:check {n}")) for n in range(200)}
    assert all(timedelta(days=2) <= one < timedelta(days=3) for one in pauses)
    assert len(pauses) == 200


@given(st.integers(1, 8))
def test_every_right_reply_makes_the_pause_longer_until_the_longest(rights: int) -> None:
    shorter, longer = after([True] * rights), after([True] * (rights + 1))
    assert pause(longer) > pause(shorter) or timedelta(days=90) <= pause(longer) < timedelta(days=91)
    assert longer.stability > shorter.stability


@given(some_replies, confidences, st.text())
def test_a_right_reply_never_brings_a_check_back_sooner_than_a_wrong_one(
    replies: list[bool], confidence: int | None, key: str
) -> None:
    known = after(replies, key)
    right, wrong = (review(known, correct, known.due_at, None, confidence, key=key) for correct in (True, False))
    assert right.stability > wrong.stability
    assert right.difficulty < wrong.difficulty
    assert right.due_at >= wrong.due_at


@given(some_replies)
def test_the_surer_a_right_reply_the_longer_the_pause(replies: list[bool]) -> None:
    known = after(replies)
    states = [review(known, True, known.due_at, None, sure, key="Ada") for sure in (1, 2, 3)]
    assert [state.stability for state in states] == sorted(state.stability for state in states)
    assert states[0].stability < states[1].stability < states[2].stability


def test_a_right_reply_quicker_than_reading_counts_as_a_guess() -> None:
    hasty, guessed = (review(None, True, MONDAY, *how, key="Ada") for how in ((1.5, 3), (60.0, 1)))
    assert hasty == guessed
    assert review(None, True, MONDAY, 60.0, 2, key="Ada") != guessed


def test_a_message_that_lay_unread_for_hours_does_not_count_against_the_learner() -> None:
    assert review(None, True, MONDAY, 20_000.0, key="Ada") == review(None, True, MONDAY, None, key="Ada")


@given(some_replies, st.floats(0.7, 0.97), st.floats(0.7, 0.97))
def test_who_wants_to_forget_less_is_asked_sooner(replies: list[bool], one: float, other: float) -> None:
    known = after(replies)
    often, seldom = (
        review(known, True, known.due_at, key="Ada", desired_retention=chance)
        for chance in (max(one, other), min(one, other))
    )
    assert often.due_at <= seldom.due_at
    assert often.stability == seldom.stability


def test_the_longest_pause_can_be_shortened_to_a_short_season() -> None:
    known = after([True, True, True])
    short = review(known, True, known.due_at, key="Ada", longest=timedelta(days=20))
    assert timedelta(days=20) <= pause(short) < timedelta(days=21)


@given(some_replies, st.integers(0, 400), st.integers(0, 400))
def test_memory_only_fades(replies: list[bool], one: int, other: int) -> None:
    known = after(replies)
    sooner, later = (recall_chance(known, known.last_at + timedelta(days=days)) for days in sorted((one, other)))
    assert 0 < later <= sooner <= 1


def test_the_chance_of_recall_is_nine_in_ten_after_stability_days() -> None:
    known = replace(after([True, True]), stability=11.0)
    assert recall_chance(known, known.last_at + timedelta(days=11)) == pytest.approx(0.9)
    assert recall_chance(known, known.last_at) == 1.0


def test_the_longest_pause_can_be_as_short_as_the_shortest() -> None:
    assert SHORTEST <= pause(review(None, True, MONDAY, key="Ada", longest=SHORTEST)) < SHORTEST + A_DAY


def test_every_wrong_reply_is_counted() -> None:
    assert after([False, True, False, False, True]).lapses == 3
    assert after([True, True]).lapses == 0


@given(some_replies, confidences)
def test_a_state_lives_through_columns_and_gives_the_same_next(replies: list[bool], confidence: int | None) -> None:
    known = after(replies)
    stored = ReviewState(**asdict(known))
    assert all(value is None or isinstance(value, (int, float, datetime)) for value in asdict(known).values())
    assert review(stored, True, known.due_at, 9.0, confidence, key="Ada") == review(
        known, True, known.due_at, 9.0, confidence, key="Ada"
    )


def test_checks_answered_on_one_morning_do_not_all_come_back_on_one() -> None:
    dues = [after([False], f"Ada:check {n}").due_at for n in range(100)]
    assert max(dues) - min(dues) > timedelta(hours=20)


@pytest.mark.parametrize(
    "at",
    [MONDAY.replace(tzinfo=None), MONDAY.astimezone(timezone(timedelta(hours=2)))],
)
def test_a_time_that_is_not_utc_is_refused(at: datetime) -> None:
    for ask in (lambda: review(None, True, at, key="Ada"), lambda: recall_chance(after([True]), at)):
        with pytest.raises(ValueError, match="not in UTC"):
            ask()


def test_utc_is_known_by_its_offset_not_by_its_name() -> None:
    assert review(None, True, MONDAY.astimezone(ZoneInfo("UTC")), key="Ada") == review(None, True, MONDAY, key="Ada")


def test_a_reply_older_than_the_one_known_is_refused() -> None:
    with pytest.raises(ValueError, match="older than the one known"):
        review(after([True]), True, MONDAY - A_DAY, key="Ada")


def test_two_replies_in_one_day_are_taken() -> None:
    again = review(after([False]), True, MONDAY + timedelta(hours=1), key="Ada")
    assert again.last_at == MONDAY + timedelta(hours=1)
    assert pause(again) >= SHORTEST


@pytest.mark.parametrize("confidence", [0, 4, -1])
def test_a_confidence_out_of_range_is_refused(confidence: int) -> None:
    with pytest.raises(ValueError, match="1 \\(guessed\\), 2 or 3 \\(sure\\)"):
        review(None, True, MONDAY, None, confidence, key="Ada")


@pytest.mark.parametrize("retention", [0.5, 0.99, float("nan")])
def test_a_retention_that_would_drown_or_forget_people_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match=r"from 0\.7 to 0\.97"):
        review(None, True, MONDAY, key="Ada", desired_retention=retention)


def test_a_longest_pause_below_the_shortest_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2 days"):
        review(None, True, MONDAY, key="Ada", longest=timedelta(days=1))


def test_the_most_forgotten_comes_first_and_only_what_is_due() -> None:
    states = {"missed": after([False]), "known": after([True]), "well known": after([True, True])}
    now = states["well known"].due_at - A_DAY
    assert due_first(states, now, 10) == ["missed", "known"]
    assert due_first(states, now, 1) == ["missed"]
    assert due_first(states, now, 0) == []
    assert due_first(states, now, -3) == []
    assert due_first(states, MONDAY, 10) == []


@given(st.lists(some_replies, max_size=8), st.integers(0, 200), st.integers(0, 10))
def test_what_is_asked_now_is_due_within_the_budget_and_in_order(
    histories: list[list[bool]], days: int, budget: int
) -> None:
    states = {f"check {n}": after(replies, f"check {n}") for n, replies in enumerate(histories)}
    now = MONDAY + timedelta(days=days)
    asked = due_first(states, now, budget)
    assert len(asked) == min(budget, sum(state.due_at <= now for state in states.values()))
    chances = [recall_chance(states[key], now) for key in asked]
    assert chances == sorted(chances)
    left = [recall_chance(state, now) for key, state in states.items() if key not in asked and state.due_at <= now]
    assert not left or not asked or max(chances) <= min(left)
