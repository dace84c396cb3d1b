"""What was answered: first tries by option, recall after a week and more, confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from schedules.ledger.figures.scope import REPLIED, Scope
from schedules.ledger.ledger import deliveries
from schedules.replies.replies import replies

DELAYED_DAYS = 7.0


@dataclass(frozen=True, slots=True)
class Tries:
    """First replies to one version of one question.

    Attributes:
        counts: how often each option was chosen, by its index.
    """

    check_key: str
    episode_id: str
    counts: Mapping[int, int]
    correct: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Recall:
    """Re-asks that came a week or more after the reply before.

    Attributes:
        people: how many different learners answered them.
    """

    right: int
    total: int
    people: int


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """Episodes with a question that were sent.

    Attributes:
        people: how many different learners got one.
    """

    sent: int
    answered: int
    people: int


async def first_tries(scope: Scope) -> list[Tries]:
    """First replies, question by question."""
    columns = (replies.c.check_key, replies.c.episode_id, replies.c.choice, replies.c.correct)
    query = sa.select(*columns, sa.func.count().label("times")).where(scope.of(replies), replies.c.first_try)
    rows = (await scope.db.execute(query.group_by(*columns).order_by(*columns))).all()
    return [_tries(list(same)) for _, same in groupby(rows, key=lambda row: (row.check_key, row.episode_id))]


def _tries(rows: Sequence[Any]) -> Tries:
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.choice] = counts.get(row.choice, 0) + row.times
    return Tries(rows[0].check_key, rows[0].episode_id, counts, sum(row.times for row in rows if row.correct))


async def recall(scope: Scope) -> tuple[Recall, Mapping[str, Recall]]:
    """Delayed recall of all questions, and of each by its key."""
    right = sa.func.coalesce(sa.func.sum(sa.case((replies.c.correct, 1), else_=0)), 0)
    numbers = (right, sa.func.count(), sa.func.count(sa.distinct(replies.c.learner_id)))
    late = scope.of(replies) & ~replies.c.first_try & (replies.c.days_since >= DELAYED_DAYS)
    whole = (await scope.db.execute(sa.select(*numbers).where(late))).one()
    each = await scope.db.execute(sa.select(replies.c.check_key, *numbers).where(late).group_by(replies.c.check_key))
    return Recall(*whole), {row[0]: Recall(*row[1:]) for row in each}


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure learners said they were, where they were asked.

    Attributes:
        mean: 1 (guessed) to 3 (sure).
    """

    mean: float
    replies: int
    people: int


async def confidence(scope: Scope) -> Confidence | None:
    """None when nobody was asked."""
    level = replies.c.confidence
    numbers = (sa.func.avg(level), sa.func.count(), sa.func.count(sa.distinct(replies.c.learner_id)))
    row = (await scope.db.execute(sa.select(*numbers).where(scope.of(replies), level.is_not(None)))).one()
    return Confidence(float(row[0]), row[1], row[2]) if row[1] else None


async def people_who_answered(scope: Scope) -> int:
    """How many learners answered anything for the first time."""
    people = sa.func.count(sa.distinct(replies.c.learner_id))
    return await scope.db.scalar(sa.select(people).where(scope.of(replies), replies.c.first_try)) or 0


async def asked(scope: Scope) -> QuestionCounts:
    """How many questions were sent with an episode, and how many of them were answered."""
    numbers = (
        sa.func.count(),
        sa.func.count(replies.c.delivery_id),
        sa.func.count(sa.distinct(deliveries.c.learner_id)),
    )
    query = sa.select(*numbers).select_from(deliveries.outerjoin(replies, REPLIED)).where(scope.sent_questions())
    return QuestionCounts(*(await scope.db.execute(query)).one())
