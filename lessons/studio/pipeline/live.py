"""A clip that plays while it is being made: what it will be is known once everything is spoken."""

from __future__ import annotations

import asyncio
import math

from lessons.studio.encoding import mux
from lessons.studio.pipeline.maker import Maker, Plan
from lessons.studio.pipeline.pool import SOON
from lessons.studio.store.clips import RenderedClip
from lessons.studio.timing.transcript import vtt_of
from lessons.studio.voice.sound import Sound

IN_PICTURES = 18  # what comes into a scene has come in by then, and its first words are heard


class LiveClip:
    """A clip by segments, one for each scene, made when they are asked for. The same request gives the same bytes.

    Attributes:
        digest: that of the finished clip.
        seconds: its length.
        cues: what is said in it.
        scenes: when each begins and ends, in seconds.
    """

    def __init__(self, plan: Plan, maker: Maker) -> None:
        self.digest, self.seconds, self.cues = plan.order.digest, plan.timeline.seconds, plan.cues
        self.scenes = tuple((stretch.start_s, stretch.end_s) for stretch in plan.timeline.stretches)
        self._plan, self._maker = plan, maker
        self._sooner: int | None = None  # the scene that was asked for first

    async def playlist(self) -> str:
        """HLS, of the whole clip at once: init.mp4, then 0.m4s, 1.m4s and so on."""
        lengths = [stretch.end_s - stretch.start_s for stretch in self._plan.timeline.stretches]
        segments = [line for n, length in enumerate(lengths) for line in (f"#EXTINF:{length:.6f},", f"{n}.m4s")]
        head = [
            "#EXTM3U",
            "#EXT-X-VERSION:7",
            f"#EXT-X-TARGETDURATION:{math.ceil(max(lengths))}",
            "#EXT-X-PLAYLIST-TYPE:VOD",
            "#EXT-X-INDEPENDENT-SEGMENTS",
            '#EXT-X-MAP:URI="init.mp4"',
        ]
        return "\n".join([*head, *segments, "#EXT-X-ENDLIST", ""])

    async def codecs(self) -> str:
        """As Media Source Extensions want them: 'avc1.42c028,mp4a.40.2'."""
        return self._plan.tracks().codecs

    async def init(self) -> bytes:
        """What a player needs first."""
        return mux.initial_segment(self._plan.tracks())

    async def segment(self, n: int) -> bytes:
        """Scene n, from 0, with its sound.

        Raises:
            IndexError: there is no such scene.
            WorkerFailed: it could not be made.
        """
        self._check(n)
        scene, sound = await asyncio.gather(self._maker.scene(self._plan, n), self._sound(n))
        return mux.fragment(n, self._plan.timeline.stretches[n].first, scene, sound)

    async def still(self, n: int) -> bytes:
        """Scene n as a JPEG, once its content has come in: there before its segment is.

        Raises:
            IndexError: there is no such scene.
            WorkerFailed: it could not be made.
        """
        self._check(n)
        return await self._maker.still(self._plan, n, min(IN_PICTURES, self._plan.timeline.stretches[n].pictures // 2))

    async def captions(self) -> str:
        """WebVTT."""
        return vtt_of(self.cues)

    async def poster(self) -> bytes:
        """Its first card as a JPEG."""
        return await self._maker.poster(self._plan, SOON)

    async def finished(self) -> RenderedClip:
        """The whole clip as files, when all of it is made."""
        return await self._maker.finish(self._plan)

    def _check(self, n: int) -> None:
        if not 0 <= n < len(self.scenes):
            raise IndexError(f"the clip has {len(self.scenes)} segments, and none with number {n}")

    async def _sound(self, n: int) -> Sound:
        """As much of the sound as scene n needs: whoever looks at a scene does not wait until all is coded."""
        if self._sooner is None:
            self._sooner = n
        # The scene that is looked at first is coded alone, then all at a time: what they share is mixed once.
        alone = n == self._sooner and len(self.scenes) > 1
        return await self._maker.sound(self._plan, part=n if alone else None)
