"""Whose season ended a week ago, and when they may be asked whether they used it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import availability_from, campaign_from, campaigns, enrolments, with_people
from schedules.people.roster import learners
from schedules.replies.pulses import PULSE
from schedules.rules.calendar import NoMoment
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.kinds import DeliveryKind
from schedules.rules.planning import HORIZON, EnrolmentStatus, reask_at

# A question about the last week needs a week behind the season; after two nobody can say what came from it.
FIRST, LAST = timedelta(days=7), timedelta(days=14)
BATCH = 500  # people in one transaction


@dataclass(frozen=True, slots=True)
class DuePulse:
    """Somebody who is to be asked.

    Attributes:
        until: from then on the question is no longer useful.
    """

    campaign: Campaign
    learner_id: str
    due_at: datetime
    until: datetime


async def due_pulses(db: AsyncConnection, now: datetime) -> list[DuePulse]:
    """Those who finished the season of a running campaign 7 to 14 days ago and were not asked yet, at their hours."""
    rows = (await db.execute(_finished(now))).all()
    due = [(row, _moment(row, now)) for row in rows]
    return [
        DuePulse(campaign_from(row), row.learner_id, at, row.last_at + LAST)
        for row, at in due
        if at is not None and at <= now + HORIZON and at < row.last_at + LAST
    ]


def _finished(now: datetime) -> sa.Select[Any]:
    was_asked = sa.exists().where(
        deliveries.c.workspace_id == enrolments.c.workspace_id,
        deliveries.c.campaign_id == enrolments.c.campaign_id,
        deliveries.c.learner_id == enrolments.c.learner_id,
        deliveries.c.kind == DeliveryKind.SURVEY,
        deliveries.c.slot == PULSE,
    )
    return (
        with_people()
        .where(enrolments.c.state == EnrolmentStatus.FINISHED.value, campaigns.c.state == CampaignState.RUNNING.value)
        .where(enrolments.c.last_at <= now - FIRST + HORIZON, enrolments.c.last_at > now - LAST, ~was_asked)
        .where(learners.c.active, learners.c.consents, learners.c.unreachable_why == "")
        .order_by(enrolments.c.last_at)
        .limit(BATCH)
    )


def _moment(row: Any, now: datetime) -> datetime | None:
    """When to ask: within the campaign's hours and days; None where no moment is theirs."""
    try:
        # A question of one press takes none of the lessons' budget, so no other lessons stand in its way.
        return reask_at(row.last_at + FIRST, availability_from(row), campaign_from(row), now)
    except (NoMoment, UnknownCountry):
        return None
