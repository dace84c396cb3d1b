"""Tells a manager that the people kept for comparison get the season now."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.messages import digest_texts
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from lessons.database import Database
from schedules.ledger import ledger
from schedules.people.roster import learner_by_id, workspace_by_id
from schedules.plans.second_group import start_second_group, waiting_groups
from schedules.rules.kinds import DeliveryKind

USEFUL = timedelta(days=3)  # a manager who was away over a weekend still wants to know


async def begin_second_groups(database: Database, now: datetime) -> int:
    """Let every group begin whose turn it is, and tell its manager; returns how many began."""
    begun = 0
    async with database.read() as db:
        waiting = await waiting_groups(db, now)
    for workspace_id, campaign_id in waiting:
        begun += await _begin(database, workspace_id, campaign_id, now)
    return begun


async def _begin(database: Database, workspace_id: str, campaign_id: str, now: datetime) -> bool:
    async with database.write() as db:
        started = await start_second_group(db, workspace_id, campaign_id, now)
        if started is None:
            return False
        campaign, people = started
        manager = await learner_by_id(db, workspace_id, campaign.manager_id)
        workspace = await workspace_by_id(db, workspace_id)
        if manager and manager.active and workspace:
            with speaking(manager.locale, manager.platform, workspace.name, workspace.privacy):
                body = to_json(digest_texts.second_group(campaign.name, people))
            row = ledger.owed(
                workspace_id,
                manager.id,
                DeliveryKind.NOTICE,
                now,
                now + USEFUL,
                campaign_id=campaign.id,
                slot="second group",
                body=body,
            )
            await ledger.plan(db, [row])
    return True
