"""Text to terms: the same function for what is learned and for what is asked."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from lessons.answers.text.politeness import without_politeness
from lessons.answers.text.stopwords import ASKING_WORDS, STOP_WORDS

VERSION = 1  # raise it when the terms of a text change: every workspace is then read into the index again
LONGEST_WORD = 64
LONGEST_QUESTION = 1_000  # characters; what follows is not read
MOST_TERMS = 32  # distinct terms of a question that are looked up

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_UNSPACED = "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer


def _mark_ranges() -> str:
    # \w leaves combining marks out, which would cut Hindi and Arabic words in pieces.
    marks = [code for code in range(0x300, 0x11000) if unicodedata.category(chr(code)).startswith("M")]
    marked = set(marks)
    starts = [code for code in marks if code - 1 not in marked]
    ends = [code for code in marks if code + 1 not in marked]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(starts, ends, strict=True))


_MARK = _mark_ranges()
_LETTER = rf"(?:[^\W_{_CJK}{_UNSPACED}][{_MARK}]*)"
UNSPACED = re.compile(f"[{_CJK}{_UNSPACED}]")
"""A letter of a script that writes no spaces between words."""
UNSPACED_ALONE = re.compile(f"[{_UNSPACED}]")
"""The same without Chinese, Japanese and Korean."""

_WORD = re.compile(rf"[{_CJK}]+|[{_UNSPACED}]+|{_LETTER}+(?:'{_LETTER}+)?")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)?")
_SCRIPT = {
    "russian": re.compile("[\u0400-\u04ff]"),
    "arabic": re.compile("[\u0600-\u06ff]"),
    "greek": re.compile("[\u0370-\u03ff]"),
    "hindi": re.compile("[\u0900-\u097f]"),
}
_ACCENTED = re.compile("[\u00c0-\u03ff\u1e00-\u1fff]")
_IS_CJK, _IS_UNSPACED = re.compile(f"[{_CJK}]"), re.compile(f"[{_UNSPACED}]")
_ARABIC_VOWELS = re.compile("[\u064b-\u0652\u0640\u0670]")
_TYPESET = str.maketrans({"’": "'", **dict.fromkeys("‘“”„«»–—•…", " "), **dict.fromkeys("\xad\u200b\u2060\ufeff", "")})
_ELIDED = re.compile("^(?:all|c|d|dall|dell|j|l|m|n|nell|qu|quest|s|sull|t|un)'(?=..)")  # l'eau, dell'acqua
_LATIN = {
    **{"da": "danish", "de": "german", "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian"},
    **{"it": "italian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese"},
    **{"ro": "romanian", "sv": "swedish", "tr": "turkish"},
}


def words(text: str) -> list[str]:
    """The words of a text in order: folded, without accents and possessives.

    Chinese, Japanese and Korean come as overlapping pairs of characters; Thai, Lao, Burmese and Khmer, which write no
    spaces either, as overlapping triples.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_TYPESET)
    if not folded.isascii():
        return [word for run in _WORD.findall(folded) for word in _run(run)]
    ascii_words = _ASCII_WORD.findall(folded)
    plain = "'" not in folded and max(map(len, ascii_words), default=0) <= LONGEST_WORD
    return ascii_words if plain else [_plain(word) for word in ascii_words]


def _run(run: str) -> Iterable[str]:
    if run.isascii():
        return (_plain(run),)
    if _IS_CJK.match(run):
        return _grams(run, 2)
    if _IS_UNSPACED.match(run):
        return _grams(run, 3)
    word = _plain(run)
    return (word,) if word else ()


def _plain(word: str) -> str:
    if "'" in word:
        word = _ELIDED.sub("", word).removesuffix("'s").removesuffix("'").replace("'", "")
    return (word if word.isascii() else _without_accents(word))[:LONGEST_WORD]


def _grams(run: str, size: int) -> list[str]:
    return [run[at : at + size] for at in range(max(1, len(run) - size + 1))]


def _without_accents(word: str) -> str:
    if _SCRIPT["russian"].match(word):
        return word.replace("ё", "е").replace("\u0301", "")  # й is a letter of its own, not an accent
    if _SCRIPT["arabic"].match(word):
        return _ARABIC_VOWELS.sub("", word)
    if _ACCENTED.search(word):
        return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return word


def terms(text: str, language: str) -> list[str]:
    """The stems of a text's words in order, stop words left out. `language` is a code such as "de" or "pt-BR"."""
    return stems(words(text), language)


def stems(words_in_order: Iterable[str], language: str) -> list[str]:
    """The stems of words in order, stop words left out."""
    latin, stop = _latin(language), _stop_words(language)
    return [
        _stemmed(word, latin if word[0] < "\u0250" else _by_script(word)) for word in words_in_order if word not in stop
    ]


def question_words(question: str, language: str) -> list[str]:
    """The distinct words of a question that carry meaning, in order; all its words when none does.

    Only the first LONGEST_QUESTION characters are read. Polite words around a question carry none.
    """
    typed = list(dict.fromkeys(without_politeness(words(question[:LONGEST_QUESTION]))))
    stop, asking = _stop_words(language), ASKING_WORDS.get(base_language(language), frozenset[str]())
    translation = [word for word in typed if word not in stop]
    return [word for word in translation if word not in asking] or translation or typed


def is_stop_word(word: str, language: str) -> bool:
    """Whether a word carries grammar rather than meaning."""
    return word in _stop_words(language)


def _stop_words(language: str) -> frozenset[str]:
    return STOP_WORDS.get(base_language(language), STOP_WORDS["en"])


def stem(word: str, language: str) -> str:
    """The stem of a word: by its script, and for Latin letters by the language (English where we know none)."""
    return _stemmed(word, _latin(language) if word[0] < "\u0250" else _by_script(word))


@lru_cache(maxsize=256)
def base_language(language: str) -> str:
    """ "pt" of "pt-BR" or "pt_BR"."""
    return re.split("[-_]", language, maxsplit=1)[0].lower()


def _latin(language: str) -> str:
    return _LATIN.get(base_language(language), "english")


def _by_script(word: str) -> str | None:
    return next((name for name, letters in _SCRIPT.items() if letters.match(word)), None)


_stemmers: dict[str, snowballstemmer.stemmer] = {}
_stemming = threading.Lock()  # a stemmer keeps its word in itself, and documents are read beside the event loop


@lru_cache(maxsize=32_768)
def _stemmed(word: str, algorithm: str | None) -> str:
    if algorithm is None:
        return word
    with _stemming:
        if algorithm not in _stemmers:
            _stemmers[algorithm] = snowballstemmer.stemmer(algorithm)
        return str(_stemmers[algorithm].stemWord(word))
