"""Answers to a question as people type them: a letter, a number, or the option's own words. Pure."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence

_LETTER = re.compile(r"[\W_]*(?:(?:option|answer|antwort|choice)\s+)?([a-e1-5])[\W_]*", re.IGNORECASE)
_TYPED_ALIKE = 0.88  # of letters: one or two typos in an option of a dozen letters, and never another word
_SHORTEST = 8  # letters; in shorter options a typo is another word


def option_named(words: str, options: Sequence[str]) -> int | None:
    """The index of the option that words name; None where they name none, or may name two."""
    texts = [_plain(option) for option in options]
    typed = _plain(words)
    if texts.count(typed) == 1:
        return texts.index(typed)
    if letter := _LETTER.fullmatch(words.strip()):
        index = place_of(letter[1])
        return index if index < len(options) else None
    alike = difflib.get_close_matches(typed, texts, n=2, cutoff=_TYPED_ALIKE) if len(typed) >= _SHORTEST else []
    return texts.index(alike[0]) if len(alike) == 1 else None


def names_an_option(words: str) -> bool:
    """Whether words look like an answer whatever the options are: "B", "b)", "(2)", "option C"."""
    return _LETTER.fullmatch(words.strip()) is not None


def place_of(letter: str) -> int:
    return int(letter) - 1 if letter.isdecimal() else "abcde".index(letter.lower())


def _plain(words: str) -> str:
    """Words without case, marks and double spaces, for comparing."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return " ".join(re.sub(r"[^\w\s]", " ", folded).split())
