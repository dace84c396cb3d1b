"""The clip's sound: all lines at their places, equally loud, as AAC-LC."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import av
import numpy as np
from av.codec.context import Flags
from numpy.typing import NDArray

from lessons.studio.music.mixing import MusicPart, mixed
from lessons.studio.voice.loudness import levelled

Pcm = NDArray[np.float32]

RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
PACKET = 1024  # samples of a packet
PRIMING = 1024  # samples that a decoder gives before the first of ours
AHEAD = 4  # packets: more than the coder looks ahead
BEFORE = 4  # packets coded and thrown away in front of a scene's first: then the coder goes on as if it had heard more
CODING = "aac fast by scenes"
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
        music: what lies under it.
        cuts: seconds at which scenes begin, but for the first: each scene's sound is coded by itself.
        part: code that of one scene only, from 0; None for everything.
        key: names all of it but `part`: what was mixed last is kept under it. "" when it is asked for once.
    """

    takes: tuple[Take, ...]
    seconds: float
    music: tuple[MusicPart, ...] = ()
    cuts: tuple[float, ...] = ()
    part: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sound:
    """Coded sound.

    Attributes:
        config: AudioSpecificConfig of ISO 14496-3.
        samples: of the clip, at `rate` a second; PRIMING more come out of a decoder, before them.
        sizes: bytes of each packet.
        data: the packets, one behind the other.
        first: number in the clip of the first of these packets: not 0 where a scene was coded alone.
    """

    config: bytes
    rate: int
    samples: int
    sizes: tuple[int, ...]
    data: bytes
    first: int = 0

    def to_bytes(self) -> bytes:
        head = struct.pack(">IIIII", len(self.config), self.rate, self.samples, len(self.sizes), self.first)
        return b"".join((head, self.config, struct.pack(f">{len(self.sizes)}I", *self.sizes), self.data))

    @staticmethod
    def from_bytes(content: bytes) -> Sound:
        config, rate, samples, count, first = struct.unpack_from(">IIIII", content)
        sizes = struct.unpack_from(f">{count}I", content, 20 + config)
        return Sound(content[20 : 20 + config], rate, samples, sizes, content[20 + config + 4 * count :], first)

    @property
    def end(self) -> int:
        """Number in the clip of the packet after the last of these."""
        return self.first + len(self.sizes)

    def packets_until(self, seconds: float) -> int:
        """How many packets of the clip begin before that second; no more than are there."""
        return max(self.first, min(self.end, _packets_until(seconds, self.rate)))


def render_sound(job: SoundJob) -> Sound:
    """The clip's sound at -16 LUFS, or a scene's part of it; its rate is that of its finest take.

    A scene's packets are the same alone and among all others.
    """
    pcm, rate = _mixed(job)
    ends = [_packets_until(second, rate) for second in (*job.cuts, len(pcm) / rate)]
    spans = list(zip([0, *ends], ends, strict=False))
    parts = [_coded(pcm, rate, *span) for span in (spans if job.part is None else [spans[job.part]])]
    sizes = tuple(size for part in parts for size in part.sizes)
    return replace(parts[0], sizes=sizes, data=b"".join(part.data for part in parts))


def no_sound(job: SoundJob) -> Sound:
    """What a player must know of the sound, without any of it."""
    rate = _track_rate([take.rate for take in job.takes if len(take.pcm)])
    return Sound(_context(rate).extradata or b"", rate, round(job.seconds * rate), (), b"")


_latest: dict[str, tuple[Pcm, int]] = {}


def _mixed(job: SoundJob) -> tuple[Pcm, int]:
    """All that is heard, and its rate; after one scene of a clip usually its others are asked for."""
    if job.key in _latest:
        return _latest[job.key]
    _latest.clear()
    mixture = _mix(job)
    if job.key:
        _latest[job.key] = mixture
    return mixture


def _mix(job: SoundJob) -> tuple[Pcm, int]:
    takes = [take for take in job.takes if len(take.pcm)]  # a scene without words has no rate of its own
    rate = _track_rate([take.rate for take in takes])
    track = np.zeros(round(job.seconds * rate), np.float32)
    for take in takes:
        pcm = _at_rate(take, rate)
        start = round(take.start_s * rate)
        pcm = pcm[: max(0, len(track) - start)]
        track[start : start + len(pcm)] += pcm
    whole = mixed(track, rate, job.music) if job.music else track
    return levelled(whole, rate), rate


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


def _coded(pcm: Pcm, rate: int, first: int, end: int) -> Sound:
    """Packets from `first` to the one before `end`."""
    context, start = _context(rate), max(0, first - BEFORE)
    packets = [bytes(packet) for frame in _frames(pcm, rate, start, end + AHEAD) for packet in context.encode(frame)]
    if len(packets) < end - start:
        packets += [bytes(packet) for packet in context.encode(None)]
    packets = packets[first - start : end - start]
    return Sound(context.extradata or b"", rate, len(pcm), tuple(map(len, packets)), b"".join(packets), first)


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


def _frames(pcm: Pcm, rate: int, first: int, end: int) -> Iterator[av.AudioFrame]:
    """Pieces of a packet's length, the last filled up with silence."""
    piece = pcm[first * PACKET : end * PACKET]
    rows = np.pad(piece, (0, -len(piece) % PACKET)).reshape(-1, 1, PACKET)
    for n, row in enumerate(rows):
        frame = av.AudioFrame.from_ndarray(row, format="fltp", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), n * PACKET
        yield frame


def _frame(pcm: Pcm, rate: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm[None]), format="flt", layout="mono")
    frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
    return frame
