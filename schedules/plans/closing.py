"""Campaigns that nobody's answer will end any more: everybody had every episode, and the last ones stay open."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.enrolments import HOLDOUT, campaigns, enrolments
from schedules.rules.campaigns import CampaignState
from schedules.rules.planning import EnrolmentStatus

ANSWERED_BY = timedelta(days=7)  # after the reminders; hardly anybody answers later than that
FORGOTTEN = timedelta(days=21)  # a worker that was away for so long need not bring it up


async def silent_campaigns(db: AsyncConnection, now: datetime) -> list[tuple[str, str]]:
    """(workspace, campaign) of running campaigns without an episode ahead of anybody for a week and more."""
    same = (campaigns.c.workspace_id == enrolments.c.workspace_id) & (campaigns.c.id == enrolments.c.campaign_id)
    ahead = enrolments.c.state.in_((HOLDOUT, EnrolmentStatus.ACTIVE.value))
    last = sa.func.max(enrolments.c.last_at)
    query = (
        sa.select(enrolments.c.workspace_id, enrolments.c.campaign_id)
        .join(campaigns, same)
        .where(campaigns.c.state == CampaignState.RUNNING.value)
        .group_by(enrolments.c.workspace_id, enrolments.c.campaign_id)
        .having(sa.func.sum(sa.case((ahead, 1), else_=0)) == 0, last <= now - ANSWERED_BY, last > now - FORGOTTEN)
    )
    return [(row.workspace_id, row.campaign_id) for row in await db.execute(query)]
