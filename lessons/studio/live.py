"""A clip that plays while it is being made: what it will be is known once everything is spoken."""

from __future__ import annotations

import asyncio
import math

from lessons.studio import mux
from lessons.studio.boxes import Tracks
from lessons.studio.clips import Clip
from lessons.studio.making import Maker, Plan
from lessons.studio.pool import SOON
from lessons.studio.sound import Sound
from lessons.studio.transcript import vtt_of


class LiveClip:
    """A clip by segments, one for each scene, made when they are asked for. The same request gives the same bytes.

    Attributes:
        digest: that of the finished clip.
        seconds: its length.
        cues: what is said in it.
    """

    def __init__(self, plan: Plan, maker: Maker) -> None:
        self.digest, self.seconds, self.cues = plan.order.digest, plan.timeline.seconds, plan.cues
        self._plan, self._maker = plan, maker

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
        return (await self._tracks()).codecs

    async def init(self) -> bytes:
        """What a player needs first; made with the first scene."""
        return mux.initial_segment(await self._tracks())

    async def segment(self, n: int) -> bytes:
        """Scene n, from 0, with its sound.

        Raises:
            IndexError: there is no such scene.
            WorkerFailed: it could not be made.
        """
        if not 0 <= n < len(self._plan.timeline.stretches):
            raise IndexError(f"the clip has {len(self._plan.timeline.stretches)} segments, and none with number {n}")
        scene, sound = await asyncio.gather(self._maker.scene(self._plan, n), self._sound(n))
        return mux.fragment(n, self._plan.timeline.stretches[n].first, scene, sound)

    async def captions(self) -> str:
        """WebVTT."""
        return vtt_of(self.cues)

    async def poster(self) -> bytes:
        """Its first card as a JPEG."""
        return await self._maker.poster(self._plan, SOON)

    async def finished(self) -> Clip:
        """The whole clip as files, when all of it is made."""
        return await self._maker.finish(self._plan)

    async def _tracks(self) -> Tracks:
        return self._plan.tracks(*await asyncio.gather(self._maker.scene(self._plan, 0), self._sound(0)))

    async def _sound(self, n: int) -> Sound:
        """As much of the sound as scene n needs: the first scene does not wait until all is coded."""
        stretches = self._plan.timeline.stretches
        opening_s = stretches[0].end_s if n == 0 and len(stretches) > 1 else None
        return await self._maker.sound(self._plan, opening_s=opening_s)
