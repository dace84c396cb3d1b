"""People come and go: a row for everybody, a welcome once, and silence for those who left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.events import Joined, Left
from bot.links import Links
from bot.people.people import say
from bot.people.sameperson import fold
from bot.words import wording
from bot.words.saying import say_button
from schedules.ledger import inbox, ledger
from schedules.people import reaching, roster
from schedules.plans.replanning import plan_anew


async def join(db: AsyncConnection, event: Joined, links: Links, now: datetime) -> None:
    """Enter somebody new and welcome them, or bring a known person up to date."""
    workspace = await roster.workspace_outside(db, event.who.platform, event.who.workspace)
    if workspace is None:
        return
    learner = await reaching.enter(db, workspace, event.who.learner, event.name, now, event.email)
    await reaching.keep_place(db, learner, event.who.platform, event.place, event.service_url)
    if learner.platform != event.who.platform:
        return  # reached elsewhere now: what that platform tells of them holds, and they were welcomed there
    known = {"name": event.name, "zone": event.zone, "locale": event.locale, "email": event.email}
    told = {column: value for column, value in known.items() if value}
    await roster.change_learner(db, workspace.id, learner.id, active=True, **told)
    if event.zone and event.zone != learner.told_zone and not learner.own_zone:
        await plan_anew(db, workspace.id, learner.id, now)
    if event.email and event.email != learner.email:
        learner = await fold(db, workspace.id, learner.id, now)
    if event.place and await inbox.first_time(db, workspace.id, f"welcome:{learner.id}", now):
        said = (("What can I do here?", "help"), ("Settings", "settings"), ("No, thanks", "stop"))
        buttons = [say_button(learner, *one, links, now) for one in said]
        await say(db, learner, wording.welcome(event.name, workspace.name, buttons), "welcome", now)


async def leave(db: AsyncConnection, event: Left, now: datetime) -> None:
    """Owe nothing more to somebody who left; what they answered stays. One who is elsewhere too is reached there."""
    workspace = await roster.workspace_outside(db, event.who.platform, event.who.workspace)
    if workspace is None:
        return
    learner = await roster.learner_outside(db, workspace.id, event.who.learner, event.who.platform)
    if learner and await reaching.leave(db, learner, event.who.platform, now):
        await inbox.note(db, workspace.id, "platform", "left a platform", learner.id, now, platform=event.who.platform)
    elif learner:
        await roster.change_learner(db, workspace.id, learner.id, active=False, place="")
        await ledger.cancel(db, workspace.id, "the learner left", learner_id=learner.id)
        await inbox.note(db, workspace.id, "platform", "left", learner.id, now)
