"""After a backup was restored: what was due meanwhile may have been sent, so it is looked for before it is sent."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import CLAIMABLE, SENDING, DeliveryState, deliveries
from schedules.people.roster import learners

REASON = "a backup was restored: it may have been sent before"


async def doubt_what_was_due(db: AsyncConnection, now: datetime) -> int:
    """Mark as uncertain what the backup still owes although its hour has come; returns how many.

    Looking finds what was sent (a message carries its delivery's id), and sends the rest. Where nobody can look, it
    waits for a sign of its reader, the next slot, or an operator.
    """
    where = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)
    current = sa.select(learners.c.platform).where(where).correlate(deliveries).scalar_subquery()
    reached = sa.case((deliveries.c.platform != "", deliveries.c.platform), else_=sa.func.coalesce(current, ""))
    due = sa.text(f"({CLAIMABLE} OR {SENDING})") & (deliveries.c.due_at <= now)
    values = {"state": DeliveryState.UNCERTAIN, "reason": REASON, "try_at": now, "looks": 0, "lease_until": None}
    # Looking begins where the message was due: it may have been claimed anew at any time since the backup was made.
    begun = {"claimed_at": deliveries.c.due_at, "platform": reached}
    done = await db.execute(sa.update(deliveries).where(due).values(**values, **begun))
    return done.rowcount
