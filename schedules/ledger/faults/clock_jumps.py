"""After the clock was set: instants that were written by the old one neither freeze the ledger nor send it twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import EPOCH
from schedules.ledger.ledger import CLAIMABLE, SENDING, UNCERTAIN, deliveries
from schedules.ledger.pacing import pacing
from schedules.rules.skew import SKEW


async def thaw(db: AsyncConnection, now: datetime, lease: timedelta, look_after: timedelta) -> None:
    """Let nothing wait for an instant that only a clock ahead of this one can have written; to be done in every round.

    A clock may be ahead for a moment that no round falls into. What it wrote meanwhile shows by itself: nobody claims
    in the future, and no lease lasts longer than one from now on.
    """
    latest = now + SKEW
    await db.execute(
        sa.update(deliveries)
        .where(sa.text(SENDING), deliveries.c.lease_until > latest + lease)
        .values(lease_until=now + lease)
    )
    far = (deliveries.c.try_at > latest + lease) & (deliveries.c.claimed_at > latest)
    await db.execute(sa.update(deliveries).where(sa.text(UNCERTAIN), far).values(try_at=now + look_after))
    # Only what a clock ahead of this one had claimed before: what is planned for later keeps its instant.
    by_the_old_clock = (deliveries.c.claimed_at > latest) & (deliveries.c.try_at > now)
    await db.execute(sa.update(deliveries).where(sa.text(CLAIMABLE), by_the_old_clock).values(try_at=now))
    # The arrival begins anew, which allows one burst; the old one may lie as far ahead as that clock did.
    served = sa.update(pacing).where(pacing.c.served_at > latest)
    await db.execute(served.values(arrival=EPOCH, blocked_until=EPOCH, served_at=now))


async def follow_clock(db: AsyncConnection, now: datetime, lease: timedelta, look_after: timedelta) -> None:
    """Bring leases, tries and rates into the time that holds now. Doing it twice does no harm.

    What is being sent gets a whole lease from now on: after a jump forward its old one is over at once, and another
    worker would look for a message that is still on its way. After a jump back, what waits for an instant that the old
    clock wrote would wait for as long as the clock was ahead.
    """
    await db.execute(sa.update(deliveries).where(sa.text(SENDING)).values(lease_until=now + lease))
    far = deliveries.c.try_at > now + look_after
    await db.execute(sa.update(deliveries).where(sa.text(UNCERTAIN), far).values(try_at=now + look_after))
    # What was claimed before the jump, and was told to wait during it, shows nowhere by which clock. A wait that a
    # platform had asked for, cut to a lease, is asked for once more.
    latest = now + lease
    waits = sa.text(CLAIMABLE) & deliveries.c.claimed_at.is_not(None) & (deliveries.c.try_at > latest)
    await db.execute(sa.update(deliveries).where(waits).values(try_at=latest))
    blocked = sa.update(pacing).where(pacing.c.blocked_until > latest)
    await db.execute(blocked.values(blocked_until=latest))
    ahead = sa.update(pacing).where(pacing.c.arrival > now + SKEW)
    await db.execute(ahead.values(arrival=EPOCH, blocked_until=EPOCH, served_at=now))
    await thaw(db, now, lease, look_after)
