"""Which deliveries leave next, and what became of those that left: the ledger's one transaction per cycle.

A cycle writes finished outcomes, takes open workspaces in turn, reserves their pace and claims as many rows as there
are free slots. The claim is the intent: what is found in `sending` after a crash is exactly what is in doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Database, Instant, micros
from schedules.ledger.batches import MOMENT, WORD, batch, packed
from schedules.ledger.candidates import Claimed as Claimed
from schedules.ledger.candidates import candidates, claimed, sort_out
from schedules.ledger.ledger import CLAIMABLE, State, deliveries
from schedules.ledger.outcomes import Outcome, mark
from schedules.ledger.pacing import SEND, SEND_ON, Lane, pacing
from schedules.people.enrolments import give_back

WORKSPACES_AT_ONCE = 8


async def cycle(
    database: Database, outcomes: Sequence[Outcome], free: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    """Write what came of finished attempts and claim up to `free` deliveries that may leave now."""
    async with database.write() as db:
        if outcomes:
            await mark(db, outcomes)
        if free <= 0:
            return []
        lanes = await _open_lanes(db, now, free)
        if not lanes:
            return []
        return await _claim(db, lanes, free, now, lease)


async def _open_lanes(db: AsyncConnection, now: datetime, free: int) -> list[Lane]:
    """Workspaces that have something due and may be written to, least recently served first, locked for this cycle.

    One that is on several platforms has a lane for each of them.
    """
    bound = {"now": now, "now_us": micros(now), "most": max(1, min(WORKSPACES_AT_ONCE, free // 4))}
    rows = await db.execute(_OPEN, bound)
    return [Lane(row.workspace_id, row.per_second, row.burst, row.arrival, _platform(row.method)) for row in rows]


def _platform(method: str) -> str:
    return method.removeprefix(SEND_ON) if method != SEND else ""


def _open() -> sa.Select[Any]:
    now = sa.bindparam("now", type_=Instant)
    # Asked for in this way, the first due instant comes from the index of claimable rows, whatever the statistics say.
    first_due = (
        sa.select(deliveries.c.try_at)
        .where(deliveries.c.workspace_id == pacing.c.workspace_id, sa.text(CLAIMABLE))
        .order_by(deliveries.c.try_at)
        .limit(sa.literal_column("1"))
        .scalar_subquery()
    )
    ahead = sa.case((pacing.c.per_second > 0, (pacing.c.burst - 1) * 1_000_000 / pacing.c.per_second), else_=0)
    sends = (pacing.c.method == SEND) | pacing.c.method.startswith(SEND_ON)
    open_now = sa.type_coerce(pacing.c.arrival, sa.BigInteger) <= sa.bindparam("now_us", type_=sa.BigInteger) + ahead
    return (
        sa.select(pacing.c.workspace_id, pacing.c.method, pacing.c.per_second, pacing.c.burst, pacing.c.arrival)
        .where(sends, pacing.c.blocked_until <= now, open_now, first_due <= now)
        .order_by(pacing.c.served_at, pacing.c.workspace_id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True)
    )


_OPEN = _open()


async def _claim(
    db: AsyncConnection, lanes: Sequence[Lane], free: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    share = -(-free // len(lanes))
    rooms = {lane: lane.room(now, share) for lane in lanes}
    asked = sort_out(await candidates(db, rooms, now), now)
    if asked.put_off:
        await db.execute(_put_off(db.dialect.name), packed(asked.put_off))
        await give_back(db, asked.missed, now)
    taken = await _take(db, asked.allowed[:free], now, lease)
    await _serve(db, lanes, taken, now)
    return taken


@lru_cache
def _put_off(dialect: str) -> sa.Update:
    given = batch(dialect, workspace_id=WORD, id=WORD, state=WORD, reason=WORD, try_at=MOMENT)
    changed = {name: given.c[name] for name in ("state", "reason", "try_at")}
    return sa.update(deliveries).where(_same(given), _CLAIMABLE).values(changed)


_CLAIMABLE = sa.text("deliveries." + CLAIMABLE)  # a batch may have a column of that name too


def _same(given: sa.FromClause) -> sa.ColumnElement[bool]:
    return (deliveries.c.workspace_id == given.c.workspace_id) & (deliveries.c.id == given.c.id)


async def _take(db: AsyncConnection, rows: Sequence[Any], now: datetime, lease: timedelta) -> list[Claimed]:
    """Turn candidates into intents; a row that was cancelled meanwhile is left out."""
    if not rows:
        return []
    keys = packed({"workspace_id": row.workspace_id, "id": row.id, "platform": row.platform} for row in rows)
    taken = await db.execute(_take_these(db.dialect.name), {**keys, "_now": now, "_until": now + lease})
    ids = set(taken.scalars())
    return [claimed(row, now) for row in rows if row.id in ids]


@lru_cache
def _take_these(dialect: str) -> Any:
    given = batch(dialect, workspace_id=WORD, id=WORD, platform=WORD)
    return (
        sa.update(deliveries)
        .where(_same(given), _CLAIMABLE)
        .values(
            state=State.SENDING,
            platform=given.c.platform,
            attempt=deliveries.c.attempt + 1,
            claimed_at=sa.bindparam("_now", type_=Instant),
            lease_until=sa.bindparam("_until", type_=Instant),
            looks=0,
            reason="",
        )
        .returning(deliveries.c.id)
    )


_SERVE = (
    sa.update(pacing)
    .where(pacing.c.workspace_id == sa.bindparam("_workspace"), pacing.c.method == sa.bindparam("_method"))
    .values(arrival=sa.bindparam("_arrival", type_=Instant), served_at=sa.bindparam("_now", type_=Instant))
)


async def _serve(db: AsyncConnection, lanes: Sequence[Lane], taken: Sequence[Claimed], now: datetime) -> None:
    everywhere = Counter((one.workspace_id, "") for one in taken)
    count = everywhere + Counter((one.workspace_id, one.platform) for one in taken)
    served = [
        {
            "_workspace": lane.workspace_id,
            "_method": SEND_ON + lane.platform if lane.platform else SEND,
            "_arrival": lane.after(now, count[lane.workspace_id, lane.platform]),
            "_now": now,
        }
        for lane in lanes
    ]
    await db.execute(_SERVE, served)
