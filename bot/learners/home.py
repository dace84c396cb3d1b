"""What a learner sees on the bot's own page: today's lesson, how it goes, what they saved, their settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Clip
from bot.learners.keeping import saved_by
from bot.learners.learn import KNOWN
from bot.learners.preferences import rows_of
from bot.learners.suggesting import show_buttons
from bot.links import Links
from lessons import catalog
from lessons.episodes import MAIN, ClipState, Episode
from schedules.ledger import ledger
from schedules.ledger.ledger import Delivery, Kind, deliveries
from schedules.people.enrolments import campaign_from, campaigns_of, enrolments_of
from schedules.people.roster import Learner, Workspace
from schedules.replies.replies import replies
from schedules.replies.reviews import reviews_of
from schedules.rules.campaigns import Campaign, State
from schedules.rules.planning import Standing
from schedules.rules.spacing import recall_chance

MOST_SAVED = 5
MOST_FADING = 5
LONGEST_STREAK = 60  # lessons that are looked back at


@dataclass(frozen=True, slots=True)
class Course:
    """A series that somebody is in.

    Attributes:
        next_at: when the next episode comes, on the learner's own clock; None when nothing is planned.
        state: "active", "paused", "finished" or "holdout".
    """

    title: str
    seen: int
    of: int
    next_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the page.

    Attributes:
        streak: lessons in a row that were answered, up to the newest one.
        fading: titles of lessons that are being forgotten, the faintest first.
        saved: a button for each clip that was saved.
        campaigns: those that this person manages, running ones first.
        extra_episode: whether the next episode can be asked for.
        settings: label and value of each, as it holds now.
    """

    learner: Learner
    lesson: Clip | None
    answered: bool
    streak: int
    courses: tuple[Course, ...]
    fading: tuple[str, ...]
    saved: tuple[Button, ...]
    campaigns: tuple[Campaign, ...]
    extra_episode: bool
    settings: tuple[tuple[str, str], ...]


async def gather(db: AsyncConnection, workspace: Workspace, learner: Learner, links: Links, now: datetime) -> Home:
    """One learner's page as it is now."""
    last = await ledger.latest(db, learner.workspace_id, learner.id, Kind.EPISODE)
    streak, answered = await _streak(db, learner)
    courses, extra = await _courses(db, learner)
    kept = [
        await catalog.episode_by_id(db, learner.workspace_id, one) for one, _ in await saved_by(db, learner, MOST_SAVED)
    ]
    told = [episode.told_in(learner.locale) for episode in kept if episode]
    return Home(
        learner,
        await _lesson(db, learner, last, links, now) if last else None,
        answered,
        streak,
        tuple(courses),
        await _fading(db, learner, now),
        tuple(show_buttons(learner, told, links, now)),
        await _campaigns(db, learner),
        extra,
        tuple(await rows_of(db, workspace, learner, now)),
    )


async def _lesson(db: AsyncConnection, learner: Learner, last: Delivery, links: Links, now: datetime) -> Clip | None:
    episode = await catalog.episode_by_id(db, learner.workspace_id, last.episode_id)
    if episode is None:
        return None
    told = episode.told_in(learner.locale)
    clip = await catalog.clip_of(db, learner.workspace_id, episode.id, MAIN, told.language)
    if clip is None or clip.state is not ClipState.READY:
        return None
    url = links.player(learner.workspace_id, last.id, learner.id, now)
    return Clip(told.title, url, links.poster(clip.media), clip.seconds or 0.0)


async def _streak(db: AsyncConnection, learner: Learner) -> tuple[int, bool]:
    """Lessons in a row that were answered, and whether the newest one was; a newest one still open ends no streak."""
    mine = (deliveries.c.workspace_id == learner.workspace_id) & (deliveries.c.learner_id == learner.id)
    asked = mine & (deliveries.c.kind == Kind.EPISODE) & (deliveries.c.state == ledger.State.SENT)
    same = (replies.c.workspace_id == deliveries.c.workspace_id) & (replies.c.delivery_id == deliveries.c.id)
    query = (
        sa.select(replies.c.delivery_id.is_not(None))
        .select_from(deliveries.outerjoin(replies, same))
        .where(asked, deliveries.c.check_key != "")
        .order_by(deliveries.c.sent_at.desc())
        .limit(LONGEST_STREAK)
    )
    newest_first: Sequence[bool] = (await db.execute(query)).scalars().all()
    answered = bool(newest_first and newest_first[0])
    rest = newest_first if answered else newest_first[1:]
    return next((number for number, yes in enumerate(rest) if not yes), len(rest)), answered


async def _courses(db: AsyncConnection, learner: Learner) -> tuple[list[Course], bool]:
    courses, extra = [], False
    for row in await enrolments_of(db, learner.workspace_id, learner.id):
        campaign = campaign_from(row)
        series = await catalog.current_series(db, learner.workspace_id, campaign.series_slug)
        if series is None or campaign.state is State.ENDED:
            continue
        seen, of = min(row.position - 1, len(series.episodes)), len(series.episodes)
        runs = campaign.state is State.RUNNING and row.enrolment_state == Standing.ACTIVE
        next_at = row.next_at.astimezone(ZoneInfo(learner.zone)) if runs and row.next_at else None
        courses.append(Course(series.title, seen, of, next_at, row.enrolment_state))
        extra = extra or (runs and seen < of)
    return courses, extra


async def _fading(db: AsyncConnection, learner: Learner, now: datetime) -> tuple[str, ...]:
    known = await reviews_of(db, learner.workspace_id, learner.id)
    chances = sorted((recall_chance(state, now), key) for key, state in known.items())
    faint = [key for chance, key in chances if chance < KNOWN][:MOST_FADING]
    found: list[Episode | None] = [await catalog.episode_of_check(db, learner.workspace_id, key) for key in faint]
    return tuple(episode.told_in(learner.locale).title for episode in found if episode)


async def _campaigns(db: AsyncConnection, learner: Learner) -> tuple[Campaign, ...]:
    mine = await campaigns_of(db, learner.workspace_id, learner.id) if learner.manages else []
    order = (State.RUNNING, State.PAUSED, State.DRAFT, State.ENDED)
    return tuple(sorted(mine, key=lambda one: order.index(one.state)))
