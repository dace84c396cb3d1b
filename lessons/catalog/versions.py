"""Which version of which lesson an episode's id names, who approved it, and which clips show it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.tables import checks, clips, episodes, lineups, series
from lessons.database import batches
from lessons.episodes import MAIN, ClipState


@dataclass(frozen=True, slots=True)
class LessonVersion:
    """One version of an episode.

    Attributes:
        series_versions: the versions of its series that have it, oldest first.
        question: of its check, "" where it has none.
        options: what can be picked, in the order shown.
        correct: index into options; -1 without a check.
        media: folders of its finished clips in every language and branch.
        seconds: how long its main clip is; None while it is not made.
        document: what its reader says that they have read, with its version, "" where it asks a question.
    """

    episode_id: str
    series: str
    series_title: str
    series_versions: tuple[int, ...]
    slug: str
    title: str
    version: int
    language: str
    content_hash: str
    approved_by: str
    approved_at: datetime | None
    question: str
    options: tuple[str, ...]
    correct: int
    media: tuple[str, ...]
    seconds: float | None
    document: str = ""

    @property
    def name(self) -> str:
        """As the mark in its clips names it, such as "leak/the-mail@3"."""
        return f"{self.series}/{self.slug}@{self.version}"


async def lesson_versions(
    db: AsyncConnection, workspace_id: str, episode_ids: Collection[str]
) -> dict[str, LessonVersion]:
    """What some episodes' ids name, by id; those that are not in the catalogue are left out."""
    versions: dict[str, LessonVersion] = {}
    for ids in batches(episode_ids):
        versions |= await _some(db, workspace_id, ids)
    return versions


async def _some(db: AsyncConnection, workspace_id: str, ids: list[str]) -> dict[str, LessonVersion]:
    of_check = (checks.c.workspace_id == episodes.c.workspace_id) & (checks.c.episode_id == episodes.c.id)
    query = (
        sa.select(episodes, checks.c.question, checks.c.options, checks.c.correct, checks.c.document)
        .outerjoin(checks, of_check)
        .where(episodes.c.workspace_id == workspace_id, episodes.c.id.in_(ids))
    )
    rows = (await db.execute(query)).all()
    titles, lines = await _series(db, workspace_id, ids)
    media = await _media(db, workspace_id, ids)
    return {
        row.id: LessonVersion(
            *(row.id, row.series_slug, titles.get(row.series_slug, row.series_slug)),
            tuple(sorted(lines.get(row.id, ()))),
            *(row.slug, row.title, row.version, row.language, row.content_hash),
            *(row.approved_by or "", row.approved_at, row.question or ""),
            tuple(option["text"] for option in row.options or ()),
            -1 if row.correct is None else row.correct,
            tuple(folder for folder, _ in media.get(row.id, ())),
            next((seconds for _, seconds in media.get(row.id, ()) if seconds), None),
            row.document or "",
        )
        for row in rows
    }


async def _series(db: AsyncConnection, workspace_id: str, ids: list[str]) -> tuple[dict[str, str], dict[str, set[int]]]:
    """Titles by slug, the newest version's; and the versions of its series that have each episode."""
    same = (series.c.workspace_id == lineups.c.workspace_id) & (series.c.id == lineups.c.series_id)
    query = (
        sa.select(lineups.c.episode_id, series.c.slug, series.c.title, series.c.version)
        .join(series, same)
        .where(lineups.c.workspace_id == workspace_id, lineups.c.episode_id.in_(ids))
        .order_by(series.c.version)
    )
    # In the order of versions, so that the newest title stays.
    titles: dict[str, str] = {}
    lines: dict[str, set[int]] = {}
    for row in await db.execute(query):
        titles[row.slug] = row.title
        lines.setdefault(row.episode_id, set()).add(row.version)
    return titles, lines


async def _media(db: AsyncConnection, workspace_id: str, ids: list[str]) -> dict[str, list[tuple[str, float | None]]]:
    """Folder of each finished clip, and the length of a main one."""
    ready = (clips.c.state == ClipState.READY.value) & (clips.c.media != "")
    columns = (clips.c.episode_id, clips.c.media, clips.c.key, clips.c.seconds)
    query = sa.select(*columns).where(ready, clips.c.workspace_id == workspace_id)
    media: dict[str, list[tuple[str, float | None]]] = {}
    for row in await db.execute(query.where(clips.c.episode_id.in_(ids)).order_by(clips.c.key, clips.c.language)):
        media.setdefault(row.episode_id, []).append((row.media, row.seconds if row.key == MAIN else None))
    return media
