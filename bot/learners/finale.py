"""A series ends with a word: to the learner after the last question, to the manager after the last learner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.links import Links
from bot.messages import lesson_texts, manager_texts
from bot.messages.catalogue import speaking
from bot.messages.reply import say
from bot.turn import Turn
from lessons import catalog
from lessons.database import Database
from lessons.episodes import Episode
from lessons.series import Series
from schedules.ledger.ledger import Delivery
from schedules.people import roster
from schedules.people.enrolments import campaign_by_id, people_by_state
from schedules.plans.closing import silent_campaigns
from schedules.replies.replies import replies_by
from schedules.rules.campaigns import Campaign
from schedules.rules.planning import EnrolmentStatus


async def close_series(turn: Turn, delivery: Delivery, answered: Episode) -> None:
    """Say once that the series is over, if the question that was answered is that of its last episode."""
    campaign = await campaign_by_id(turn.db, turn.workspace.id, delivery.campaign_id)
    # Every press comes by here: a whole series with its scripts costs 4.9 ms of CPU, its line-up 1.6 (The Data Leak).
    lineup = await catalog.current_lineup(turn.db, turn.workspace.id, campaign.series_slug) if campaign else ()
    if campaign is None or not lineup or answered.number < len(lineup):
        return
    series = await catalog.current_series(turn.db, turn.workspace.id, campaign.series_slug)
    if series is None:
        return
    await say(turn.db, turn.learner, await _farewell(turn, series), f"finale:{campaign.id}", turn.now)
    await _close_campaign(turn.db, campaign, turn.links, turn.now)


async def _farewell(turn: Turn, series: Series) -> Message:
    keys = {episode.check_key for episode in series.episodes if episode.check}
    replies = await replies_by(turn.db, turn.workspace.id, turn.learner.id)
    first = [reply for reply in replies if reply.first_try and reply.check_key in keys]
    return lesson_texts.finale(series.title, sum(reply.correct for reply in first), len(first))


async def close_silent(database: Database, links: Links, now: datetime) -> int:
    """Tell managers of campaigns whose last questions stay open that they are through; returns how many were looked at.

    Each is said once: the answer of the last learner may have said it already.
    """
    async with database.read() as db:
        waiting = await silent_campaigns(db, now)
    for workspace_id, campaign_id in waiting:
        async with database.write() as db:
            campaign = await campaign_by_id(db, workspace_id, campaign_id)
            if campaign:
                await _close_campaign(db, campaign, links, now)
    return len(waiting)


async def _close_campaign(db: AsyncConnection, campaign: Campaign, links: Links, now: datetime) -> None:
    """Tell the manager once nobody waits for an episode any more."""
    people = await people_by_state(db, campaign.workspace_id, campaign.id)
    manager = await roster.learner_by_id(db, campaign.workspace_id, campaign.manager_id)
    if manager is None or not manager.active or people.get(EnrolmentStatus.ACTIVE, 0):
        return
    url = links.report(campaign.workspace_id, campaign.id, manager.id, now)
    finished = people.get(EnrolmentStatus.FINISHED, 0)
    with speaking(manager.locale, manager.platform):
        message = manager_texts.campaign_over(campaign.name, finished, sum(people.values()), url)
    await say(db, manager, message, f"over:{campaign.id}", now)
