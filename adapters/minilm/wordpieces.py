"""Text to word pieces, as BERT's uncased tokenizer makes them.

Source: the tokenization of google-research/bert (Apache-2.0), described in its README: lower case, accents off,
punctuation apart, then the longest known piece first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "vocab.txt"
UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100  # characters; a longer run is no word
MOST_PIECES = 256  # the model was trained on texts up to so long
_IDEOGRAPH = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, int]:
    return {piece: at for at, piece in enumerate(VOCABULARY.read_text("utf-8").splitlines())}


def pieces(text: str) -> list[int]:
    """The numbers of a text's pieces between those of its start and end."""
    known = vocabulary()
    numbers = [number for word in _words(text) for number in _pieces(word)]
    return [known[FIRST], *numbers[: MOST_PIECES - 2], known[LAST]]


def _words(text: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFD", _IDEOGRAPH.sub(r" \1 ", text).lower())
    plain = "".join(" " if _is_control(char) else char for char in decomposed if unicodedata.category(char) != "Mn")
    for word in plain.split():
        yield from filter(None, re.split(r"([^\w\s]|_)", word))


def _is_control(char: str) -> bool:
    return char in "\t\n\r" or unicodedata.category(char).startswith("C")


@lru_cache(maxsize=16_384)
def _pieces(word: str) -> tuple[int, ...]:
    numbered, numbers, start = vocabulary(), list[int](), 0
    while start < len(word):
        end = next((end for end in range(len(word), start, -1) if _piece(word, start, end) in numbered), 0)
        if not end or len(word) > LONGEST_WORD:
            return (numbered[UNKNOWN],)
        numbers.append(numbered[_piece(word, start, end)])
        start = end
    return tuple(numbers)


def _piece(word: str, start: int, end: int) -> str:
    return word[start:end] if not start else f"##{word[start:end]}"
