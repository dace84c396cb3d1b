"""Whoever was kept for comparison gets the season later, in the same campaign and at the same pace."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger import audit
from schedules.people.enrolments import HOLDOUT, campaign_by_id, campaigns, enrolments
from schedules.plans.campaigns import find_slots
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.planning import EnrolmentStatus

# Delayed recall is what is known a week or more after the lesson, so the comparison needs a week of the first group
# behind its last episode, and one more in which those re-asks are answered.
COMPARED_FOR = timedelta(days=14)


async def waiting_groups(db: AsyncConnection, now: datetime) -> list[tuple[str, str]]:
    """(workspace, campaign) of running campaigns whose first group is through, and long enough for a comparison.

    Whoever is silent for good does not hold the others up: only people with an episode ahead of them do.
    """
    same = (campaigns.c.workspace_id == enrolments.c.workspace_id) & (campaigns.c.id == enrolments.c.campaign_id)
    waits = sa.func.sum(sa.case((enrolments.c.state == HOLDOUT, 1), else_=0))
    goes_on = sa.func.sum(sa.case((enrolments.c.state == EnrolmentStatus.ACTIVE.value, 1), else_=0))
    query = (
        sa.select(enrolments.c.workspace_id, enrolments.c.campaign_id)
        .join(campaigns, same)
        .where(campaigns.c.state == CampaignState.RUNNING.value)
        .group_by(enrolments.c.workspace_id, enrolments.c.campaign_id)
        .having(waits > 0, goes_on == 0, sa.func.max(enrolments.c.last_at) <= now - COMPARED_FOR)
    )
    return [(row.workspace_id, row.campaign_id) for row in await db.execute(query)]


async def start_second_group(
    db: AsyncConnection, workspace_id: str, campaign_id: str, now: datetime
) -> tuple[Campaign, int] | None:
    """Let the people who were kept back begin; returns the campaign and how many they are.

    None when another process did, or the campaign was paused or ended meanwhile.
    """
    campaign = await campaign_by_id(db, workspace_id, campaign_id, to_change=True)
    if campaign is None or campaign.state is not CampaignState.RUNNING:
        return None
    kept_back = (enrolments.c.workspace_id == workspace_id) & (enrolments.c.campaign_id == campaign_id)
    kept_back &= enrolments.c.state == HOLDOUT
    begin = sa.update(enrolments).where(kept_back).values(state=EnrolmentStatus.ACTIVE.value)
    people = (await db.execute(begin.returning(enrolments.c.learner_id))).all()
    if not people:
        return None
    await find_slots(db, campaign, now)
    await audit.note(db, workspace_id, "planner", "second group started", campaign_id, now, people=len(people))
    return campaign, len(people)
