"""When something is due next: what moves a playground's time from one event to the following one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import CLAIMABLE, UNCERTAIN, deliveries
from schedules.people.enrolments import enrolments
from schedules.replies.reviews import GIVE_UP, reviews

_INSTANTS = (
    (enrolments.c.next_at, "state = 'active'"),
    (deliveries.c.try_at, CLAIMABLE),
    (deliveries.c.try_at, UNCERTAIN),
    (deliveries.c.remind_at, "remind_at IS NOT NULL"),
    (reviews.c.due_at, f"unheard < {GIVE_UP}"),
)


async def next_instant(db: AsyncConnection, now: datetime) -> datetime | None:
    """The first instant later than now at which a round finds something to do; None when nothing is to come."""
    later: list[datetime] = []
    for column, where in _INSTANTS:
        # The conditions are written out, since the partial indexes behind these columns are found only by the same
        # text.
        instant = await db.scalar(sa.select(sa.func.min(column)).where(sa.text(where), column > now))
        if instant is not None:
            later.append(instant)
    return min(later, default=None)
