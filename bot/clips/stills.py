"""Pictures of finished clips at a second: made when a page of text first asks for one, and kept beside the clip."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Protocol

import av

from bot.links import CLIP_FILE
from lessons.studio.encoding.stills import still

log = logging.getLogger(__name__)
LAST_S = 600  # no clip is longer; what asks for more is not a page of ours


class StillStore(Protocol):
    """Where the files of clips are."""

    def path(self, key: str) -> Path: ...

    async def put(self, key: str, content: bytes) -> None: ...


class Stills:
    """Makes one at a time: a page asks for ten at once, and each takes a core for some hundredths of a second."""

    def __init__(self, store: StillStore) -> None:
        self._store = store
        self._one_at_a_time = asyncio.Lock()

    async def path(self, media: str, second: int) -> Path:
        """Where the picture is; there is none where it could not be made."""
        kept = self._store.path(f"{media}/still-{min(second, LAST_S)}.jpg")
        clip = self._store.path(f"{media}/{CLIP_FILE}")
        if kept.is_file() or not clip.is_file():
            return kept
        async with self._one_at_a_time:
            try:
                if not kept.is_file():
                    await self._store.put(f"{media}/{kept.name}", await asyncio.to_thread(still, clip, second))
            except (av.FFmpegError, OSError, IndexError) as fault:  # the clip cannot be read, or the disk is full
                log.info("a picture of a clip was not made: %s", type(fault).__name__)
        return kept
