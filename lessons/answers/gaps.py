"""Gaps: what people asked and nobody could answer, put together by what it is about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lessons.answers.analyser import question_words, stem

ALIKE = 0.5  # from this share of common words, by rarity, two questions are about the same


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that found nothing, or nothing that helped."""

    id: str
    words: str
    language: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions about the same thing.

    Attributes:
        title: the question that has most in common with the others.
        questions: all of them, newest first.
        about: the words that at least half of them share, most shared first: why they are together.
    """

    title: str
    questions: tuple[Unanswered, ...]
    about: tuple[str, ...]


def gaps(asked: Sequence[Unanswered]) -> list[Gap]:
    """The questions in groups, the most asked first.

    Each question, oldest first, joins the group whose first question it resembles most, or opens one. It resembles
    it when at least ALIKE of their words are common: stems, without grammar, rare words weighing more.
    """
    said = {one.id: _said(one) for one in asked}
    times = Counter(term for terms in said.values() for term in terms)
    rarity = {term: math.log(1 + len(asked) / count) for term, count in times.items()}
    groups: list[list[Unanswered]] = []
    for one in sorted(asked, key=lambda one: (one.asked_at, one.id)):
        likeness = [_likeness(said[one.id], said[group[0].id], rarity) for group in groups]
        best = max(range(len(groups)), key=lambda at: (likeness[at], -at), default=None)
        if best is not None and likeness[best] >= ALIKE:
            groups[best].append(one)
        else:
            groups.append([one])
    found = [_gap(group, said, rarity) for group in groups]
    return sorted(found, key=lambda gap: (-len(gap.questions), -gap.questions[0].asked_at.timestamp(), gap.title))


def _said(question: Unanswered) -> Mapping[str, str]:
    """The question's stems, each with the word that it was."""
    words = question_words(question.words, question.language)
    return {stem(word, question.language): word for word in words}


def _likeness(one: Mapping[str, str], other: Mapping[str, str], rarity: Mapping[str, float]) -> float:
    either = sum(rarity[term] for term in sorted({*one, *other}))
    return sum(rarity[term] for term in one if term in other) / either if either else 0.0


def _gap(group: Sequence[Unanswered], said: Mapping[str, Mapping[str, str]], rarity: Mapping[str, float]) -> Gap:
    central = max(group, key=lambda one: sum(_likeness(said[one.id], said[other.id], rarity) for other in group))
    counts = Counter(term for one in group for term in said[one.id])
    shared = sorted((term for term in counts if 2 * counts[term] >= len(group)), key=lambda term: (-counts[term], term))
    words = [next(said[one.id][term] for one in group if term in said[one.id]) for term in shared]
    newest = sorted(group, key=lambda one: (one.asked_at, one.id), reverse=True)
    return Gap(central.words, tuple(newest), tuple(words))
