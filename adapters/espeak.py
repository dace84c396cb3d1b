"""The default voice: espeak-ng, bundled as a wheel. Works offline, in about a hundred languages, with word times."""

from __future__ import annotations

import ctypes
import difflib
import functools
import itertools
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from lessons.ports import Speech, SpokenWord, VendorDown
from lessons.studio.script import WORDS_PER_MINUTE

SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT: samples come to the callback and play nowhere
DO_NOT_EXIT = 0x8000  # a missing data folder is an error code, not the end of our process
UTF8 = 1  # plain text: without further flags neither SSML nor [[phonemes]] are understood
WORD_EVENT = 1
END_OF_EVENTS = 0
CLAUSE_END_EVENT = 5
RATE, PITCH, RANGE = 1, 3, 4  # espeak_PARAMETER
LIVELY = {PITCH: 45, RANGE: 60}  # a little below and wider than the default 50 and 50: less of a drone

ALIASES = {
    "en": "en-us",
    "iw": "he",
    "no": "nb",
    "zh": "cmn",
    "zh-hk": "yue",
    "zh-hant-hk": "yue",
}
"""Tags whose own match in the engine is missing or not what people mean by them."""

SILENT = {"fo", "kaa", "xex"}  # the wheel lacks their dictionaries: the engine lists them, and says nothing in them


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


class _Voice(ctypes.Structure):
    """The start of espeak_VOICE of speak_lib.h."""

    _fields_ = (("name", ctypes.c_char_p), ("languages", ctypes.c_void_p), ("identifier", ctypes.c_char_p))


class _Heard(NamedTuple):
    """A word that begins, or a clause that ends, `when` seconds into the speech; the word's text is text[at:to]."""

    kind: int
    at: int
    to: int
    when: float


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
_one_at_a_time = threading.Lock()  # the engine keeps its state in globals


class EspeakVoice:
    """Reads text with espeak-ng. The same text always gives the same samples.

    Args:
        pace: words a minute, about 80 to 450.
    """

    synthetic = True

    def __init__(self, pace: int = WORDS_PER_MINUTE) -> None:
        self.pace = pace

    @functools.cached_property
    def name(self) -> str:
        return f"espeak-ng {_version()}, {self.pace} words a minute"

    def speak(self, text: str, language: str) -> Speech:
        """See Voice.speak. Emoji and control characters are passed over in silence.

        Raises:
            VendorDown: the engine does not run on this machine.
            ValueError: the engine does not know the language, or cannot read this text in it.
        """
        code = matching(language)
        _refuse_kanji(text, code)
        clean = _speakable(text)
        with _engine() as engine:
            pcm, events = engine.read(clean, _languages()[code], self.pace)
        return Speech(pcm, engine.rate, _words(clean, events, len(pcm) / engine.rate))


def languages() -> tuple[str, ...]:
    """Tags of all languages that can be read, in order."""
    return tuple(sorted(_languages()))


@functools.lru_cache(512)
def matching(language: str) -> str:
    """The engine's own tag for a BCP 47 tag: itself, an alias, the tag without its last parts, or a region's.

    Raises:
        ValueError: there is none; names the nearest ones.
    """
    tag = language.strip().lower().replace("_", "-")
    wanted = tag
    while wanted:
        found = ALIASES.get(wanted, wanted)
        if found in _languages():
            return found
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


def _words(text: str, events: list[_Heard], length_s: float) -> tuple[SpokenWord, ...]:
    starts = _merged([heard for heard in events if heard.kind == WORD_EVENT and heard.at < len(text)])
    stops = [heard.when for heard in events if heard.kind == CLAUSE_END_EVENT]
    words = []
    begins = [word.when for word in starts]
    for word, after in zip(starts, [*begins, length_s][1:], strict=True):
        end = next((stop for stop in stops if word.when < stop < after), after)
        to = word.at + len(text[word.at : word.to].rstrip())
        words.append(SpokenWord(word.when, end, word.at, max(word.at + 1, to)))
    return tuple(words)


def _merged(words: list[_Heard]) -> list[_Heard]:
    """One event for each word: a number such as 1,234 comes as several that overlap."""
    merged: list[_Heard] = []
    for word in words:
        if merged and word.at < merged[-1].to:
            merged[-1] = merged[-1]._replace(to=max(merged[-1].to, word.to))
        else:
            merged.append(word)
    return merged


