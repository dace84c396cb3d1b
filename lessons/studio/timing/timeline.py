"""When each scene and each word of a clip comes. Speech decides: a scene lasts as long as it takes to say it.

Every scene is a whole number of pictures long, so that an edit of one never moves the inside of another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lessons.script import MAX_SECONDS, Footage, Scene, Script, Word
from lessons.studio.timing.wordtimes import units

FPS = 30
LEAD_S = 0.12  # silence before the first word of a scene, while its card slides in
TAIL_S = 0.2  # and after its last word
HOLD_S = 0.8  # the last card stays this much longer
SILENT_S = 2.5  # a scene in which nothing is said

LETTERS_A_SECOND = {
    "ar": 8.3,
    "de": 15.3,
    "el": 15.7,
    "en": 14.6,
    "es": 14.0,
    "fr": 17.4,
    "he": 11.0,
    "hi": 6.5,
    "id": 12.7,
    "it": 14.6,
    "ja": 8.3,
    "ko": 5.0,
    "nl": 14.1,
    "pl": 11.9,
    "pt": 13.2,
    "ru": 15.5,
    "sv": 12.7,
    "th": 6.7,
    "tr": 11.7,
    "uk": 9.5,
    "vi": 13.9,
    "zh": 3.6,
}
"""The default voice's pace, measured on one paragraph in each language. Letters, because words differ in length."""

USUAL_LETTERS_A_SECOND = 12.0
DIGIT_LETTERS = 4  # a digit is read as a word
SENTENCE_S, CLAUSE_S = 0.5, 0.28
"""What a further sentence and a comma add; fitted to 104 passages of English lessons, 0.2 s off on average."""

SENTENCE_END = re.compile(r"[.?!…](?=\s|$)|[。？！।؟]")
CLAUSE_END = re.compile(r"[,;:—–](?=\s)|[،؛、，：；]")


@dataclass(frozen=True, slots=True)
class Line:
    """What is heard in one scene.

    Attributes:
        seconds: length of the speech, 0 when nothing is said.
        words: as captions show them, in seconds from the start of the speech.
    """

    seconds: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One scene's place in the clip.

    Attributes:
        first: number of its first picture, from 0.
        pictures: how many, at 30 a second.
        words: as captions show them, in seconds of the clip.
    """

    first: int
    pictures: int
    words: tuple[Word, ...]

    @property
    def start_s(self) -> float:
        return self.first / FPS

    @property
    def end_s(self) -> float:
        return (self.first + self.pictures) / FPS

    @property
    def speech_s(self) -> float:
        """When its speech begins."""
        return self.start_s + LEAD_S


@dataclass(frozen=True, slots=True)
class Timeline:
    """All scenes of a clip in order, without gaps."""

    stretches: tuple[Stretch, ...]

    @property
    def pictures(self) -> int:
        return sum(stretch.pictures for stretch in self.stretches)

    @property
    def seconds(self) -> float:
        return self.pictures / FPS


class ClipTooLong(ValueError):
    """The script has too many words; says how many must go and where most of them are."""


def timeline(script: Script, lines: Sequence[Line]) -> Timeline:
    """Scenes one behind the other.

    Args:
        lines: one for each scene.

    Raises:
        ClipTooLong: over MAX_SECONDS.
    """
    stretches, first = [], 0
    for i, line in enumerate(lines):
        pictures = _pictures(line.seconds, script.scenes[i].hold_s, last=i == len(lines) - 1)
        words = tuple(_moved(word, first / FPS + LEAD_S) for word in line.words)
        stretches.append(Stretch(first, pictures, words))
        first += pictures
    whole = Timeline(tuple(stretches))
    if whole.seconds > MAX_SECONDS:
        raise ClipTooLong(_too_long(script.scenes, [stretch.pictures / FPS for stretch in stretches], script.language))
    return whole


def estimate_seconds(script: Script) -> float:
    """How long the clip will be, from its words alone: within about a tenth for the default voice."""
    return sum(_estimates(script))


def check_length(script: Script, leeway: float = 1.0) -> None:
    """A guess before anything is spoken.

    Args:
        leeway: how many times MAX_SECONDS are let through; more than 1 where speaking decides later.

    Raises:
        ClipTooLong: the estimate is over that.
    """
    estimates = list(_estimates(script))
    if sum(estimates) > MAX_SECONDS * leeway:
        raise ClipTooLong(_too_long(script.scenes, estimates, script.language))


def _estimates(script: Script) -> Iterator[float]:
    pace = LETTERS_A_SECOND.get(script.language.lower().split("-")[0], USUAL_LETTERS_A_SECOND)
    for i, scene in enumerate(script.scenes):
        seconds = _speech_estimate(scene.spoken_words, pace)
        if isinstance(scene.show, Footage):  # nothing of it is cut off, and a voice may read on over its last picture
            seconds = scene.show.seconds if scene.show.sound else max(seconds, scene.show.seconds)
        yield _pictures(seconds, scene.hold_s, last=i == len(script.scenes) - 1) / FPS


def _speech_estimate(text: str, pace: float) -> float:
    letters = sum(DIGIT_LETTERS if c.isdigit() else 1 for c in text if c.isalnum())
    further = max(0, len(SENTENCE_END.findall(text.strip())) - 1)
    return letters / pace + SENTENCE_S * further + CLAUSE_S * len(CLAUSE_END.findall(text))


def _pictures(speech_s: float, hold_s: float, *, last: bool) -> int:
    spoken_s = LEAD_S + speech_s + TAIL_S if speech_s else SILENT_S
    return math.ceil((spoken_s + hold_s + HOLD_S * last) * FPS - 1e-6)


def _moved(word: Word, by_s: float) -> Word:
    return replace(word, start_s=round(word.start_s + by_s, 3), end_s=round(word.end_s + by_s, 3))


LONGEST = 3


def _too_long(scenes: Sequence[Scene], seconds: Sequence[float], language: str) -> str:
    counts = [len(units(scene.shown_words, language)) for scene in scenes]
    total, words = sum(seconds), sum(counts)
    spare = math.ceil((total - MAX_SECONDS) / total * words)
    longest = sorted(range(len(scenes)), key=lambda i: seconds[i], reverse=True)[:LONGEST]
    named = ", ".join(f"scene {i + 1} ({counts[i]} words, {seconds[i]:.1f} s)" for i in longest)
    return (
        f"the clip would last {total:.1f} s, and {MAX_SECONDS:.0f} s is the most: "
        f"take out about {max(1, spare)} of its {words} words. The longest: {named}"
    )
