"""What a learner sees on the bot's own page: today's lesson, how it goes, what they saved, their settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Clip
from bot.learners.own_pace import KNOWN, running_first
from bot.learners.preferences import rows_of
from bot.learners.recommendations import show_buttons
from bot.learners.saved_clips import saved_by
from bot.learners.streaks import streak_of, team_goal_of
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from lessons import catalog
from lessons.episodes import ClipState, Episode
from schedules.ledger.figures import history
from schedules.ledger.figures.campaign_counts import CampaignCounts, counts_of
from schedules.ledger.ledger import Delivery, DeliveryKind
from schedules.people.enrolments import campaign_from, campaigns_of, enrolments_of
from schedules.people.roster import Learner, Workspace
from schedules.plans.hooks.choices import hook_of
from schedules.replies.reviews import reviews_of
from schedules.replies.team_answers import TeamGoal
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.planning import EnrolmentStatus
from schedules.rules.spacing import recall_chance

MOST_SAVED = 5
MOST_FADING = 5


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
        streak: days in a row whose lessons were answered; frozen: days in between that were missed and did not end it.
        fading: titles of lessons that are being forgotten, the faintest first.
        saved: a button for each clip that was saved.
        campaigns: those that this person manages, running ones first.
        extra_episode: whether the next episode can be asked for.
        settings: label and value of each, as it holds now.
        question, options: of the newest lesson, while nobody answered it; "" and none otherwise.
        counts: figures of each campaign, by its id.
        streaks: whether the company wants streaks and the team's goal; without, neither is shown.
        goal: how the team did at the newest question; None where too few answered it.
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
    question: str = ""
    options: tuple[Button, ...] = ()
    counts: Mapping[str, CampaignCounts] = field(default_factory=dict)
    frozen: int = 0
    streaks: bool = True
    goal: TeamGoal | None = None


async def gather(db: AsyncConnection, workspace: Workspace, learner: Learner, links: Links, now: datetime) -> Home:
    """One learner's page as it is now."""
    last = await history.latest(db, learner.workspace_id, learner.id, DeliveryKind.EPISODE)
    run, answered = await streak_of(db, workspace, learner, now)
    courses, extra = await _courses(db, learner)
    saved_episodes = [
        await catalog.episode_by_id(db, learner.workspace_id, episode_id)
        for episode_id, _ in await saved_by(db, learner, MOST_SAVED)
    ]
    translations = [episode.in_language(learner.locale) for episode in saved_episodes if episode]
    question, options = ("", ()) if answered or last is None else await _question(db, learner, last, links)
    campaigns = await _campaigns(db, learner)
    return Home(
        learner,
        await _lesson(db, learner, last, links, now) if last else None,
        answered,
        run.days,
        tuple(courses),
        await _fading(db, learner, now),
        tuple(show_buttons(learner, translations, links, now)),
        campaigns,
        extra,
        tuple(await rows_of(db, workspace, learner, now)),
        question,
        options,
        await counts_of(db, learner.workspace_id, [campaign.id for campaign in campaigns]),
        run.frozen,
        workspace.streaks,
        await team_goal_of(db, learner, last) if workspace.streaks else None,
    )


async def _lesson(db: AsyncConnection, learner: Learner, last: Delivery, links: Links, now: datetime) -> Clip | None:
    episode = await catalog.episode_by_id(db, learner.workspace_id, last.episode_id)
    if episode is None:
        return None
    translation = episode.in_language(learner.locale)
    key = await hook_of(db, last, translation)
    clip = await catalog.clip_of(db, learner.workspace_id, episode.id, key, translation.language)
    if clip is None or clip.state is not ClipState.READY:
        return None
    url = links.player(learner.workspace_id, last.id, learner.id, now)
    return Clip(translation.title, url, links.poster(learner.workspace_id, clip.media, now), clip.seconds or 0.0)


async def _question(
    db: AsyncConnection, learner: Learner, last: Delivery, links: Links
) -> tuple[str, tuple[Button, ...]]:
    """The question of a lesson with the same buttons as its message: what is pressed here counts there."""
    episode = await catalog.episode_by_id(db, learner.workspace_id, last.episode_id)
    check = episode.in_language(learner.locale).check if episode else None
    if check is None:
        return "", ()
    tickets = [
        Ticket(Purpose.CHOICE, learner.workspace_id, last.id, learner.id, str(number))
        for number in range(len(check.options))
    ]
    tokens = [links.token(ticket, last.due_at + BUTTON_LIFE) for ticket in tickets]
    return check.question, tuple(
        Button(option.text, token) for option, token in zip(check.options, tokens, strict=True)
    )


async def _courses(db: AsyncConnection, learner: Learner) -> tuple[list[Course], bool]:
    courses, extra = [], False
    for row in await enrolments_of(db, learner.workspace_id, learner.id):
        campaign = campaign_from(row)
        series = await catalog.current_series(db, learner.workspace_id, campaign.series_slug)
        if series is None or campaign.state is CampaignState.ENDED:
            continue
        seen, of = min(row.position - 1, len(series.episodes)), len(series.episodes)
        runs = campaign.state is CampaignState.RUNNING and row.enrolment_state == EnrolmentStatus.ACTIVE
        next_at = row.next_at.astimezone(ZoneInfo(learner.zone)) if runs and row.next_at else None
        courses.append(Course(series.title, seen, of, next_at, row.enrolment_state))
        extra = extra or (runs and seen < of)
    return courses, extra


async def _fading(db: AsyncConnection, learner: Learner, now: datetime) -> tuple[str, ...]:
    memories = await reviews_of(db, learner.workspace_id, learner.id)
    chances = sorted((recall_chance(state, now), key) for key, state in memories.items())
    faint = [key for chance, key in chances if chance < KNOWN][:MOST_FADING]
    episodes: list[Episode | None] = [await catalog.episode_of_check(db, learner.workspace_id, key) for key in faint]
    return tuple(episode.in_language(learner.locale).title for episode in episodes if episode)


async def _campaigns(db: AsyncConnection, learner: Learner) -> tuple[Campaign, ...]:
    return tuple(running_first(await campaigns_of(db, learner.workspace_id, learner.id) if learner.manages else []))
