"""The lessons of somebody's week: what they got in the last seven days, and what they have not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from lessons.episodes import MAIN, ClipState
from schedules.ledger.figures.open_checks import open_checks
from schedules.ledger.figures.reach import WEEK, had_by
from schedules.people.roster import Learner

MOST = 20  # lessons that a browser is asked to keep: 16 MB at the small picture's 0.8


@dataclass(frozen=True, slots=True)
class WeekLesson:
    """One lesson with the delivery that brought it."""

    delivery_id: str
    title: str
    series: str


async def lessons_of_week(db: AsyncConnection, learner: Learner, now: datetime) -> list[WeekLesson]:
    """Open questions first, then the newest; each episode once, and only what can be played."""
    waiting = [
        (each.episode_id, each.delivery_id) for each in await open_checks(db, learner.workspace_id, learner.id, now)
    ]
    lately = await had_by(db, learner.workspace_id, learner.id, now - WEEK)
    brought: dict[str, str] = {}
    for episode_id, delivery_id in (*waiting, *((each.episode_id, each.delivery_id) for each in lately)):
        brought.setdefault(episode_id, delivery_id)
    lessons = [await _lesson(db, learner, *each) for each in brought.items() if each[0]]
    return [lesson for lesson in lessons if lesson][:MOST]


async def _lesson(db: AsyncConnection, learner: Learner, episode_id: str, delivery_id: str) -> WeekLesson | None:
    episode = await catalog.episode_by_id(db, learner.workspace_id, episode_id)
    clip = await catalog.clip_of(db, learner.workspace_id, episode_id, MAIN, learner.locale)
    if episode is None or clip is None or clip.state is not ClipState.READY:
        return None
    series = await catalog.latest_outline(db, learner.workspace_id, episode.series_slug)
    return WeekLesson(delivery_id, episode.in_language(clip.language).title, series.title if series else "")
