"""Gaps: what people asked and nobody could answer, put together by what it is about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lessons.answers.text.analyser import question_words, stem

ALIKE = 0.5  # from this share of common words, by rarity, two questions are about the same


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that found nothing, nothing that helped, or documents that disagree.

    Attributes:
        is_disputed: documents disagree about it.
    """

    id: str
    words: str
    language: str
    asked_at: datetime
    is_disputed: bool = False


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
    stems_of = {question.id: _said(question) for question in asked}
    times = Counter(term for terms in stems_of.values() for term in terms)
    rarity = {term: math.log(1 + len(asked) / count) for term, count in times.items()}
    groups: list[list[Unanswered]] = []
    for question in sorted(asked, key=lambda question: (question.asked_at, question.id)):
        likeness = [_likeness(stems_of[question.id], stems_of[group[0].id], rarity) for group in groups]
        best = max(range(len(groups)), key=lambda at: (likeness[at], -at), default=None)
        if best is not None and likeness[best] >= ALIKE:
            groups[best].append(question)
        else:
            groups.append([question])
    groups_in_order = [_gap(group, stems_of, rarity) for group in groups]
    return sorted(
        groups_in_order, key=lambda gap: (-len(gap.questions), -gap.questions[0].asked_at.timestamp(), gap.title)
    )


def _said(question: Unanswered) -> Mapping[str, str]:
    """The question's stems, each with the word that it was."""
    words = question_words(question.words, question.language)
    return {stem(word, question.language): word for word in words}


def _likeness(first: Mapping[str, str], other: Mapping[str, str], rarity: Mapping[str, float]) -> float:
    either = sum(rarity[term] for term in sorted({*first, *other}))
    return sum(rarity[term] for term in first if term in other) / either if either else 0.0


def _gap(group: Sequence[Unanswered], stems_of: Mapping[str, Mapping[str, str]], rarity: Mapping[str, float]) -> Gap:
    central = max(
        group, key=lambda question: sum(_likeness(stems_of[question.id], stems_of[other.id], rarity) for other in group)
    )
    counts = Counter(term for question in group for term in stems_of[question.id])
    shared = sorted((term for term in counts if 2 * counts[term] >= len(group)), key=lambda term: (-counts[term], term))
    words = [
        next(stems_of[question.id][term] for question in group if term in stems_of[question.id]) for term in shared
    ]
    newest = sorted(group, key=lambda question: (question.asked_at, question.id), reverse=True)
    return Gap(central.words, tuple(newest), tuple(words))
