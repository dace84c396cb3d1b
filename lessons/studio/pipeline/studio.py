"""The studio: from a script to a clip, whole or playable while it is being made."""

from __future__ import annotations

import asyncio
import pickle
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from lessons.ports import Voice
from lessons.script import Brand, Footage, Headline, Role, Scene, Script
from lessons.studio.encoding.sound_file import sound_file
from lessons.studio.pipeline.foreign import is_readable
from lessons.studio.pipeline.live import LiveClip
from lessons.studio.pipeline.maker import Maker, Plan, Progress, Signer, in_scene, together
from lessons.studio.pipeline.order import Order, check_order
from lessons.studio.pipeline.pool import Pool
from lessons.studio.pipeline.speaking import Reading, Speaker
from lessons.studio.sandbox.memory import give_back
from lessons.studio.store.cache import Cache, key_of
from lessons.studio.store.clips import ClipStore, RenderedClip
from lessons.studio.timing.timeline import check_length, timeline
from lessons.studio.timing.transcript import cues_of
from lessons.studio.voice.labels import ai_voice, made_by_ai
from lessons.studio.voice.loudness import levelled

SIZE = (1080, 1920)
BRAND = Brand()
LIVE_KEPT = 64
ENDLESS = 1.5  # times the limit by its words alone: not worth asking a voice
PROBABLY = 1.1  # an estimate is right within about a tenth
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
        music: whether clips have any; a series may still switch its own off.
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
        music: bool = True,
    ) -> None:
        self._music, self._provenance = music, provenance
        clips_mb = int(cache_mb * CLIPS_SHARE)
        self._cache = cache = Cache(folder / "pieces", (cache_mb - clips_mb) << 20)
        self._clips = ClipStore(folder / "clips", clips_mb << 20)
        self._speaker = Speaker(cache, voice, voices or {}, reference)
        self._pool = Pool(workers)
        self._maker = Maker(cache, self._clips, self._pool, provenance)
        self._live: OrderedDict[str, LiveClip] = OrderedDict()
        self._fluent: set[tuple[str, str]] = set()  # trained voices, by name, and languages that they have read

    async def render(
        self, script: Script, brand: Brand = BRAND, size: tuple[int, int] = SIZE, progress: Progress | None = None
    ) -> RenderedClip:
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
        if (clip := await asyncio.to_thread(self._clips.find, order.digest)) is not None:
            return clip
        return await self._maker.finish(await self._plan(order), progress)

    async def rehearse(self, script: Script, whole: bool = True) -> None:
        """Speak the script without making a clip of it; what was spoken is there when it is made.

        Args:
            whole: else a trained voice, which takes seconds, reads one line of each language only, and how long the
                clip will be is estimated.

        Raises:
            As render does; what only drawing shows is not noticed.
        """
        order = await asyncio.to_thread(self._order, script, BRAND, SIZE)
        if whole:
            await self._plan(order)
            return
        check_length(script, PROBABLY)
        for n in sorted(range(len(script.scenes)), key=lambda n: len(script.scenes[n].say)):
            reader = self._speaker.voice_of(script, script.scenes[n]).name, script.language
            if script.scenes[n].audio or reader not in self._fluent:
                reading = await self._reading(script, n)
                self._fluent |= {reader} if reading.trained else set()

    async def begin(self, script: Script, brand: Brand = BRAND, size: tuple[int, int] = SIZE) -> LiveClip:
        """The clip as soon as everything is spoken: it can be played, its parts are made when they are asked for.

        Raises:
            As render does; what only drawing shows comes from the LiveClip.
        """
        order = await asyncio.to_thread(self._order, script, brand, size)
        if order.digest not in self._live:
            await asyncio.to_thread(self._cache.put, _request_key(order.digest), pickle.dumps((script, brand, size)))
        return await self._begun(order)

    async def find(self, digest: str) -> LiveClip | None:
        """A clip that was begun, here or in another process with the same folder; None when none was, or long ago."""
        if digest in self._live:
            return self._live[digest]
        request = await asyncio.to_thread(self._cache.get, _request_key(digest))
        if request is None:
            return None
        order = await asyncio.to_thread(self._order, *pickle.loads(request))  # noqa: S301 - written by begin
        return await self._begun(order) if order.digest == digest else None  # not if a picture changed since

    async def spoken_label(self, language: str) -> bytes:
        """That a lesson was made with AI, said in its language by the voice that reads it: a sound file (MP4).

        Raises:
            ValueError: the voice does not read that language.
            VendorBusy, VendorDown: no speech now.
        """
        text, spoken_in = made_by_ai(language)
        script = Script(text, (Scene(Role.HOOK, text, Headline(text)),), spoken_in)
        reading = await self._reading(script, 0)
        pcm = levelled(reading.pcm.astype(np.float32) / np.float32(32768), reading.rate)
        return await asyncio.to_thread(sound_file, pcm, reading.rate)

    async def mark_film(self, mp4: Path, film: Path, *, title: str, version: str, sources: Sequence[str]) -> None:
        """Put the mark into a clip that was coded from an author's film; one that marks cannot name leaves it bare."""
        if self._provenance and await is_readable(film):
            sign = partial(self._provenance.sign_film, mp4, film, title=title, version=version, sources=sources)
            await asyncio.to_thread(sign)

    def live(self, digest: str) -> LiveClip | None:
        """A clip that was begun in this process; None when none was, or long ago."""
        return self._live.get(digest)

    async def warm_up(self) -> None:
        """Starts the workers, so that the first viewer need not wait for them."""
        await self._pool.warm_up()

    async def forget(self) -> None:
        """Empties what is kept to make clips faster: it may hold words of somebody who wants none of theirs kept."""
        self._live.clear()
        await asyncio.to_thread(self._cache.clear)
        await asyncio.to_thread(self._clips.clear)

    async def close(self) -> None:
        """Ends the workers; what waits for them is cancelled."""
        await self._pool.close()

    def _order(self, script: Script, brand: Brand, size: tuple[int, int]) -> Order:
        check_order(script, size)
        label = ai_voice(script.language) if self._synthetic(script) else ""
        order = Order(script, brand, size, label, self._speaker.names(script), self._music)
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
        await asyncio.to_thread(give_back)  # a voice takes 60 MB for a passage
        lines = [reading.line(scene, script.language) for reading, scene in zip(readings, script.scenes, strict=True)]
        whole = timeline(script, lines)
        return Plan(order, tuple(readings), tuple(lines), whole, cues_of(script, whole))

    async def _reading(self, script: Script, n: int) -> Reading:
        with in_scene(n):
            return await asyncio.to_thread(self._speaker.read, script, script.scenes[n])

    def _synthetic(self, script: Script) -> bool:
        """Whether a machine speaks in some scene."""
        read = (scene for scene in script.scenes if scene.say.strip() and not scene.audio and not _heard(scene))
        return any(self._speaker.voice_of(script, scene).synthetic for scene in read)


def _heard(scene: Scene) -> bool:
    """Whether a film speaks for itself."""
    return isinstance(scene.show, Footage) and scene.show.sound


def _request_key(digest: str) -> str:
    """Under which key the cache keeps what was asked for."""
    return key_of("request", digest)
