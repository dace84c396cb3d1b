"""What waits, and since when: messages that are due, questions without an answer, clips that nobody has made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.questions import Outcome, questions
from lessons.catalog.making import wanted_clips
from lessons.database import Database
from schedules.ledger.figures.history import oldest_overdue


@dataclass(frozen=True, slots=True)
class Queues:
    """The whole installation's.

    Attributes:
        overdue_s: seconds since the oldest message that is due should have left; 0 where none is.
        questions, clips: how many wait.
        question_s: seconds since the oldest of these questions was asked; 0 where none waits.
        connections: of this process to the database that are in use.
    """

    overdue_s: float
    questions: int
    question_s: float
    clips: int
    connections: int


async def look_at_queues(database: Database, now: datetime) -> Queues:
    """Each figure from an index of what is open, so that a long history costs nothing."""
    async with database.read() as db:
        overdue, (count, asked_at) = await oldest_overdue(db, now), await _open_questions(db)
        clips = await wanted_clips(db)
    pool: Any = database.engine.pool
    in_use = pool.checkedout() if hasattr(pool, "checkedout") else 0  # SQLite in memory has a single connection
    return Queues(_since(overdue, now), count, _since(asked_at, now), clips, in_use)


async def _open_questions(db: AsyncConnection) -> tuple[int, datetime | None]:
    waiting = questions.c.look_at.is_not(None) & (questions.c.outcome == Outcome.LOOKING.value)
    row = (await db.execute(sa.select(sa.func.count(), sa.func.min(questions.c.asked_at)).where(waiting))).one()
    return row[0], row[1]


def _since(at: datetime | None, now: datetime) -> float:
    return 0.0 if at is None else max(0.0, round((now - at).total_seconds(), 1))
