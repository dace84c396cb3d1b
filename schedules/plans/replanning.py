"""Finds one learner's moments anew after they chose another time, zone or pause, for what was planned already too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import CLAIMABLE, deliveries
from schedules.people.enrolments import availability_from, campaign_from, enrolment_from, enrolments, enrolments_of
from schedules.people.places import give_back
from schedules.plans.planner import recent_lessons
from schedules.rules.calendar import NoMoment
from schedules.rules.campaigns import CampaignState as CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.kinds import LIVE, DeliveryKind, DeliveryState
from schedules.rules.planning import USEFUL, EnrolmentStatus, next_slot, reask_at


async def plan_anew(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> datetime | None:
    """Let what is to come later come at the learner's new moments; returns when the next episode comes.

    An episode that was planned for later is taken back, to be planned again; a re-ask is moved. What is due already
    leaves as it was going to. Taking back and claiming are one conditional UPDATE each, so that only one of them gets
    a row: nothing is sent twice, and nothing is lost.

    Returns:
        None when no episode is to come.
    """
    await _wait_for_planners(db, workspace_id, learner_id)
    await _take_back(db, workspace_id, learner_id, now)
    coming = await _find_slots(db, workspace_id, learner_id, now)
    await _move_reasks(db, workspace_id, learner_id, coming, now)
    return min(coming, default=None)


async def _wait_for_planners(db: AsyncConnection, workspace_id: str, learner_id: str) -> None:
    """A planner that is at this learner now writes by the old choice: what it wrote is taken back as well."""
    places = sa.select(enrolments.c.campaign_id).where(_enrolled(workspace_id, learner_id))
    await db.execute(places.order_by(enrolments.c.campaign_id).with_for_update())


def _enrolled(workspace_id: str, learner_id: str) -> sa.ColumnElement[bool]:
    return (enrolments.c.workspace_id == workspace_id) & (enrolments.c.learner_id == learner_id)


def _planned_for_later(workspace_id: str, learner_id: str, kind: DeliveryKind, now: datetime) -> sa.ColumnElement[bool]:
    theirs = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    return theirs & sa.text(CLAIMABLE) & (deliveries.c.kind == kind) & (deliveries.c.due_at > now)


async def _take_back(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> None:
    later = _planned_for_later(workspace_id, learner_id, DeliveryKind.EPISODE, now)
    names = ("workspace_id", "campaign_id", "learner_id", "position")
    taking = (
        sa.update(deliveries)
        .where(later)
        .values(state=DeliveryState.CANCELLED, reason="the learner chose another time")
    )
    taken = (await db.execute(taking.returning(*[deliveries.c[name] for name in names]))).all()
    await give_back(db, [dict(row._mapping) for row in taken], now)
    for row in taken:
        await _remember_last(db, row)


async def _remember_last(db: AsyncConnection, row: Any) -> None:
    """The day of the episode before the one that was taken back stays used."""
    same = [deliveries.c[name] == getattr(row, name) for name in ("workspace_id", "campaign_id", "learner_id")]
    went = deliveries.c.state.in_([*LIVE, DeliveryState.SENT]) & (deliveries.c.kind == DeliveryKind.EPISODE)
    last = sa.select(sa.func.max(deliveries.c.due_at)).where(*same, went).scalar_subquery()
    place = [enrolments.c[name] == getattr(row, name) for name in ("workspace_id", "campaign_id", "learner_id")]
    await db.execute(sa.update(enrolments).where(*place).values(last_at=last))


async def _find_slots(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> list[datetime]:
    """Write the next slot of every campaign that the learner is active in; returns them."""
    slots = []
    for row in await enrolments_of(db, workspace_id, learner_id):
        campaign = campaign_from(row)
        if campaign.state is not CampaignState.RUNNING or row.enrolment_state != EnrolmentStatus.ACTIVE:
            continue
        try:
            at = next_slot(enrolment_from(row), availability_from(row), campaign, now)
        except (NoMoment, UnknownCountry):
            at = now  # the planner finds the same, pauses the place, and keeps the reason for the manager
        else:
            slots.append(at)
        place = _enrolled(workspace_id, learner_id) & (enrolments.c.campaign_id == row.campaign_id)
        await db.execute(sa.update(enrolments).where(place).values(next_at=at))
    return slots


async def _move_reasks(
    db: AsyncConnection, workspace_id: str, learner_id: str, episodes: Sequence[datetime], now: datetime
) -> None:
    """A re-ask keeps its row, which is what its check counts by, and gets another moment where there is one."""
    later = _planned_for_later(workspace_id, learner_id, DeliveryKind.REASK, now)
    planned = (await db.execute(sa.select(deliveries).where(later).order_by(deliveries.c.due_at))).all()
    if not planned:
        return
    recent = await recent_lessons(db, {(workspace_id, learner_id)}, now)
    others = [*recent.lessons[workspace_id, learner_id], *episodes]
    by_campaign = {row.campaign_id: row for row in await enrolments_of(db, workspace_id, learner_id)}
    for row in planned:
        # A re-ask must not keep a distance from the moment that it is about to leave.
        others.remove(row.due_at)
        at = _moment(by_campaign.get(row.campaign_id), others, now) or row.due_at
        others.append(at)
        row_again = later & (deliveries.c.id == row.id)
        await db.execute(sa.update(deliveries).where(row_again).values(due_at=at, try_at=at, expires_at=at + USEFUL))


def _moment(row: Any, others: Sequence[datetime], now: datetime) -> datetime | None:
    if row is None:
        return None
    try:
        return reask_at(now, availability_from(row), campaign_from(row), now, others)
    except (NoMoment, UnknownCountry):
        return None
