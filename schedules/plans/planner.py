"""Writes what planning decides: due enrolments in batches, each advanced in the transaction that owes its episode."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from lessons.database import Database, Instant
from schedules.ledger.bulk import MOMENT, NUMBER, WORD, batch, packed
from schedules.ledger.ledger import cancel, deliveries, owed, plan
from schedules.people.enrolments import availability_from, campaign_from, enrolment_from, enrolments, with_people
from schedules.rules.kinds import LESSONS, LIVE, DeliveryKind, DeliveryState
from schedules.rules.planning import HORIZON, EnrolmentStatus, Plan, Planned, plan_enrolment

# One transaction each: it holds its locks for a short time, and a planner that dies loses no more than one batch.
BATCH = 1000

NOWHERE = catalog.LineupPlace("", "")  # what is no episode

Key = tuple[str, str]
Lineup = Sequence[catalog.LineupPlace]


@dataclass(frozen=True, slots=True)
class Recent:
    """What a batch of learners got or will get about now.

    Attributes:
        lessons: (workspace, learner) -> instants of episodes and re-asks of the last eight days.
        unsettled: (campaign, learner) that have an episode under way.
    """

    lessons: dict[Key, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    unsettled: set[Key] = field(default_factory=set)


async def plan_due(database: Database, now: datetime, horizon: timedelta = HORIZON) -> int:
    """Owe every episode whose slot lies before now + horizon; returns how many deliveries were written."""
    written, after = 0, None
    lineups: dict[Key, Lineup] = {}
    while True:
        async with database.write() as db:
            rows = await _due(db, now + horizon, after)
            written += await _plan_batch(db, rows, lineups, now, horizon)
        # Locked rows are passed over and may make a batch short: the other planner has them, and the next round looks
        # again.
        if len(rows) < BATCH:
            return written
        after = rows[-1]


async def _due(db: AsyncConnection, until: datetime, after: Any) -> Sequence[Any]:
    """The next batch of enrolments by (next_at, keys), locked against other planners."""
    order = (enrolments.c.next_at, enrolments.c.workspace_id, enrolments.c.campaign_id, enrolments.c.learner_id)
    query = with_people().where(enrolments.c.state == sa.literal_column("'active'"), enrolments.c.next_at <= until)
    if after is not None:
        last = (sa.literal(after.next_at, Instant), after.workspace_id, after.campaign_id, after.learner_id)
        query = query.where(sa.tuple_(*order) > sa.tuple_(*last))
    query = query.order_by(*order).limit(BATCH).with_for_update(skip_locked=True, of=enrolments)
    rows: Sequence[Any] = (await db.execute(query)).all()
    return rows


async def _plan_batch(
    db: AsyncConnection, rows: Sequence[Any], lineups: dict[Key, Lineup], now: datetime, horizon: timedelta
) -> int:
    recent = await recent_lessons(db, {(row.workspace_id, row.learner_id) for row in rows}, now)
    owing: list[dict[str, object]] = []
    moved: list[dict[str, object]] = []
    for row in rows:
        lineup = await _lineup(db, lineups, row)
        if not lineup:
            continue
        decided = _decide(row, len(lineup), recent, now, horizon)
        owing += [_delivery(row, lineup, planned) for planned in decided.deliveries]
        moved.append(_moved(row, decided))
        if decided.enrolment.state is EnrolmentStatus.PAUSED:
            await _stop_reminding(db, row)
    await plan(db, owing)
    if moved:
        await db.execute(_move(db.dialect.name), packed(moved))
    return len(owing)


async def _stop_reminding(db: AsyncConnection, row: Any) -> None:
    """Whoever is told that the lessons rest gets no reminder of them after that."""
    which = {"learner_id": row.learner_id, "campaign_id": row.campaign_id, "kind": DeliveryKind.REMINDER}
    await cancel(db, row.workspace_id, "the lessons rest after too much silence", **which)


async def recent_lessons(db: AsyncConnection, people: set[Key], now: datetime) -> Recent:
    """What these learners got in the last eight days or are owed."""
    recent = Recent()
    if not people:
        return recent
    keys = packed({"workspace_id": workspace_id, "learner_id": learner_id} for workspace_id, learner_id in people)
    for row in await db.execute(_recent(db.dialect.name), {**keys, "_since": now - timedelta(days=8)}):
        recent.lessons[row.workspace_id, row.learner_id].append(row.sent_at or row.due_at)
        # Where a platform cannot be looked at, an uncertain episode holds the story up only while it is useful.
        given_up = row.state == DeliveryState.UNCERTAIN and row.expires_at <= now
        # The story is told in order: while an episode may still arrive, the next one is not owed.
        if row.kind == DeliveryKind.EPISODE and row.state in LIVE and not given_up:
            recent.unsettled.add((row.campaign_id, row.learner_id))
    return recent


@lru_cache
def _recent(dialect: str) -> sa.Select[Any]:
    listed = batch(dialect, workspace_id=WORD, learner_id=WORD)
    names = ("workspace_id", "learner_id", "campaign_id", "kind", "state", "due_at", "sent_at", "expires_at")
    theirs = (deliveries.c.workspace_id == listed.c.workspace_id) & (deliveries.c.learner_id == listed.c.learner_id)
    return (
        sa.select(*[deliveries.c[name] for name in names])
        .join(listed, theirs)
        .where(
            deliveries.c.kind.in_(LESSONS),
            deliveries.c.state.in_([*LIVE, DeliveryState.SENT]),
            deliveries.c.due_at > sa.bindparam("_since", type_=Instant),
        )
    )


async def _lineup(db: AsyncConnection, known: dict[Key, Lineup], row: Any) -> Lineup:
    """The episodes of the campaign's series, read once for all that are planned together; none when it is gone."""
    name = (row.workspace_id, row.series_slug)
    if name not in known:
        known[name] = await catalog.current_lineup(db, *name)
    return known[name]


