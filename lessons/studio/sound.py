"""The clip's sound: all lines at their places, equally loud, as AAC-LC."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import av
import numpy as np
from av.codec.context import Flags
from numpy.typing import NDArray

from lessons.studio.loudness import levelled

Pcm = NDArray[np.float32]

RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
PACKET = 1024  # samples of a packet
PRIMING = 1024  # samples that a decoder gives before the first of ours
AHEAD = 4  # packets: more than the coder looks ahead
CODING = "aac fast"
"""Part of the key of everything coded: change it whenever coded bytes change."""


@dataclass(frozen=True, slots=True)
class Take:
    """Speech at its place.

    Attributes:
        start_s: second of the clip.
        pcm: int16 samples, one channel.
        recorded: brought by a person, with a loudness of its own.
    """

    start_s: float
    pcm: NDArray[np.int16]
    rate: int
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class SoundJob:
    """All that is heard in a clip.

    Attributes:
        seconds: length of the clip.
        opening_s: code no more than this needs, None for everything.
    """

    takes: tuple[Take, ...]
    seconds: float
    opening_s: float | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """Coded sound.

    Attributes:
        config: AudioSpecificConfig of ISO 14496-3.
        samples: of the clip, at `rate` a second; PRIMING more come out of a decoder, before them.
        sizes: bytes of each packet; of the first ones only, when just the opening was coded.
        data: the packets, one behind the other.
    """

    config: bytes
    rate: int
    samples: int
    sizes: tuple[int, ...]
    data: bytes

    def to_bytes(self) -> bytes:
        head = struct.pack(">IIII", len(self.config), self.rate, self.samples, len(self.sizes))
        return b"".join((head, self.config, struct.pack(f">{len(self.sizes)}I", *self.sizes), self.data))

    @staticmethod
    def from_bytes(content: bytes) -> Sound:
        config, rate, samples, count = struct.unpack_from(">IIII", content)
        sizes = struct.unpack_from(f">{count}I", content, 16 + config)
        return Sound(content[16 : 16 + config], rate, samples, sizes, content[16 + config + 4 * count :])

    def packets_until(self, seconds: float) -> int:
        """How many packets begin before that second of the clip."""
        return min(len(self.sizes), _packets_until(seconds, self.rate))


def render_sound(job: SoundJob) -> Sound:
    """The whole clip's sound at -16 LUFS; its rate is that of its finest take."""
    rate = _track_rate([take.rate for take in job.takes])
    track = np.zeros(round(job.seconds * rate), np.float32)
    for take in job.takes:
        pcm = _at_rate(take, rate)
        start = round(take.start_s * rate)
        pcm = pcm[: max(0, len(track) - start)]
        track[start : start + len(pcm)] += pcm
    return _coded(levelled(track, rate), rate, job.opening_s)


def _track_rate(rates: Sequence[int]) -> int:
    """The lowest of RATES that loses nothing, or the highest."""
    return next((rate for rate in RATES if rate >= max(rates, default=RATES[1])), RATES[-1])


def _at_rate(take: Take, rate: int) -> Pcm:
    pcm = take.pcm.astype(np.float32) / np.float32(32768)
    if take.recorded:
        pcm = levelled(pcm, take.rate)
    return pcm if take.rate == rate else _resampled(pcm, take.rate, rate)


def _resampled(pcm: Pcm, rate: int, to: int) -> Pcm:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=to)
    frames = [*resampler.resample(_frame(pcm, rate)), *resampler.resample(None)]
    return np.concatenate([np.zeros(0, np.float32), *(frame.to_ndarray()[0].astype(np.float32) for frame in frames)])


def _coded(pcm: Pcm, rate: int, opening_s: float | None) -> Sound:
    context = _context(rate)
    count = _packets_until(len(pcm) / rate if opening_s is None else opening_s, rate)
    frames = islice(_frames(pcm, rate), count + AHEAD)
    packets = [bytes(packet) for frame in frames for packet in context.encode(frame)]
    if len(packets) < count:
        packets += [bytes(packet) for packet in context.encode(None)]
    packets = packets[:count]
    return Sound(context.extradata or b"", rate, len(pcm), tuple(map(len, packets)), b"".join(packets))


def _packets_until(seconds: float, rate: int) -> int:
    return -(-round(seconds * rate) // PACKET) + PRIMING // PACKET


def _context(rate: int) -> av.AudioCodecContext:
    context = av.CodecContext.create("aac", "w")
    assert isinstance(context, av.AudioCodecContext)  # noqa: S101 - tells the type checker what "aac" is
    context.sample_rate, context.layout, context.format = rate, "mono", "fltp"
    context.bit_rate = 64_000 if rate < 32_000 else 96_000
    context.time_base = Fraction(1, rate)
    context.options = {"aac_coder": "fast"}  # a third of the time of the default, and no worse at these rates
    context.flags |= Flags.global_header
    context.open()
    return context


def _frames(pcm: Pcm, rate: int) -> Iterator[av.AudioFrame]:
    for at in range(0, len(pcm), PACKET):
        frame = _frame(np.pad(pcm[at : at + PACKET], (0, max(0, at + PACKET - len(pcm)))), rate, "fltp")
        frame.pts = at
        yield frame


def _frame(pcm: Pcm, rate: int, format: str = "flt") -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm[None]), format=format, layout="mono")
    frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
    return frame
