"""The default English voice: hibari, a small neural voice whose weights lie in its wheel. Works offline.

One acoustic model makes several speakers: it gives the spectrum and the pitch of the voice apart, so a lower pitch
with lower formants is another person at the same speed.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessons.ports import Speech, VendorDown

Pcm = NDArray[np.float32]
RATE = 24_000
SEED = 0  # of the breath noise: the same text gives the same samples
PAUSE_S = 0.16  # between two sentences of one passage; each ends with about as much silence of its own
CREDIT = "hibari-tts, voice heart (Apache-2.0)"


@dataclass(frozen=True, slots=True)
class SpeakerShape:
    """How a speaker differs from the voice as it was trained.

    Attributes:
        pitch: times its pitch.
        formant: times its formants; lower sounds like a larger person.
        speed: times its pace.
    """

    pitch: float = 1.0
    formant: float = 1.0
    speed: float = 1.0


SPEAKERS = {
    "heart": SpeakerShape(),
    "flint": SpeakerShape(0.55, 0.84, 0.97),
    "wren": SpeakerShape(1.2, 1.07, 1.04),
    "stone": SpeakerShape(0.74, 0.9, 0.95),
}
"""flint is 10.3 semitones below heart, stone 5.2 below, wren 3.2 above; bench/voices.py measures how each is heard."""

_engine_lock = threading.Lock()  # loading takes 0.6 s: threads that begin together load it once
_engines: list[Any] = []
# A passage takes some 60 MB while it is read, and more passages at a time than cores are read no sooner.
_turns = threading.BoundedSemaphore(max(1, min(2, os.cpu_count() or 1)))


class HibariVoice:
    """Reads English. The same text always gives the same samples.

    Args:
        speaker: one of SPEAKERS.
    """

    synthetic = True

    def __init__(self, speaker: str = "heart") -> None:
        self._speaker, self._shape = speaker, SPEAKERS[speaker]

    @cached_property
    def name(self) -> str:
        shape = self._shape
        return f"hibari {version('hibari-tts')} {self._speaker} {shape.pitch} {shape.formant} {shape.speed}"

    def speak(self, text: str, language: str) -> Speech:
        """See Voice.speak.

        Raises:
            VendorDown: the engine does not run on this machine.
            ValueError: the language is not English.
        """
        if language.lower().split("-")[0] != "en":
            raise ValueError(f"the voice {self._speaker} reads English only, not {language!r}")
        engine = _engine()
        parts: list[Pcm] = []
        with _turns:
            for phonemes in engine.phonemize(text):
                parts += [self._sentence(engine, phonemes), np.zeros(round(PAUSE_S * RATE), np.float32)]
        pcm = np.concatenate(parts[:-1]) if parts else np.zeros(0, np.float32)
        return Speech(np.clip(pcm, -1, 1), RATE, None, trained=True, credit=CREDIT)

    def _sentence(self, engine: Any, phonemes: str) -> Pcm:
        from hibari import dsp

        shape = self._shape
        fed = {
            "ids": np.asarray([engine.ids(phonemes)], np.int64),
            "speed": np.asarray([shape.speed], np.float32),
        }
        *spectra, phase, pitch = (output[0] for output in engine.sess.run(None, fed))
        if shape.formant != 1.0:
            spectra = [_warped(spectrum, shape.formant) for spectrum in spectra]
        harmonic, angle, noise, free = spectra
        wave = dsp.synth(harmonic, angle, noise, free, phase, pitch * shape.pitch, np.random.default_rng(SEED))
        return np.asarray(wave, np.float32)


def _warped(spectrum: Pcm, factor: float) -> Pcm:
    """The spectrum (bands, frames) with its bands moved: what stood at band b stands at b * factor."""
    count = len(spectrum)
    at = np.clip(np.arange(count) / factor, 0, count - 1)
    low = at.astype(int)
    high, share = np.minimum(low + 1, count - 1), (at - low)[:, None].astype(np.float32)
    warped: Pcm = spectrum[low] * (1 - share) + spectrum[high] * share
    return warped


def _engine() -> Any:
    """The engine, loaded with the first speech and then kept: 0.6 s and about 70 MB."""
    with _engine_lock:
        if not _engines:
            try:
                from hibari import Hibari

                _engines.append(Hibari())
            except (ImportError, OSError, RuntimeError) as error:
                raise VendorDown(f"hibari does not run on this machine ({error}); choose another voice") from error
        return _engines[0]
