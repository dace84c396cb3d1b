"""Which deliveries leave next, and what became of those that left: the ledger's one transaction per cycle.

A cycle writes finished outcomes, takes open workspaces in turn, reserves their pace and claims as many rows as there
are free slots. The claim is the intent: what is found in `sending` after a crash is exactly what is in doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Database, Instant, micros
from schedules.calendar import Quiet
from schedules.enrolments import campaigns, give_back
from schedules.ledger import CLAIMABLE, LESSONS, Kind, State, deliveries
from schedules.outcomes import Outcome, mark
from schedules.pacing import SEND, Lane, pacing
from schedules.permission import Drop, Later, may_send
from schedules.roster import clock_time, learners, workspaces

WORKSPACES_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process may send now, and to whom.

    Attributes:
        attempt: the number of this try; outcomes must carry it.
        privacy: the workspace hides figures of small groups.
    """

    workspace_id: str
    id: str
    learner_id: str
    campaign_id: str
    kind: Kind
    position: int
    slot: str
    episode_id: str
    check_key: str
    about_id: str
    body: Any
    prompted: bool
    due_at: datetime
    expires_at: datetime
    attempt: int
    claimed_at: datetime
    platform: str
    place: str
    service_url: str
    learner_name: str
    zone: str
    locale: str
    privacy: bool


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
    """Workspaces that have something due and may be written to, least recently served first, locked for this cycle."""
    due = sa.exists(
        sa.select(sa.literal_column("1"))
        .select_from(deliveries)
        .where(deliveries.c.workspace_id == pacing.c.workspace_id, sa.text(CLAIMABLE), deliveries.c.try_at <= now)
    )
    ahead = sa.case((pacing.c.per_second > 0, (pacing.c.burst - 1) * 1_000_000 / pacing.c.per_second), else_=0)
    open_now = sa.type_coerce(pacing.c.arrival, sa.BigInteger) <= micros(now) + ahead
    waiting = (
        sa.select(pacing)
        .where(pacing.c.method == SEND, pacing.c.blocked_until <= now, open_now, due)
        .order_by(pacing.c.served_at, pacing.c.workspace_id)
        .limit(max(1, min(WORKSPACES_AT_ONCE, free // 4)))
        .with_for_update(skip_locked=True)
    )
    rows = await db.execute(waiting)
    return [Lane(row.workspace_id, row.per_second, row.burst, row.arrival) for row in rows]


async def _claim(
    db: AsyncConnection, lanes: Sequence[Lane], free: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    share = -(-free // len(lanes))
    rooms = {lane.workspace_id: lane.room(now, share) for lane in lanes}
    candidates = await _candidates(db, rooms, now)
    allowed, put_off, missed = await _sort_out(db, candidates, now)
    if put_off:
        await db.execute(_PUT_OFF, put_off)
        await give_back(db, missed, now)
    taken = await _take(db, allowed[:free], now, lease)
    await _serve(db, lanes, taken, now)
    return taken


_bind = sa.bindparam


@lru_cache(16)
def _candidate_query(count: int) -> Any:
    """The first due rows of each of `count` workspaces, with what decides whether they may leave."""
    parts = []
    for number in range(count):
        first = (
            sa.select(deliveries)
            .where(
                deliveries.c.workspace_id == _bind(f"w{number}"),
                sa.text(CLAIMABLE),
                deliveries.c.try_at <= _bind("now", type_=Instant),
            )
            .order_by(deliveries.c.try_at, deliveries.c.id)
            .limit(_bind(f"k{number}", type_=sa.Integer))
            .subquery(f"due{number}")
        )
        parts.append(sa.select(first))
    due = (sa.union_all(*parts) if count > 1 else parts[0]).subquery("due")
    return (
        sa.select(
            due,
            learners.c.place,
            learners.c.service_url,
            learners.c.name.label("learner_name"),
            learners.c.zone,
            learners.c.locale,
            learners.c.consents,
            learners.c.active.label("learner_active"),
            learners.c.snoozed_until,
            workspaces.c.platform,
            workspaces.c.active.label("workspace_active"),
            workspaces.c.quiet_starts,
            workspaces.c.quiet_ends,
            workspaces.c.weekly_budget,
            workspaces.c.privacy,
            campaigns.c.state.label("campaign_state"),
        )
        .join(learners, (learners.c.workspace_id == due.c.workspace_id) & (learners.c.id == due.c.learner_id))
        .join(workspaces, workspaces.c.id == due.c.workspace_id)
        .outerjoin(campaigns, (campaigns.c.workspace_id == due.c.workspace_id) & (campaigns.c.id == due.c.campaign_id))
        .order_by(due.c.try_at, due.c.id)
    )


async def _candidates(db: AsyncConnection, rooms: Mapping[str, int], now: datetime) -> Sequence[Any]:
    bound: dict[str, object] = {"now": now}
    open_ones = [(workspace_id, room) for workspace_id, room in rooms.items() if room > 0]
    if not open_ones:
        return []
    for number, (workspace_id, room) in enumerate(open_ones):
        bound |= {f"w{number}": workspace_id, f"k{number}": room}
    return (await db.execute(_candidate_query(len(open_ones)), bound)).all()


async def _sort_out(
    db: AsyncConnection, candidates: Sequence[Any], now: datetime
) -> tuple[list[Any], list[dict[str, object]], list[Mapping[str, object]]]:
    """Ask again, at this moment, whether each candidate may leave.

    Returns:
        those that may; the changes of those that are put off or dropped, with the reason; dropped episodes.
    """
    recent = await _sent_lately(db, candidates, now)
    allowed: list[Any] = []
    put_off: list[dict[str, object]] = []
    missed: list[Mapping[str, object]] = []
    for row in candidates:
        quiet = _quiet(row.quiet_starts, row.quiet_ends)
        match may_send(row, quiet, recent.get((row.workspace_id, row.learner_id), ()), now):
            case None:
                allowed.append(row)
            case Later(at, reason):
                put_off.append(_put_off(row, State.PLANNED, reason, at))
            case Drop(state, reason):
                put_off.append(_put_off(row, state, reason, row.try_at))
                if row.kind == Kind.EPISODE:
                    missed.append(_place(row))
    return allowed, put_off, missed


def _place(row: Any) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("workspace_id", "campaign_id", "learner_id", "position")}


@lru_cache(64)
def _quiet(starts: str, ends: str) -> Quiet:
    return Quiet(clock_time(starts), clock_time(ends))


_PUT_OFF = (
    sa.update(deliveries)
    .where(deliveries.c.workspace_id == _bind("_workspace"), deliveries.c.id == _bind("_id"), sa.text(CLAIMABLE))
    .values(
        state=_bind("_state"),
        reason=_bind("_reason"),
        try_at=_bind("_try_at", type_=Instant),
    )
)


def _put_off(row: Any, state: State, reason: str, at: datetime) -> dict[str, object]:
    return {
        "_workspace": row.workspace_id,
        "_id": row.id,
        "_state": state,
        "_reason": reason,
        "_try_at": at,
    }


async def _sent_lately(
    db: AsyncConnection, candidates: Sequence[Any], now: datetime
) -> Mapping[tuple[str, str], Sequence[datetime]]:
    """When each learner of a budgeted candidate got lessons during the last eight days."""
    people = {
        (row.workspace_id, row.learner_id)
        for row in candidates
        if row.weekly_budget and row.kind in LESSONS and not row.prompted
    }
    if not people:
        return {}
    sent = sa.select(deliveries.c.workspace_id, deliveries.c.learner_id, deliveries.c.sent_at).where(
        sa.tuple_(deliveries.c.workspace_id, deliveries.c.learner_id).in_(sorted(people)),
        deliveries.c.sent_at > now - timedelta(days=8),
        deliveries.c.kind.in_(LESSONS),
    )
    found: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for workspace_id, learner_id, sent_at in await db.execute(sent):
        found[workspace_id, learner_id].append(sent_at)
    return found


async def _take(db: AsyncConnection, rows: Sequence[Any], now: datetime, lease: timedelta) -> list[Claimed]:
    """Turn candidates into intents; a row that was cancelled meanwhile is left out."""
    if not rows:
        return []
    keys = [(row.workspace_id, row.id) for row in rows]
    taken = await db.execute(
        sa.update(deliveries)
        .where(sa.tuple_(deliveries.c.workspace_id, deliveries.c.id).in_(keys), sa.text(CLAIMABLE))
        .values(
            state=State.SENDING,
            attempt=deliveries.c.attempt + 1,
            claimed_at=now,
            lease_until=now + lease,
            looks=0,
            reason="",
        )
        .returning(deliveries.c.id, deliveries.c.attempt)
    )
    attempts: dict[str, int] = dict(taken.all())
    return [_claimed(row, attempts[row.id], now) for row in rows if row.id in attempts]


def _claimed(row: Any, attempt: int, now: datetime) -> Claimed:
    return Claimed(
        row.workspace_id,
        row.id,
        row.learner_id,
        row.campaign_id,
        Kind(row.kind),
        row.position,
        row.slot,
        row.episode_id,
        row.check_key,
        row.about_id,
        row.body,
        row.prompted,
        row.due_at,
        row.expires_at,
        attempt,
        now,
        row.platform,
        row.place,
        row.service_url,
        row.learner_name,
        row.zone,
        row.locale,
        row.privacy,
    )


_SERVE = (
    sa.update(pacing)
    .where(pacing.c.workspace_id == _bind("_workspace"), pacing.c.method == SEND)
    .values(arrival=_bind("_arrival", type_=Instant), served_at=_bind("_now", type_=Instant))
)


async def _serve(db: AsyncConnection, lanes: Sequence[Lane], taken: Sequence[Claimed], now: datetime) -> None:
    count: dict[str, int] = defaultdict(int)
    for claimed in taken:
        count[claimed.workspace_id] += 1
    await db.execute(
        _SERVE,
        [
            {"_workspace": lane.workspace_id, "_arrival": lane.after(now, count[lane.workspace_id]), "_now": now}
            for lane in lanes
        ],
    )
