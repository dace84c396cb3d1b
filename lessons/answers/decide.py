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
        sentence_cover: the same within its best two neighbouring sentences; see evidence.sentence_cover.
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
    """A logistic rule over the signals, and the chance from which it gives an answer."""

    constant: float
    strength: float
    cover: float
    sentence_cover: float
    gap: float
    words: float
    answer_from: float = ANSWER_FROM


# Fitted by bench/fit_decision.py on the slice in bench/data. In documents the weight of cover is below zero: what only
# the title says, or another part of the passage, names the topic of a text that does not answer; what the best
# sentences say counts for them with both weights.
DOCUMENTS = Weights(-5.85, 2.07, -3.45, 7.44, 2.90, 0.06, answer_from=0.74)
CLIPS = Weights(-4.59, 2.04, 2.46, 0.16, 2.53, -0.03)
MOST_WORDS = 12  # a longer question is not surer
ONE_WORD = 0.69  # a single word names a topic, it does not ask a question: never an answer, at most a suggestion


def chance(signals: Signals, weights: Weights = DOCUMENTS) -> float:
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


def outcome(likely: float, weights: Weights = DOCUMENTS) -> Outcome:
    """What a chance allows to say."""
    if likely >= weights.answer_from:
        return Outcome.ANSWER
    return Outcome.SUGGEST if likely >= SUGGEST_FROM else Outcome.NONE
