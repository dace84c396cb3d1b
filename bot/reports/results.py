"""What a campaign came to, as bare counts: no name, no language and no privacy in them, so that they can be kept."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learners.saved_clips import ratings_of
from lessons.episodes import Episode
from schedules.ledger.figures import audience, watching
from schedules.ledger.figures.funnel import Funnel, funnel
from schedules.ledger.figures.gaps import QuestionCount, TeamAnswers, question_counts, team_answers
from schedules.ledger.figures.people_states import PeopleStates, people_states
from schedules.ledger.figures.pulse import PulseCounts, pulse_counts
from schedules.ledger.figures.scope import Scope
from schedules.ledger.figures.surveys import SurveyCounts, survey_counts
from schedules.ledger.figures.watching import Viewing, curve
from schedules.people.enrolments import HOLDOUT

MOST_GROUPS = 30  # rows of the map of gaps
WINDOW_S = 5  # of a clip: shorter pieces have too few people each to tell a bad second from chance


@dataclass(frozen=True, slots=True)
class WatchFacts:
    """How the clip of one episode was watched, over all versions of it.

    Attributes:
        through: mean share of its seconds that were watched, 0 to 1.
        completed: viewers who got to its last 5 %.
        shares, viewers: for each second, which share of how many viewers played it.
        left: for each second, how many watched no later one and did not complete it.
    """

    number: int
    title: str
    seen: int
    through: float
    completed: int
    shares: Sequence[float]
    viewers: Sequence[int]
    left: Sequence[int]

    def most_left(self) -> tuple[int, int]:
        """The second at which the five begin in which most people left, and how many did."""
        sums = [(sum(self.left[at : at + WINDOW_S]), -at) for at in range(len(self.left))]
        count, at = max(sums, default=(0, 0))
        return -at, count


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question in its newest wording, and how it was answered."""

    number: int
    title: str
    words: str
    counts: QuestionCount


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """Everything that the page of results is made of.

    Attributes:
        at: when it was counted.
        people: who takes part now, without the hold-out.
    """

    at: datetime
    people: int
    held_out: int
    funnel: Funnel
    states: PeopleStates
    watching: Sequence[WatchFacts]
    questions: Sequence[QuestionFacts]
    by_team: Sequence[TeamAnswers]
    pulse: PulseCounts
    surveys: SurveyCounts = field(default_factory=SurveyCounts)  # what an older release counted ahead has none


async def campaign_results(db: AsyncConnection, workspace_id: str, campaign_id: str, now: datetime) -> ResultFacts:
    """The results of a campaign, counted on this connection."""
    scope = Scope(db, workspace_id, campaign_id)
    enrolled = await audience.enrolled(scope)
    episodes = await audience.episodes(scope)
    viewings = await watching.viewings(scope)
    return ResultFacts(
        at=now,
        people=sum(enrolled.values()) - enrolled.get(HOLDOUT, 0),
        held_out=enrolled.get(HOLDOUT, 0),
        funnel=await funnel(scope, now),
        states=await people_states(scope, now),
        # Thousands of viewings take a while to fold, and chats wait for the same event loop.
        watching=await asyncio.to_thread(_watched, episodes, viewings),
        questions=_questions(episodes, await question_counts(scope)),
        by_team=_largest(await team_answers(scope)),
        pulse=await pulse_counts(scope),
        surveys=await survey_counts(scope, *await ratings_of(db, workspace_id, campaign_id)),
    )


def _largest(answers: Sequence[TeamAnswers]) -> list[TeamAnswers]:
    """The same, where people beyond the largest groups belong to none: nobody reads hundreds of rows."""
    sizes: Counter[tuple[str, str]] = Counter()
    for each in answers:
        sizes[each.team, each.manager_id] = max(sizes[each.team, each.manager_id], each.tries)
    largest = {name for name, _ in sizes.most_common(MOST_GROUPS)}
    rest: dict[str, TeamAnswers] = {}
    for each in answers:
        if (each.team, each.manager_id) not in largest:
            before = rest.get(each.check_key, TeamAnswers("", "", each.check_key, 0, 0))
            right, tries = before.right + each.right, before.tries + each.tries
            rest[each.check_key] = TeamAnswers("", "", each.check_key, right, tries)
    return [*(each for each in answers if (each.team, each.manager_id) in largest), *rest.values()]


def _watched(episodes: Mapping[str, Episode], viewings: Sequence[Viewing]) -> list[WatchFacts]:
    newest = _newest(episodes)
    by_slug: dict[str, list[Viewing]] = {}
    for viewing in viewings:
        if viewing.episode_id in episodes and viewing.length:
            by_slug.setdefault(episodes[viewing.episode_id].slug, []).append(viewing)
    facts = [_watch_facts(newest[slug], theirs) for slug, theirs in by_slug.items()]
    return sorted(facts, key=lambda each: (each.number, each.title))


def _watch_facts(episode: Episode, viewings: Sequence[Viewing]) -> WatchFacts:
    seconds = curve(viewings)
    last = Counter(viewing.watched.bit_length() - 1 for viewing in viewings if not viewing.completed)
    return WatchFacts(
        episode.number,
        episode.title,
        len(viewings),
        sum(viewing.through for viewing in viewings) / len(viewings),
        sum(viewing.completed for viewing in viewings),
        seconds.shares,
        seconds.viewers,
        [last[second] for second in range(len(seconds.shares))],
    )


def _newest(episodes: Mapping[str, Episode]) -> dict[str, Episode]:
    by_version = sorted(episodes.values(), key=lambda episode: episode.version)
    return {episode.slug: episode for episode in by_version}


def _questions(episodes: Mapping[str, Episode], counts: Sequence[QuestionCount]) -> list[QuestionFacts]:
    newest = {episode.check_key: episode for episode in _newest(episodes).values()}
    facts = [
        QuestionFacts(newest[each.check_key].number, newest[each.check_key].title, _words(newest[each.check_key]), each)
        for each in counts
        if each.check_key in newest
    ]
    return sorted(facts, key=lambda each: (each.number, each.title))


def _words(episode: Episode) -> str:
    return episode.check.question if episode.check else ""