class _Engine:
    """One freshly loaded engine."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        library.espeak_Synth.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_uint] * 4, *[ctypes.c_void_p] * 2]
        library.espeak_Info.restype = ctypes.c_char_p
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        data = espeakng_loader.get_data_path().encode()
        self.rate = int(library.espeak_Initialize(SYNCHRONOUS, 0, data, DO_NOT_EXIT))
        if self.rate <= 0:
            raise VendorDown(f"espeak-ng found no voices in {data.decode()}: install espeakng-loader again")

    @property
    def version(self) -> str:
        return str(self._library.espeak_Info(None).decode())

    def read(self, text: str, voice: str, pace: int) -> tuple[NDArray[np.float32], list[_Heard]]:
        """Samples in -1..1 of one of voices(), and what was heard when."""
        samples, events = bytearray(), list[_Heard]()

        def take(wave: Any, count: int, event: Any) -> int:
            if wave and count > 0:
                samples.extend(ctypes.string_at(wave, 2 * count))
            events.extend(_read_events(event))
            return 0

        callback = _Callback(take)  # kept in a name: the engine holds only its address
        self._library.espeak_SetSynthCallback(callback)
        self._prepare(voice, pace)
        raw = text.encode() + b"\0"
        if self._library.espeak_Synth(raw, len(raw), 0, 1, 0, UTF8, None, None):
            raise VendorDown("espeak-ng could not read the text")
        return np.frombuffer(bytes(samples), np.int16).astype(np.float32) / np.float32(32768), events

    def _prepare(self, voice: str, pace: int) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise VendorDown(f"espeak-ng lists the voice {voice} and cannot load it: install espeakng-loader again")
        for parameter, value in {RATE: pace, **LIVELY}.items():
            self._library.espeak_SetParameter(parameter, value, 0)

    def voices(self) -> dict[str, str]:
        """Language tag -> the voice that reads it: the one named like the tag, else the one that claims it most.

        A voice is named by the path of its file: the engine takes no tag that is not also a file's name, such as en-gb.
        """
        known = self._library.espeak_ListVoices(None)
        listed = itertools.takewhile(bool, (known[i] for i in itertools.count()))  # a null pointer ends it
        claims = [(tag, *claim) for voice in listed for tag, claim in _claims(voice.contents) if tag not in SILENT]
        return {tag: path for tag, _, _, path in sorted(claims, reverse=True)}  # the first in order is written last


def _read_events(event: Any) -> Iterator[_Heard]:
    i = 0
    while event and event[i].type != END_OF_EVENTS:
        e = event[i]
        if e.type in (WORD_EVENT, CLAUSE_END_EVENT):
            at = max(0, e.text_position - 1)  # the engine counts characters from 1
            yield _Heard(e.type, at, at + max(1, e.length), e.audio_position / 1000)
        i += 1


def _claims(voice: _Voice) -> Iterator[tuple[str, tuple[bool, int, str]]]:
    """Each tag of a voice, with how well it fits, the best first: named otherwise, priority (1 is high), its path."""
    path = voice.identifier.decode()
    own = path.rpartition("/")[2].lower()
    for priority, tag in _tags(voice.languages):
        yield tag, (own != tag, priority, path)


def _tags(languages: int) -> Iterator[tuple[int, str]]:
    """The tags at an address: each is a byte of priority, the tag and a zero; a zero as priority ends the list."""
    while priority := ctypes.string_at(languages, 1)[0]:
        tag = ctypes.string_at(languages + 1)
        yield priority, tag.decode().lower()
        languages += len(tag) + 2


@contextmanager
def _engine() -> Iterator[_Engine]:
    """The engine, loaded for this one use and unloaded after it.

    Its globals (the phase of the voice's flutter among them) live on from text to text, so that a second reading of the
    same text differs by up to 40 ms. A library loaded afresh begins where every other began; that takes 0.5 ms.
    """
    with _one_at_a_time:
        library = _load()
        try:
            yield _Engine(library)
        finally:
            library.espeak_Terminate()
            _unload(library)


def _load() -> ctypes.CDLL:
    try:
        return ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        raise VendorDown(f"espeak-ng does not run on this machine ({error}); choose another voice") from error


def _unload(library: ctypes.CDLL) -> None:
    system = ctypes.CDLL(None)
    system.dlclose.argtypes = [ctypes.c_void_p]
    system.dlclose(library._handle)


@functools.cache
def _version() -> str:
    with _engine() as engine:
        return engine.version.split()[0]


@functools.cache
def _languages() -> Mapping[str, str]:
    """Tags of all languages, each with the voice that reads it."""
    with _engine() as engine:
        return engine.voices()
