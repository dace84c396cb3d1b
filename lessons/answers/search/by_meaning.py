"""What meaning adds to words: its share in the ranking, what may be shown to be looked at, and doubt."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.nearness import Near, nearness
from lessons.answers.index.tables import State
from lessons.answers.index.vectors import Meaning
from lessons.answers.search.candidates import Candidate, Ranked, RankedPassages
from lessons.answers.search.decision import CosineScale, Outcome, scale_of
from lessons.answers.search.query import Query
from lessons.answers.search.ranking import MOST_RANKED, rank, scores_of
from lessons.answers.search.scope import Scope

WORDS_SHARE = 0.3  # of a passage's score, where there are vectors; see bench/fit_cosines.py


async def ranked_passages(
    db: AsyncConnection, scope: Scope, state: State, query: Query, meaning: Meaning | None
) -> list[Ranked]:
    """The best passages by words, or by words and meaning.

    Source of the fusion: Bruch et al. 2023 (arXiv 2210.11934), where a convex combination beats reciprocal ranks.
    """
    scores = dict(await rank(db, scope, state, query.known, query.having)) if query.known else {}
    if meaning is None:
        return [Ranked(number, score, score / query.total) for number, score in scores.items()]
    scale = scale_of(meaning.model)
    raw = await nearness(db, scope.workspace_id, meaning, list(scores), scope.hidden)
    near = {number: Near(scale.normal(each.cosine), each.sentence) for number, each in raw.items()}
    others = [number for number in near if number not in scores]
    scores |= await scores_of(db, scope, state, query.known, others)
    both = {number: scores.get(number, 0.0) for number in (*scores, *near)}
    total = max(query.total, 1e-9)
    fused = [
        _ranked(number, strength, strength / total, near.get(number, Near(0.0)), scale)
        for number, strength in both.items()
    ]
    return sorted(fused, key=lambda passage: (-passage.score, passage.number))[:MOST_RANKED]


def _ranked(number: int, strength: float, words: float, near: Near, scale: CosineScale) -> Ranked:
    return Ranked(number, strength, _fused(words, scale.share(near.cosine)), near.cosine, near.sentence)


def _fused(words: float, meaning: float) -> float:
    return WORDS_SHARE * words + (1 - WORDS_SHARE) * meaning


def shape_of(by_words: Outcome, close: float, worded: Sequence[Candidate], meaning: Meaning) -> Outcome:
    """What lies near may be looked at; only words make an answer, and a doubted one is at least looked at."""
    scale = scale_of(meaning.model)
    # What was learned a moment ago has no vector yet: words alone speak for it.
    unread = bool(worded) and not worded[0].best.cosine
    if by_words is Outcome.ANSWER or close >= scale.suggest_from:
        return Outcome.SUGGEST
    return by_words if unread or not scale.suggests else Outcome.NONE


def is_doubted(answer: Candidate, ranked: RankedPassages, meaning: Meaning) -> bool:
    """Whether another passage lies so much nearer to the question that an answer by words may be a coincidence."""
    nearest = max(passage.cosine for passage in ranked.ranked)
    return nearest - answer.best.cosine > scale_of(meaning.model).doubt_from
