"""Outside events that were already handled, which expire, and the record of who did what, which does not."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, insert_or_ignore, metadata, new_id

KEEP = timedelta(days=2)  # platforms deliver an event again for up to a day

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("event_id", sa.String(200), primary_key=True),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(200), nullable=False),
    sa.Column("action", sa.String(60), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("detail", Json, nullable=False),
)


async def first_time(db: AsyncConnection, workspace_id: str, event_id: str, now: datetime) -> bool:
    """Whether this event is new; from now on it is not."""
    row = {"workspace_id": workspace_id, "event_id": event_id, "expires_at": now + KEEP}
    kept = await db.execute(insert_or_ignore(db, inbox).values(row).returning(inbox.c.event_id))
    return kept.one_or_none() is not None


async def forget_old(db: AsyncConnection, now: datetime) -> None:
    """Drop events that no platform will deliver again."""
    await db.execute(sa.delete(inbox).where(inbox.c.expires_at < now))


async def note(
    db: AsyncConnection, workspace_id: str, actor: str, action: str, subject: str, now: datetime, **detail: object
) -> None:
    """Write down who did what to whom."""
    row = {
        "workspace_id": workspace_id,
        "id": new_id(),
        "at": now,
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": detail,
    }
    await db.execute(sa.insert(audit).values(row))