def _decide(row: Any, episodes: int, recent: Recent, now: datetime, horizon: timedelta) -> Plan:
    lessons = recent.lessons[row.workspace_id, row.learner_id]
    decided = plan_enrolment(
        enrolment_from(row),
        availability_from(row),
        campaign_from(row),
        episodes,
        now,
        recent=lessons,
        unsettled=(row.campaign_id, row.learner_id) in recent.unsettled,
        horizon=horizon,
    )
    # The learner's next row in this batch, from another campaign, must see what this one just took of their budget.
    lessons += [planned.due_at for planned in decided.deliveries if planned.kind == "episode"]
    return decided


def _delivery(row: Any, lineup: Lineup, planned: Planned) -> dict[str, object]:
    place = lineup[planned.position - 1] if planned.kind == "episode" else NOWHERE
    return owed(
        row.workspace_id,
        row.learner_id,
        DeliveryKind(planned.kind),
        planned.due_at,
        planned.expires_at,
        campaign_id=row.campaign_id,
        position=planned.position,
        slot=planned.slot,
        episode_id=place.episode_id,
        check_key=place.check_key,
    )


def _moved(row: Any, decided: Plan) -> dict[str, object]:
    place = decided.enrolment
    return {
        "workspace_id": row.workspace_id,
        "campaign_id": row.campaign_id,
        "learner_id": row.learner_id,
        "state": place.state,
        "position": place.position,
        "next_at": place.next_at,
        "last_at": place.last_at,
        "why": decided.why[:200],
    }


@lru_cache
def _move(dialect: str) -> sa.Update:
    words = dict.fromkeys(("workspace_id", "campaign_id", "learner_id", "state", "why"), WORD)
    moved = batch(dialect, **words, position=NUMBER, next_at=MOMENT, last_at=MOMENT)
    return (
        sa.update(enrolments)
        .where(*[enrolments.c[name] == moved.c[name] for name in ("workspace_id", "campaign_id", "learner_id")])
        .values({name: moved.c[name] for name in ("state", "position", "next_at", "last_at", "why")})
    )
