"""Outside events that were already handled; they expire."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata

KEEP = timedelta(days=2)  # platforms deliver an event again for up to a day

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("event_id", sa.String(200), primary_key=True),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)


async def first_time(db: AsyncConnection, workspace_id: str, event_id: str, now: datetime) -> bool:
    """Whether this event is new; from now on it is not."""
    row = {"workspace_id": workspace_id, "event_id": event_id, "expires_at": now + KEEP}
    # Asking first and inserting then would let two deliveries of one event both find it new.
    inserted = await db.execute(insert_or_ignore(db, inbox).values(row).returning(inbox.c.event_id))
    return inserted.one_or_none() is not None


async def forget_old(db: AsyncConnection, now: datetime) -> None:
    """Drop events that no platform will deliver again."""
    await db.execute(sa.delete(inbox).where(inbox.c.expires_at < now))


async def forget_events(db: AsyncConnection, workspace_id: str, learner_id: str) -> int:
    """Drop the events whose id names a learner; returns how many there were."""
    named = inbox.c.event_id.contains(learner_id, autoescape=True)
    return (await db.execute(sa.delete(inbox).where(inbox.c.workspace_id == workspace_id, named))).rowcount
