"""What the company's people made of its clips, as counts that a page can rank by; read once for all who come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.async_cache import AsyncCache
from bot.feed.counted_behind import CountedBehind
from bot.learners.saved_clips import LIKE, SAVE, SHARE, USEFUL, USELESS, signals
from lessons.catalog.ready import ReadyEpisode, ready_episodes
from lessons.database import Database
from schedules.ledger.figures.reach import Reach, reach_of_episodes
from schedules.rules.feed_ranking import Candidate, Counts, Topic

LATELY = timedelta(days=180)  # what helped longer ago is another season's
FRESH = timedelta(minutes=10)  # counts of months change little in minutes, and reading them takes seconds
SMALLEST_GROUP = 5  # of fewer people nothing is counted, so that no reason points at one of them


@dataclass(frozen=True, slots=True)
class Company:
    """The clips of a workspace, and what became of them."""

    episodes: Mapping[str, ReadyEpisode]
    counts: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Offer:
    """What people of one group are offered: the clips with their counts, and what the group finds hard."""

    candidates: Sequence[Candidate]
    topics: Mapping[str, Topic]


class CompanyFigures:
    """Figures of every workspace and group, kept for some minutes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._episodes: AsyncCache[str, Mapping[str, ReadyEpisode]] = AsyncCache(FRESH)
        self._counts: CountedBehind[str, Mapping[str, Counts]] = CountedBehind(FRESH, {})
        self._candidates: AsyncCache[tuple[str, bool], Sequence[Candidate]] = AsyncCache(FRESH)
        self._topics: AsyncCache[tuple[str, str, bool], Mapping[str, Topic]] = AsyncCache(FRESH)
        self._groups: AsyncCache[tuple[str, str], Mapping[str, Counts]] = AsyncCache(FRESH)

    async def company(self, workspace_id: str, now: datetime) -> Company:
        """The clips of a workspace; without their counts as long as those are counted for the first time."""

        async def read() -> Mapping[str, ReadyEpisode]:
            async with self._database.read() as db:
                return {episode.id: episode for episode in await ready_episodes(db, workspace_id)}

        async def count() -> Mapping[str, Counts]:
            async with self._database.read() as db:
                reach = await reach_of_episodes(db, workspace_id, now - LATELY)
                actions = await signals(db, workspace_id, now - LATELY)
            every = reach.keys() | actions.keys()
            return {each: _counts(reach.get(each, Reach()), actions.get(each, {})) for each in every}

        episodes = await self._episodes.get(workspace_id, now, read)
        return Company(episodes, await self._counts.get(workspace_id, now, count))

    async def offer(self, workspace_id: str, manager_id: str, now: datetime) -> Offer:
        """What a group is offered; what thousands of clips need for it is made once for all groups."""
        company = await self.company(workspace_id, now)
        # What is offered while nothing is counted yet lasts only until then.
        counted = bool(company.counts)

        async def list_all() -> Sequence[Candidate]:
            return candidates(company)

        async def sum_up() -> Mapping[str, Topic]:
            return group_topics(company, counts)

        every = await self._candidates.get((workspace_id, counted), now, list_all)
        counts = await self.group(workspace_id, manager_id, now)
        topics = await self._topics.get((workspace_id, manager_id, counted), now, sum_up)
        # Not kept: of a company with thousands of groups, each with a copy of every clip, they would take gigabytes.
        return Offer([replace(each, group=counts[each.id]) if each.id in counts else each for each in every], topics)

    async def close(self) -> None:
        """Count no further."""
        await self._counts.close()

    async def group(self, workspace_id: str, manager_id: str, now: datetime) -> Mapping[str, Counts]:
        """The same of one manager's people; nothing where there is no manager."""
        if not manager_id:
            return {}

        async def read() -> Mapping[str, Counts]:
            async with self._database.read() as db:
                reach = await reach_of_episodes(db, workspace_id, now - LATELY, manager_id)
            return {id: _counts(each, {}) for id, each in reach.items() if each.seen >= SMALLEST_GROUP}

        return await self._groups.get((workspace_id, manager_id), now, read)


def _counts(reach: Reach, actions: Mapping[str, int]) -> Counts:
    helped = reach.right + sum(actions.get(name, 0) for name in (SAVE, LIKE, SHARE, USEFUL))
    return Counts(max(reach.seen, reach.right), helped, actions.get(USELESS, 0))


def candidates(company: Company) -> list[Candidate]:
    return [
        Candidate(episode.id, episode.series_slug, episode.number, company.counts.get(episode.id, Counts()))
        for episode in company.episodes.values()
    ]


def group_topics(company: Company, group: Mapping[str, Counts]) -> dict[str, Topic]:
    """What people of the group find hard: of those who got a series' clips, how many did not know the answer."""
    answered: dict[str, int] = defaultdict(int)
    wrong: dict[str, int] = defaultdict(int)
    for episode in company.episodes.values():
        counts = group.get(episode.id) or company.counts.get(episode.id) or Counts()
        answered[episode.series_slug] += counts.seen
        wrong[episode.series_slug] += max(0, counts.seen - counts.helped)
    return {topic: Topic(answered=answered[topic], wrong=wrong[topic]) for topic in answered}
