"""Deliveries that nobody knows the end of: what dead workers left, and whose turn it is to be looked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger import SENDING, UNCERTAIN, State, deliveries
from schedules.roster import learners, workspaces


async def doubt_expired(db: AsyncConnection, now: datetime, look_after: timedelta) -> int:
    """Mark as uncertain what a dead or late worker left in `sending`; returns how many."""
    done = await db.execute(
        sa.update(deliveries)
        .where(sa.text(SENDING), deliveries.c.lease_until < now)
        .values(state=State.UNCERTAIN, try_at=now + look_after, looks=0)
    )
    return done.rowcount


async def claim_looks(
    db: AsyncConnection, now: datetime, limit: int, hold: timedelta, platforms: Sequence[str]
) -> Sequence[Any]:
    """Uncertain deliveries whose time to look has come, held for this process, with the learners' addresses.

    Args:
        platforms: those that can be looked at.
    """
    pick = (
        sa.select(deliveries.c.workspace_id, deliveries.c.id)
        .join(workspaces, workspaces.c.id == deliveries.c.workspace_id)
        .where(sa.text("deliveries." + UNCERTAIN), deliveries.c.try_at <= now, workspaces.c.platform.in_(platforms))
        .order_by(deliveries.c.try_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    keys = [tuple(row) for row in await db.execute(pick)]
    if not keys:
        return []
    where = sa.tuple_(deliveries.c.workspace_id, deliveries.c.id).in_(keys)
    await db.execute(sa.update(deliveries).where(where).values(try_at=now + hold, looks=deliveries.c.looks + 1))
    rows = await db.execute(
        sa.select(deliveries, learners.c.place, learners.c.service_url, workspaces.c.platform)
        .join(
            learners,
            (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id),
        )
        .join(workspaces, workspaces.c.id == deliveries.c.workspace_id)
        .where(where)
    )
    return rows.all()
