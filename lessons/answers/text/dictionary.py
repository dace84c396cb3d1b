"""Words of a language, so that a good word that nobody wrote here is not taken for a typing error."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from lessons.answers.text.analyser import base_language

LISTS = Path(__file__).parent / "wordlists"
LISTED = ("de", "en", "es", "fr")  # the languages that have a list


def is_real(word: str, languages: Iterable[str]) -> bool:
    """Whether a word, folded as the analyser leaves it, is listed in one of the languages."""
    return any(f"\n{word}\n" in _listed(base_language(language)) for language in languages)


@lru_cache(maxsize=8)
def _listed(language: str) -> str:
    """All words of a language, each between line ends; searched as it is, it takes a tenth of a set's memory."""
    path = LISTS / f"{language}.txt.gz"
    # No path is made of what somebody sent: only letters name a list.
    has_list = language.isascii() and language.isalpha() and path.exists()
    return f"\n{gzip.decompress(path.read_bytes()).decode()}" if has_list else ""
