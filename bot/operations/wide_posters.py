"""Landscape posters: made when a chat platform first asks for one, and kept beside the portrait one.

So clips that were made before there were any have one too, and what nobody shows in a frame of 16:9 costs nothing.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.generated_clips import title_of_generated
from bot.links import POSTER_FILE, WIDE_FILE
from lessons.catalog.titles import title_of_media
from lessons.database import Database
from lessons.studio.cards.landscape import landscape_poster

log = logging.getLogger(__name__)


class PosterStore(Protocol):
    """Where the files of clips are."""

    def path(self, key: str) -> Path: ...

    async def get(self, key: str) -> bytes: ...

    async def put(self, key: str, content: bytes) -> None: ...


class WidePosters:
    """Makes landscape posters, one at a time: drawing one takes a core for a tenth of a second."""

    def __init__(self, database: Database, store: PosterStore) -> None:
        self._database = database
        self._store = store
        self._one_at_a_time = asyncio.Lock()

    async def path(self, workspace_id: str, media: str) -> Path:
        """Where a clip's landscape poster is; where it cannot be made, the portrait one, whether it is there or not."""
        wide = self._store.path(f"{media}/{WIDE_FILE}")
        async with self._one_at_a_time:
            if not wide.is_file():
                try:
                    await self._make(workspace_id, media)
                except (KeyError, OSError) as fault:  # there is no portrait one, it is no picture, or the disk is full
                    log.info("a landscape poster was not made: %s", type(fault).__name__)
        return wide if wide.is_file() else self._store.path(f"{media}/{POSTER_FILE}")

    async def _make(self, workspace_id: str, media: str) -> None:
        poster = await self._store.get(f"{media}/{POSTER_FILE}")
        async with self._database.read() as db:
            title, language = await _title(db, workspace_id, media)
        await self._store.put(
            f"{media}/{WIDE_FILE}", await asyncio.to_thread(landscape_poster, poster, title, language)
        )


async def _title(db: AsyncConnection, workspace_id: str, media: str) -> tuple[str, str]:
    in_catalogue = await title_of_media(db, workspace_id, media)
    return in_catalogue or await title_of_generated(db, workspace_id, media) or ("", "en")
