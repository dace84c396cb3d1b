"""One shared rate per workspace and method: a reservation is one UPDATE, obeyed by every process.

The rate is kept as a theoretical arrival time (generic cell rate algorithm, as in ITU-T I.371): a message may go when
that time lies less than the burst ahead, and moves it on by one interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import EPOCH, Instant, insert_or_update, metadata

SEND = "send"
SEND_ON = "send:"  # followed by a platform, in a workspace that is on several: each asks for its own rate

pacing = sa.Table(
    "pacing",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("method", sa.String(60), primary_key=True),
    sa.Column("per_second", sa.Float, nullable=False),
    sa.Column("burst", sa.Float, nullable=False),
    sa.Column("arrival", Instant, nullable=False),
    sa.Column("blocked_until", Instant, nullable=False),
    sa.Column("served_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Lane:
    """What one workspace may send now.

    Attributes:
        per_second: messages a second in the long run; 0 is without limit.
        arrival: when the next message would go if none were allowed ahead of the rate.
        platform: where to, in a workspace that is on several; "" is everywhere.
    """

    workspace_id: str
    per_second: float
    burst: float
    arrival: datetime
    platform: str = ""

    def room(self, now: datetime, wanted: int) -> int:
        """How many of the wanted messages may go now."""
        if self.per_second <= 0:
            return wanted
        ahead = (now - self.arrival).total_seconds() * self.per_second + self.burst + 1e-6
        return max(0, min(wanted, int(min(self.burst, ahead))))

    def after(self, now: datetime, sent: int) -> datetime:
        """The arrival time once that many messages went."""
        if self.per_second <= 0:
            return now
        return max(self.arrival, now) + timedelta(seconds=sent / self.per_second)


async def set_pace(db: AsyncConnection, workspace_id: str, per_second: float, burst: float, method: str = SEND) -> None:
    """Give a workspace its rate; what is already reserved stays reserved."""
    row = {
        "workspace_id": workspace_id,
        "method": method,
        "per_second": per_second,
        "burst": burst,
        "arrival": EPOCH,
        "blocked_until": EPOCH,
        "served_at": EPOCH,
    }
    statement = insert_or_update(db, pacing, ["workspace_id", "method"], ["per_second", "burst"])
    await db.execute(statement.values(row))


async def block(db: AsyncConnection, workspace_id: str, until: datetime, method: str = SEND) -> None:
    """Let nothing go before the instant, as the platform asked; an earlier block never shortens a later one."""
    where = (pacing.c.workspace_id == workspace_id) & (pacing.c.method == method) & (pacing.c.blocked_until < until)
    await db.execute(sa.update(pacing).where(where).values(blocked_until=until))


async def reserve(db: AsyncConnection, workspace_id: str, method: str, now: datetime) -> timedelta:
    """Take the next free moment of a method; returns how long to wait for it, 0 when it is now."""
    where = (pacing.c.workspace_id == workspace_id) & (pacing.c.method == method)
    row = (await db.execute(sa.select(pacing).where(where).with_for_update())).one_or_none()
    if row is None:
        return timedelta(0)
    lane = Lane(workspace_id, row.per_second, row.burst, row.arrival)
    ready: datetime = now if lane.room(now, 1) else lane.arrival - timedelta(seconds=(lane.burst - 1) / lane.per_second)
    ready = max(ready, row.blocked_until, now)
    await db.execute(sa.update(pacing).where(where).values(arrival=lane.after(ready, 1), served_at=now))
    return ready - now
