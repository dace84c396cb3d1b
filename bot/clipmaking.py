"""Makes the clips that the catalogue wants: from scripts by the studio, or from an author's own file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from lessons import catalog
from lessons.answers.knowledge import draft_episode, learn
from lessons.database import Database
from lessons.episodes import MAIN, Clip, Cue, Episode, with_files
from lessons.ports import MediaStore
from lessons.series import Series
from lessons.studio.script import Brand, Script
from lessons.studio.studio import Studio
from schedules.roster import Workspace, all_workspaces

log = logging.getLogger(__name__)

SIZE = (1080, 1920)
AT_ONCE = 20
FILES = ("clip.mp4", "clip.vtt", "poster.jpg")

Progress = Callable[[str], None]


class Shelf(MediaStore, Protocol):
    """A media store whose files the studio can read in place."""

    def path(self, key: str) -> Path: ...


class ClipMaker:
    """Makes wanted clips, one after the other; the studio spreads each over its processes."""

    def __init__(self, database: Database, studio: Studio, media: Shelf) -> None:
        self._database = database
        self._studio = studio
        self._media = media
        self._busy = asyncio.Lock()

    async def keep_assets(self, series: Series) -> None:
        """Store the files that a series on disk brings, before its clips are made."""
        for asset in series.assets:
            await self._media.put(asset.key, await asyncio.to_thread(asset.path.read_bytes))

    async def make_wanted(self, now: datetime, progress: Progress | None = None) -> int:
        """Make every clip that is wanted; returns how many became ready. A faulty one keeps the reason instead."""
        async with self._busy:
            async with self._database.read() as db:
                workspaces = await all_workspaces(db)
            return sum([await self._make_for(workspace, now, progress) for workspace in workspaces])

    async def _make_for(self, workspace: Workspace, now: datetime, progress: Progress | None) -> int:
        made = 0
        while True:
            async with self._database.read() as db:
                wanted = await catalog.clips_wanted(db, workspace.id, AT_ONCE)
            for number, clip in enumerate(wanted, 1):
                if progress:
                    progress(f"making clip {number} of {len(wanted)}")
                made += await self._make(workspace, clip, now)
            if len(wanted) < AT_ONCE:
                return made

    async def _make(self, workspace: Workspace, clip: Clip, now: datetime) -> bool:
        async with self._database.read() as db:
            episode = await catalog.episode_by_id(db, workspace.id, clip.episode_id)
            series = episode and await catalog.latest_series(db, workspace.id, episode.series_slug)
        if episode is None:
            return False
        try:
            brand = _brand(workspace, series if isinstance(series, Series) else None)
            seconds, media, cues = await self._render(workspace, episode, clip, brand)
        except (ValueError, OSError) as fault:
            log.warning("a clip could not be made: %s", fault, extra={"clip": clip.id, "episode": episode.slug})
            async with self._database.write() as db:
                await catalog.clip_failed(db, workspace.id, clip.id, str(fault)[:400], now)
            return False
        return await self._keep(workspace, episode, clip, seconds, media, cues, now)

    async def _render(
        self, workspace: Workspace, episode: Episode, clip: Clip, brand: Brand
    ) -> tuple[float, str, tuple[Cue, ...]]:
        told = episode.told_in(clip.language)
        if clip.key == MAIN and told.media:
            return await self._brought(told.media.clip, told.media.captions)
        script = self._script(told, clip)
        made = await self._studio.render(script, brand, SIZE)
        for name in FILES:
            content = await asyncio.to_thread((made.folder / name).read_bytes)
            await self._media.put(f"{made.digest}/{name}", content)
        return made.seconds, made.digest, tuple(Cue(cue.start_s, cue.end_s, cue.text) for cue in made.cues)

    def _script(self, told: Episode, clip: Clip) -> Script:
        script = with_files(told.scripts()[clip.key], lambda key: str(self._media.path(key)))
        version = f"{told.check_key}/{clip.key}@{told.version}"
        return replace(script, version=version, sources=tuple(source.title for source in told.sources))

    async def _brought(self, clip_key: str, captions_key: str) -> tuple[float, str, tuple[Cue, ...]]:
        """An author's own file, checked and brought into the house format."""
        from lessons.studio.uploads import accept

        captions = (await self._media.get(captions_key)).decode()
        made = await accept(self._media.path(clip_key), captions)
        for name, content in made.files.items():
            await self._media.put(f"{made.digest}/{name}", content)
        return made.seconds, made.digest, tuple(Cue(cue.start_s, cue.end_s, cue.text) for cue in made.cues)

    async def _keep(
        self,
        workspace: Workspace,
        episode: Episode,
        clip: Clip,
        seconds: float,
        media: str,
        cues: tuple[Cue, ...],
        now: datetime,
    ) -> bool:
        """The clip is ready; what is said in it can be asked for from now on."""
        said = [(cue.start_s, cue.end_s, cue.text) for cue in cues]
        title = f"{episode.told_in(clip.language).title}"
        draft = await asyncio.to_thread(draft_episode, episode.id, clip.id, title, said, clip.language)
        async with self._database.write() as db:
            ready = await catalog.clip_ready(db, workspace.id, clip.id, seconds, media, cues, now)
            if ready and clip.key == MAIN and episode.approved:
                await learn(db, workspace.id, [draft], now)
        return ready


def _brand(workspace: Workspace, series: Series | None) -> Brand:
    if series and series.brand:
        return series.brand
    return Brand(**workspace.brand) if workspace.brand else Brand(name=workspace.name)
