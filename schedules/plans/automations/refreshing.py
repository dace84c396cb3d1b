"""Gives people the refresher of a rule: a campaign of its own, at the pace of the one that the rule belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner, learner_by_id, workspace_by_id
from schedules.plans import campaigns
from schedules.plans.automations.automations import note_refresher
from schedules.plans.editing import add_people
from schedules.rules.acting.automation import Automation
from schedules.rules.calendar import local_day
from schedules.rules.campaigns import LONGEST_NAME, Campaign, CampaignState, Proposal, proposal_of


async def refresher_ended(db: AsyncConnection, automation: Automation) -> bool:
    """Whether its manager ended the campaign that brings the refresher: then nobody gets it any more."""
    bringing = await campaign_by_id(db, automation.workspace_id, automation.refresher_campaign)
    return bringing is not None and bringing.state is CampaignState.ENDED


async def give_refresher(
    db: AsyncConnection, automation: Automation, people: Sequence[Learner], name: str, by: str, now: datetime
) -> int:
    """Let people take part in the refresher; returns how many begin. The caller holds the rule's row.

    Args:
        name: of the campaign that brings it, where it has to be made.

    Raises:
        BadCampaign: the plan of the campaign that the rule belongs to cannot be followed any more.
    """
    if not people:
        return 0
    bringing = await campaign_by_id(db, automation.workspace_id, automation.refresher_campaign, to_change=True)
    if bringing is not None:
        return await add_people(db, bringing, people, by, now)
    drafted = await _draft(db, automation, name, now)
    if drafted is None:
        return 0
    await note_refresher(db, automation, drafted.id)
    return (await campaigns.start(db, drafted, people, by, now)).enrolled


async def _draft(db: AsyncConnection, automation: Automation, name: str, now: datetime) -> Campaign | None:
    around = await campaign_by_id(db, automation.workspace_id, automation.campaign_id)
    workspace = await workspace_by_id(db, automation.workspace_id)
    manager = await learner_by_id(db, automation.workspace_id, around.manager_id) if around else None
    if around is None or workspace is None or manager is None:
        return None
    today = local_day(now, ZoneInfo(manager.zone))
    # Days, hours and reminders are those that these people know; nobody is held out, since the rule chose them.
    plan: Proposal = replace(
        proposal_of(around),
        name=name[:LONGEST_NAME],
        series_slug=automation.refresher,
        start=today,
        holdout_share=0.0,
    )
    return await campaigns.draft(db, workspace, manager, plan, now)
