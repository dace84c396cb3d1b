"""A learner's own page: what is owed first, then clips with the reason why each is there, then what they kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.feed.company import Company, CompanyFigures
from bot.learners.saved_clips import LIKE, SAVE, USEFUL, actions_by
from lessons.catalog.ready import ReadyEpisode
from schedules.ledger.figures.open_checks import OpenCheck, open_checks
from schedules.ledger.figures.reach import WEEK, Had, had_by
from schedules.people.enrolments import campaign_from, enrolments_of
from schedules.people.roster import Learner, Workspace
from schedules.replies.replies import Reply, replies_by
from schedules.replies.reviews import reviews_of
from schedules.rules.calendar import day_starts, local_day
from schedules.rules.campaigns import CampaignState
from schedules.rules.feed_ranking import Candidate, Ranked, Topic, rank
from schedules.rules.planning import EnrolmentStatus
from schedules.rules.spacing import ReviewState, recall_chance

MOST = 5  # on a page; more is a list to scroll, not a choice
A_DAY = 5  # clips that one opens a day beside the lessons: five minutes, after which little more stays
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class SeriesProgress:
    """A series with how far a learner is."""

    title: str
    seen: int
    of: int


@dataclass(frozen=True, slots=True)
class ForYou:
    """Everything on the page.

    Attributes:
        waiting: open questions, re-asks first.
        clips: with the reason for each, best first; none when it is enough.
        enough: why no clips are offered: "day", "week" or "".
        watched: newest first.
    """

    waiting: Sequence[tuple[OpenCheck, ReadyEpisode | None]]
    clips: Sequence[tuple[ReadyEpisode, Ranked]]
    enough: str
    saved: Sequence[ReadyEpisode]
    liked: Sequence[ReadyEpisode]
    watched: Sequence[ReadyEpisode]
    series: Sequence[SeriesProgress]


async def for_you(
    db: AsyncConnection, figures: CompanyFigures, workspace: Workspace, learner: Learner, now: datetime
) -> ForYou:
    """The page as it is now."""
    company = await figures.company(workspace.id, now)
    offer = await figures.offer(workspace.id, learner.manager_id, now)
    had = await had_by(db, workspace.id, learner.id, now - YEAR)
    actions = await actions_by(db, learner)
    waiting = await open_checks(db, workspace.id, learner.id, now)
    enough = is_enough(workspace, learner, had, now)
    topics = await _topics(db, learner, company, had, actions, now)
    lately = {each.episode_id for each in had if each.sent_at > now - WEEK}
    seed = f"{learner.id} {local_day(now, ZoneInfo(learner.zone))}"
    offered = await _without_what_comes(db, learner, offer.candidates)
    ranked = [] if enough else rank(offered, topics, offer.topics, lately, MOST, seed)
    return ForYou(
        [(check, company.episodes.get(check.episode_id)) for check in waiting],
        [(company.episodes[each.id], each) for each in ranked],
        enough,
        _those(company, [each for each, done in actions.items() if SAVE in done]),
        _those(company, [each for each, done in actions.items() if LIKE in done]),
        _those(company, [each.episode_id for each in had]),
        _progress(company, had),
    )


async def _without_what_comes(db: AsyncConnection, learner: Learner, clips: Sequence[Candidate]) -> list[Candidate]:
    """The clips that no campaign brings: a manager's season is told in its order and at its pace."""
    ahead = {
        row.series_slug: row.position
        for row in await enrolments_of(db, learner.workspace_id, learner.id)
        if row.enrolment_state != EnrolmentStatus.FINISHED and campaign_from(row).state is not CampaignState.ENDED
    }
    return [clip for clip in clips if clip.topic not in ahead or clip.number < ahead[clip.topic]]


def is_enough(workspace: Workspace, learner: Learner, had: Sequence[Had], now: datetime) -> str:
    """Whether the day or the week has had its share: what a learner opens counts as what a campaign brings."""
    today = day_starts(local_day(now, ZoneInfo(learner.zone)), ZoneInfo(learner.zone))
    if sum(each.opened and each.sent_at >= today for each in had) >= A_DAY:
        return "day"
    this_week = sum((each.lesson or each.opened) and each.sent_at > now - WEEK for each in had)
    return "week" if workspace.weekly_budget and this_week >= workspace.weekly_budget else ""


async def _topics(
    db: AsyncConnection,
    learner: Learner,
    company: Company,
    had: Sequence[Had],
    actions: Mapping[str, frozenset[str]],
    now: datetime,
) -> dict[str, Topic]:
    """What is known of the learner in each series."""
    answered = await replies_by(db, learner.workspace_id, learner.id)
    states_by_check = await reviews_of(db, learner.workspace_id, learner.id)
    topics: dict[str, Topic] = defaultdict(Topic)
    for reply in answered:
        topics[_topic(reply.check_key)] = _with_reply(topics[_topic(reply.check_key)], reply)
    for name, states in _by_topic(states_by_check).items():
        faded = sum(1 - recall_chance(state, now) for state in states) / len(states)
        topics[name] = replace(topics[name], faded=faded)
    for episode in _those(company, [each.episode_id for each in had]):
        topic = topics[episode.series_slug]
        good = bool(actions.get(episode.id, frozenset()) & {SAVE, LIKE, USEFUL})
        place = max(topic.place, episode.number)
        topics[episode.series_slug] = replace(topic, watched=topic.watched + 1, good=topic.good + good, place=place)
    return dict(topics)


def _with_reply(topic: Topic, reply: Reply) -> Topic:
    """Only first tries tell what somebody knew before they were taught."""
    if not reply.first_try:
        return topic
    return replace(topic, answered=topic.answered + 1, wrong=topic.wrong + (not reply.correct))


def _topic(check_key: str) -> str:
    return check_key.partition("/")[0]


def _by_topic(states_by_check: Mapping[str, ReviewState]) -> dict[str, list[ReviewState]]:
    states: dict[str, list[ReviewState]] = defaultdict(list)
    for key, state in states_by_check.items():
        states[_topic(key)].append(state)
    return states


def _those(company: Company, ids: Sequence[str]) -> list[ReadyEpisode]:
    """Episodes by id, each once, in the order given; those that are not shown any more are left out."""
    return [company.episodes[each] for each in dict.fromkeys(ids) if each in company.episodes]


def _progress(company: Company, had: Sequence[Had]) -> list[SeriesProgress]:
    seen = {each.episode_id for each in had}
    by_series: dict[str, list[ReadyEpisode]] = defaultdict(list)
    for episode in company.episodes.values():
        by_series[episode.series_slug].append(episode)
    begun = [each for each in by_series.values() if any(episode.id in seen for episode in each)]
    return [SeriesProgress(each[0].series, sum(episode.id in seen for episode in each), len(each)) for each in begun]
