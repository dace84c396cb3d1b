"""Whether what was found answers the question: a calibrated chance, and three outcomes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Outcome(StrEnum):
    """What may be said: this is it; did you mean one of these; nothing was found."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NONE = "none"


ANSWER_FROM = 0.70  # a chance; wrong answers cost more than missed ones
# By words alone, of documents; clips need 0.30: their few words meet many questions. At 0.30 .08 of the handbook's
# paraphrases and .41 of three other handbooks' questions found theirs, at 0.20 .25 and .54 do; of the questions
# from another world .08 and .15 are then shown something.
SUGGEST_FROM = 0.20


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
    """A logistic rule over the signals, and the chances from which it gives an answer and a suggestion."""

    constant: float
    strength: float
    cover: float
    sentence_cover: float
    gap: float
    words: float
    answer_from: float = ANSWER_FROM
    suggest_from: float = SUGGEST_FROM


# Fitted by bench/fit_decision.py on the slice in bench/data. In documents the weight of cover is below zero: what only
# the title says, or another part of the passage, names the topic of a text that does not answer; what the best
# sentences say counts for them with both weights.
DOCUMENTS = Weights(-5.85, 2.07, -3.45, 7.44, 2.90, 0.06, answer_from=0.74)
CLIPS = Weights(-4.59, 2.04, 2.46, 0.16, 2.53, -0.03, suggest_from=0.30)
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
    return Outcome.SUGGEST if likely >= weights.suggest_from else Outcome.NONE


LEAD, BY_WORDS, RIVAL = 0.5, 0.1, 4  # see closeness


def closeness(nearest: Sequence[float], likely: float) -> float:
    """How much speaks for showing the nearest passage to be looked at.

    To the nearest passage's nearness comes half of its lead over the fourth, since in a large workspace something lies
    near to every question, and a tenth of the chance by words. Where .85 of a handbook's paraphrases found theirs, that
    suggested something to .30 of the questions from another world, and nearness alone to .49.
    """
    best = sorted(nearest, reverse=True)[:RIVAL]
    return best[0] + LEAD * (best[0] - best[-1]) + BY_WORDS * likely if best else 0.0


@dataclass(frozen=True, slots=True)
class CosineScale:
    """What the cosines of an embedder mean, which differs from model to model.

    Attributes:
        low, high: nearness that counts as nothing and as all in the ranking.
        suggest_from: closeness from which passages are shown to be looked at; never an answer by that alone.
        doubt_from: an answer by words that lies so much farther away than another passage is only suggested.
        languages: of questions that the model reads; None for all.
        zero, unit: where MiniLM's 0 lies among this model's cosines, and how much of them its 1 is: the figures above
            are MiniLM's.
    """

    low: float
    high: float
    suggest_from: float
    doubt_from: float = 2.0
    languages: frozenset[str] | None = None
    zero: float = 0.0
    unit: float = 1.0

    def normal(self, cosine: float) -> float:
        """The cosine as MiniLM would have it."""
        return (cosine - self.zero) / self.unit

    def reads(self, language: str) -> bool:
        """Whether cosines of questions in a language mean anything."""
        return self.languages is None or language in self.languages

    @property
    def suggests(self) -> bool:
        """Whether somebody measured from where on the model may suggest."""
        return self.suggest_from <= 1.0

    def share(self, cosine: float) -> float:
        """The cosine as 0 to 1."""
        return min(1.0, max(0.0, (cosine - self.low) / (self.high - self.low)))


# Of MiniLM by bench/fit_cosines.py on the slice and the handbooks in bench/data; the curve of suggest_from stands in
# docs/answers.md. It reads English: to it a German question lies near to anything German. A model that was neither
# measured nor probed ranks by its plain cosine and suggests nothing.
MINILM = "all-MiniLM-L6-v2/int8"
SCALES = {MINILM: CosineScale(0.17, 0.77, 0.38, 0.04, frozenset(("en",)))}
PLAIN = CosineScale(0.0, 1.0, 2.0)


def measured_like(zero: float, unit: float) -> CosineScale:
    """The scale of a model of many languages that was put beside MiniLM: see probing.py."""
    return replace(SCALES[MINILM], languages=None, zero=zero, unit=unit)


def scale_of(model: str) -> CosineScale:
    return SCALES.get(model, PLAIN)
