"""Who left the company, as its own directory says; it stands above what a chat platform says of the same people.

A platform may know somebody for longer than their company employs them, and would bring them back with its next list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata
from schedules.people.roster import learners

leavers = sa.Table(
    "leavers",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("email", sa.String(320), primary_key=True),  # in small letters
    sa.Column("left_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left.

    Attributes:
        learner_id: "" where no platform knows them.
    """

    workspace_id: str
    email: str
    learner_id: str


def has_left() -> sa.Exists:
    """Whether a learner is among those who left, in a statement over learners."""
    return sa.exists().where(
        leavers.c.workspace_id == learners.c.workspace_id, leavers.c.email == sa.func.lower(learners.c.email)
    )


async def note_leaving(db: AsyncConnection, workspace_id: str, email: str, now: datetime) -> None:
    """Remember that somebody left; whoever did before keeps that day."""
    row = {"workspace_id": workspace_id, "email": email.casefold(), "left_at": now}
    await db.execute(insert_or_ignore(db, leavers).values(row))


async def note_return(db: AsyncConnection, workspace_id: str, email: str) -> bool:
    """Forget that somebody left; False when nobody said so."""
    where = (leavers.c.workspace_id == workspace_id) & (leavers.c.email == email.casefold())
    return (await db.execute(sa.delete(leavers).where(where))).rowcount > 0


async def still_active(db: AsyncConnection) -> list[Leaver]:
    """Those of them whom a platform holds for somebody who is there."""
    return await _leavers(db, learners.c.active)


async def left_before(db: AsyncConnection, instant: datetime) -> list[Leaver]:
    """Those who left before an instant."""
    return await _leavers(db, leavers.c.left_at <= instant)


async def _leavers(db: AsyncConnection, where: sa.ColumnElement[bool]) -> list[Leaver]:
    same = (learners.c.workspace_id == leavers.c.workspace_id) & (sa.func.lower(learners.c.email) == leavers.c.email)
    query = sa.select(leavers.c.workspace_id, leavers.c.email, sa.func.coalesce(learners.c.id, "").label("learner"))
    rows = await db.execute(query.outerjoin(learners, same).where(where).order_by(leavers.c.left_at))
    return [Leaver(row.workspace_id, row.email, row.learner) for row in rows]
