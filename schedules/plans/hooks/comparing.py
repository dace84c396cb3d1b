"""How the two beginnings of an episode compare: how many watched past the hook and to the end, and if that is clear."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from lessons.database import EPOCH, micros
from lessons.episodes import LESSON_CLIPS, MAIN, SECOND_HOOK, Clip, ClipState, Episode, cue_of_scene
from lessons.script import Role
from schedules.ledger.figures.scope import Scope
from schedules.ledger.figures.watching import COMPLETE
from schedules.ledger.ledger import deliveries
from schedules.people.roster import LOCALE, learners
from schedules.plans.hooks.choices import HookChoice, choices_of, drawn_hook
from schedules.replies.watching import HALF, views
from schedules.rules.campaigns import Campaign
from schedules.rules.comparison import always_valid_p

# Somebody counts once they had time to watch. A test that is looked at daily holds its error rate only if what was
# counted stays as it is, and whoever got an episode an hour ago would count as having left it.
SETTLED = timedelta(days=3)
CLEAR = 0.05
DAY = micros(EPOCH + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class HookCounts:
    """What people did with one beginning.

    Attributes:
        sent: to how many it was sent, three days ago or longer.
        began, past, ended: of those, how many played a second of it, one behind the hook, and the end.
    """

    sent: int = 0
    began: int = 0
    past: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class HookComparison:
    """Both beginnings of one episode.

    Attributes:
        counts: by the key of the clip.
        p: the always-valid p-value of the share that reached the end, of all to whom it was sent; least of all days.
        waiting: to how many it was sent in the last three days.
        playable: whether both clips can be played.
        choice: what a manager chose, None as long as both are sent. The counts are those of that moment.
    """

    episode: Episode
    counts: Mapping[str, HookCounts]
    p: float = 1.0
    waiting: int = 0
    playable: bool = True
    choice: HookChoice | None = None

    @property
    def better(self) -> str:
        """The key of the clip that more people watched to the end, "" while that is not clear."""
        if self.p > CLEAR:
            return ""
        first, second = self.counts[MAIN], self.counts[SECOND_HOOK]
        return MAIN if first.ended * second.sent > second.ended * first.sent else SECOND_HOOK


@dataclass(slots=True)
class _Tally:
    """Counts by day and key, so that the test can be read as if somebody had looked every day."""

    days: dict[int, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, day: int, key: str, reached: Sequence[bool]) -> None:
        counts = self.days[day].setdefault(key, [0, 0, 0, 0])
        for at, yes in enumerate((True, *reached)):
            counts[at] += yes

    def counts(self) -> dict[str, HookCounts]:
        return {key: HookCounts(*map(sum, zip(*self._of(key), strict=True))) for key in (MAIN, SECOND_HOOK)}

    def _of(self, key: str) -> list[list[int]]:
        return [day.get(key, [0, 0, 0, 0]) for day in self.days.values()] or [[0, 0, 0, 0]]

    def least_p(self) -> float:
        """Of all days so far: what was clear once stays clear, which is what makes the test valid at any look."""
        totals = {MAIN: [0, 0], SECOND_HOOK: [0, 0]}
        least = 1.0
        for day in sorted(self.days):
            for key, (sent, _, _, ended) in self.days[day].items():
                totals[key] = [totals[key][0] + ended, totals[key][1] + sent]
            first, second = ((ended, sent) for ended, sent in totals.values())
            least = min(least, always_valid_p(first, second))
        return least


@dataclass(frozen=True, slots=True)
class CountedHooks:
    """What HookComparison says of one episode, as it is counted; of a large campaign that is done ahead."""

    check_key: str
    counts: dict[str, HookCounts]
    p: float
    waiting: int
    playable: bool


async def compare_hooks(
    db: AsyncConnection, campaign: Campaign, now: datetime, ahead: Sequence[CountedHooks] | None = None
) -> list[HookComparison]:
    """Each episode of a campaign's series that has two beginnings, in order.

    Args:
        ahead: what count_hooks() counted before; None to count it now.
    """
    episodes = await catalog.episodes_of(db, campaign.workspace_id, campaign.series_slug)
    choices = await choices_of(db, campaign)
    counted = ahead if ahead is not None else await count_hooks(db, campaign, now)
    by_key = {each.check_key: each for each in counted}
    compared = []
    for episode in episodes:
        fresh = by_key.get(episode.check_key)
        if choice := choices.get(episode.check_key):
            counts = {key: HookCounts(**choice.figures["counts"][key]) for key in LESSON_CLIPS}
            compared.append(HookComparison(episode, counts, choice.figures["p"], choice=choice))
        elif fresh:
            compared.append(HookComparison(episode, fresh.counts, fresh.p, fresh.waiting, fresh.playable))
    return compared


async def count_hooks(db: AsyncConnection, campaign: Campaign, now: datetime) -> list[CountedHooks]:
    """What people did with each beginning of every episode that has two, and for which nobody chose yet."""
    episodes = await catalog.episodes_of(db, campaign.workspace_id, campaign.series_slug)
    choices = await choices_of(db, campaign)
    return [
        await _counted(db, campaign, each, now)
        for each in episodes
        if each.second_hook is not None and each.check_key not in choices
    ]


async def _counted(db: AsyncConnection, campaign: Campaign, episode: Episode, now: datetime) -> CountedHooks:
    clips = await _clips(db, campaign.workspace_id, episode)
    tally, waiting = _Tally(), 0
    # By locale and key once: a large campaign has tens of thousands of people and a handful of languages.
    ends: dict[tuple[str, str], tuple[int, int] | None] = {}
    settled = micros(now - SETTLED)
    for learner_id, sent_at, locale, low, high in await db.execute(
        _sent(Scope(db, campaign.workspace_id, campaign.id), episode)
    ):
        if sent_at > settled:
            waiting += 1
            continue
        key = drawn_hook(campaign.seed, episode.check_key, learner_id)
        if (key, locale) not in ends:
            ends[key, locale] = _ends(clips.get((key, episode.in_language(locale or "").language)), episode, key)
        tally.add(sent_at // DAY, key, _reached(0 if low is None else low | high << HALF, ends[key, locale]))
    playable = all(clip.state is not ClipState.FAILED for clip in clips.values())
    return CountedHooks(episode.check_key, tally.counts(), tally.least_p(), waiting, playable)


def figures_of(comparison: HookComparison) -> dict[str, Any]:
    """What a choice rests on, as its row keeps it: counts of people, and nobody's name."""
    return {"p": comparison.p, "counts": {key: asdict(counts) for key, counts in comparison.counts.items()}}


