"""The app is back after it was taken out of a platform, or is still out: who must hear of it, and what they read."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.companies.uninstall import ACTOR, REMOVED
from bot.messages import platform_texts
from bot.messages.reply import say
from schedules.ledger import audit
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Workspace, all_workspaces, learner_by_id
from schedules.rules.campaigns import CampaignState

log = logging.getLogger(__name__)

BACK = "app back"


async def welcome_back(db: AsyncConnection, workspace: Workspace, now: datetime) -> None:
    """Tell each manager which of their campaigns were paused: nothing begins by itself, and nobody would know."""
    log.warning("the app is back in “%s”: its managers are told which campaigns are paused", workspace.name)
    await audit.note(db, workspace.id, ACTOR, BACK, workspace.outside_id, now)
    paused: dict[str, list[str]] = defaultdict(list)
    for campaign in await campaigns_of(db, workspace.id):
        if campaign.state is CampaignState.PAUSED:
            paused[campaign.manager_id].append(campaign.name)
    for manager_id, names in paused.items():
        if manager := await learner_by_id(db, workspace.id, manager_id):
            await say(db, manager, platform_texts.app_back(names), f"app back {now:%Y-%m-%d %H:%M}", now)


async def still_removed(db: AsyncConnection) -> list[str]:
    """One line for each workspace that the app was taken out of and is not back in, for the operator."""
    lines = []
    for workspace in await all_workspaces(db):
        if workspace.active:
            continue
        last = await audit.last_of(db, workspace.id, (REMOVED, BACK))
        if last and last.action == REMOVED:
            day = f"{last.at:%d %B %Y}"
            lines.append(
                f"the app was taken out of “{workspace.name}” on {day}: install it again, or forget the workspace"
            )
    return lines
