"""What is heard in each scene: the voice's reading of it, or the recording that its author brought."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lessons.ports import Speech, SpokenWord, Voice
from lessons.studio.align import align_words
from lessons.studio.cache import Cache, key_of
from lessons.studio.order import file_digest
from lessons.studio.recordings import recorded_speech
from lessons.studio.script import Scene, Script
from lessons.studio.timeline import Line
from lessons.studio.wordtimes import evenly, timed

FORMAT = 1
QUIET = 0.004  # about -48 dBFS: below this, the ends of a speech are cut off
MARGIN_S = 0.02  # but for so much


@dataclass(frozen=True, slots=True)
class Reading:
    """A scene's speech.

    Attributes:
        key: names what is heard; the same key is the same sound.
        pcm: int16 samples, one channel, without silence around them; empty when nothing is said.
        words: of the spoken text.
        recorded: brought by the author rather than read by the voice.
    """

    key: str
    pcm: NDArray[np.int16]
    rate: int
    words: tuple[SpokenWord, ...]
    recorded: bool

    @property
    def seconds(self) -> float:
        return len(self.pcm) / self.rate

    def line(self, scene: Scene, language: str) -> Line:
        return Line(self.seconds, timed(scene.say, language, self.words, self.seconds) if len(self.pcm) else ())


class Speaker:
    """Reads scenes and keeps what was read: a voice is never asked twice for the same text.

    Args:
        voice: for scripts that name none.
        voices: the others, by the name that scripts call them.
        reference: a voice with word times, for words of voices and recordings that have none.
    """

    def __init__(self, cache: Cache, voice: Voice, voices: Mapping[str, Voice], reference: Voice | None) -> None:
        self._cache, self._voice, self._voices = cache, voice, voices
        self._reference = reference or voice

    def voice_of(self, script: Script) -> Voice:
        """Raises:
        ValueError: the script names a voice that is not there; says which are.
        """
        if script.voice in ("", self._voice.name):
            return self._voice
        if script.voice not in self._voices:
            choices = ", ".join(sorted(self._voices)) or "no other than the default: leave the voice out"
            raise ValueError(f"there is no voice {script.voice!r}; there is {choices}")
        return self._voices[script.voice]

    def names(self, script: Script) -> tuple[str, str]:
        """The voice that reads, and the one that word times come from."""
        return self.voice_of(script).name, self._reference.name

    def read(self, script: Script, scene: Scene) -> Reading:
        """Blocks while the voice speaks.

        Raises:
            VendorBusy, VendorDown: no speech now.
            ValueError: the voice cannot read this, or the recording cannot be used.
        """
        voice = self.voice_of(script)
        text = scene.spoken_words.strip()
        if not text and not scene.audio:
            return Reading("silence", np.zeros(0, np.int16), 22_050, (), recorded=False)
        source = file_digest(Path(scene.audio)) if scene.audio else voice.name
        key = key_of("speech", FORMAT, source, self._reference.name, script.language, text)
        if (kept := self._cache.get(key)) is None:
            kept = _to_bytes(self._spoken(voice, scene, text, script.language))
            self._cache.put(key, kept)
        return _from_bytes(key, kept, recorded=bool(scene.audio))

    def _spoken(self, voice: Voice, scene: Scene, text: str, language: str) -> Speech:
        speech = recorded_speech(Path(scene.audio)) if scene.audio else voice.speak(text, language)
        if speech.words is None:
            speech = replace(speech, words=self._found(speech, text, language))
        return _trimmed(speech)

    def _found(self, speech: Speech, text: str, language: str) -> tuple[SpokenWord, ...]:
        """Word times by listening; where the reference cannot help, by the length of the words."""
        try:
            return align_words(self._reference.speak(text, language), text, speech.pcm, speech.rate)
        except ValueError:
            return evenly(text, len(speech.pcm) / speech.rate)


def _trimmed(speech: Speech) -> Speech:
    loud = np.flatnonzero(np.abs(speech.pcm) > QUIET)
    if not len(loud):
        return replace(speech, pcm=speech.pcm[:0], words=())
    margin = round(MARGIN_S * speech.rate)
    start, end = max(0, int(loud[0]) - margin), min(len(speech.pcm), int(loud[-1]) + 1 + margin)
    shift, length = start / speech.rate, (end - start) / speech.rate

    def moved(seconds: float) -> float:
        return min(max(0.0, seconds - shift), length)

    words = tuple(replace(word, start_s=moved(word.start_s), end_s=moved(word.end_s)) for word in speech.words or ())
    return replace(speech, pcm=speech.pcm[start:end], words=words)


def _to_bytes(speech: Speech) -> bytes:
    words = [(word.start_s, word.end_s, word.at, word.to) for word in speech.words or ()]
    pcm = np.clip(np.round(speech.pcm * 32767), -32768, 32767).astype("<i2")
    return json.dumps({"rate": speech.rate, "words": words}).encode() + b"\n" + pcm.tobytes()


def _from_bytes(key: str, content: bytes, *, recorded: bool) -> Reading:
    head, _, pcm = content.partition(b"\n")
    about = json.loads(head)
    words = tuple(SpokenWord(*word) for word in about["words"])
    return Reading(key, np.frombuffer(pcm, "<i2"), about["rate"], words, recorded)
