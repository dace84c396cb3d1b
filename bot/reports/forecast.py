"""Four weeks ahead: what a manager's people will have forgotten, and what is asked about more than before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.questions import nearest_titles
from bot.answers.sources.access import limited
from bot.reports.figures import SMALLEST_GROUP
from lessons import catalog
from lessons.answers.index.indexing import known_documents
from lessons.answers.text.rules import PATH
from lessons.catalog.ready import ready_episodes
from schedules.people.roster import Workspace
from schedules.replies.reviews import states_in
from schedules.rules.campaigns import Campaign
from schedules.rules.forecast import AHEAD, Fading, Trend, fading, trend

MOST_STATES = 50_000  # read in a third of a second; more would tell the shares no better than to a thousandth
MOST_QUESTIONS = 20_000
SHOWN = 10  # rows of each list: what a manager can act on in four weeks


@dataclass(frozen=True, slots=True)
class FadingTopic:
    """A question with the episode that teaches its answer."""

    slug: str
    series: str
    episode: str
    question: str
    fading: Fading


@dataclass(frozen=True, slots=True)
class AskedTopic:
    """A document or an episode that came nearest to questions.

    Attributes:
        people: who asked, in both spans together.
    """

    title: str
    trend: Trend
    people: int


async def fading_topics(
    db: AsyncConnection, workspace: Workspace, campaigns: Sequence[Campaign], now: datetime
) -> list[FadingTopic]:
    """The questions of these campaigns that will be forgotten by most people; small groups are left out for privacy."""
    states = await states_in(db, workspace.id, [each.id for each in campaigns], MOST_STATES)
    least = SMALLEST_GROUP if workspace.privacy else 1
    topics = []
    for each in fading(states, now):
        # What a later version of the series does not ask any more needs no refresher.
        episode = await catalog.episode_of_check(db, workspace.id, each.check_key) if each.people >= least else None
        if episode is None or episode.check is None:
            continue
        outline = await catalog.latest_outline(db, workspace.id, episode.series_slug)
        series = outline.title if outline else ""
        topics.append(FadingTopic(episode.series_slug, series, episode.title, episode.check.question, each))
        if len(topics) == SHOWN:
            break
    return topics


async def asked_topics(db: AsyncConnection, workspace: Workspace, now: datetime) -> list[AskedTopic]:
    """What at least five people asked about in the last eight weeks, the steepest rise first.

    Only what everybody here may read is named: a title can give away that there is a document.
    """
    rows = await nearest_titles(db, workspace.id, now - 2 * AHEAD, now, MOST_QUESTIONS)
    open_titles = await _open_titles(db, workspace.id)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    people: dict[str, set[str]] = defaultdict(set)
    for learner_id, title, asked_at in rows:
        topic = title.split(PATH)[0]
        if topic in open_titles:
            counts[topic][asked_at > now - AHEAD] += 1
            people[topic].add(learner_id)
    topics = [
        AskedTopic(title, trend(*spans), len(people[title]))
        for title, spans in counts.items()
        if len(people[title]) >= SMALLEST_GROUP
    ]
    return sorted(topics, key=lambda each: (-each.trend.low, each.title))[:SHOWN]


async def _open_titles(db: AsyncConnection, workspace_id: str) -> frozenset[str]:
    # A manager need not be in the group that a document is for.
    groups = await limited(db, workspace_id)
    documents = {each.title for each in await known_documents(db, workspace_id) if each.document_id not in groups}
    return frozenset(documents | {each.title for each in await ready_episodes(db, workspace_id)})
