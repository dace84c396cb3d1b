"""Makes the parts of planned clips, each at most once, and puts them together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from lessons.script import Footage, Scene, Talk
from lessons.studio.cast.acting import levels
from lessons.studio.cast.people import CREDIT
from lessons.studio.encoding import mux
from lessons.studio.encoding.encoder import Coded, no_pictures
from lessons.studio.encoding.mp4_boxes import Tracks
from lessons.studio.music.mixing import MusicPart
from lessons.studio.music.score import score
from lessons.studio.pipeline.order import Order
from lessons.studio.pipeline.pool import LATER, SOON, Pool, WorkerFailed, once_in_a_while
from lessons.studio.pipeline.provenance import Making
from lessons.studio.pipeline.scenes import SceneJob, StillJob, render_poster, render_scene, render_still
from lessons.studio.pipeline.speaking import Reading
from lessons.studio.store.cache import Cache, key_of
from lessons.studio.store.clips import CAPTIONS, POSTER, TRANSCRIPT, VIDEO, ClipStore, RenderedClip
from lessons.studio.timing.subtitles import SubtitleCue
from lessons.studio.timing.timeline import LEAD_S, Line, Timeline
from lessons.studio.timing.transcript import transcript_of, vtt_of
from lessons.studio.voice.sound import CODING, Sound, SoundJob, Take, no_sound, render_sound

Progress = Callable[[int, int], None]
Result = TypeVar("Result")


class Signer(Protocol):
    """Writes into a finished file where it comes from."""

    def sign(self, mp4: Path, *, title: str, version: str, sources: Sequence[str], making: Making) -> None: ...

    def sign_film(self, mp4: Path, film: Path, *, title: str, version: str, sources: Sequence[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """A clip of which everything is known but its pictures and its sound.

    Attributes:
        readings, lines: what is heard in each scene.
    """

    order: Order
    readings: tuple[Reading, ...]
    lines: tuple[Line, ...]
    timeline: Timeline
    cues: tuple[SubtitleCue, ...]

    @property
    def making(self) -> Making:
        """How it is made, for the mark in the file."""
        drawn = any(map(_drawn, self.order.script.scenes))
        voices = [reading.credit for reading in self.readings if reading.credit]
        return Making(
            recorded=any(reading.recorded for reading in self.readings) or any(map(_filmed, self.order.script.scenes)),
            trained=any(reading.trained for reading in self.readings),
            credits=tuple(dict.fromkeys([*voices, *([CREDIT] if drawn else [])])),
        )

    def job(self, n: int) -> SceneJob:
        stretch, reading = self.timeline.stretches[n], self.readings[n]
        drawn = _drawn(self.order.script.scenes[n])
        mouth = levels(reading.pcm, reading.rate, LEAD_S, stretch.pictures) if drawn else ()
        return self.order.job(n, stretch, self.lines[n], mouth)

    @property
    def music(self) -> tuple[MusicPart, ...]:
        return score(self.order.script, self.timeline.stretches) if self.order.music else ()

    def sound_key(self, part: int | None) -> str:
        starts = [stretch.first for stretch in self.timeline.stretches]
        heard = [reading.key for reading in self.readings]
        return key_of("sound", CODING, starts, heard, self.timeline.pictures, part, self.music)

    def sound_job(self, part: int | None) -> SoundJob:
        takes = [
            Take(stretch.speech_s, reading.pcm, reading.rate, reading.recorded)
            for stretch, reading in zip(self.timeline.stretches, self.readings, strict=True)
        ]
        cuts = tuple(stretch.start_s for stretch in self.timeline.stretches[1:])
        return SoundJob(tuple(takes), self.timeline.seconds, self.music, cuts, part, self.sound_key(None))

    def tracks(self) -> Tracks:
        """What a player must know of the clip, before anything of it is drawn or mixed."""
        order = self.order
        scene, sound = no_pictures(order.size), no_sound(self.sound_job(None))
        return mux.tracks_of(order.size, self.timeline.pictures, scene, sound, order.script.language)


def _drawn(scene: Scene) -> bool:
    """Whether somebody is seen who speaks."""
    return isinstance(scene.show, Talk) or scene.speaker is not None


def _filmed(scene: Scene) -> bool:
    return isinstance(scene.show, Footage)


class Maker:
    """Args:
    provenance: signs finished files.
    """

    def __init__(self, cache: Cache, clips: ClipStore, pool: Pool, provenance: Signer | None) -> None:
        self._cache, self._clips, self._pool, self._provenance = cache, clips, pool, provenance
        self._ahead = asyncio.Semaphore(2 * pool.workers)  # few jobs wait: what a viewer asks for comes soon
        # A lock lives as long as somebody holds or waits for it, so the dict does not grow with every clip.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def finish(self, plan: Plan, progress: Progress | None = None) -> RenderedClip:
        """The whole clip: makes what is missing of it, and keeps the files."""
        async with self._lock(plan.order.digest):
            # Looked for within the lock: whoever waited for it finds what the other one made.
            if (clip := await asyncio.to_thread(self._clips.find, plan.order.digest)) is not None:
                return clip
            count = _Count(len(plan.lines) + 2, progress)
            async with _tasks() as tasks:
                sound = tasks.create_task(count.of(self.sound(plan, LATER)))
                scenes = [tasks.create_task(count.of(self._in_turn(plan, n))) for n in range(len(plan.lines))]
                poster = tasks.create_task(count.of(self.poster(plan)))
            parts = [scene.result() for scene in scenes]
            return await asyncio.to_thread(self._keep, plan, parts, sound.result(), poster.result())

    async def scene(self, plan: Plan, n: int, priority: int = SOON) -> Coded:
        job = plan.job(n)

        async def made() -> bytes:
            return (await self._pool.do(render_scene, job, priority)).to_bytes()

        with in_scene(n):
            return Coded.from_bytes(await self._piece(plan.order.key(job), made))

    async def sound(self, plan: Plan, priority: int = SOON, part: int | None = None) -> Sound:
        """The whole clip's, or that of one scene, which is there sooner; the whole as well where it was made before."""

        async def made() -> bytes:
            job = render_sound, plan.sound_job(part)
            return (await self._pool.do(once_in_a_while, job, priority)).to_bytes()

        if part is not None and (whole := await asyncio.to_thread(self._cache.get, plan.sound_key(None))):
            return Sound.from_bytes(whole)
        return Sound.from_bytes(await self._piece(plan.sound_key(part), made))

    async def _in_turn(self, plan: Plan, n: int) -> Coded:
        async with self._ahead:
            return await self.scene(plan, n, LATER)

    async def still(self, plan: Plan, n: int, at: int) -> bytes:
        """Picture `at` of scene n as a JPEG."""
        job = plan.job(n)
        key = key_of("still", plan.order.key(job), at)
        with in_scene(n):
            return await self._piece(key, lambda: self._pool.do(render_still, StillJob(job, at), SOON))

    async def poster(self, plan: Plan, priority: int = LATER) -> bytes:
        with in_scene(0):
            return await self._piece(
                plan.order.poster_key(), lambda: self._pool.do(render_poster, plan.job(0), priority)
            )

    async def _piece(self, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """From the cache, or made now; never twice at a time."""
        async with self._lock(key):
            if (cached := await asyncio.to_thread(self._cache.get, key)) is not None:
                return cached
            piece = await make()
            await asyncio.to_thread(self._cache.put, key, piece)
            return piece

    def _lock(self, key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())

    def _keep(self, plan: Plan, scenes: Sequence[Coded], sound: Sound, poster: bytes) -> RenderedClip:
        script, digest = plan.order.script, plan.order.digest
        begun = self._clips.begin(
            {
                VIDEO: mux.whole_file(plan.tracks(), scenes, sound),
                CAPTIONS: vtt_of(plan.cues).encode(),
                POSTER: poster,
                TRANSCRIPT: transcript_of(script, digest, plan.timeline, plan.cues).encode(),
            }
        )
        if self._provenance:
            self._provenance.sign(
                begun / VIDEO,
                title=script.title,
                version=script.version,
                sources=script.sources,
                making=plan.making,
            )
        return self._clips.finish(begun, digest)


async def together(jobs: Sequence[Awaitable[Result]]) -> list[Result]:
    """All results, in order; or, when all have ended, the first error in that order."""
    results = []
    for result in await asyncio.gather(*jobs, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
        results.append(result)
    return results


@asynccontextmanager
async def _tasks() -> AsyncIterator[asyncio.TaskGroup]:
    """A group of tasks whose first error comes out as itself."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None


@contextmanager
def in_scene(n: int) -> Iterator[None]:
    """Says in which scene something went wrong."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"scene {n + 1}: {error}") from error
    except WorkerFailed as error:
        raise WorkerFailed(f"scene {n + 1}: {error}") from error


class _Count:
    """Tells how much is done."""

    def __init__(self, total: int, tell: Progress | None) -> None:
        self._done, self._total, self._tell = 0, total, tell

    async def of(self, part: Awaitable[Result]) -> Result:
        result = await part
        self._done += 1
        if self._tell:
            self._tell(self._done, self._total)
        return result
