"""One scene's pictures as H.264: Constrained Baseline, one quantiser, and therefore the same bytes every time."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import av
from av.codec.context import Flags
from av.video.frame import PictureType

from lessons.studio.encoding.h264 import Repeater
from lessons.studio.encoding.yuv import Planes
from lessons.studio.timing.timeline import FPS

QUANTISER = 22
BT709, LIMITED = 1, 1
CODING = f"x264 ultrafast qp{QUANTISER} stitchable"
"""Part of the key of everything coded: change it whenever coded bytes change."""

OPTIONS = {
    "preset": "ultrafast",  # CAVLC, one reference, no B pictures: what repeats can be written for
    "qp": str(QUANTISER),
    "tune": "zerolatency",
    # Stitchable: parameter sets do not depend on how finely is coded, so films and drawings share them.
    "x264-params": "scenecut=0:colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv:stitchable=1",
}
FILMED = {
    **{name: value for name, value in OPTIONS.items() if name != "qp"},
    "preset": "veryfast",  # a third of the bytes of ultrafast: every picture of a film differs from the one before
    "profile": "baseline",
    "crf": "23",
    "x264-params": OPTIONS["x264-params"] + ":no-psy=1:ref=1:rc-lookahead=0",
}
NO_KEY_PICTURES = 100_000  # but the first: the encoder must not choose where a scene can be entered


@dataclass(frozen=True, slots=True)
class Coded:
    """The pictures of one scene, the first of them a key picture.

    Attributes:
        sps, pps: parameter sets, equal for all scenes of one size.
        sizes: bytes of each picture.
        data: the pictures as MP4 samples, one behind the other.
    """

    sps: bytes
    pps: bytes
    sizes: tuple[int, ...]
    data: bytes

    def to_bytes(self) -> bytes:
        head = struct.pack(">III", len(self.sps), len(self.pps), len(self.sizes))
        return b"".join((head, self.sps, self.pps, struct.pack(f">{len(self.sizes)}I", *self.sizes), self.data))

    @staticmethod
    def from_bytes(content: bytes) -> Coded:
        sps, pps, count = struct.unpack_from(">III", content)
        sizes_at = 12 + sps + pps
        sizes = struct.unpack_from(f">{count}I", content, sizes_at)
        return Coded(content[12 : 12 + sps], content[12 + sps : sizes_at], sizes, content[sizes_at + 4 * count :])

    def pictures(self) -> Iterator[bytes]:
        at = 0
        for size in self.sizes:
            yield self.data[at : at + size]
            at += size


class SceneEncoder:
    """A fresh encoder: what it writes depends on nothing that was coded before.

    Args:
        filmed: its pictures are a film's, not drawn.
    """

    def __init__(self, size: tuple[int, int], *, filmed: bool = False) -> None:
        self._context = _context(size, FILMED if filmed else OPTIONS)
        self._repeater = Repeater(self._context.extradata or b"")
        self._samples: list[bytes] = []
        self._shown = 0

    def show(self, picture: Planes) -> None:
        """The next picture; the first is a key picture."""
        frame = av.VideoFrame.from_numpy_buffer(picture, format="yuv420p")
        frame.pts, frame.time_base = self._shown, Fraction(1, FPS)
        frame.colorspace, frame.color_range = BT709, LIMITED
        frame.pict_type = PictureType.NONE if self._samples else PictureType.I
        (packet,) = self._context.encode(frame)
        self._samples.append(self._repeater.coded(bytes(packet)))
        self._shown += 1

    def hold(self, pictures: int) -> None:
        """The picture before, so many times more."""
        self._samples += [self._repeater.repeat() for _ in range(pictures)]

    def finish(self) -> Coded:
        sizes = tuple(map(len, self._samples))
        return Coded(self._repeater.sps, self._repeater.pps, sizes, b"".join(self._samples))


@lru_cache(8)
def no_pictures(size: tuple[int, int]) -> Coded:
    """The parameter sets that all scenes of a size have, without any picture."""
    return SceneEncoder(size).finish()


def _context(size: tuple[int, int], options: dict[str, str]) -> av.VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)  # noqa: S101 - tells the type checker what "libx264" is
    context.width, context.height = size
    context.pix_fmt, context.time_base, context.framerate = "yuv420p", Fraction(1, FPS), Fraction(FPS)
    context.color_range, context.colorspace = LIMITED, BT709
    context.color_primaries = context.color_trc = BT709
    context.thread_count, context.gop_size, context.options = 1, NO_KEY_PICTURES, dict(options)
    context.flags |= Flags.global_header
    context.open()
    return context
