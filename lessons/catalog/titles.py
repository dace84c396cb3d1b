"""What the clip behind a media folder is called."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.reading import episode_by_id
from lessons.catalog.tables import clips


async def title_of_media(db: AsyncConnection, workspace_id: str, media: str) -> tuple[str, str] | None:
    """Title and language of the episode whose clip stands under this prefix, None where the catalogue has none."""
    shown = (clips.c.workspace_id == workspace_id) & (clips.c.media == media)
    clip = (await db.execute(sa.select(clips.c.episode_id, clips.c.language).where(shown).limit(1))).first()
    episode = await episode_by_id(db, workspace_id, clip.episode_id) if clip else None
    return (episode.in_language(clip.language).title, clip.language) if clip and episode else None
