"""The coder of uploaded films, and the choice of their poster."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.codec.context import Flags
from av.video.frame import PictureType, VideoFrame
from PIL import Image

from lessons.studio.encoding import h264
from lessons.studio.encoding.encoder import BT709, LIMITED, Coded
from lessons.studio.timing.timeline import FPS
from lessons.studio.uploads.fitting import House

KEY_EVERY = 2 * FPS  # pictures: where a viewer can enter
QUALITY = "23"
PEAK_KBIT = {720: 2500, 1080: 5000}
LEVELS = {720: "3.1", 1080: "4.0"}
POSTER_QUALITY = 88
CODING = f"x264 veryfast crf{QUALITY} 1"
"""Part of what names a clip: change it whenever coded bytes change."""


class Coder:
    """H.264 Constrained Baseline with a key picture every two seconds."""

    def __init__(self, house: House) -> None:
        self._context = _context(house)
        self._samples: list[list[bytes]] = []

    def add(self, frame: VideoFrame, number: int) -> None:
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        frame.pict_type = PictureType.NONE  # the original's key pictures must not become ours
        self._keep(self._context.encode(frame))

    def _keep(self, packets: list[av.Packet[Any]]) -> None:
        for packet in packets:
            slices = [unit for unit in h264.units(bytes(packet)) if unit[0] & 31 in (h264.PICTURE, h264.KEY_PICTURE)]
            if packet.is_keyframe:
                self._samples.append([])
            self._samples[-1].append(b"".join(map(h264.sample, slices)))

    def finish(self) -> list[Coded]:
        self._keep(self._context.encode(None))
        headers = {unit[0] & 31: unit for unit in h264.units(self._context.extradata or b"")}
        return [
            Coded(headers[h264.SPS], headers[h264.PPS], tuple(map(len, samples)), b"".join(samples))
            for samples in self._samples
        ]


def _context(house: House) -> av.VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)  # noqa: S101 - tells the type checker what "libx264" is
    context.width, context.height, context.pix_fmt = house.width, house.height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FPS), Fraction(FPS)
    context.color_range, context.colorspace = LIMITED, BT709
    context.color_primaries = context.color_trc = BT709
    context.thread_count, context.gop_size = 2, KEY_EVERY
    peak = PEAK_KBIT[house.width]
    context.options = {
        "preset": "veryfast",
        "profile": "baseline",
        "level": LEVELS[house.width],
        "crf": QUALITY,
        "x264-params": f"keyint={KEY_EVERY}:min-keyint={KEY_EVERY}:scenecut=0:vbv-maxrate={peak}:vbv-bufsize={2 * peak}"
        ":colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv",
    }
    context.flags |= Flags.global_header
    context.open()
    return context


class Best:
    """The picture with the most to see."""

    def __init__(self) -> None:
        self._spread, self._image = -1.0, Image.new("RGB", (2, 2))

    def offer(self, frame: VideoFrame) -> None:
        image = Image.fromarray(frame.to_ndarray(format="rgb24"))
        spread = float(np.asarray(image.convert("L")).std())
        if spread > self._spread:
            self._spread, self._image = spread, image

    def jpeg(self) -> bytes:
        file = io.BytesIO()
        self._image.save(file, "JPEG", quality=POSTER_QUALITY, optimize=True, progressive=True)
        return file.getvalue()
