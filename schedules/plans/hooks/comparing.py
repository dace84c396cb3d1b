"""How the two beginnings of an episode compare: how many watched past the hook and to the end, and if that is clear."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from lessons.episodes import MAIN, SECOND_HOOK, Clip, ClipState, Episode, cue_of_scene
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
        made: whether both clips can be played.
        choice: what a manager chose, None as long as both are sent. The counts are those of that moment.
    """

    episode: Episode
    counts: Mapping[str, HookCounts]
    p: float = 1.0
    waiting: int = 0
    made: bool = True
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

    days: dict[date, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, day: date, key: str, reached: Sequence[bool]) -> None:
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


async def compare_hooks(db: AsyncConnection, campaign: Campaign, now: datetime) -> list[HookComparison]:
    """Each episode of a campaign's series that has two beginnings, in order."""
    episodes = await catalog.episodes_of(db, campaign.workspace_id, campaign.series_slug)
    choices = await choices_of(db, campaign)
    return [
        await _compared(db, campaign, each, choices.get(each.check_key), now)
        for each in episodes
        if each.second_hook is not None or each.check_key in choices
    ]


async def _compared(
    db: AsyncConnection, campaign: Campaign, episode: Episode, choice: HookChoice | None, now: datetime
) -> HookComparison:
    if choice is not None:
        counts = {key: HookCounts(**choice.figures["counts"][key]) for key in (MAIN, SECOND_HOOK)}
        return HookComparison(episode, counts, choice.figures["p"], choice=choice)
    clips = await _clips(db, campaign.workspace_id, episode)
    tally, waiting = _Tally(), 0
    for row in await db.execute(_sent(Scope(db, campaign.workspace_id, campaign.id), episode)):
        if row.sent_at > now - SETTLED:
            waiting += 1
            continue
        key = drawn_hook(campaign.seed, episode.check_key, row.learner_id)
        clip = clips.get((key, episode.in_language(row.locale or "").language))
        tally.add(row.sent_at.date(), key, _reached(row, clip, episode, key))
    made = all(clip.state is not ClipState.FAILED for clip in clips.values())
    return HookComparison(episode, tally.counts(), tally.least_p(), waiting, made)


def figures_of(comparison: HookComparison) -> dict[str, Any]:
    """What a choice rests on, as its row keeps it: counts of people, and nobody's name."""
    return {"p": comparison.p, "counts": {key: asdict(counts) for key, counts in comparison.counts.items()}}


def _sent(scope: Scope, episode: Episode) -> sa.Select[Any]:
    """Everybody to whom this version of the episode was sent, with what they watched of it."""
    seen = (views.c.workspace_id == deliveries.c.workspace_id) & (views.c.delivery_id == deliveries.c.id)
    seen &= (views.c.viewer_id == deliveries.c.learner_id) & views.c.clip_key.in_((MAIN, SECOND_HOOK))
    person = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)
    columns = (deliveries.c.learner_id, deliveries.c.sent_at, LOCALE, views.c.watched_low, views.c.watched_high)
    query = sa.select(*columns).select_from(deliveries.join(learners, person).outerjoin(views, seen))
    return query.where(scope.sent_episodes(), deliveries.c.episode_id == episode.id)


async def _clips(db: AsyncConnection, workspace_id: str, episode: Episode) -> dict[tuple[str, str], Clip]:
    """The clips of both beginnings, by key and language."""
    return {(clip.key, clip.language): clip for clip in await catalog.clips_of(db, workspace_id, episode.id)}


def _reached(row: Any, clip: Clip | None, episode: Episode, key: str) -> tuple[bool, bool, bool]:
    """Whether somebody began, got past the hook, and got to the end."""
    watched = 0 if row.watched_low is None else row.watched_low | row.watched_high << HALF
    if not watched or clip is None or not clip.seconds:
        return bool(watched), False, False
    return True, watched >> _hook_s(clip, episode, key) != 0, watched >> int(COMPLETE * math.ceil(clip.seconds)) != 0


def _hook_s(clip: Clip, episode: Episode, key: str) -> int:
    """The first second behind the hook, as the clip's captions say it."""
    script = episode.in_language(clip.language).scripts()[key]
    starts = cue_of_scene(script.scenes, _length(script.scenes), clip.cues)
    return math.ceil(starts) if starts is not None else 3  # a hook is to be over by then


def _length(scenes: Iterable[Any]) -> int:
    return sum(scene.role is Role.HOOK for scene in scenes)
