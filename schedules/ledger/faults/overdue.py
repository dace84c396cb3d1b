"""Workspaces in which something has been due for long and nothing leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import CLAIMABLE, deliveries
from schedules.ledger.pacing import pacing
from schedules.people.roster import workspaces

# A mass send is overdue for as long as the platform's rate makes it last, so being late alone is no fault; being late
# in a workspace that was not served for this long is one.
LONG = timedelta(minutes=10)


async def stuck_workspaces(db: AsyncConnection, now: datetime) -> Sequence[tuple[str, int, datetime]]:
    """Name, count of overdue messages and the oldest one's instant, of each workspace where sending stands still."""
    oldest = sa.func.min(deliveries.c.try_at)
    served = sa.select(sa.func.max(pacing.c.served_at)).where(pacing.c.workspace_id == workspaces.c.id)
    lately = served.correlate(workspaces).scalar_subquery()
    overdue = (
        sa.select(workspaces.c.id, workspaces.c.name, sa.func.count(), oldest)
        .join(deliveries, deliveries.c.workspace_id == workspaces.c.id)
        .where(workspaces.c.active, sa.text(CLAIMABLE), deliveries.c.try_at <= now - LONG)
        # Served in the future means that the clock was set back since: that workspace waits as well.
        .where(sa.or_(lately.is_(None), lately <= now - LONG, lately > now + LONG))
        .group_by(workspaces.c.id, workspaces.c.name)
        .order_by(oldest)
    )
    return [(row[1], row[2], row[3]) for row in await db.execute(overdue)]
