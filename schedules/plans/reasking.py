"""Owes re-asks, what was a sure mistake first and then the most forgotten, inside each one's window and budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Database, Instant
from schedules.ledger.ledger import DeliveryKind, owed, plan
from schedules.people.enrolments import (
    AVAILABILITY_COLUMNS,
    CAMPAIGN_COLUMNS,
    availability_from,
    campaign_from,
    campaigns,
)
from schedules.people.roster import learners, workspaces
from schedules.plans.planner import recent_lessons
from schedules.replies.reviews import GIVE_UP, reviews, state_of, sure_but_wrong
from schedules.rules.calendar import Cadence, NoMoment, Window
from schedules.rules.campaigns import Campaign
from schedules.rules.campaigns import CampaignState as CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.planning import HORIZON, USEFUL, reask_at
from schedules.rules.spacing import due_first

# Each batch is one transaction, so that its row locks are held for a short time.
BATCH = 500
# A re-ask without a reply is asked again after a week, then after two: three in 18 days read as nagging.
UNHEARD = timedelta(days=7)
NO_ROOM = timedelta(days=1)
AT_LARGE = Campaign(
    # A check that was first answered below an answer belongs to no campaign; it comes back as those of one would.
    *("", "", "", "", ""),
    Cadence(frozenset(range(5)), Window(time(9), time(17)), date.min),
    CampaignState.RUNNING,
)


async def plan_reasks(database: Database, now: datetime) -> int:
    """Owe every re-ask that is due; returns how many were written."""
    written = 0
    while True:
        async with database.write() as db:
            rows = await _due(db, now)
            written += await _plan_batch(db, rows, now)
        if len(rows) < BATCH:
            return written


async def _due(db: AsyncConnection, now: datetime) -> Sequence[Any]:
    query = (
        sa.select(
            reviews,
            *CAMPAIGN_COLUMNS[1:],
            *AVAILABILITY_COLUMNS,
            learners.c.active.label("learner_active"),
            sure_but_wrong(reviews).label("sure_but_wrong"),
        )
        .join(learners, (learners.c.workspace_id == reviews.c.workspace_id) & (learners.c.id == reviews.c.learner_id))
        .outerjoin(
            campaigns,
            (campaigns.c.workspace_id == reviews.c.workspace_id) & (campaigns.c.id == reviews.c.campaign_id),
        )
        .join(workspaces, workspaces.c.id == reviews.c.workspace_id)
        .where(sa.text(f"unheard < {GIVE_UP}"), reviews.c.due_at <= now)
        .where(campaigns.c.id.is_not(None) | (reviews.c.campaign_id == ""))
        .order_by(reviews.c.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=reviews)
    )
    return (await db.execute(query)).all()


async def _plan_batch(db: AsyncConnection, rows: Sequence[Any], now: datetime) -> int:
    by_learner: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        by_learner[row.workspace_id, row.learner_id].append(row)
    recent = await recent_lessons(db, set(by_learner), now)
    owing: list[dict[str, object]] = []
    moved: list[dict[str, object]] = []
    for person, due in by_learner.items():
        for row in _most_urgent_first(due, now):
            at = _moment(row, recent.lessons[person], now)
            moved.append(_moved(row, at, now))
            if at is not None:
                recent.lessons[person].append(at)
                owing.append(_reask(row, at))
    await plan(db, owing)
    if moved:
        await db.execute(_MOVE, moved)
    return len(owing)


def _most_urgent_first(due: Sequence[Any], now: datetime) -> list[Any]:
    by_key = {row.check_key: row for row in due}
    sure = {key for key, row in by_key.items() if row.sure_but_wrong}
    order = due_first({key: state_of(row) for key, row in by_key.items()}, now, len(due), sure)
    return [by_key[key] for key in order]


def _moment(row: Any, recent: Sequence[datetime], now: datetime) -> datetime | None:
    """When to ask, or None: not in the next days."""
    campaign = _campaign(row)
    allowed = campaign.spacing and campaign.state is CampaignState.RUNNING
    if not allowed or not row.learner_active or not row.consents or row.unreachable_why:
        return None
    try:
        at = reask_at(row.due_at, availability_from(row), campaign, now, recent)
    except (NoMoment, UnknownCountry):
        return None
    return at if at is not None and at <= now + HORIZON else None


def _campaign(row: Any) -> Campaign:
    return campaign_from(row) if row.campaign_id else AT_LARGE


def _reask(row: Any, at: datetime) -> dict[str, object]:
    return owed(
        row.workspace_id,
        row.learner_id,
        DeliveryKind.REASK,
        at,
        at + USEFUL,
        campaign_id=row.campaign_id,
        # Counted by how often it was asked: the same try planned twice is one slot, and the next try is another.
        slot=f"{row.check_key[-100:]}#{row.asked + 1}",
        episode_id=row.episode_id,
        check_key=row.check_key,
    )


def _moved(row: Any, at: datetime | None, now: datetime) -> dict[str, object]:
    times = int(at is not None)
    return {
        "_workspace": row.workspace_id,
        "_learner": row.learner_id,
        "_check": row.check_key,
        # The next one is due from the asking on; the learner's reply writes a better instant over it.
        "_due_at": at + UNHEARD * 2**row.unheard if at is not None else _next_look(row, now),
        "_asked": times,
    }


def _next_look(row: Any, now: datetime) -> datetime:
    """When a check that could not be asked now is looked at again: at its next slot, or tomorrow."""
    try:
        at = reask_at(row.due_at, availability_from(row), _campaign(row), now)
    except (NoMoment, UnknownCountry):
        at = None
    return max(at - HORIZON, now + timedelta(minutes=10)) if at else now + NO_ROOM


_MOVE = (
    sa.update(reviews)
    .where(
        reviews.c.workspace_id == sa.bindparam("_workspace"),
        reviews.c.learner_id == sa.bindparam("_learner"),
        reviews.c.check_key == sa.bindparam("_check"),
    )
    .values(
        due_at=sa.bindparam("_due_at", type_=Instant),
        asked=reviews.c.asked + sa.bindparam("_asked", type_=sa.Integer),
        unheard=reviews.c.unheard + sa.bindparam("_asked", type_=sa.Integer),
    )
)
