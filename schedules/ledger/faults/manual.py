"""What an operator decides about deliveries whose end nobody can find out: send again, or take for sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger import audit
from schedules.ledger.faults.uncertain import arrived
from schedules.ledger.ledger import UNCERTAIN, DeliveryState, deliveries
from schedules.people.roster import learners, workspaces

SENT_AGAIN, SETTLED = "uncertain sent again", "uncertain taken for sent"
# A name for it, since an empty list of ids must mean none of them.
ALL = None


async def uncertain_deliveries(db: AsyncConnection, limit: int) -> Sequence[Any]:
    """Uncertain deliveries, the oldest first: workspace, platform, id, learner, kind, position, claimed_at, reason."""
    theirs = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)
    query = (
        sa.select(
            workspaces.c.name.label("workspace"),
            workspaces.c.platform,
            deliveries.c.id,
            learners.c.name.label("learner"),
            deliveries.c.kind,
            deliveries.c.position,
            deliveries.c.claimed_at,
            deliveries.c.expires_at,
            deliveries.c.reason,
        )
        .join(learners, theirs)
        .join(workspaces, workspaces.c.id == deliveries.c.workspace_id)
        .where(sa.text(f"deliveries.{UNCERTAIN}"))
        .order_by(deliveries.c.claimed_at, deliveries.c.id)
        .limit(limit)
    )
    return (await db.execute(query)).all()


async def resend(db: AsyncConnection, ids: Sequence[str] | None, by: str, now: datetime) -> int:
    """Let uncertain deliveries leave once more, as far as they are still useful; returns how many were uncertain.

    Args:
        ids: ALL, or which; others, and those settled meanwhile, are left as they are.
    """
    reason = "sent again by hand"
    return await _decide(
        db, ids, {"state": DeliveryState.WAITING, "reason": reason, "try_at": now}, SENT_AGAIN, by, now
    )


async def confirm(db: AsyncConnection, ids: Sequence[str] | None, by: str, now: datetime) -> int:
    """Mark uncertain deliveries as sent; returns how many were."""
    return await _decide(db, ids, arrived(now), SETTLED, by, now)


async def _decide(
    db: AsyncConnection, ids: Sequence[str] | None, values: dict[str, Any], action: str, by: str, now: datetime
) -> int:
    decided = sa.update(deliveries).where(sa.text(f"deliveries.{UNCERTAIN}")).values(values)
    if ids is not ALL:
        decided = decided.where(deliveries.c.id.in_(ids))
    columns = (deliveries.c.workspace_id, deliveries.c.id, deliveries.c.learner_id)
    # One UPDATE that asks for the state: what a look settled meanwhile is not among the rows and is not sent again.
    rows = (await db.execute(decided.returning(*columns))).all()
    for row in rows:
        await audit.note(db, row.workspace_id, by, action, row.id, now, learner=row.learner_id)
    return len(rows)
