"""People come and go: a row for everybody, a welcome once, and nothing for those who left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.events import Joined, Left
from bot.links import Links
from bot.messages import welcome_texts
from bot.messages.buttons import say_button
from bot.messages.catalogue import speaking
from bot.messages.reply import say
from lessons import catalog
from schedules.ledger import audit, events_seen, ledger, switching
from schedules.ledger.rewriting import WELCOME
from schedules.ledger.same_person import merge_learners
from schedules.people import identities, roster
from schedules.people.enrolments import enrolments_of
from schedules.people.roster import Learner, Workspace
from schedules.people.suppressed import came_back
from schedules.people.unreachable import reached_again
from schedules.plans.replanning import plan_anew


async def join(db: AsyncConnection, event: Joined, links: Links, now: datetime) -> None:
    """Enter somebody new and welcome them, or bring a known person up to date."""
    workspace = await roster.workspace_outside(db, event.who.platform, event.who.workspace)
    if workspace is None:
        return
    erased = await came_back(db, workspace.id, (event.who.learner, event.email))
    consent = {"consents": False} if erased else {}
    learner = await identities.enter(db, workspace, event.who.learner, event.name, now, event.email, **consent)
    await identities.keep_place(db, learner, event.who.platform, event.place, event.service_url)
    await reached_again(db, learner, now)
    if learner.platform != event.who.platform:
        return  # reached elsewhere now: what that platform tells of them holds, and they were welcomed there
    reported = {"name": event.name, "zone": event.zone, "locale": event.locale, "email": event.email}
    profile = {column: value for column, value in reported.items() if value}
    await roster.change_learner(db, workspace.id, learner.id, active=True, **profile)
    if event.zone and event.zone != learner.platform_zone and not learner.own_zone:
        await plan_anew(db, workspace.id, learner.id, now)
    if event.email and event.email != learner.email:
        learner = await merge_learners(db, workspace.id, learner.id, now)
    # Who was erased said once that they want nothing: they are answered, and welcomed when they say "start".
    if event.place and not erased and await events_seen.first_time(db, workspace.id, f"welcome:{learner.id}", now):
        await welcome(db, workspace, learner, links, now)


async def welcome(db: AsyncConnection, workspace: Workspace, learner: Learner, links: Links, now: datetime) -> None:
    """Owe the first words: who sends this, which series, who sees the answers, and how to say no."""
    with speaking(learner.locale, learner.platform, workspace.name, workspace.privacy):
        choices = (
            (welcome_texts.help_label(), "help"),
            (welcome_texts.settings_label(), "settings"),
            (welcome_texts.no_thanks_label(), "stop"),
        )
        buttons = [say_button(learner, label, words, links, now) for label, words in choices]
        series = await _series_of(db, learner)
        await say(db, learner, welcome_texts.welcome(learner.name, series, buttons), WELCOME, now)


async def _series_of(db: AsyncConnection, learner: Learner) -> list[str]:
    """Titles of the series that somebody is in, each once."""
    slugs = dict.fromkeys(row.series_slug for row in await enrolments_of(db, learner.workspace_id, learner.id))
    current = [await catalog.current_series(db, learner.workspace_id, slug) for slug in slugs]
    return [series.title for series in current if series]


async def leave(db: AsyncConnection, event: Left, now: datetime) -> None:
    """Owe nothing more to somebody who left; what they answered stays. One who is elsewhere too is reached there."""
    workspace = await roster.workspace_outside(db, event.who.platform, event.who.workspace)
    if workspace is None:
        return
    learner = await roster.learner_outside(db, workspace.id, event.who.learner, event.who.platform)
    if learner and await switching.leave(db, learner, event.who.platform, now):
        await audit.note(db, workspace.id, "platform", "left a platform", learner.id, now, platform=event.who.platform)
    elif learner:
        await roster.change_learner(db, workspace.id, learner.id, active=False, place="")
        await ledger.cancel(db, workspace.id, "the learner left", learner_id=learner.id)
        await audit.note(db, workspace.id, "platform", "left", learner.id, now)
