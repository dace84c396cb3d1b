"""From watched seconds to view-through, completion and the curve by second."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from lessons import catalog
from lessons.episodes import LESSON_CLIPS
from schedules.ledger.figures.scope import Scope
from schedules.people.roster import LOCALE, learners
from schedules.replies.watching import HALF, SECONDS, views

COMPLETE = 0.95  # a clip counts as completed when a second at or behind this share of it was played


@dataclass(frozen=True, slots=True)
class Viewing:
    """What one learner played of one episode's clip, over all messages that led to it.

    Attributes:
        watched: bit n is set when second n was played.
        length: seconds of the clip that can be watched; 0 when its length is not known (any more).
    """

    learner_id: str
    episode_id: str
    watched: int
    plays: int
    captions_on: bool
    length: int

    @property
    def through(self) -> float:
        """Share of the clip's seconds that were watched, 0 to 1."""
        return self.watched.bit_count() / self.length if self.length else 0.0

    @property
    def completed(self) -> bool:
        return self.length > 0 and self.watched >> int(COMPLETE * self.length) != 0


def viewing(
    learner_id: str, episode_id: str, watched: int, plays: int, captions_on: bool, clip_s: float | None
) -> Viewing:
    """The viewing of a clip that is so many seconds long; seconds behind its end do not count."""
    length = 0 if clip_s is None else min(SECONDS, math.ceil(clip_s))
    inside = watched & ((1 << length) - 1) if length else watched
    return Viewing(learner_id, episode_id, inside, plays, captions_on, length)


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


def curve(viewings: Sequence[Viewing], smallest: int = 1) -> Curve:
    """The curve of these viewings; it ends where fewer than `smallest` people are left."""
    lengths = Counter(viewing.length for viewing in viewings)
    longest: dict[str, int] = {}
    for viewing in viewings:
        longest[viewing.learner_id] = max(longest.get(viewing.learner_id, 0), viewing.length)
    people = _still_there(Counter(longest.values()))
    end = next((second for second in range(SECONDS) if people[second] < smallest), SECONDS)
    viewers, seen = _still_there(lengths), _seen(viewings)
    return Curve(tuple(seen[second] / viewers[second] for second in range(end)), tuple(viewers[:end]))


def _still_there(lengths: Mapping[int, int]) -> list[int]:
    """For each second, how many of so many clips of each length have it."""
    return [sum(count for length, count in lengths.items() if length > second) for second in range(SECONDS)]


def _seen(viewings: Iterable[Viewing]) -> list[int]:
    """For each second, how often it was watched. Most people watch the same seconds, so each pattern is read once."""
    seen = [0] * SECONDS
    for watched, times in Counter(viewing.watched for viewing in viewings if viewing.length).items():
        for second in range(watched.bit_length()):
            seen[second] += times * (watched >> second & 1)
    return seen


async def viewings(scope: Scope) -> list[Viewing]:
    """What each learner watched of each episode's main clip; whoever played no second is no viewer."""
    viewer = (learners.c.workspace_id == views.c.workspace_id) & (learners.c.id == views.c.viewer_id)
    # Only what is needed: a large team has a row for every learner and episode.
    columns = (views.c.viewer_id, views.c.episode_id, LOCALE, *(views.c[name] for name in _MEASURED))
    query = sa.select(*columns).outerjoin(learners, viewer).where(scope.of(views), views.c.clip_key.in_(LESSON_CLIPS))
    rows = (await scope.db.execute(query.order_by(views.c.viewer_id, views.c.episode_id))).all()
    lengths = await clip_lengths(scope, {(row.episode_id, row.clip_key, row.locale or "") for row in rows})
    return await asyncio.to_thread(_folded, rows, lengths)


_MEASURED = ("clip_key", "watched_low", "watched_high", "plays", "captions_on")

Lengths = Mapping[tuple[str, str, str], float | None]
"""Seconds of a clip by episode, key and locale."""


def _folded(rows: Sequence[Any], lengths: Lengths) -> list[Viewing]:
    viewings = [_together(list(same), lengths) for _, same in groupby(rows, key=lambda row: (row[0], row[1]))]
    return [viewing for viewing in viewings if viewing.watched]


def _together(same: Sequence[Any], lengths: Lengths) -> Viewing:
    """Rows of one learner and episode as one viewing."""
    watched = plays = 0
    for row in same:
        watched |= row.watched_low | row.watched_high << HALF
        plays += row.plays
    first, captions_on = same[0], any(row.captions_on for row in same)
    clip_s = lengths[first.episode_id, first.clip_key, first.locale or ""]
    return viewing(first.viewer_id, first.episode_id, watched, plays, captions_on, clip_s)


async def clip_lengths(scope: Scope, wanted: set[tuple[str, str, str]]) -> Lengths:
    """The length of the clip that somebody with this locale is shown, by episode, key and locale."""
    lengths: dict[tuple[str, str, str], float | None] = {}
    for episode_id, key, locale in wanted:
        clip = await catalog.clip_of(scope.db, scope.workspace_id, episode_id, key, locale)
        lengths[episode_id, key, locale] = clip.seconds if clip else None
    return lengths
