"""Words of Thai, which leaves no space between them: by a dictionary, read when the first Thai text comes."""

from __future__ import annotations

import re
from functools import lru_cache

RUN = re.compile("[\u0e01-\u0e4e]+")


def thai(char: str) -> bool:
    return "\u0e01" <= char <= "\u0e4e"


@lru_cache(maxsize=256)
def word_ends(text: str) -> frozenset[int]:
    """Places in the text between two Thai letters at which a word ends."""
    return frozenset(run.start() + end for run in RUN.finditer(text) for end in _ends(run[0]))


def _ends(run: str) -> list[int]:
    from newmm_tokenizer.tokenizer import word_tokenize  # takes a second and 60 MB, which only Thai should cost

    ends, at = [], 0
    for word in word_tokenize(run):
        at += len(word)
        ends.append(at)
    return ends[:-1]
