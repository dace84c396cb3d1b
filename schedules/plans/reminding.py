"""Owes reminders to the silent, and counts their silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Database, Instant
from schedules.ledger.ledger import CLAIMABLE, deliveries, owed, plan
from schedules.people.enrolments import availability_from, campaign_from, enrolments, with_people
from schedules.replies.replies import answered_check
from schedules.rules.kinds import DeliveryKind, DeliveryState
from schedules.rules.planning import EnrolmentStatus, reminders_for

BATCH = 500
USEFUL = timedelta(hours=12)


async def plan_reminders(database: Database, now: datetime) -> int:
    """Owe every reminder whose time has come; returns how many were written."""
    written = 0
    while True:
        async with database.write() as db:
            rows = await _due(db, now)
            written += await _plan_batch(db, rows, now)
        if len(rows) < BATCH:
            return written


async def _due(db: AsyncConnection, now: datetime) -> Sequence[Any]:
    """Sent and unanswered episodes whose next reminder is to be looked at."""
    query = (
        with_people()
        .add_columns(
            deliveries.c.id,
            deliveries.c.position.label("episode_number"),
            deliveries.c.episode_id,
            deliveries.c.check_key,
            deliveries.c.sent_at,
            deliveries.c.remind_at,
            deliveries.c.reminded,
            answered_check(deliveries).label("answered"),
        )
        .join(
            deliveries,
            (deliveries.c.workspace_id == enrolments.c.workspace_id)
            & (deliveries.c.campaign_id == enrolments.c.campaign_id)
            & (deliveries.c.learner_id == enrolments.c.learner_id),
        )
        .where(deliveries.c.remind_at <= now)
        .order_by(deliveries.c.remind_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    return (await db.execute(query)).all()


async def _plan_batch(db: AsyncConnection, rows: Sequence[Any], now: datetime) -> int:
    owing, moved = [], []
    for row in rows:
        instants = _instants(row)
        done = sum(instant <= now for instant in instants)
        if done > row.reminded:  # several that an outage delayed are one
            owing.append(_reminder(row, done, now))
        remind_at = instants[done] if done < len(instants) else None
        moved.append({"_workspace": row.workspace_id, "_id": row.id, "_done": done, "_remind_at": remind_at})
    await plan(db, owing)
    if moved:
        await db.execute(_MOVE, moved)
        fresh = [row for row in rows if row.remind_at == row.sent_at]
        await _count_silence(db, fresh)
        await _end_older_chains(db, fresh)
    return len(owing)


def _instants(row: Any) -> Sequence[datetime]:
    who, state = availability_from(row), EnrolmentStatus(row.enrolment_state)
    return reminders_for(row.sent_at, who, campaign_from(row), row.next_at, row.answered, state)


def _reminder(row: Any, done: int, now: datetime) -> dict[str, object]:
    return owed(
        row.workspace_id,
        row.learner_id,
        DeliveryKind.REMINDER,
        now,
        now + USEFUL,
        campaign_id=row.campaign_id,
        position=row.episode_number,
        slot=f"reminder {done}",
        episode_id=row.episode_id,
        check_key=row.check_key,
        about_id=row.id,
    )


async def _count_silence(db: AsyncConnection, rows: Sequence[Any]) -> None:
    """An episode counts as silent from its sending on; the reply takes it back (enrolments.heard_from)."""
    if rows:
        keys = [{"_w": row.workspace_id, "_c": row.campaign_id, "_l": row.learner_id} for row in rows]
        await db.execute(_SILENT, keys)


async def _end_older_chains(db: AsyncConnection, rows: Sequence[Any]) -> None:
    """Nobody is reminded of an episode once the one after it has come: that is reminder enough."""
    for row in rows:
        same = [deliveries.c[name] == getattr(row, name) for name in ("workspace_id", "campaign_id", "learner_id")]
        older = sa.and_(*same, deliveries.c.position < row.episode_number)
        planned = (deliveries.c.kind == DeliveryKind.REMINDER) & sa.text(CLAIMABLE)
        late = {"state": DeliveryState.CANCELLED, "reason": "a newer episode has come"}
        await db.execute(sa.update(deliveries).where(older, planned).values(late))
        await db.execute(sa.update(deliveries).where(older, deliveries.c.remind_at.is_not(None)).values(remind_at=None))


_SILENT = (
    sa.update(enrolments)
    .where(
        enrolments.c.workspace_id == sa.bindparam("_w"),
        enrolments.c.campaign_id == sa.bindparam("_c"),
        enrolments.c.learner_id == sa.bindparam("_l"),
    )
    .values(silent=enrolments.c.silent + 1)
)
_MOVE = (
    sa.update(deliveries)
    .where(deliveries.c.workspace_id == sa.bindparam("_workspace"), deliveries.c.id == sa.bindparam("_id"))
    .values(reminded=sa.bindparam("_done"), remind_at=sa.bindparam("_remind_at", type_=Instant))
)
