"""The ranking: BM25 over the workspace's own postings, in one statement that is the same on every database."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.bulk import Rows, among, fetch_rows, many
from lessons.answers.index.tables import State
from lessons.answers.search.scope import Scope

K1, B = 1.2, 0.75  # BM25's usual saturation and length correction
MOST_RANKED = 60
# A question of frequent words has tens of thousands of postings in a large workspace. Its rarest terms, up to so many
# postings, choose the candidates; the frequent terms are then looked up for those only.
MOST_POSTINGS, MOST_CANDIDATES = 6_000, 400
DIGITS = 10  # of a score: databases add floating-point numbers in different orders


def rarity(passages: int, having: int) -> float:
    """Inverse document frequency, above 0. Source: BM25 as in Lucene since 8.0."""
    return math.log(1 + (passages - having + 0.5) / (having + 0.5))


async def counts(db: AsyncConnection, table: sa.Table, scope: Scope, wanted: Sequence[str]) -> dict[str, int]:
    """In how many passages each term (of term_counts) or word (of vocabulary) occurs; absent ones are left out."""
    key = table.c[1].name
    which = among(db, key, "wanted", "VARCHAR(64)")
    statement = f"SELECT {key}, times FROM {table.name} WHERE workspace_id = :workspace_id AND {which}"  # noqa: S608
    rows: Rows = await fetch_rows(db, statement, {"workspace_id": scope.workspace_id, "wanted": many(db, wanted)})
    return scope.counts(table.name, dict(rows))


async def rank(
    db: AsyncConnection, scope: Scope, state: State, rarities: Mapping[str, float], having: Mapping[str, int]
) -> list[tuple[int, float]]:
    """Numbers of the best passages with their scores, best first; equals in the order they were learned.

    Args:
        rarities: of the question's terms that occur.
        having: in how many passages each of them occurs.
    """
    leading, following = _split(rarities, having)
    scores = await _scores(db, scope, state, leading, MOST_CANDIDATES if following else MOST_RANKED)
    if following:
        rest = await _scores(db, scope, state, following, MOST_CANDIDATES, list(scores))
        scores = {number: score + rest.get(number, 0.0) for number, score in scores.items()}
    rounded = ((number, round(score, DIGITS)) for number, score in scores.items())
    return sorted(rounded, key=lambda pair: (-pair[1], pair[0]))[:MOST_RANKED]


async def scores_of(
    db: AsyncConnection, scope: Scope, state: State, rarities: Mapping[str, float], numbers: Sequence[int]
) -> dict[int, float]:
    """The scores of certain passages; those that share no term with the question are left out."""
    if not rarities or not numbers:
        return {}
    scores = await _scores(db, scope, state, rarities, len(numbers), numbers)
    return {number: round(score, DIGITS) for number, score in scores.items()}


def _split(rarities: Mapping[str, float], having: Mapping[str, int]) -> tuple[dict[str, float], dict[str, float]]:
    """The terms that choose the candidates, rarest first, and the ones that only add to their scores."""
    rarest = sorted(rarities, key=lambda term: (having[term], term))
    leading, postings = 0, 0
    for term in rarest:
        postings += having[term]
        if postings > MOST_POSTINGS and leading:
            break
        leading += 1
    parts = rarest[:leading], rarest[leading:]
    return {term: rarities[term] for term in parts[0]}, {term: rarities[term] for term in parts[1]}


async def _scores(
    db: AsyncConnection,
    scope: Scope,
    state: State,
    rarities: Mapping[str, float],
    most: int,
    only: Sequence[int] | None = None,
) -> dict[int, float]:
    """Scores of the best passages, or of the best among `only`."""
    values: dict[str, object] = {"workspace_id": scope.workspace_id, "most": most}
    values |= {"short": K1 * (1 - B), "slope": K1 * B * state.passages / max(1, state.length)}
    values |= {f"t{at}": term for at, term in enumerate(rarities)}
    values |= {f"r{at}": rarity for at, rarity in enumerate(rarities.values())}
    terms = ", ".join(f"(CAST(:t{at} AS VARCHAR(64)), CAST(:r{at} AS DOUBLE PRECISION))" for at in range(len(rarities)))
    which = f"AND {among(db, 'p.number', 'only', 'BIGINT')}" if only is not None else ""
    if only is not None:
        values["only"] = many(db, only)
    if scope.hidden:
        # Before the best are chosen, or what is hidden would push out what is not.
        which += f" AND NOT ({among(db, 'p.number', 'hidden', 'BIGINT')})"
        values["hidden"] = many(db, sorted(scope.hidden))
    return dict(await fetch_rows(db, _RANKING.format(terms=terms, only=which), values))


# SQLite keeps the order of a CROSS JOIN, so that the few terms are outermost; PostgreSQL finds the same plan by itself.
_RANKING = """
    WITH asked(term, rarity) AS (VALUES {terms})
    SELECT p.number, SUM(asked.rarity * p.times / (
        p.times + CAST(:short AS DOUBLE PRECISION) + CAST(:slope AS DOUBLE PRECISION) * p.length
    )) AS score
    FROM asked CROSS JOIN postings AS p
    WHERE p.workspace_id = :workspace_id AND p.term = asked.term {only}
    GROUP BY p.number ORDER BY score DESC, p.number LIMIT :most
"""
