"""Makes the clips that the catalogue wants: from scripts by the studio, or from an author's own file."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clips.films import LocalMediaStore, film_clip
from bot.clips.looks import SIZE, brand_of, is_bare_film, look_of
from lessons import catalog
from lessons.answers.index.episode_drafts import draft_of
from lessons.answers.index.indexing import learn
from lessons.database import Database
from lessons.episodes import MAIN, Clip, Cue, Episode, MediaBrought, with_files
from lessons.ports import VendorBusy, VendorDown, Voice, is_disk_full
from lessons.script import Brand, Script
from lessons.series import Series
from lessons.studio.pipeline.pool import WorkerFailed
from lessons.studio.store.clips import RenderedClip as MadeClip
from schedules.people.roster import Workspace, all_workspaces

log = logging.getLogger(__name__)

FILES = ("clip.mp4", "clip.vtt", "poster.jpg")
RENEW_S = 20.0
LOOK_EVERY_S = 60.0
AGAIN = timedelta(minutes=1)  # after a fault that may pass
LONGEST_REASON = 400
ENDED = (
    f"the process that made it ended {catalog.MOST_TRIES} times before it was done: see the log of the worker, "
    "then let it be made again"
)

Progress = Callable[[str], None]


class Renderer(Protocol):
    """Makes clips from scripts."""

    async def render(self, script: Script, brand: Brand, size: tuple[int, int]) -> MadeClip:
        """See Studio.render."""

    async def mark_film(self, mp4: Path, film: Path, *, title: str, version: str, sources: Sequence[str]) -> None:
        """See Studio.mark_film."""


@dataclass(frozen=True, slots=True)
class StoredClip:
    """A clip whose files are in the media store under the prefix `media`."""

    seconds: float
    media: str
    cues: tuple[Cue, ...]


class ClipMaker:
    """Makes wanted clips, one after the other; the studio spreads each over its processes.

    Any number of processes may do so at once: a clip is claimed before it is made, and the claim is renewed meanwhile.

    Args:
        voice: one with word times, by which the words of an author's own clip are found in its sound.
        renew_s: seconds after which the hold on a clip that is being made is renewed.
    """

    def __init__(
        self, database: Database, studio: Renderer, media: LocalMediaStore, voice: Voice, renew_s: float = RENEW_S
    ) -> None:
        self._database = database
        self._voice = voice
        self._studio = studio
        self._media = media
        self._renew_s = renew_s
        self._busy = asyncio.Lock()
        self._making: asyncio.Task[object] | None = None
        self._seen: dict[str, tuple[str, float]] = {}  # workspace -> the look that all its clips had, and when

    async def bring_in(
        self, workspace: Workspace, series: Series, now: datetime, approved_by: str | None = "curator"
    ) -> catalog.Import:
        """A series from disk into the catalogue, with its files; approved by nobody, it waits for somebody who does."""
        for asset in series.assets:
            await self._media.put(asset.key, await asyncio.to_thread(asset.path.read_bytes))
        async with self._database.write() as db:
            done = await catalog.import_series(db, workspace.id, series, now, approved_by)
        by_id = {episode.id: episode for episode in done.series.episodes}
        for clip in done.reused:
            if clip.key == MAIN and clip.episode_id in by_id:
                await self._learn(workspace, by_id[clip.episode_id], clip, clip.cues, now)
        return done

    async def make_wanted(self, now: datetime, progress: Progress | None = None) -> int:
        """Make every clip that is wanted; returns how many became ready. A faulty one keeps the reason instead."""
        async with self._alone():
            async with self._database.read() as db:
                workspaces = await all_workspaces(db)
            return sum([await self._make_all(workspace, now, progress) for workspace in workspaces])

    async def make_next(self, now: datetime) -> int:
        """Make one wanted clip of each workspace, so that nobody waits for another's whole season."""
        async with self._alone():
            return sum([await self._make_one(workspace, now) for workspace in await self._waiting()])

    async def close(self) -> None:
        """Stop in the middle of a clip; whoever makes clips next takes it up at once."""
        if self._making is not None:
            self._making.cancel()
        async with self._busy:
            pass

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        async with self._busy:
            self._making = asyncio.current_task()
            try:
                yield
            finally:
                self._making = None

    async def _waiting(self) -> list[Workspace]:
        """Workspaces with a clip that nobody has made, or one in another look, which is looked for once a minute."""
        async with self._database.read() as db:
            everybody = await all_workspaces(db)
            wanting = await catalog.workspaces_waiting(db, [workspace.id for workspace in everybody], datetime.now(UTC))
            wanting |= {workspace.id for workspace in everybody if await self._has_another_look(db, workspace)}
        return [workspace for workspace in everybody if workspace.id in wanting]

    async def _has_another_look(self, db: AsyncConnection, workspace: Workspace) -> bool:
        look = look_of(workspace)
        seen, at = self._seen.get(workspace.id, ("", 0.0))
        if seen == look and time.monotonic() < at + LOOK_EVERY_S:
            return False
        outdated = await catalog.count_outdated(db, workspace.id, look) > 0
        if not outdated:
            self._seen[workspace.id] = look, time.monotonic()
        return outdated

    async def _make_all(self, workspace: Workspace, now: datetime, progress: Progress | None) -> int:
        async with self._database.read() as db:
            waiting = await catalog.count_wanted(db, workspace.id)
            waiting += await catalog.count_outdated(db, workspace.id, look_of(workspace))
        ready = number = 0
        while waiting and (claim := await self._claim(workspace)):
            number += 1
            if progress:
                progress(f"making clip {number} of {max(number, waiting)}")
            ready += await self._make(workspace, claim, now)
        return ready

    async def _make_one(self, workspace: Workspace, now: datetime) -> int:
        claim = await self._claim(workspace)
        return await self._make(workspace, claim, now) if claim else 0

    async def _claim(self, workspace: Workspace) -> catalog.Claim | None:
        async with self._database.write() as db:
            # Leases run in real time: a clip takes as long as ever in a playground whose time is moved.
            return await catalog.claim_clip(db, workspace.id, look_of(workspace), datetime.now(UTC))

    async def _make(self, workspace: Workspace, claim: catalog.Claim, now: datetime) -> bool:
        async with self._database.read() as db:
            episode = await catalog.episode_by_id(db, workspace.id, claim.clip.episode_id)
            series = await catalog.latest_series(db, workspace.id, episode.series_slug) if episode else None
        if episode is None or series is None:
            return await self._give_up(workspace, claim, "its episode is in no series any more", now)
        if claim.attempt > catalog.MOST_TRIES:
            return await self._give_up(workspace, claim, ENDED, now)
        result = await self._tried(
            claim, self._render(episode, claim.clip, brand_of(workspace, series, self._media.path))
        )
        if not isinstance(result, StoredClip):
            return await self._failed(workspace, claim, result, now)
        bears = series.brand is None and not is_bare_film(episode, claim.clip)
        return await self._keep(workspace, episode, claim, result, look_of(workspace) if bears else None, now)

    async def _tried(self, claim: catalog.Claim, work: Awaitable[StoredClip]) -> StoredClip | Exception:
        """What was made, or the fault; meanwhile the claim is renewed again and again."""
        try:
            async with asyncio.TaskGroup() as tasks:
                renewing = tasks.create_task(self._renew(claim))
                result = await _outcome(work)
                renewing.cancel()
        except asyncio.CancelledError:
            async with self._database.write() as db:
                await catalog.put_back(db, claim, None, counted=False)
            raise
        return result

    async def _renew(self, claim: catalog.Claim) -> None:
        while True:
            await asyncio.sleep(self._renew_s)
            # A database that is away is no reason to stop: it may be back before the lease ends.
            with contextlib.suppress(sa.exc.SQLAlchemyError, OSError):
                async with self._database.write() as db:
                    if not await catalog.renew_claim(db, claim, datetime.now(UTC)):
                        return

    async def _failed(self, workspace: Workspace, claim: catalog.Claim, fault: Exception, now: datetime) -> bool:
        """Try again later what may pass, and give up what will not."""
        log.warning("a clip could not be made: %s", fault, extra={"clip": claim.clip.id, "attempt": claim.attempt})
        # Neither says anything of the clip: a full disk may last for hours, and every clip of them would be given up.
        counted = not isinstance(fault, VendorBusy) and not is_disk_full(fault)
        if isinstance(fault, ValueError) or (claim.attempt >= catalog.MOST_TRIES and counted):
            return await self._give_up(workspace, claim, str(fault), now)
        wait = timedelta(seconds=fault.retry_after) if isinstance(fault, VendorBusy) else claim.attempt * AGAIN
        async with self._database.write() as db:
            await catalog.put_back(db, claim, datetime.now(UTC) + wait, counted=counted)
        return False

    async def _give_up(self, workspace: Workspace, claim: catalog.Claim, reason: str, now: datetime) -> bool:
        async with self._database.write() as db:
            await catalog.give_up_clip(db, claim, reason[:LONGEST_REASON], look_of(workspace), now)
        return False

    async def _render(self, episode: Episode, clip: Clip, brand: Brand) -> StoredClip:
        translation = episode.in_language(clip.language)
        if clip.key == MAIN and translation.media:
            return await self._film(translation, translation.media, brand)
        return await self._put(
            await self._studio.render(script_of(translation, clip.key, self._media.path), brand, SIZE)
        )

    async def _film(self, translation: Episode, media: MediaBrought, brand: Brand) -> StoredClip:
        with tempfile.TemporaryDirectory() as folder:
            coded = await film_clip(translation, media, brand, self._media, self._voice, Path(folder))
            version = f"{translation.check_key}/{MAIN}@{translation.version}"
            sources, film = [source.title for source in translation.sources], self._media.path(media.clip)
            clip = coded.folder / FILES[0]
            await self._studio.mark_film(clip, film, title=translation.title, version=version, sources=sources)
            return await self._put(coded)

    async def _put(self, made: MadeClip) -> StoredClip:
        for name in FILES:
            await self._media.put(f"{made.digest}/{name}", await asyncio.to_thread((made.folder / name).read_bytes))
        return StoredClip(made.seconds, made.digest, tuple(Cue(cue.start_s, cue.end_s, cue.text) for cue in made.cues))

    async def _keep(
        self,
        workspace: Workspace,
        episode: Episode,
        claim: catalog.Claim,
        made: StoredClip,
        look: str | None,
        now: datetime,
    ) -> bool:
        """The clip is ready; what is said in it can be asked for from now on."""
        async with self._database.write() as db:
            ready = await catalog.finish_clip(db, claim, made.seconds, made.media, made.cues, look, now)
        if ready and claim.clip.key == MAIN:
            await self._learn(workspace, episode, claim.clip, made.cues, now)
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


async def _outcome(work: Awaitable[StoredClip]) -> StoredClip | Exception:
    try:
        return await work
    except (ValueError, OSError, VendorBusy, VendorDown, WorkerFailed) as fault:
        return fault


def script_of(translation: Episode, key: str, path: Callable[[str], Path]) -> Script:
    """The script of one clip of an episode as the studio takes it, with its files in place."""
    return with_files(translation.scripts()[key], lambda asset: str(path(asset)))
