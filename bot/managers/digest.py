"""Each Monday at the manager's own time: one picture, one sentence, one recommended action. Silent without news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.links import Links
from bot.messages import digest_texts
from bot.messages.buttons import ButtonAction, action_button
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.reports.figures import SMALLEST_GROUP
from lessons import catalog
from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind
from schedules.people.co_managers import co_managers_of
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Learner, Workspace, all_workspaces, learners_of
from schedules.plans.weekly import WeekFigures, week_of
from schedules.rules.campaigns import Campaign, CampaignState

MONDAY = 0
# Late enough to be at work, and early enough to act on it the same day; a worker that was down in the morning still
# sends it until noon, and then no more: a digest in the evening helps nobody.
OPENS, CLOSES = time(9), time(12)
WEEK = timedelta(days=7)
# A question is called hard where fewer than this share were right: with four options, guessing gets a quarter.
HARD = 0.6


async def plan_digests(database: Database, links: Links, now: datetime) -> int:
    """Owe every digest whose Monday morning it is; returns how many. Planning twice owes nothing twice."""
    planned = 0
    async with database.read() as db:
        workspaces = [workspace for workspace in await all_workspaces(db) if workspace.active]
    for workspace in workspaces:
        async with database.write() as db:
            rows = await _rows(db, workspace, links, now)
            await ledger.plan(db, rows)
            planned += len(rows)
    return planned


async def _rows(db: AsyncConnection, workspace: Workspace, links: Links, now: datetime) -> Sequence[dict[str, Any]]:
    rows = []
    for campaign in await campaigns_of(db, workspace.id):
        if campaign.state is not CampaignState.RUNNING:
            continue
        ids = [campaign.manager_id, *await co_managers_of(db, workspace.id, campaign.id)]
        for manager in await learners_of(db, workspace.id, ids):
            message = await _message(db, workspace, manager, campaign, links, now) if _may_read(manager, now) else None
            if message:
                rows.append(_row(manager, campaign, message, now))
    return rows


def _may_read(manager: Learner, now: datetime) -> bool:
    """Whether it is Monday morning for a manager who wants messages."""
    local = now.astimezone(ZoneInfo(manager.zone))
    return manager.active and manager.manages and local.weekday() == MONDAY and OPENS <= local.time() < CLOSES


def _row(manager: Learner, campaign: Campaign, message: Message, now: datetime) -> dict[str, Any]:
    local = now.astimezone(ZoneInfo(manager.zone))
    expires = local.replace(hour=CLOSES.hour, minute=0, second=0, microsecond=0)
    return ledger.owed(
        manager.workspace_id,
        manager.id,
        DeliveryKind.DIGEST,
        now,
        expires.astimezone(now.tzinfo),
        campaign_id=campaign.id,
        slot=f"digest {local.date().isoformat()}",
        body=to_json(message),
    )


async def _message(
    db: AsyncConnection, workspace: Workspace, manager: Learner, campaign: Campaign, links: Links, now: datetime
) -> Message | None:
    """The digest, or None when there is nothing to say: nothing came, or too few people for figures."""
    week = await week_of(db, workspace.id, campaign.id, now - WEEK, now)
    if not week.reached or (workspace.privacy and week.reached < SMALLEST_GROUP):
        return None
    url = links.report(workspace.id, campaign.id, manager.id, now)
    with speaking(manager.locale, manager.platform, workspace.name, workspace.privacy):
        hard = await _hard_question(db, workspace, week)
        button = None
        if week.silent:
            label = digest_texts.remind_label(week.silent)
            button = action_button(manager, label, ButtonAction.NUDGE, campaign.id, links, now)
        return digest_texts.digest(campaign.name, week, hard, button, url)


async def _hard_question(db: AsyncConnection, workspace: Workspace, week: WeekFigures) -> str:
    """The words of the question that most people got wrong, "" where none was hard or too few answered it."""
    if week.hardest is None:
        return ""
    key, right, tries = week.hardest
    if right >= HARD * tries or (workspace.privacy and tries < SMALLEST_GROUP):
        return ""
    episode = await catalog.episode_of_check(db, workspace.id, key)
    return episode.check.question if episode and episode.check else ""
