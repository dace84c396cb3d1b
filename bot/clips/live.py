"""Clips that are watched before they are made: the player gets them scene by scene."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from bot.clips.clipmaking import script_of
from bot.clips.looks import SIZE, brand_of
from lessons import catalog
from lessons.database import Database
from lessons.episodes import MAIN, ClipState
from lessons.studio.pipeline.live import LiveClip
from lessons.studio.pipeline.studio import Studio
from schedules.people.roster import workspace_by_id

log = logging.getLogger(__name__)


class OtherClips(Protocol):
    """Clips that are in no catalogue, such as those of answers."""

    async def live(self, workspace_id: str, clip_id: str, /) -> LiveClip | None:
        """The clip as it can be played while it is made; None when there is nothing to play in that way."""


class LiveClips:
    """Begins wanted clips for their first viewer; the worker finishes them, and uses what was made here.

    Args:
        others: asked about a clip that the catalogue does not know.
    """

    def __init__(
        self, database: Database, studio: Studio, path: Callable[[str], Path], others: OtherClips | None = None
    ) -> None:
        self._database = database
        self._studio = studio
        self._path = path
        self._others = others

    async def get(self, workspace_id: str, clip_id: str) -> LiveClip | None:
        """The clip, its making begun; None when it cannot be played before it is finished."""
        async with self._database.read() as db:
            clip = await catalog.clip_by_id(db, workspace_id, clip_id)
            episode = await catalog.episode_by_id(db, workspace_id, clip.episode_id) if clip else None
            workspace = await workspace_by_id(db, workspace_id)
            series = await catalog.latest_series(db, workspace_id, episode.series_slug) if episode else None
        if clip is None and self._others is not None:
            return await self._others.live(workspace_id, clip_id)
        if clip is None or episode is None or workspace is None or clip.state is not ClipState.WANTED:
            return None
        translation = episode.in_language(clip.language)
        if clip.key == MAIN and translation.media:
            return None
        try:
            brand = brand_of(workspace, series, self._path)
            return await self._studio.begin(script_of(translation, clip.key, self._path), brand, SIZE)
        except (ValueError, OSError):
            log.exception("a clip could not be begun", extra={"clip": clip_id})  # the worker keeps the reason
            return None

    async def find(self, digest: str) -> LiveClip | None:
        """The clip with this digest that get() gave; None when it is gone."""
        return await self._studio.find(digest)
