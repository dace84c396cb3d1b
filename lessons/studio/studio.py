"""The studio: from a script to a clip, whole or playable while it is being made."""

from __future__ import annotations

import asyncio
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from lessons.ports import Voice
from lessons.studio.cache import Cache, key_of
from lessons.studio.clips import Clip, ClipShelf
from lessons.studio.labels import ai_voice
from lessons.studio.live import LiveClip
from lessons.studio.making import Maker, Plan, Progress, Signer, in_scene, together
from lessons.studio.order import Order, check_order
from lessons.studio.pool import Pool
from lessons.studio.script import Brand, Script
from lessons.studio.speaking import Reading, Speaker
from lessons.studio.timeline import check_length, timeline
from lessons.studio.transcript import cues_of

SIZE = (1080, 1920)
BRAND = Brand()
LIVE_KEPT = 64
ENDLESS = 1.5  # times the limit by its words alone: not worth asking a voice
CLIPS_SHARE = 0.5  # of the limit on disk; the rest is for pieces


class Studio:
    """Makes clips in worker processes and keeps every piece, so that an edit costs only what it changed.

    Args:
        folder: for pieces and clips; several processes may share it.
        voice: reads scripts that name no other.
        workers: processes that draw and code; one for each core is right.
        cache_mb: most that the folder holds.
        voices: others, by the name that scripts call them.
        reference: a voice with word times in the same languages, for voices and recordings without any.
        provenance: signs finished files.
    """

    def __init__(
        self,
        folder: Path,
        voice: Voice,
        *,
        workers: int = 2,
        cache_mb: int = 2048,
        voices: Mapping[str, Voice] | None = None,
        reference: Voice | None = None,
        provenance: Signer | None = None,
    ) -> None:
        clips_mb = int(cache_mb * CLIPS_SHARE)
        self._cache = cache = Cache(folder / "pieces", (cache_mb - clips_mb) << 20)
        self._shelf = ClipShelf(folder / "clips", clips_mb << 20)
        self._speaker = Speaker(cache, voice, voices or {}, reference)
        self._pool = Pool(workers)
        self._maker = Maker(cache, self._shelf, self._pool, provenance)
        self._live: OrderedDict[str, LiveClip] = OrderedDict()

    async def render(
        self, script: Script, brand: Brand = BRAND, size: tuple[int, int] = SIZE, progress: Progress | None = None
    ) -> Clip:
        """The whole clip; at once when it was made before.

        Args:
            progress: told how many parts of how many are done.

        Raises:
            ValueError: the script cannot be made into a clip; says where and what to change.
            ClipTooLong: it has too many words.
            VendorBusy, VendorDown: no speech now.
            WorkerFailed: a scene could not be made.
            NoRoom: the disk is full.
        """
        order = await asyncio.to_thread(self._order, script, brand, size)
        if (clip := await asyncio.to_thread(self._shelf.find, order.digest)) is not None:
            return clip
        return await self._maker.finish(await self._plan(order), progress)

    async def begin(self, script: Script, brand: Brand = BRAND, size: tuple[int, int] = SIZE) -> LiveClip:
        """The clip as soon as everything is spoken: it can be played, its parts are made when they are asked for.

        Raises:
            As render does; what only drawing shows comes from the LiveClip.
        """
        order = await asyncio.to_thread(self._order, script, brand, size)
        if order.digest not in self._live:
            await asyncio.to_thread(self._cache.put, _wish(order.digest), pickle.dumps((script, brand, size)))
        return await self._begun(order)

    async def find(self, digest: str) -> LiveClip | None:
        """A clip that was begun, here or in another process with the same folder; None when none was, or long ago."""
        if digest in self._live:
            return self._live[digest]
        wish = await asyncio.to_thread(self._cache.get, _wish(digest))
        if wish is None:
            return None
        order = await asyncio.to_thread(self._order, *pickle.loads(wish))  # noqa: S301 - written by begin
        return await self._begun(order) if order.digest == digest else None  # not if a picture changed since

    def live(self, digest: str) -> LiveClip | None:
        """A clip that was begun in this process; None when none was, or long ago."""
        return self._live.get(digest)

    async def warm_up(self) -> None:
        """Starts the workers, so that the first viewer need not wait for them."""
        await self._pool.warm_up()

    async def close(self) -> None:
        """Ends the workers; what waits for them is cancelled."""
        await self._pool.close()

    def _order(self, script: Script, brand: Brand, size: tuple[int, int]) -> Order:
        check_order(script, size)
        label = ai_voice(script.language) if self._synthetic(script) else ""
        order = Order(script, brand, size, label, self._speaker.names(script))
        _ = order.digest  # reads every file now, off the event loop
        return order

    async def _begun(self, order: Order) -> LiveClip:
        if order.digest not in self._live:
            self._live[order.digest] = LiveClip(await self._plan(order), self._maker)
        self._live.move_to_end(order.digest)
        while len(self._live) > LIVE_KEPT:
            self._live.popitem(last=False)
        return self._live[order.digest]

    async def _plan(self, order: Order) -> Plan:
        script = order.script
        check_length(script, ENDLESS)
        readings = await together([self._reading(script, n) for n in range(len(script.scenes))])
        lines = [reading.line(scene, script.language) for reading, scene in zip(readings, script.scenes, strict=True)]
        whole = timeline(script, lines)
        synthetic = self._synthetic(script) and not any(reading.recorded for reading in readings)
        return Plan(order, tuple(readings), tuple(lines), whole, cues_of(script, whole), synthetic)

    async def _reading(self, script: Script, n: int) -> Reading:
        with in_scene(n):
            return await asyncio.to_thread(self._speaker.read, script, script.scenes[n])

    def _synthetic(self, script: Script) -> bool:
        """Whether a machine speaks in some scene."""
        spoken = any(scene.say.strip() and not scene.audio for scene in script.scenes)
        return spoken and self._speaker.voice_of(script).synthetic


def _wish(digest: str) -> str:
    """Under which key the cache keeps what was asked for."""
    return key_of("wish", digest)
