"""From watched seconds to view-through, completion and the curve by second."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from bot.reports.scope import Scope
from lessons import catalog
from lessons.episodes import MAIN
from schedules.roster import learners
from schedules.views import SECONDS, View, views, views_of_campaign

COMPLETE = 0.95  # a clip counts as completed when a second at or behind this share of it was played


@dataclass(frozen=True, slots=True)
class Viewing:
    """What one learner played of one episode's clip, over all messages that led to it.

    Attributes:
        watched: bit n is set when second n was played.
        clip_s: the clip's length in seconds; None when it is not known (any more).
    """

    learner_id: str
    episode_id: str
    watched: int
    plays: int
    captions_on: bool
    clip_s: float | None

    @property
    def length(self) -> int:
        """Seconds of the clip that can be watched; 0 when its length is not known."""
        return 0 if self.clip_s is None else min(SECONDS, math.ceil(self.clip_s))

    @property
    def through(self) -> float | None:
        """Share of the clip's seconds that were watched, 0 to 1."""
        if not self.length:
            return None
        return (self.watched & ((1 << self.length) - 1)).bit_count() / self.length

    @property
    def completed(self) -> bool:
        if self.clip_s is None:
            return False
        return self.watched >> min(int(COMPLETE * self.clip_s), self.length - 1) != 0


@dataclass(frozen=True, slots=True)
class Curve:
    """View-through by second: the share of viewers who played it.

    Attributes:
        shares: one for each second, 0 to 1.
        viewers: for each second, how many viewings are of a clip that has it.
    """

    shares: tuple[float, ...]
    viewers: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.shares)


def curve(viewings: Iterable[Viewing], smallest: int = 1) -> Curve:
    """The curve of these viewings, which are sorted by learner; it ends where fewer than `smallest` people are left."""
    seen, viewers, people = [0] * SECONDS, [0] * SECONDS, [0] * SECONDS
    last = [""] * SECONDS
    for viewing in viewings:
        for second in range(viewing.length):
            viewers[second] += 1
            seen[second] += viewing.watched >> second & 1
            people[second] += last[second] != viewing.learner_id
            last[second] = viewing.learner_id
    end = next((second for second in range(SECONDS) if people[second] < smallest), SECONDS)
    return Curve(tuple(seen[second] / viewers[second] for second in range(end)), tuple(viewers[:end]))


async def viewings(scope: Scope) -> list[Viewing]:
    """What each learner watched of each episode's main clip; whoever played no second is no viewer."""
    rows = await views_of_campaign(scope.db, scope.workspace_id, scope.campaign_id)
    main = sorted((view for view in rows if view.clip_key == MAIN and view.watched), key=_who_and_what)
    locales = await _locales(scope)
    lengths = await _lengths(scope, {(view.episode_id, locales.get(view.viewer_id, "")) for view in main})
    found = []
    for (viewer_id, episode_id), same in groupby(main, key=_who_and_what):
        clip_s = lengths[episode_id, locales.get(viewer_id, "")]
        found.append(_together(viewer_id, episode_id, list(same), clip_s))
    return found


def _who_and_what(view: View) -> tuple[str, str]:
    return view.viewer_id, view.episode_id


def _together(viewer_id: str, episode_id: str, same: Sequence[View], clip_s: float | None) -> Viewing:
    watched = 0
    for view in same:
        watched |= view.watched
    captions_on = any(view.captions_on for view in same)
    return Viewing(viewer_id, episode_id, watched, sum(view.plays for view in same), captions_on, clip_s)


async def _locales(scope: Scope) -> Mapping[str, str]:
    """The locale of every viewer: it decides in which language, and so how long, the clip was."""
    viewer = (learners.c.workspace_id == views.c.workspace_id) & (learners.c.id == views.c.viewer_id)
    query = sa.select(learners.c.id, learners.c.locale).join(views, viewer).where(scope.of(views)).distinct()
    return dict((await scope.db.execute(query)).all())


async def _lengths(scope: Scope, wanted: set[tuple[str, str]]) -> Mapping[tuple[str, str], float | None]:
    lengths: dict[tuple[str, str], float | None] = {}
    for episode_id, locale in wanted:
        clip = await catalog.clip_of(scope.db, scope.workspace_id, episode_id, MAIN, locale)
        lengths[episode_id, locale] = clip.seconds if clip else None
    return lengths
