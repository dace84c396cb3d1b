"""An episode: one lesson of a series, in words and clips. Plain values; no I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from lessons.checks import Check
from lessons.script import WORDS_PER_MINUTE, Footage, Photo, Scene, Script

MAIN = "main"
"""The key of an episode's own clip; every other key but the next names a branch."""

SECOND_HOOK = "second-hook"
"""The key of the same clip with its other beginning."""

LESSON_CLIPS = (MAIN, SECOND_HOOK)
"""The clips that tell an episode; a branch tells what came of a choice."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a claim rests on. `url` is "" for what has no address, such as a company's own rule book."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class MediaBrought:
    """An author's own clip and its captions, as keys of the media store ("assets/<sha256>.mp4", ".vtt").

    Attributes:
        framed: shown with the brand's name and a bar above it and a last card behind it.
        burned: its captions are in the picture.
    """

    clip: str
    captions: str
    framed: bool = True
    burned: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """Everything of an episode that is written in a language.

    Attributes:
        script: the main clip; it has no scenes when the author brought the clip.
        prompt: the reflective question at the end, or "".
        cliffhanger: the words that lead to the next episode, or "".
        branches: key -> script of the clip that an option leads to.
        answers: questions that the main clip answers, in the words in which people ask them; see asked_and_answered().
        second_hook: the main clip once more, with another beginning to compare it with; None where there is one alone.
    """

    title: str
    script: Script
    summary: str = ""
    check: Check | None = None
    prompt: str = ""
    cliffhanger: str = ""
    branches: Mapping[str, Script] = field(default_factory=dict)
    media: MediaBrought | None = None
    answers: tuple[str, ...] = ()
    second_hook: Script | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One lesson of a series, in the version named.

    Attributes:
        id: "" until it is in the catalogue; then the id of this version.
        slug: stable over versions and places in the series.
        version: 1, 2, ...; 0 until it is in the catalogue.
        number: its place in the series, from 1.
        translations: language -> the same episode in it.
        approved: a curator let it be shown.
        The rest as in Translation.
    """

    series_slug: str
    slug: str
    number: int
    title: str
    language: str
    script: Script
    summary: str = ""
    check: Check | None = None
    prompt: str = ""
    cliffhanger: str = ""
    branches: Mapping[str, Script] = field(default_factory=dict)
    media: MediaBrought | None = None
    answers: tuple[str, ...] = ()
    second_hook: Script | None = None
    sources: tuple[Source, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    id: str = ""
    version: int = 0
    approved: bool = False

    @property
    def check_key(self) -> str:
        """Names the episode's question over all its versions, for spaced re-asks."""
        return f"{self.series_slug}/{self.slug}"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it exists in, its own first."""
        return (self.language, *sorted(self.translations))

    def in_language(self, language: str) -> Episode:
        """The episode in that language, or as it is where it was not translated ("pt" also finds "pt-BR")."""
        tag = nearest_language(language, self.languages)
        translation = self.translations.get(tag or self.language)
        if translation is None or tag is None:
            return self
        return replace(self, language=tag, **{name: getattr(translation, name) for name in TRANSLATED})

    def scripts(self) -> Mapping[str, Script]:
        """Clip key -> script, the main clip first."""
        return scripts_of(self)


def scripts_of(lesson: Translation | Episode) -> Mapping[str, Script]:
    """Clip key -> script, the main clip first."""
    second = {} if lesson.second_hook is None else {SECOND_HOOK: lesson.second_hook}
    return {MAIN: lesson.script, **second, **lesson.branches}


def asked_and_answered(entry: str) -> tuple[str, str]:
    """The question of an entry of answers, and its author's own answer below it, or ""."""
    question, _, answer = entry.partition("\n")
    return question, answer


TRANSLATED = (
    "title",
    "script",
    "summary",
    "check",
    "prompt",
    "cliffhanger",
    "branches",
    "media",
    "answers",
    "second_hook",
)


def nearest_language(wanted: str, offered: Sequence[str]) -> str | None:
    """The offered tag for a wanted one: the same tag, else the first of the same language; None when there is none."""
    if wanted in offered:
        return wanted
    family = wanted.split("-")[0]
    return next((tag for tag in offered if tag.split("-")[0] == family), None)


class ClipState(StrEnum):
    """Where a clip stands: somebody must make it, it can be played, or it could not be made."""

    WANTED = "wanted"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption: its words and when they are said, in seconds of the clip."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Clip:
    """The video of one episode version, one key and one language.

    Attributes:
        key: MAIN, SECOND_HOOK or the key of a branch.
        media: prefix of its files in the media store, "" until it is ready.
        reason: why it could not be made, "" otherwise.
        made_at: when it became ready or failed.
    """

    id: str
    episode_id: str
    key: str
    language: str
    state: ClipState
    seconds: float | None
    media: str
    cues: tuple[Cue, ...]
    reason: str
    made_at: datetime | None


# Scripts without spaces between words. What a letter takes to say was measured with the default voice, in words.
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff]")  # Thai, Lao, Myanmar, Khmer, kana
LETTERS_A_WORD = 3


def count_words(text: str) -> int:
    """Words as spoken; in scripts that do not part words, a Han character counts as one, and three other letters do."""
    han, letters = len(HAN.findall(text)), len(UNSPACED.findall(text))
    rest = UNSPACED.sub(" ", HAN.sub(" ", text))
    spaced = [word for word in rest.split() if any(letter.isalnum() for letter in word)]
    return len(spaced) + han + -(-letters // LETTERS_A_WORD)


def reading_seconds(words: int) -> float:
    """How long that many words take to say, at WORDS_PER_MINUTE."""
    return words * 60 / WORDS_PER_MINUTE


def start_of_scene(scenes: Sequence[Scene], index: int) -> float:
    """The second, estimated, at which the scene of that index begins."""
    return reading_seconds(sum(count_words(scene.spoken_words) for scene in scenes[:index]))


def cue_of_scene(scenes: Sequence[Scene], index: int, cues: Sequence[Cue]) -> float | None:
    """The second at which the scene of that index begins in the finished clip; None when the cues end before it."""
    before = sum(_letters(scene.shown_words) for scene in scenes[:index])
    for cue in cues:
        before -= _letters(cue.text)
        if before < 0:
            return cue.start_s
    return None


def _letters(text: str) -> int:
    return len("".join(text.split()))  # captions break lines where they like, also inside unspaced scripts


def files_of(script: Script) -> tuple[str, ...]:
    """Every file that the script's pictures and recordings need, each once."""
    pictures = [scene.show.file for scene in script.scenes if isinstance(scene.show, Photo | Footage)]
    recordings = [scene.audio for scene in script.scenes if scene.audio]
    return tuple(dict.fromkeys(pictures + recordings))


def with_files(script: Script, path_of: Callable[[str], str]) -> Script:
    """The script with every file named by path_of(file), such as a key of the media store by its path."""
    return replace(script, scenes=tuple(_scene_with_files(scene, path_of) for scene in script.scenes))


def _scene_with_files(scene: Scene, path_of: Callable[[str], str]) -> Scene:
    show = scene.show
    if isinstance(show, Photo | Footage):
        show = replace(show, file=path_of(show.file))
    return replace(scene, show=show, audio=path_of(scene.audio) if scene.audio else "")
