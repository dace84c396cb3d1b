"""When a check comes back: FSRS-6, behind one function.

What is known of one learner and one check is a ReviewState. A wrong reply brings the check back in two to three days;
each right one makes the pause longer. There are no steps of minutes: a chat message is not a flashcard session.

Source: py-fsrs 6.3, https://github.com/open-spaced-repetition/py-fsrs
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fsrs import Card, Rating, Scheduler, State

from schedules.rules.calendar import spread

SHORTEST = timedelta(days=2)  # asked sooner, people repeat what they just read instead of recalling it
GROWS_TO = timedelta(days=7)  # from a week on FSRS's own pauses grow faster than by a day
LONGEST = timedelta(days=90)  # a season and its review end within a quarter; later, nobody can connect it to the story
RETENTION = 0.9
RETENTIONS = (0.7, 0.97)  # below, most re-asks fail; above, FSRS asks every check every few days
RAPID_GUESS_S = 3.0  # Kong, Wise and Bhola 2007, doi 10.1177/0013164406294779: quicker than the question can be read
GUESSED, SURE = 1, 3


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What is known of one learner's memory of one check.

    Attributes:
        stability: days until the chance of a right reply falls to 0.9, above 0.
        difficulty: 1 (easy) to 10.
        due_at: when to ask again.
        last_at: the last reply.
        state, step: FSRS's own, kept so that its newer versions can go on from here.
        lapses: wrong replies so far.
    """

    stability: float
    difficulty: float
    due_at: datetime
    last_at: datetime
    state: int
    step: int | None
    lapses: int


def review(
    known: ReviewState | None,
    correct: bool,
    answered_at: datetime,
    seconds_to_answer: float | None = None,
    confidence: int | None = None,
    *,
    key: str,
    desired_retention: float = RETENTION,
    longest: timedelta = LONGEST,
) -> ReviewState:
    """What is known after one more reply.

    Args:
        known: None before the first reply.
        answered_at: in UTC, not before the reply known.
        seconds_to_answer: from seeing the question to the reply. Only haste is read from it: a message may lie unread
            for hours, so slowness says nothing.
        confidence: 1 (guessed), 2 or 3 (sure), where asked.
        key: names learner and check. It moves the re-ask later by up to a day, always the same, so that what was asked
            on one morning does not all come back on one.
        desired_retention: the chance of a right reply at which to ask again, 0.7 to 0.97.
        longest: the pause is never longer, give or take that day.

    Raises:
        ValueError: a time that is not UTC or runs backwards, or a figure out of its range.
    """
    answered_at = _utc(answered_at)
    _check(known, answered_at, confidence, desired_retention, longest)
    rating = rate(correct, seconds_to_answer, confidence)
    card, _ = _scheduler(desired_retention).review_card(_card(known), rating, answered_at)
    if card.stability is None or card.difficulty is None:
        raise ValueError("FSRS left a reviewed card without stability")  # its types allow what it never does
    shortest = _longer_than_before(known, answered_at) if rating in (Rating.Good, Rating.Easy) else SHORTEST
    pause = min(max(card.due - answered_at, shortest), longest) + spread(key) * timedelta(days=1)
    lapses = (known.lapses if known else 0) + (not correct)
    return ReviewState(
        card.stability, card.difficulty, answered_at + pause, answered_at, card.state.value, card.step, lapses
    )


def _longer_than_before(known: ReviewState | None, answered_at: datetime) -> timedelta:
    """The shortest pause after a right reply that was no guess.

    After a mistake FSRS asks within a day or two, which SHORTEST makes into the same pause twice, and the one who got
    it right the second time would see no difference.
    """
    bridged = answered_at - known.last_at if known else timedelta(0)
    return max(SHORTEST, min(bridged, GROWS_TO) + timedelta(days=1))


def rate(correct: bool, seconds_to_answer: float | None, confidence: int | None) -> Rating:
    """A reply in FSRS's four grades. A right reply that was a guess counts as hard, one that was sure as easy."""
    if not correct:
        return Rating.Again
    if confidence == GUESSED or (seconds_to_answer is not None and seconds_to_answer < RAPID_GUESS_S):
        return Rating.Hard
    return Rating.Easy if confidence == SURE else Rating.Good


def recall_chance(state: ReviewState, now: datetime) -> float:
    """Chance, 0 to 1, that the learner still answers right; it falls once a day.

    Source: FSRS-6, as in py-fsrs 6.3, Scheduler.get_card_retrievability.
    """
    return float(_scheduler(RETENTION).get_card_retrievability(_card(state), _utc(now)))


def due_first(
    states: Mapping[str, ReviewState], now: datetime, budget: int, sure_but_wrong: Collection[str] = ()
) -> list[str]:
    """Keys of the checks to ask now, at most budget of them: what somebody was sure of and wrong about comes first.

    After that the most forgotten. A mistake of which one is sure is acted upon, and nobody looks it up.
    """
    due = (key for key, state in states.items() if state.due_at <= now)

    def order(key: str) -> tuple[bool, float, datetime, str]:
        return key not in sure_but_wrong, recall_chance(states[key], now), states[key].due_at, key

    return sorted(due, key=order)[: max(budget, 0)]


@lru_cache(maxsize=64)
def _scheduler(desired_retention: float) -> Scheduler:
    return Scheduler(desired_retention=desired_retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _card(known: ReviewState | None) -> Card:
    if known is None:
        return Card(card_id=0, due=datetime.min.replace(tzinfo=UTC))
    return Card(0, State(known.state), known.step, known.stability, known.difficulty, known.due_at, known.last_at)


def _check(
    known: ReviewState | None, answered_at: datetime, confidence: int | None, retention: float, longest: timedelta
) -> None:
    if known and answered_at < known.last_at:
        raise ValueError(f"the reply of {answered_at} is older than the one known, of {known.last_at}")
    if confidence not in (None, 1, 2, 3):
        raise ValueError(f"confidence is 1 (guessed), 2 or 3 (sure), not {confidence}")
    if not RETENTIONS[0] <= retention <= RETENTIONS[1]:
        raise ValueError(f"desired retention is from {RETENTIONS[0]} to {RETENTIONS[1]}, not {retention}")
    if longest < SHORTEST:
        raise ValueError(f"the longest pause is at least {SHORTEST.days} days, not {longest}")


def _utc(instant: datetime) -> datetime:
    """The same instant, with the one zone that FSRS takes for UTC.

    Raises:
        ValueError: it has no zone, or one that is not UTC.
    """
    if instant.utcoffset() != timedelta(0):
        raise ValueError(f"{instant!r} is not in UTC")
    return instant.astimezone(UTC)
