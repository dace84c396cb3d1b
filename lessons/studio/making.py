"""Makes the parts of planned clips, each at most once, and puts them together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from lessons.studio import mux
from lessons.studio.boxes import Tracks
from lessons.studio.cache import Cache, key_of
from lessons.studio.clips import CAPTIONS, POSTER, TRANSCRIPT, VIDEO, Clip, ClipShelf
from lessons.studio.encoder import Coded
from lessons.studio.order import Order
from lessons.studio.pool import LATER, SOON, Pool, WorkerFailed
from lessons.studio.scenes import SceneJob, render_poster, render_scene
from lessons.studio.sound import CODING, Sound, SoundJob, Take, render_sound
from lessons.studio.speaking import Reading
from lessons.studio.subtitles import Cue
from lessons.studio.timeline import Line, Timeline
from lessons.studio.transcript import transcript_of, vtt_of

Progress = Callable[[int, int], None]
Result = TypeVar("Result")


class Signer(Protocol):
    """Writes into a finished file where it comes from."""

    def sign(self, mp4: Path, *, title: str, version: str, sources: Sequence[str], synthetic_voice: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """A clip of which everything is known but its pictures and its sound.

    Attributes:
        readings, lines: what is heard in each scene.
        synthetic: nothing in it was recorded.
    """

    order: Order
    readings: tuple[Reading, ...]
    lines: tuple[Line, ...]
    timeline: Timeline
    cues: tuple[Cue, ...]
    synthetic: bool

    def job(self, n: int) -> SceneJob:
        return self.order.job(n, self.timeline.stretches[n], self.lines[n])

    def sound_key(self, opening_s: float | None) -> str:
        starts = [stretch.first for stretch in self.timeline.stretches]
        heard = [reading.key for reading in self.readings]
        return key_of("sound", CODING, starts, heard, self.timeline.pictures, opening_s)

    def sound_job(self, opening_s: float | None) -> SoundJob:
        takes = [
            Take(stretch.speech_s, reading.pcm, reading.rate, reading.recorded)
            for stretch, reading in zip(self.timeline.stretches, self.readings, strict=True)
        ]
        return SoundJob(tuple(takes), self.timeline.seconds, opening_s)

    def tracks(self, scene: Coded, sound: Sound) -> Tracks:
        """Args:
        scene: any of the clip's.
        """
        order = self.order
        return mux.tracks_of(order.size, self.timeline.pictures, scene, sound, order.script.language)


class Maker:
    """Args:
    provenance: signs finished files.
    """

    def __init__(self, cache: Cache, shelf: ClipShelf, pool: Pool, provenance: Signer | None) -> None:
        self._cache, self._shelf, self._pool, self._provenance = cache, shelf, pool, provenance
        self._ahead = asyncio.Semaphore(2 * pool.workers)  # few jobs wait: what a viewer asks for comes soon
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def finish(self, plan: Plan, progress: Progress | None = None) -> Clip:
        """The whole clip: makes what is missing of it, and keeps the files."""
        async with self._lock(plan.order.digest):
            if (clip := await asyncio.to_thread(self._shelf.find, plan.order.digest)) is not None:
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

    async def sound(self, plan: Plan, priority: int = SOON, opening_s: float | None = None) -> Sound:
        """The whole clip's, or its first packets only, which are there sooner."""

        async def made() -> bytes:
            return (await self._pool.do(render_sound, plan.sound_job(opening_s), priority)).to_bytes()

        return Sound.from_bytes(await self._piece(plan.sound_key(opening_s), made))

    async def _in_turn(self, plan: Plan, n: int) -> Coded:
        async with self._ahead:
            return await self.scene(plan, n, LATER)

    async def poster(self, plan: Plan, priority: int = LATER) -> bytes:
        with in_scene(0):
            return await self._piece(
                plan.order.poster_key(), lambda: self._pool.do(render_poster, plan.job(0), priority)
            )

    async def _piece(self, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """From the cache, or made now; never twice at a time."""
        async with self._lock(key):
            if (kept := await asyncio.to_thread(self._cache.get, key)) is not None:
                return kept
            piece = await make()
            await asyncio.to_thread(self._cache.put, key, piece)
            return piece

    def _lock(self, key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())

    def _keep(self, plan: Plan, scenes: Sequence[Coded], sound: Sound, poster: bytes) -> Clip:
        script, digest = plan.order.script, plan.order.digest
        begun = self._shelf.begin(
            {
                VIDEO: mux.whole_file(plan.tracks(scenes[0], sound), scenes, sound),
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
                synthetic_voice=plan.synthetic,
            )
        return self._shelf.finish(begun, digest)


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
