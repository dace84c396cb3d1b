"""Whether what was found answers the question: a calibrated chance, and three outcomes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What may be said: this is it; did you mean one of these; nothing was found."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NONE = "none"


ANSWER_FROM, SUGGEST_FROM = 0.70, 0.30  # chances; wrong answers cost more than missed ones


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a passage; each is free of the size of the workspace.

    Attributes:
        strength: BM25 score over the rarity of a word that occurs nowhere.
        cover: share of the question, by rarity, that the passage says; unknown words weigh most.
        sentence_cover: the same within its title and its best two neighbouring sentences.
        gap: how far the best passage of another source falls behind, 0 to 1.
        words: of the question that carry meaning.
    """

    strength: float
    cover: float
    sentence_cover: float
    gap: float
    words: int


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic rule over the signals."""

    constant: float
    strength: float
    cover: float
    sentence_cover: float
    gap: float
    words: float


# Fitted by bench/fit_decision.py on the slice in bench/data.
LEXICAL = Weights(-4.59, 2.04, 2.46, 0.16, 2.53, -0.03)
MOST_WORDS = 12  # a longer question is not surer
ONE_WORD = 0.69  # a single word names a topic, it does not ask a question: never an answer, at most a suggestion


def chance(signals: Signals, weights: Weights = LEXICAL) -> float:
    """Chance, 0 to 1, that the passage answers the question."""
    logit = (
        weights.constant
        + weights.strength * signals.strength
        + weights.cover * signals.cover
        + weights.sentence_cover * signals.sentence_cover
        + weights.gap * signals.gap
        + weights.words * min(signals.words, MOST_WORDS)
    )
    likely = 1 / (1 + math.exp(-logit))
    return min(likely, ONE_WORD) if signals.words <= 1 else likely


def outcome(likely: float) -> Outcome:
    """What a chance allows to say."""
    if likely >= ANSWER_FROM:
        return Outcome.ANSWER
    return Outcome.SUGGEST if likely >= SUGGEST_FROM else Outcome.NONE
