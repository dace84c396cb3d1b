"""Makes the clips that the catalogue wants: from scripts by the studio, or from an author's own file."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.documents import draft_of
from lessons import catalog
from lessons.answers.knowledge import learn
from lessons.database import Database
from lessons.episodes import MAIN, Clip, Cue, Episode, MediaBrought, with_files
from lessons.ports import MediaStore, Voice
from lessons.series import Series
from lessons.studio.clips import Clip as MadeClip
from lessons.studio.normalise import About, normalise
from lessons.studio.script import Brand, Script
from lessons.studio.studio import Studio
from lessons.studio.uploads import check_upload
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
    """Makes wanted clips, one after the other; the studio spreads each over its processes.

    Args:
        voice: one with word times, by which the words of an author's own clip are found in its sound.
    """

    def __init__(self, database: Database, studio: Studio, media: Shelf, voice: Voice) -> None:
        self._database = database
        self._voice = voice
        self._studio = studio
        self._media = media
        self._busy = asyncio.Lock()

    async def bring_in(self, workspace: Workspace, series: Series, now: datetime) -> catalog.Import:
        """A series from disk into the catalogue, with the files it brings; what was made before can be asked for."""
        for asset in series.assets:
            await self._media.put(asset.key, await asyncio.to_thread(asset.path.read_bytes))
        async with self._database.write() as db:
            done = await catalog.import_series(db, workspace.id, series, now)
        by_id = {episode.id: episode for episode in done.series.episodes}
        for clip in done.reused:
            if clip.key == MAIN and clip.episode_id in by_id:
                await self._learn(workspace, by_id[clip.episode_id], clip, clip.cues, now)
        return done

    async def make_wanted(self, now: datetime, progress: Progress | None = None) -> int:
        """Make every clip that is wanted; returns how many became ready. A faulty one keeps the reason instead."""
        async with self._busy:
            async with self._database.read() as db:
                workspaces = await all_workspaces(db)
            return sum([await self._make_for(workspace, now, progress) for workspace in workspaces])

    async def make_next(self, now: datetime) -> int:
        """Make one wanted clip of each workspace, so that nobody waits for another's whole season."""
        async with self._busy:
            async with self._database.read() as db:
                workspaces = await all_workspaces(db)
                wanted = [(one, clip) for one in workspaces for clip in await catalog.clips_wanted(db, one.id, 1)]
            return sum([await self._make(workspace, clip, now) for workspace, clip in wanted])

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
            series = await catalog.latest_series(db, workspace.id, episode.series_slug) if episode else None
        if episode is None:
            return False
        try:
            brand = brand_of(workspace, series)
            seconds, media, cues = await self._render(episode, clip, brand)
        except (ValueError, OSError) as fault:
            log.warning("a clip could not be made: %s", fault, extra={"clip": clip.id, "episode": episode.slug})
            async with self._database.write() as db:
                await catalog.clip_failed(db, workspace.id, clip.id, str(fault)[:400], now)
            return False
        return await self._keep(workspace, episode, clip, seconds, media, cues, now)

    async def _render(self, episode: Episode, clip: Clip, brand: Brand) -> tuple[float, str, tuple[Cue, ...]]:
        told = episode.told_in(clip.language)
        if clip.key == MAIN and told.media:
            return await self._brought(told, told.media)
        return await self._put(await self._studio.render(script_of(told, clip.key, self._media.path), brand, SIZE))

    async def _brought(self, told: Episode, media: MediaBrought) -> tuple[float, str, tuple[Cue, ...]]:
        """An author's own file, checked and brought into the house format."""
        captions = (await self._media.get(media.captions)).decode() if media.captions else None
        path = self._media.path(media.clip)
        report = await check_upload(path, captions)
        if not report.ok:
            raise ValueError(" ".join(str(problem) for problem in report.problems))
        about = About(told.title, captions, told.language, f"{told.check_key}/{MAIN}@{told.version}")
        with tempfile.TemporaryDirectory() as folder:
            made = await normalise(path, about, out=Path(folder), reference=self._voice, size=SIZE)
            return await self._put(made)

    async def _put(self, made: MadeClip) -> tuple[float, str, tuple[Cue, ...]]:
        for name in FILES:
            await self._media.put(f"{made.digest}/{name}", await asyncio.to_thread((made.folder / name).read_bytes))
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
        async with self._database.write() as db:
            ready = await catalog.clip_ready(db, workspace.id, clip.id, seconds, media, cues, now)
        if ready and clip.key == MAIN:
            await self._learn(workspace, episode, clip, cues, now)
        return ready

    async def _learn(
        self, workspace: Workspace, episode: Episode, clip: Clip, cues: tuple[Cue, ...], now: datetime
    ) -> None:
        """Let a transcript be found; what nobody approved is not."""
        if not episode.approved:
            return
        draft = await asyncio.to_thread(draft_of, episode, clip, cues)
        async with self._database.write() as db:
            await learn(db, workspace.id, [draft], now)


def script_of(told: Episode, key: str, path: Callable[[str], Path]) -> Script:
    """The script of one clip of an episode as the studio takes it, with its files in place."""
    return with_files(told.scripts()[key], lambda asset: str(path(asset)))


def brand_of(workspace: Workspace, series: Series | None) -> Brand:
    """The series' own look, else the workspace's."""
    if series and series.brand:
        return series.brand
    return Brand(**workspace.brand) if workspace.brand else Brand(name=workspace.name)
