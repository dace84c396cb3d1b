"""What a manager does with a campaign that is there: report, pause, resume, end, nudge the silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.links import Links
from bot.managers.managing import may_manage
from bot.managers.standing import runs_it
from bot.people.people import say
from bot.words import managerwords
from schedules.ledger import inbox, ledger
from schedules.ledger.ledger import Kind, deliveries
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner
from schedules.plans import desk
from schedules.replies.replies import replies
from schedules.rules.calendar import local_day
from schedules.rules.campaigns import Campaign, State, WrongState

USEFUL = timedelta(hours=12)
MOVES = {"pause": desk.pause, "resume": desk.resume, "end": desk.end}
_REPORT, _END = ("Report", "report"), ("End", "end")
_DEEDS = {
    State.RUNNING: (_REPORT, ("Nudge the silent", "nudge"), ("Pause", "pause"), _END),
    State.PAUSED: (_REPORT, ("Resume", "resume"), _END),
    State.DRAFT: (_END,),
    State.ENDED: (_REPORT,),
}
DEEDS = frozenset(deed for offered in _DEEDS.values() for _, deed in offered)


def deeds(campaign: Campaign) -> tuple[tuple[str, str], ...]:
    """What can be done with a campaign as it stands: (label, deed)."""
    return _DEEDS[campaign.state]


async def steer(
    db: AsyncConnection, manager: Learner, campaign_id: str, deed: str, links: Links, cause: str, now: datetime
) -> None:
    """Do what was asked for, and say what came of it. Only its own manager or an admin may."""
    campaign = await campaign_by_id(db, manager.workspace_id, campaign_id)
    if campaign is None or not await _may(db, manager, campaign):
        return await say(db, manager, managerwords.not_your_campaign(), cause, now)
    match deed:
        case "report":
            url = links.report(manager.workspace_id, campaign.id, manager.id, now)
            await say(db, manager, managerwords.report_link(campaign.name, url), cause, now)
        case "nudge":
            people = await nudge(db, campaign, now)
            await inbox.note(db, manager.workspace_id, manager.id, "silent nudged", campaign.id, now, people=people)
            await say(db, manager, managerwords.nudged(campaign.name, people), cause, now)
        case "pause" | "resume" | "end":
            try:
                done = await MOVES[deed](db, campaign, manager.id, now)
            except WrongState as refused:
                return await say(db, manager, managerwords.campaign_refused(str(refused)), cause, now)
            await say(db, manager, managerwords.campaign_moved(done.name, done.state), cause, now)


async def _may(db: AsyncConnection, manager: Learner, campaign: Campaign) -> bool:
    if campaign.manager_id == manager.id:
        return may_manage(manager)
    return await runs_it(db, manager)


async def nudge(db: AsyncConnection, campaign: Campaign, now: datetime) -> int:
    """Owe everybody whose newest episode is open a reminder, once a day; returns how many were owed."""
    if campaign.state is not State.RUNNING:
        return 0
    today = local_day(now, ZoneInfo("UTC")).isoformat()
    newest: dict[str, Any] = {row.learner_id: row for row in await _open_episodes(db, campaign)}
    rows = [
        ledger.owed(
            row.workspace_id,
            row.learner_id,
            Kind.REMINDER,
            now,
            now + USEFUL,
            campaign_id=campaign.id,
            position=row.position,
            slot=f"nudge {today}",
            episode_id=row.episode_id,
            check_key=row.check_key,
            about_id=row.id,
        )
        for row in newest.values()
        if row.nudged is None
    ]
    await ledger.plan(db, rows)
    return len(rows)


async def _open_episodes(db: AsyncConnection, campaign: Campaign) -> Sequence[Any]:
    """Sent and unanswered episodes of a campaign, oldest first, with today's nudge of each if there was one."""
    later = deliveries.alias("nudges")
    of_it = (later.c.workspace_id == deliveries.c.workspace_id) & (later.c.about_id == deliveries.c.id)
    asked = (later.c.learner_id == deliveries.c.learner_id) & later.c.slot.like("nudge %")
    same = (replies.c.workspace_id == deliveries.c.workspace_id) & (replies.c.delivery_id == deliveries.c.id)
    mine = (deliveries.c.workspace_id == campaign.workspace_id) & (deliveries.c.campaign_id == campaign.id)
    query = (
        sa.select(deliveries, sa.func.max(later.c.id).label("nudged"))
        .select_from(deliveries.outerjoin(replies, same).outerjoin(later, of_it & asked))
        .where(mine, deliveries.c.kind == Kind.EPISODE, deliveries.c.state == ledger.State.SENT)
        .where(deliveries.c.check_key != "", replies.c.delivery_id.is_(None))
        .group_by(*deliveries.primary_key.columns)
        .order_by(deliveries.c.position)
    )
    return (await db.execute(query)).all()
