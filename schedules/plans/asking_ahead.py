"""The next episode at once, because its learner asked for it; the story's order stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from schedules.ledger.ledger import CLAIMABLE, deliveries, owed, plan
from schedules.people.enrolments import (
    availability_from,
    campaign_from,
    enrolment_from,
    enrolments,
    enrolments_of,
)
from schedules.rules.calendar import NoMoment, local_day
from schedules.rules.campaigns import CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.kinds import LIVE, DeliveryKind
from schedules.rules.planning import EnrolmentStatus, next_slot

# Whoever asks waits in front of the chat; after a day the row has expired, and its place goes back into the plan.
USEFUL = timedelta(days=1)
EPISODE = DeliveryKind.EPISODE


class Ahead(StrEnum):
    """What asking for the next episode led to."""

    COMES = "comes"
    UNDER_WAY = "under way"
    NOTHING_LEFT = "nothing left"


async def bring_next(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> Ahead:
    """Owe the next episode of the learner's newest running campaign now.

    An episode that is planned already is the next one: it leaves earlier, and the one after it is not taken out of
    turn. One that is being sent, or whose arrival is not known, has to arrive first.
    """
    for row in await enrolments_of(db, workspace_id, learner_id):
        if campaign_from(row).state is not CampaignState.RUNNING or row.enrolment_state == EnrolmentStatus.PAUSED:
            continue
        if await _live(db, row):
            return Ahead.COMES if await _hurry(db, row, now) else Ahead.UNDER_WAY
        lineup = await catalog.current_lineup(db, workspace_id, row.series_slug)
        if row.enrolment_state == EnrolmentStatus.ACTIVE and row.position <= len(lineup):
            await _owe(db, row, lineup[row.position - 1], now)
            # In the same transaction as the row that is owed, so that the planner does not owe this episode once more.
            await _advance(db, row, len(lineup), now)
            return Ahead.COMES
    return Ahead.NOTHING_LEFT


def _episodes(row: Any) -> sa.ColumnElement[bool]:
    names = ("workspace_id", "campaign_id", "learner_id")
    return sa.and_(*[deliveries.c[name] == getattr(row, name) for name in names], deliveries.c.kind == EPISODE)


async def _live(db: AsyncConnection, row: Any) -> bool:
    query = sa.select(deliveries.c.id).where(_episodes(row), deliveries.c.state.in_(LIVE)).limit(1)
    return (await db.execute(query)).first() is not None


async def _hurry(db: AsyncConnection, row: Any, now: datetime) -> bool:
    """Let the planned episode leave now; False when it left meanwhile."""
    planned = sa.update(deliveries).where(_episodes(row), sa.text(CLAIMABLE))
    values = {"prompted": True, "due_at": now, "try_at": now, "expires_at": now + USEFUL}
    done = await db.execute(planned.values(**values).returning(deliveries.c.id))
    return done.first() is not None


async def _owe(db: AsyncConnection, row: Any, place: catalog.LineupPlace, now: datetime) -> None:
    episode = owed(
        row.workspace_id,
        row.learner_id,
        EPISODE,
        now,
        now + USEFUL,
        campaign_id=row.campaign_id,
        position=row.position,
        slot=local_day(now, ZoneInfo(row.zone)).isoformat(),
        episode_id=place.episode_id,
        check_key=place.check_key,
        prompted=True,
    )
    await plan(db, [episode])


async def _advance(db: AsyncConnection, row: Any, episodes: int, now: datetime) -> None:
    """Move the learner's place past the episode; the one after it comes on another day."""
    place = replace(enrolment_from(row), position=row.position + 1, last_at=now)
    state, next_at = EnrolmentStatus.FINISHED, None
    if place.position <= episodes:
        state = EnrolmentStatus.ACTIVE
        try:
            next_at = next_slot(place, availability_from(row), campaign_from(row), now)
        except (NoMoment, UnknownCountry):
            # No moment can be found any more, as the planner would find too; the episode that was asked for still
            # comes.
            state = EnrolmentStatus.PAUSED
    key = [enrolments.c[name] == getattr(row, name) for name in ("workspace_id", "campaign_id", "learner_id")]
    values = {"state": state.value, "position": place.position, "next_at": next_at, "last_at": now}
    await db.execute(sa.update(enrolments).where(*key).values(**values))
