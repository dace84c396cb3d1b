"""Prepares a campaign again, a year later and when certificates end. A manager starts it, or nobody does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.links import DRAFT, Links
from bot.managers.planning.drafts import save_draft
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.trust import certificate_texts as texts
from lessons.database import Database, new_id
from schedules.ledger import ledger
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner, learner_by_id, workspace_by_id
from schedules.plans.afterwards.afterwards import due_again, move_on
from schedules.replies.certificates import ending_in, note_offered
from schedules.rules.campaigns import Campaign
from schedules.rules.kinds import DeliveryKind

ENDING_WITHIN = timedelta(days=30)
USEFUL = timedelta(days=14)  # a manager on holiday still finds it in time
TOOK_PART, ENDING = "took-part:", "ending:"
"""How a form names people of a campaign: everybody who was in it, and those whose certificate of it ends."""


async def prepare_again(database: Database, links: Links, now: datetime) -> int:
    """Prepare what is due, each once, and tell its manager; returns how many campaigns that were."""
    async with database.read() as db:
        yearly = await due_again(db, now.date())
        ending = await ending_in(db, now + ENDING_WITHIN)
    prepared = 0
    for workspace_id, campaign_id, day in yearly:
        async with database.write() as db:
            prepared += await _year(db, links, workspace_id, campaign_id, day, now)
    for workspace_id, campaign_id in ending:
        async with database.write() as db:
            prepared += await _training(db, links, workspace_id, campaign_id, now)
    return prepared


async def _year(
    db: AsyncConnection, links: Links, workspace_id: str, campaign_id: str, day: str, now: datetime
) -> bool:
    campaign = await campaign_by_id(db, workspace_id, campaign_id)
    if campaign is None or not await move_on(db, workspace_id, campaign_id, day):
        return False
    form = {**_form(campaign, day), "group": TOOK_PART + campaign.id}

    def words(url: str) -> Message:
        return texts.once_more(campaign.name, texts.full_date(date.fromisoformat(day)), url)

    return await _offer(db, links, campaign, form, words, f"again {day}", now)


async def _training(db: AsyncConnection, links: Links, workspace_id: str, campaign_id: str, now: datetime) -> bool:
    campaign = await campaign_by_id(db, workspace_id, campaign_id)
    people = await note_offered(db, workspace_id, campaign_id, now + ENDING_WITHIN, now)
    if campaign is None or not people:
        return False
    form = {**_form(campaign, now.date().isoformat()), "group": ENDING + campaign.id}

    def words(url: str) -> Message:
        return texts.train_again(campaign.name, len(people), url)

    return await _offer(db, links, campaign, form, words, f"ending {now.date().isoformat()}", now)


def _form(campaign: Campaign, start: str) -> Mapping[str, Any]:
    """The plan of a campaign as a form that begins on another day."""
    window = campaign.cadence.window
    return {
        "series": campaign.series_slug,
        "name": f"{campaign.name} {date.fromisoformat(start).year}"[:80],
        "days": [str(day) for day in sorted(campaign.cadence.weekdays)],
        "opens": f"{window.opens:%H:%M}",
        "closes": f"{window.closes:%H:%M}",
        "start": start,
        "reminders": [f"{delay.total_seconds() / 3600:g}" for delay in campaign.reminders],
        "holidays": campaign.skip_holidays,
        "again": True,
    }


async def _offer(
    db: AsyncConnection,
    links: Links,
    campaign: Campaign,
    form: Mapping[str, Any],
    words: Any,
    slot: str,
    now: datetime,
) -> bool:
    """Keep the form for the campaign's manager, and tell them where it is."""
    manager: Learner | None = await learner_by_id(db, campaign.workspace_id, campaign.manager_id)
    workspace = await workspace_by_id(db, campaign.workspace_id)
    if manager is None or not manager.active or workspace is None:
        return False
    draft_id = await save_draft(db, campaign.workspace_id, manager.id, "", form, now)
    url = links.managing(campaign.workspace_id, manager.id, new_id(), now, DRAFT + draft_id)
    with speaking(manager.locale, manager.platform, workspace.name, workspace.privacy):
        body = to_json(words(url))
    about = (campaign.workspace_id, manager.id, DeliveryKind.NOTICE, now, now + USEFUL)
    await ledger.plan(db, [ledger.owed(*about, campaign_id=campaign.id, slot=slot, body=body)])
    return True
