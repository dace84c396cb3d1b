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
from schedules.people.identities import is_linked

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
class Quota:
    """What one workspace may send now.

    Attributes:
        per_second: messages a second in the long run; 0 is without limit.
        arrival: when the next message would go if none were allowed ahead of the rate.
        platform: where to, in a workspace that is on several; "" is everywhere.
        held: the app cannot write there; one message at a time tries whether it can again.
    """

    workspace_id: str
    per_second: float
    burst: float
    arrival: datetime
    platform: str = ""
    held: bool = False

    def room(self, now: datetime, wanted: int) -> int:
        """How many of the wanted messages may go now."""
        if self.per_second <= 0:
            return wanted
        # The small addition makes up for rounding: an instant in whole microseconds would else give 0.999999 instead of
        # 1.
        ahead = (now - self.arrival).total_seconds() * self.per_second + self.burst + 1e-6
        return max(0, min(wanted, int(min(self.burst, ahead))))

    def after(self, now: datetime, sent: int) -> datetime:
        """The arrival time once that many messages went."""
        if self.per_second <= 0:
            return now
        # Time in which nothing was sent is not saved up: beyond the burst it would let a rush out that the platform
        # refuses.
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


async def set_send_pace(db: AsyncConnection, workspace_id: str, platform: str, per_second: float, burst: float) -> None:
    """Give a workspace the rate that a platform allows; on several platforms each has its own."""
    method = SEND_ON + platform if await is_linked(db, workspace_id) else SEND
    await set_pace(db, workspace_id, per_second, burst, method)


async def block(db: AsyncConnection, workspace_id: str, until: datetime, method: str = SEND) -> None:
    """Let nothing go before the instant, as the platform asked; an earlier block never shortens a later one."""
    where = (pacing.c.workspace_id == workspace_id) & (pacing.c.method == method) & (pacing.c.blocked_until < until)
    await db.execute(sa.update(pacing).where(where).values(blocked_until=until))


async def reserve(db: AsyncConnection, workspace_id: str, method: str, now: datetime) -> timedelta:
    """Take the next free moment of a method; returns how long to wait for it, 0 when it is now."""
    where = (pacing.c.workspace_id == workspace_id) & (pacing.c.method == method)
    # Locked until the new arrival is written, or two processes would take the same moment.
    row = (await db.execute(sa.select(pacing).where(where).with_for_update())).one_or_none()
    if row is None:
        return timedelta(0)
    quota = Quota(workspace_id, row.per_second, row.burst, row.arrival)
    ready: datetime = (
        now if quota.room(now, 1) else quota.arrival - timedelta(seconds=(quota.burst - 1) / quota.per_second)
    )
    ready = max(ready, row.blocked_until, now)
    await db.execute(sa.update(pacing).where(where).values(arrival=quota.after(ready, 1), served_at=now))
    return ready - now
