"""Who cannot be reached: they blocked the bot or were deactivated. Nothing is tried until they show a sign of life."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant
from schedules.people.enrolments import enrolments
from schedules.people.roster import Learner, learners
from schedules.rules.planning import EnrolmentStatus


async def cannot_be_reached(db: AsyncConnection, workspace_id: str, learner_id: str, why: str, now: datetime) -> None:
    """Remember since when and why nothing reaches a learner; what was found first stays.

    Args:
        why: in a manager's words.
    """
    learner = (learners.c.workspace_id == workspace_id) & (learners.c.id == learner_id)
    unreached = sa.update(learners).where(learner, learners.c.unreachable_since.is_(None))
    await db.execute(unreached.values(unreachable_since=now, unreachable_why=why[:200]))


async def reached_again(db: AsyncConnection, learner: Learner, now: datetime) -> None:
    """The learner wrote, pressed or came back: their series go on where they stopped, with the next slot."""
    if not learner.unreachable:
        return
    row = (learners.c.workspace_id == learner.workspace_id) & (learners.c.id == learner.id)
    await db.execute(sa.update(learners).where(row).values(unreachable_since=None, unreachable_why=""))
    theirs = (enrolments.c.workspace_id == learner.workspace_id) & (enrolments.c.learner_id == learner.id)
    waiting = theirs & (enrolments.c.state == EnrolmentStatus.ACTIVE.value) & enrolments.c.next_at.is_not(None)
    await db.execute(sa.update(enrolments).where(waiting).values(next_at=sa.literal(now, Instant), why=""))
