"""What a learner asks for: the current lesson, the next episode, their progress, an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.links import Links
from bot.people.people import ANSWER_LIFE, say
from bot.words import answerwords, managerwords, wording
from lessons import catalog
from schedules.ledger import ledger
from schedules.ledger.ledger import Delivery, Kind
from schedules.people.enrolments import (
    availability_from,
    campaign_from,
    campaigns_of,
    enrolment_from,
    enrolments,
    enrolments_of,
)
from schedules.people.roster import Learner, Workspace
from schedules.replies import replies
from schedules.replies.reviews import reviews_of
from schedules.rules.calendar import NoMoment, day_starts, local_day
from schedules.rules.campaigns import State
from schedules.rules.planning import Standing, next_slot
from schedules.rules.restdays import UnknownCountry
from schedules.rules.spacing import recall_chance

EXTRA_A_DAY = 1  # "next" is a treat, not a way around spacing
KNOWN = 0.9


class Library(Protocol):
    """Answers a question from what the workspace may learn from."""

    async def answer(
        self, db: AsyncConnection, workspace: Workspace, learner: Learner, question: str, cause: str, now: datetime
    ) -> None:
        """Owe the learner an answer; without a question, their current lesson."""


async def current_lesson(db: AsyncConnection, learner: Learner, cause: str, now: datetime) -> None:
    """Owe the lesson that the learner got last, once more."""
    last = await ledger.latest(db, learner.workspace_id, learner.id, Kind.EPISODE)
    if last is None:
        return await say(db, learner, wording.no_lesson_yet(), cause, now)
    await ledger.plan(db, [_lesson_again(learner, last, cause, now)])


def _lesson_again(learner: Learner, last: Delivery, cause: str, now: datetime) -> dict[str, object]:
    return ledger.owed(
        learner.workspace_id,
        learner.id,
        Kind.ANSWER,
        now,
        now + ANSWER_LIFE,
        slot=cause,
        episode_id=last.episode_id,
        about_id=last.id,
        body={"lesson": True},
        prompted=True,
    )


async def next_episode(db: AsyncConnection, learner: Learner, cause: str, now: datetime) -> None:
    """Owe the next episode now, once a day."""
    today = day_starts(local_day(now, ZoneInfo(learner.zone)), ZoneInfo(learner.zone))
    extra = await ledger.count(db, learner.workspace_id, learner.id, Kind.EPISODE, today, prompted=True)
    if extra >= EXTRA_A_DAY:
        return await say(db, learner, wording.daily_cap(EXTRA_A_DAY), cause, now)
    for row in await enrolments_of(db, learner.workspace_id, learner.id):
        campaign = campaign_from(row)
        if campaign.state is not State.RUNNING or row.enrolment_state != Standing.ACTIVE:
            continue
        series = await catalog.current_series(db, learner.workspace_id, campaign.series_slug)
        if series is None or row.position > len(series.episodes):
            continue
        episode = series.episodes[row.position - 1]
        owed = ledger.owed(
            learner.workspace_id,
            learner.id,
            Kind.EPISODE,
            now,
            now + ANSWER_LIFE,
            campaign_id=campaign.id,
            position=row.position,
            slot=local_day(now, ZoneInfo(learner.zone)).isoformat(),
            episode_id=episode.id,
            check_key=episode.check_key if episode.check else "",
            prompted=True,
        )
        await ledger.plan(db, [owed])
        return await _advance(db, row, len(series.episodes), now)
    await say(db, learner, wording.no_more_episodes(), cause, now)


async def _advance(db: AsyncConnection, row: Any, episodes: int, now: datetime) -> None:
    """Move the learner's place past an episode that they asked for; the next one comes on another day."""
    place = replace(enrolment_from(row), position=row.position + 1, last_at=now)
    state, next_at = Standing.FINISHED, None
    if place.position <= episodes:
        state = Standing.ACTIVE
        try:
            next_at = next_slot(place, availability_from(row), campaign_from(row), now)
        except (NoMoment, UnknownCountry):
            state = Standing.PAUSED
    where = (
        (enrolments.c.workspace_id == row.workspace_id)
        & (enrolments.c.campaign_id == row.campaign_id)
        & (enrolments.c.learner_id == row.learner_id)
    )
    values = {"state": state.value, "position": place.position, "next_at": next_at, "last_at": now}
    await db.execute(sa.update(enrolments).where(where).values(**values))


async def progress(db: AsyncConnection, learner: Learner, cause: str, now: datetime) -> None:
    """Owe a learner their own figures."""
    answered = await replies.replies_by(db, learner.workspace_id, learner.id)
    first = [reply for reply in answered if reply.first_try]
    later = [reply for reply in answered if (reply.days_since or 0) >= 7]
    rows = []
    for row in await enrolments_of(db, learner.workspace_id, learner.id):
        series = await catalog.current_series(db, learner.workspace_id, row.series_slug)
        if series:
            seen = min(row.position - 1, len(series.episodes))
            rows.append((series.title, f"{seen} of {len(series.episodes)} episodes"))
    if first:
        rows.append(("Right at the first try", f"{sum(reply.correct for reply in first)} of {len(first)}"))
    if later:
        rows.append(("Still right a week or more later", f"{sum(reply.correct for reply in later)} of {len(later)}"))
    known = await reviews_of(db, learner.workspace_id, learner.id)
    fading = Counter(recall_chance(state, now) < KNOWN for state in known.values())[True]
    if known:
        rows.append(("Fading, to be asked again soon", f"{fading} of {len(known)} questions"))
    await say(db, learner, wording.progress(rows), cause, now)


async def curating(db: AsyncConnection, learner: Learner, links: Links, cause: str, now: datetime) -> None:
    """Owe a manager the link to what answers rest on and what is missing."""
    if not learner.manages:
        return await say(db, learner, answerwords.for_managers_only(), cause, now)
    url = links.curating(learner.workspace_id, learner.id, now)
    await say(db, learner, answerwords.curating(url), cause, now)


async def report(db: AsyncConnection, learner: Learner, links: Links, cause: str, now: datetime) -> None:
    """Owe a manager the link to their newest campaign's report."""
    mine = await campaigns_of(db, learner.workspace_id, learner.id) if learner.manages else []
    if not mine:
        return await say(db, learner, managerwords.no_campaign_to_report(), cause, now)
    url = links.report(learner.workspace_id, mine[0].id, learner.id, now)
    await say(db, learner, managerwords.report_link(mine[0].name, url), cause, now)