def _sent(scope: Scope, episode: Episode) -> sa.Select[Any]:
    """Everybody to whom this version of the episode was sent, with what they watched of it."""
    seen = (views.c.workspace_id == deliveries.c.workspace_id) & (views.c.delivery_id == deliveries.c.id)
    seen &= (views.c.viewer_id == deliveries.c.learner_id) & views.c.clip_key.in_((MAIN, SECOND_HOOK))
    person = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)
    # The instant as the number that is stored: twenty thousand of them as dates take longer than all the rest.
    sent_at = sa.type_coerce(deliveries.c.sent_at, sa.BigInteger)
    columns = (deliveries.c.learner_id, sent_at, LOCALE, views.c.watched_low, views.c.watched_high)
    query = sa.select(*columns).select_from(deliveries.join(learners, person).outerjoin(views, seen))
    # By the position too, which the index has: else all messages of the campaign are looked at.
    which = (deliveries.c.position == episode.number) & (deliveries.c.episode_id == episode.id)
    return query.where(scope.sent_episodes(), which)


async def _clips(db: AsyncConnection, workspace_id: str, episode: Episode) -> dict[tuple[str, str], Clip]:
    """The clips of both beginnings, by key and language."""
    return {(clip.key, clip.language): clip for clip in await catalog.clips_of(db, workspace_id, episode.id)}


def _reached(watched: int, ends: tuple[int, int] | None) -> tuple[bool, bool, bool]:
    """Whether somebody began, got past the hook, and got to the end.

    Args:
        ends: the first seconds behind the hook and of the end, None where the clip has no length.
    """
    if not watched or ends is None:
        return watched != 0, False, False
    return True, watched >> ends[0] != 0, watched >> ends[1] != 0


def _ends(clip: Clip | None, episode: Episode, key: str) -> tuple[int, int] | None:
    if clip is None or not clip.seconds:
        return None
    return _hook_s(clip, episode, key), int(COMPLETE * math.ceil(clip.seconds))


def _hook_s(clip: Clip, episode: Episode, key: str) -> int:
    """The first second behind the hook, as the clip's captions say it."""
    script = episode.in_language(clip.language).scripts()[key]
    starts = cue_of_scene(script.scenes, _length(script.scenes), clip.cues)
    return math.ceil(starts) if starts is not None else 3  # a hook is to be over by then


def _length(scenes: Iterable[Any]) -> int:
    return sum(scene.role is Role.HOOK for scene in scenes)
