"""Beds and stings as samples: sines with a few overtones, soft attacks, no samples of anybody's recording."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lessons.studio.music.moods import MOODS

Pcm = NDArray[np.float32]
A2 = 110.0  # Hz
BEATS_A_BAR = 4
OVERTONES = 5
PLUCK = (0, 2, 1, 3, 2, 1, 3, 2)  # which note of the chord is plucked next
STINGS = ("hook", "reveal", "right", "wrong", "end")


@lru_cache(12)  # moods at the rates of two voices
def bed(mood: str, rate: int) -> Pcm:
    """One loop: four bars of pads with a plucked line, of mean power 1; its end joins its beginning."""
    about = MOODS[mood]
    beat = round(60 / about.beats * rate)
    bar = BEATS_A_BAR * beat
    loop = np.zeros(bar * len(about.chords), np.float32)
    for at, chord in enumerate(about.chords):
        for note in chord:
            _add(loop, at * bar, _pad(note, bar + beat, rate, about.bright), 0.16)
        for turn in range(BEATS_A_BAR * about.pulse):
            note = chord[PLUCK[turn % len(PLUCK)] % len(chord)] + 12
            _add(loop, at * bar + turn * beat // about.pulse, _pluck(note, beat * 2, rate, about.bright), 0.2)
    return loop / np.float32(np.sqrt(np.mean(loop**2)))


@lru_cache(12)
def sting(name: str, rate: int) -> Pcm:
    """A short sign, soft: up for a reveal, down for a wrong turn."""
    notes = {
        "hook": ((0, 0.0), (7, 0.09)),
        "reveal": ((12, 0.0), (16, 0.08), (19, 0.16)),
        "right": ((12, 0.0), (19, 0.12)),
        "wrong": ((7, 0.0), (1, 0.16)),
        "end": ((-12, 0.0), (0, 0.0), (6, 0.02)),
    }[name]
    sound = np.zeros(round(1.6 * rate), np.float32)
    for note, at in notes:
        _add(sound, round(at * rate), _pluck(note, round(1.3 * rate), rate, 0.4), 0.5)
    return _levelled(sound)


def _add(track: Pcm, start: int, sound: Pcm, gain: float) -> None:
    """Adds a sound; what reaches over the end comes in again at the beginning."""
    louder, at = sound * np.float32(gain), start % len(track)
    while len(louder):
        piece = louder[: len(track) - at]
        track[at : at + len(piece)] += piece
        louder, at = louder[len(piece) :], 0


def _tone(note: int, count: int, rate: int, bright: float) -> Pcm:
    """Each overtone follows from the two before it: sin(n x) = 2 cos(x) sin((n - 1) x) - sin((n - 2) x)."""
    phase = 2 * np.pi * A2 * 2 ** (note / 12) / rate * np.arange(count)
    before, this, twice = (wave.astype(np.float32) for wave in (0 * phase, np.sin(phase), 2 * np.cos(phase)))
    total: Pcm = this.copy()
    for n in range(2, OVERTONES + 1):
        before, this = this, twice * this - before
        total += np.float32(bright ** (n - 1) / n) * this
    return total


def _pad(note: int, count: int, rate: int, bright: float) -> Pcm:
    swell = np.sin(np.pi * np.linspace(0, 1, count)) ** 0.7
    return (_tone(note, count, rate, bright) * swell).astype(np.float32)


@lru_cache(8)  # of one chord
def _pluck(note: int, count: int, rate: int, bright: float) -> Pcm:
    time = np.arange(count) / rate
    attack = np.minimum(1.0, time / 0.008)  # 8 ms: a click otherwise
    fade = np.exp(-time * 3.2) * np.linspace(1, 0, count)
    return (_tone(note, count, rate, bright) * attack * fade).astype(np.float32)


def _levelled(sound: Pcm) -> Pcm:
    peak = float(np.abs(sound).max()) or 1.0
    return sound / np.float32(peak)
