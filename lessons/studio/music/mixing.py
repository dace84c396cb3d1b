"""Music under speech: quiet, and quieter still while somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lessons.studio.music.synth import bed, sting

Pcm = NDArray[np.float32]

BED_DB, DUCK_DB, STING_DB = -19.0, -6.0, -9.0
"""Below the speech: broadcasters ask for 18 to 20 dB, and for 6 dB more while somebody speaks."""

STING_DUCK_DB = -13.0  # a sting at full strength came within 2 dB of the speech; so it stays 12 below

PEAKS = 4.0  # speech peaks at about four times its mean power
FADE_S, DUCK_S = 0.8, 0.25
PIECE_S = 0.05
SPOKEN = 0.05  # of the loudest piece: speech, not breath


@dataclass(frozen=True, slots=True)
class MusicPart:
    """A mood from a second of the clip on, or a sting at it."""

    start_s: float
    name: str
    sting: bool = False


def mixed(speech: Pcm, rate: int, parts: Sequence[MusicPart]) -> Pcm:
    """The speech with music under it; the loudness of the whole is set afterwards."""
    moods = [part for part in parts if not part.sting]
    power = _power(speech, rate)
    out = speech.copy()
    if moods:
        out += _beds(moods, len(speech), rate) * _ducked(speech, rate, DUCK_DB) * np.float32(power * _gain(BED_DB))
    if len(moods) < len(parts):
        out += _stings(parts, len(speech), rate) * _ducked(speech, rate, STING_DUCK_DB) * np.float32(power * PEAKS)
    return out


def _stings(parts: Sequence[MusicPart], count: int, rate: int) -> Pcm:
    track = np.zeros(count, np.float32)
    for part in parts:
        if part.sting:
            _put(track, round(part.start_s * rate), sting(part.name, rate) * np.float32(_gain(STING_DB)))
    return track


def _power(speech: Pcm, rate: int) -> float:
    """The mean power of the pieces in which somebody speaks; of a silent clip a usual one."""
    loud = _pieces(speech, rate)
    loud = loud[loud > loud.max(initial=0.0) * SPOKEN]
    return float(np.sqrt(np.mean(loud**2))) if len(loud) else 0.1


def _beds(moods: Sequence[MusicPart], count: int, rate: int) -> Pcm:
    """One mood after the other, each faded into the next."""
    out = np.zeros(count, np.float32)
    starts = [round(part.start_s * rate) for part in moods]
    fade = max(1, round(FADE_S * rate))
    for part, start, end in zip(moods, starts, [*starts[1:], count], strict=True):
        stop = min(count, end + fade)
        at = np.arange(start, stop)
        if not len(at):
            continue
        loop = bed(part.name, rate)
        rise = np.minimum(1.0, (at - start) / fade)
        fall = np.clip((stop - at) / fade, 0.0, 1.0)
        out[start:stop] += loop[at % len(loop)] * (rise * fall).astype(np.float32)
    return out


def _ducked(speech: Pcm, rate: int, decibels: float) -> Pcm:
    """1 where nobody speaks, so many decibels lower where somebody does, without steps."""
    loud = _pieces(speech, rate)
    speaking = (loud > loud.max(initial=0.0) * SPOKEN).astype(np.float64)
    width = max(1, round(DUCK_S / PIECE_S))
    near = np.convolve(np.pad(speaking, width, mode="edge"), np.ones(2 * width + 1) / (2 * width + 1), "valid")
    gains = 1 + (_gain(decibels) - 1) * np.clip(near * 1.5, 0, 1)
    middles = (np.arange(len(gains)) + 0.5) * PIECE_S * rate
    return np.interp(np.arange(len(speech)), middles, gains).astype(np.float32)


def _pieces(speech: Pcm, rate: int) -> NDArray[np.float64]:
    size = max(1, round(PIECE_S * rate))
    rows = np.pad(speech, (0, -len(speech) % size)).reshape(-1, size).astype(np.float64)
    power: NDArray[np.float64] = np.sqrt(np.mean(rows**2, axis=1))
    return power


def _put(track: Pcm, start: int, sound: Pcm) -> None:
    part = sound[: max(0, len(track) - start)]
    track[start : start + len(part)] += part


def _gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))
