"""Finished clips by their length, with what is on record of the lesson that each shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.tables import clips, episodes
from lessons.episodes import ClipState


@dataclass(frozen=True, slots=True)
class OnRecord:
    """One finished clip.

    Attributes:
        version: of the lesson, as the clip's mark names it, such as "leak/the-mail@3".
        approved_by, approved_at: who approved that version and when; None where nobody had to.
    """

    media: str
    seconds: float
    title: str
    version: str
    made_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None


_COLUMNS = (
    *(clips.c.media, clips.c.seconds, episodes.c.title, episodes.c.series_slug, episodes.c.slug, episodes.c.version),
    *(clips.c.made_at, episodes.c.approved_by, episodes.c.approved_at),
)
_MADE = (
    sa.select(*_COLUMNS)
    .join(episodes, (episodes.c.workspace_id == clips.c.workspace_id) & (episodes.c.id == clips.c.episode_id))
    .where(clips.c.state == ClipState.READY.value)
)


async def clips_as_long(db: AsyncConnection, seconds: float, within_s: float) -> Sequence[OnRecord]:
    """Clips of all workspaces whose length differs by no more than that, the nearest first."""
    near = clips.c.seconds.between(seconds - within_s, seconds + within_s)
    rows = await db.execute(_MADE.where(near).order_by(sa.func.abs(clips.c.seconds - seconds), clips.c.media))
    return [_on_record(row) for row in rows]


async def finished_media(db: AsyncConnection) -> Sequence[str]:
    """The folders of all finished clips of all workspaces, the newest first."""
    ready = (clips.c.state == ClipState.READY.value) & (clips.c.media != "")
    newest = sa.func.max(clips.c.made_at).desc()
    rows = await db.execute(sa.select(clips.c.media).where(ready).group_by(clips.c.media).order_by(newest))
    return list(rows.scalars().all())


async def language_of_media(db: AsyncConnection, media: str) -> str | None:
    """The language of the finished clip in that folder, None where the catalogue has none."""
    language: str | None = await db.scalar(sa.select(clips.c.language).where(clips.c.media == media).limit(1))
    return language


async def clip_of_version(db: AsyncConnection, version: str) -> OnRecord | None:
    """What is on record of a version as a mark names it, None where nothing is."""
    path, _, number = version.rpartition("@")
    series, _, rest = path.partition("/")
    slug = rest.partition("/")[0]
    if not number.isdecimal():
        return None
    same = (episodes.c.series_slug == series) & (episodes.c.slug == slug) & (episodes.c.version == int(number))
    row = (await db.execute(_MADE.where(same).order_by(episodes.c.made_at.desc()).limit(1))).first()
    return None if row is None else _on_record(row)


def _on_record(row: Any) -> OnRecord:
    version = f"{row.series_slug}/{row.slug}@{row.version}"
    return OnRecord(row.media, row.seconds, row.title, version, row.made_at, row.approved_by, row.approved_at)
