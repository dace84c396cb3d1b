"""Peace and its end: snooze, resume, opt out, opt in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.links import Links
from bot.people.people import say
from bot.reading.phrases import LONGEST_SNOOZE, until_day
from bot.words import wording
from bot.words.saying import say_button
from schedules.ledger import inbox, ledger
from schedules.ledger.ledger import Kind
from schedules.people import roster
from schedules.people.enrolments import (
    availability_from,
    campaign_from,
    enrolment_from,
    enrolments,
    enrolments_of,
    give_back,
)
from schedules.people.roster import Learner
from schedules.plans.replanning import plan_anew
from schedules.rules.calendar import NoMoment, day_starts, local_day
from schedules.rules.campaigns import State
from schedules.rules.planning import Standing, resumed
from schedules.rules.restdays import UnknownCountry


async def snooze(db: AsyncConnection, learner: Learner, words: str, cause: str, now: datetime) -> None:
    """Send nothing before the day that the words name."""
    zone = ZoneInfo(learner.zone)
    today = local_day(now, zone)
    day = until_day(words, today) if words else None
    if day is None or day > today + LONGEST_SNOOZE:
        return await say(db, learner, wording.snooze_how(), cause, now)
    if day <= today:
        return await say(db, learner, wording.snooze_past(day), cause, now)
    await roster.change_learner(db, learner.workspace_id, learner.id, snoozed_until=day_starts(day, zone))
    await plan_anew(db, learner.workspace_id, learner.id, now)
    await say(db, learner, wording.snoozed(day), cause, now)


async def resume(db: AsyncConnection, learner: Learner, cause: str, now: datetime, campaign_id: str = "") -> None:
    """End a snooze and every pause after silence; of one campaign only when one is named."""
    await roster.change_learner(db, learner.workspace_id, learner.id, snoozed_until=None, consents=True)
    await ledger.hurry(db, learner.workspace_id, learner.id, now)
    names = []
    for row in await enrolments_of(db, learner.workspace_id, learner.id):
        campaign = campaign_from(row)
        paused = row.enrolment_state == Standing.PAUSED and campaign.state is State.RUNNING
        if not paused or (campaign_id and campaign.id != campaign_id):
            continue
        who = replace(availability_from(row), snoozed_until=None)
        try:
            place = resumed(enrolment_from(row), who, campaign, now)
        except (NoMoment, UnknownCountry):
            continue
        where = (
            (enrolments.c.workspace_id == learner.workspace_id)
            & (enrolments.c.campaign_id == campaign.id)
            & (enrolments.c.learner_id == learner.id)
        )
        values = {"state": place.state.value, "silent": place.silent, "next_at": place.next_at, "why": ""}
        await db.execute(sa.update(enrolments).where(where).values(**values))
        names.append(campaign.name)
    await plan_anew(db, learner.workspace_id, learner.id, now)
    await say(db, learner, wording.resumed(names), cause, now)


async def opt_out(db: AsyncConnection, learner: Learner, links: Links, cause: str, now: datetime) -> None:
    """Send no lessons any more, beginning with those already planned."""
    await roster.change_learner(db, learner.workspace_id, learner.id, consents=False)
    taken: list[Any] = []
    for kind in (Kind.EPISODE, Kind.REASK, Kind.REMINDER, Kind.NOTICE):
        taken += await ledger.cancel(
            db, learner.workspace_id, "the learner opted out", learner_id=learner.id, kind=kind
        )
    names = ("workspace_id", "campaign_id", "learner_id", "position")
    episodes = [{name: getattr(row, name) for name in names} for row in taken if row.kind == Kind.EPISODE]
    await give_back(db, episodes, now)
    await inbox.note(db, learner.workspace_id, learner.id, "opted out", learner.id, now)
    back = say_button(learner, "Send me lessons again", "start", links, now)
    await say(db, learner, wording.opted_out(back), cause, now)


async def opt_in(db: AsyncConnection, learner: Learner, cause: str, now: datetime) -> None:
    """Let lessons come again."""
    await roster.change_learner(db, learner.workspace_id, learner.id, consents=True)
    await plan_anew(db, learner.workspace_id, learner.id, now)
    await inbox.note(db, learner.workspace_id, learner.id, "opted in", learner.id, now)
    await say(db, learner, wording.opted_in(), cause, now)
