"""Which deliveries leave next, and what became of those that left: the ledger's one transaction per cycle.

A cycle writes finished outcomes, takes open workspaces in turn, reserves their pace and claims as many rows as there
are free slots. The claim is the intent: what is found in `sending` after a crash is exactly what is uncertain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Database, Instant, micros
from schedules.ledger.bulk import MOMENT, WORD, batch, packed
from schedules.ledger.candidates import Claimed as Claimed
from schedules.ledger.candidates import candidates, claimed, sort_out
from schedules.ledger.faults.holds import PROBE, is_held
from schedules.ledger.ledger import CLAIMABLE, deliveries
from schedules.ledger.outcomes import Outcome, mark
from schedules.ledger.pacing import SEND, SEND_ON, Quota, block, pacing
from schedules.people.places import give_back
from schedules.rules.kinds import DeliveryState

# More in one cycle would lock more rows of pacing against the other workers and leave each with fewer slots.
WORKSPACES_AT_ONCE = 8


async def cycle(
    database: Database, outcomes: Sequence[Outcome], free: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    """Write what came of finished attempts and claim up to `free` deliveries that may leave now."""
    async with database.write() as db:
        if outcomes:
            # Outcomes come first, also where no slot is free: a finished send that is not written looks like an
            # uncertain one.
            await mark(db, outcomes)
        if free <= 0:
            return []
        quotas = await _open_quotas(db, now, free)
        if not quotas:
            return []
        return await _claim(db, quotas, free, now, lease)


async def _open_quotas(db: AsyncConnection, now: datetime, free: int) -> list[Quota]:
    """Workspaces that have something due and may be written to, least recently served first, locked for this cycle.

    One that is on several platforms has a quota for each of them.
    """
    # At least four slots for each workspace, where there are so many, so that a cycle does not serve many of them one
    # by one.
    bound = {"now": now, "now_us": micros(now), "most": max(1, min(WORKSPACES_AT_ONCE, free // 4))}
    rows = await db.execute(_OPEN, bound)
    return [
        Quota(row.workspace_id, row.per_second, row.burst, row.arrival, _platform(row.method), row.held) for row in rows
    ]


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
    # The same rule as Quota.room: one message may go while the arrival lies at most burst - 1 messages ahead.
    ahead = sa.case((pacing.c.per_second > 0, (pacing.c.burst - 1) * 1_000_000 / pacing.c.per_second), else_=0)
    sends = (pacing.c.method == SEND) | pacing.c.method.startswith(SEND_ON)
    open_now = sa.type_coerce(pacing.c.arrival, sa.BigInteger) <= sa.bindparam("now_us", type_=sa.BigInteger) + ahead
    held = is_held(pacing.c.workspace_id, pacing.c.method).label("held")
    return (
        sa.select(pacing.c.workspace_id, pacing.c.method, pacing.c.per_second, pacing.c.burst, pacing.c.arrival, held)
        .where(sends, pacing.c.blocked_until <= now, open_now, first_due <= now)
        .order_by(pacing.c.served_at, pacing.c.workspace_id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        # Another worker serves what it has locked: waiting for it would only bring both to the same rows.
        .with_for_update(skip_locked=True)
    )


_OPEN = _open()


async def _claim(
    db: AsyncConnection, quotas: Sequence[Quota], free: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    # Rounded up, and cut to the free slots below: rounding down would leave slots empty while messages wait.
    share = -(-free // len(quotas))
    rooms = {quota: quota.room(now, share) for quota in quotas}
    sorted_out = sort_out(await candidates(db, rooms, now), now)
    if sorted_out.put_off:
        await db.execute(_put_off(db.dialect.name), packed(sorted_out.put_off))
        await give_back(db, sorted_out.missed, now)
    probing = [quota for quota in quotas if quota.held]
    allowed = _one_of_each(sorted_out.allowed, probing) if probing else sorted_out.allowed
    taken = await _take(db, allowed[:free], now, lease)
    await _serve(db, quotas, taken, now)
    if not probing:
        return taken
    await _wait_for_probes(db, probing, taken, now)
    return [replace(each, probe=_quota_of(each, probing) is not None) for each in taken]


def _quota_of(row: Any, quotas: Sequence[Quota]) -> Quota | None:
    """Which of the quotas a candidate or a claim leaves through."""
    same = (
        quota for quota in quotas if quota.workspace_id == row.workspace_id and quota.platform in ("", row.platform)
    )
    return next(same, None)


def _one_of_each(rows: Sequence[Any], probing: Sequence[Quota]) -> list[Any]:
    """The candidates without all but the first of each held quota: it tries for the others."""
    tried: set[Quota] = set()
    allowed = []
    for row in rows:
        quota = _quota_of(row, probing)
        if quota not in tried:
            allowed.append(row)
        if quota is not None:
            tried.add(quota)
    return allowed


async def _wait_for_probes(
    db: AsyncConnection, probing: Sequence[Quota], taken: Sequence[Claimed], now: datetime
) -> None:
    """Let nothing more leave a held quota until what tries it is answered; an answer ends the hold at once."""
    for each in taken:
        quota = _quota_of(each, probing)
        if quota is not None:
            method = SEND_ON + quota.platform if quota.platform else SEND
            await block(db, quota.workspace_id, now + PROBE, method)


@lru_cache
def _put_off(dialect: str) -> sa.Update:
    listed = batch(dialect, workspace_id=WORD, id=WORD, state=WORD, reason=WORD, try_at=MOMENT)
    changed = {name: listed.c[name] for name in ("state", "reason", "try_at")}
    return sa.update(deliveries).where(_same(listed), _CLAIMABLE).values(changed)


_CLAIMABLE = sa.text("deliveries." + CLAIMABLE)  # a batch may have a column of that name too


def _same(given: sa.FromClause) -> sa.ColumnElement[bool]:
    return (deliveries.c.workspace_id == given.c.workspace_id) & (deliveries.c.id == given.c.id)


async def _take(db: AsyncConnection, rows: Sequence[Any], now: datetime, lease: timedelta) -> list[Claimed]:
    """Turn candidates into intents; a row that was cancelled meanwhile is left out."""
    if not rows:
        return []
    keys = packed({"workspace_id": row.workspace_id, "id": row.id, "platform": row.platform} for row in rows)
    taken = await db.execute(_take_these(db.dialect.name), {**keys, "_now": now, "_until": now + lease})
    # The database says which rows changed: one that was cancelled between reading and here is not among them.
    ids = set(taken.scalars())
    return [claimed(row, now) for row in rows if row.id in ids]


@lru_cache
def _take_these(dialect: str) -> Any:
    listed = batch(dialect, workspace_id=WORD, id=WORD, platform=WORD)
    return (
        sa.update(deliveries)
        .where(_same(listed), _CLAIMABLE)
        .values(
            state=DeliveryState.SENDING,
            platform=listed.c.platform,
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


async def _serve(db: AsyncConnection, quotas: Sequence[Quota], taken: Sequence[Claimed], now: datetime) -> None:
    # A workspace on one platform has a quota without a name, one on several a quota for each; a claim counts for both
    # keys.
    everywhere = Counter((each.workspace_id, "") for each in taken)
    count = everywhere + Counter((each.workspace_id, each.platform) for each in taken)
    served = [
        {
            "_workspace": quota.workspace_id,
            "_method": SEND_ON + quota.platform if quota.platform else SEND,
            "_arrival": quota.after(now, count[quota.workspace_id, quota.platform]),
            "_now": now,
        }
        for quota in quotas
    ]
    await db.execute(_SERVE, served)
