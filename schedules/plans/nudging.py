"""A manager's nudge: everybody whose newest episode is open gets one more reminder, once on each of their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import deliveries, owed, plan
from schedules.people.roster import ZONE, learners
from schedules.replies.replies import answered_check
from schedules.rules.calendar import local_day
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.kinds import DeliveryKind, DeliveryState

USEFUL = timedelta(hours=12)  # a nudge is for today; tomorrow the manager may nudge again
_NUDGE = "nudge "


async def nudge(db: AsyncConnection, campaign: Campaign, now: datetime) -> int:
    """Owe the reminders; returns how many people get one. Whoever was nudged on this local day is left alone."""
    if campaign.state is not CampaignState.RUNNING:
        return 0
    # The episodes come oldest first, so the last one of each learner is what stays in the dict.
    newest: dict[str, Any] = {row.learner_id: row for row in await _open_episodes(db, campaign)}
    due = [(row, _slot(row, now)) for row in newest.values()]
    # Slots end in an ISO date and therefore compare as texts in the order of their days.
    rows = [_reminder(row, slot, now) for row, slot in due if (row.nudged or "") < slot]
    await plan(db, rows)
    return len(rows)


def _slot(row: Any, now: datetime) -> str:
    return _NUDGE + local_day(now, ZoneInfo(row.zone)).isoformat()


def _reminder(row: Any, slot: str, now: datetime) -> dict[str, object]:
    return owed(
        row.workspace_id,
        row.learner_id,
        DeliveryKind.REMINDER,
        now,
        now + USEFUL,
        campaign_id=row.campaign_id,
        position=row.position,
        slot=slot,
        episode_id=row.episode_id,
        check_key=row.check_key,
        about_id=row.id,
    )


async def _open_episodes(db: AsyncConnection, campaign: Campaign) -> Sequence[Any]:
    """Sent and unanswered episodes of a campaign, oldest first, with the day of the learner's newest nudge."""
    nudges = deliveries.alias("nudges")
    theirs = (nudges.c.workspace_id == deliveries.c.workspace_id) & (nudges.c.campaign_id == deliveries.c.campaign_id)
    theirs &= (nudges.c.learner_id == deliveries.c.learner_id) & nudges.c.slot.startswith(_NUDGE)
    newest_nudge = sa.select(sa.func.max(nudges.c.slot)).where(theirs, nudges.c.kind == DeliveryKind.REMINDER)
    reader = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)
    own = (deliveries.c.workspace_id == campaign.workspace_id) & (deliveries.c.campaign_id == campaign.id)
    query = (
        sa.select(deliveries, ZONE, newest_nudge.scalar_subquery().label("nudged"))
        .join(learners, reader)
        .where(own, deliveries.c.kind == DeliveryKind.EPISODE, deliveries.c.state == DeliveryState.SENT)
        .where(
            deliveries.c.check_key != "",
            ~answered_check(deliveries),
            learners.c.active,
            learners.c.unreachable_why == "",
        )
        .order_by(deliveries.c.position)
    )
    return (await db.execute(query)).all()
