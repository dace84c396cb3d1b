"""Episodes that can be watched now, without their contents: what a page needs to choose among thousands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.reading import newest_series
from lessons.catalog.tables import checks, clips, episodes, lineups
from lessons.episodes import MAIN, ClipState


@dataclass(frozen=True, slots=True)
class ReadyEpisode:
    """One episode whose clip is there.

    Attributes:
        check_key: "" when it asks nothing.
        series: the title of its series.
    """

    id: str
    series_slug: str
    series: str
    number: int
    title: str
    check_key: str
    seconds: float
    media: str


async def ready_episodes(db: AsyncConnection, workspace_id: str) -> tuple[ReadyEpisode, ...]:
    """Every episode of the series that learners get now whose main clip can be played, by series and place."""
    series = newest_series(workspace_id).subquery()
    same = (lineups.c.workspace_id == workspace_id) & (lineups.c.series_id == series.c.id)
    stands = (episodes.c.workspace_id == workspace_id) & (episodes.c.id == lineups.c.episode_id)
    plays = (clips.c.workspace_id == workspace_id) & (clips.c.episode_id == episodes.c.id) & (clips.c.key == MAIN)
    plays &= (clips.c.language == episodes.c.language) & (clips.c.state == ClipState.READY.value)
    asks = (checks.c.workspace_id == workspace_id) & (checks.c.episode_id == episodes.c.id)
    columns: tuple[Any, ...] = (
        *(episodes.c.id, episodes.c.series_slug, series.c.title.label("series"), lineups.c.number, episodes.c.title),
        *(sa.func.coalesce(checks.c.check_key, ""), sa.func.coalesce(clips.c.seconds, 0.0), clips.c.media),
    )
    query = (
        sa.select(*columns)
        .select_from(series.join(lineups, same).join(episodes, stands).join(clips, plays).outerjoin(checks, asks))
        .order_by(episodes.c.series_slug, lineups.c.number)
    )
    return tuple(ReadyEpisode(*row) for row in await db.execute(query))
