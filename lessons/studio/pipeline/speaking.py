"""What is heard in each scene: the voice's reading of it, or the recording that its author brought."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lessons.ports import Speech, SpokenWord, Voice
from lessons.script import Footage, Headline, Scene, Script
from lessons.studio.pipeline.order import file_digest
from lessons.studio.store.cache import Cache, key_of
from lessons.studio.timing.timeline import Line
from lessons.studio.timing.wordtimes import evenly, timed
from lessons.studio.uploads.footage import FootageError, film_sound
from lessons.studio.uploads.reencode import RATE
from lessons.studio.voice.align import align_words
from lessons.studio.voice.recordings import recorded_speech
from lessons.studio.wording import readable

FORMAT = 2
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
        trained, credit: of the voice, see Speech.
    """

    key: str
    pcm: NDArray[np.int16]
    rate: int
    words: tuple[SpokenWord, ...]
    recorded: bool
    trained: bool = False
    credit: str = ""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / self.rate

    def line(self, scene: Scene, language: str) -> Line:
        return Line(
            self.seconds,
            timed(readable(scene.say, language), language, self.words, self.seconds) if self.words else (),
        )


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

    def voice_of(self, script: Script, scene: Scene | None = None) -> Voice:
        """The voice that reads a scene, or what names none.

        Raises:
            ValueError: there is no voice of that name; says which there are.
        """
        name = (scene.voice if scene else "") or script.voice
        if name in ("", self._voice.name):
            return self._voice
        if name not in self._voices:
            choices = ", ".join(sorted(self._voices)) or "no other than the default: leave the voice out"
            raise ValueError(f"there is no voice {name!r}; there is {choices}")
        return self._voices[name]

    def names(self, script: Script) -> tuple[str, ...]:
        """The voices that read, each once, and the one that word times come from."""
        readers = [self.voice_of(script), *(self.voice_of(script, scene) for scene in script.scenes)]
        return (*dict.fromkeys(voice.name for voice in readers), self._reference.name)

    def read(self, script: Script, scene: Scene) -> Reading:
        """Blocks while the voice speaks.

        Raises:
            VendorBusy, VendorDown: no speech now.
            ValueError: the voice cannot read this, or the recording cannot be used.
        """
        if isinstance(scene.show, Footage):
            return self._filmed(script, scene, scene.show)
        voice, text = self.voice_of(script, scene), _read_aloud(script, scene)
        if not text and not scene.audio:
            return Reading("silence", np.zeros(0, np.int16), 22_050, (), recorded=False)
        source = file_digest(Path(scene.audio)) if scene.audio else voice.name
        key = key_of("speech", FORMAT, source, self._reference.name, script.language, text)
        if (content := self._cache.get(key)) is None:
            content = _to_bytes(self._spoken(voice, scene, text, script.language))
            self._cache.put(key, content)
        return _from_bytes(key, content, recorded=bool(scene.audio))

    def _filmed(self, script: Script, scene: Scene, film: Footage) -> Reading:
        """What is heard in a piece of a film, or over it; as long as the piece at least."""
        if not film.sound:
            over = self.read(script, replace(scene, show=Headline("")))
            missing = max(0, round(film.seconds * over.rate) - len(over.pcm))
            return replace(over, key=key_of("over", over.key, missing), pcm=np.pad(over.pcm, (0, missing)))
        text = _read_aloud(script, scene)
        about = (file_digest(Path(film.file)), film.start_s, film.end_s, self._reference.name, script.language, text)
        key = key_of("film", FORMAT, *about)
        if (content := self._cache.get(key)) is None:
            try:
                samples = film_sound(Path(film.file), film.start_s, film.end_s)
            except FootageError as error:
                raise ValueError(f"the film {error}; export it again as MP4") from error
            speech = Speech(samples.astype(np.float32) / np.float32(32768), RATE, None)
            content = _to_bytes(replace(speech, words=self._found(speech, text, script.language) if text else ()))
            self._cache.put(key, content)
        return _from_bytes(key, content, recorded=True)

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


def _read_aloud(script: Script, scene: Scene) -> str:
    return replace(scene, say=readable(scene.say, script.language)).spoken_words.strip()


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
    return (
        json.dumps({"rate": speech.rate, "words": words, "trained": speech.trained, "credit": speech.credit}).encode()
        + b"\n"
        + pcm.tobytes()
    )


def _from_bytes(key: str, content: bytes, *, recorded: bool) -> Reading:
    head, _, pcm = content.partition(b"\n")
    about = json.loads(head)
    words = tuple(SpokenWord(*word) for word in about["words"])
    pcm16 = np.frombuffer(pcm, "<i2")
    return Reading(key, pcm16, about["rate"], words, recorded, about["trained"], about["credit"])
