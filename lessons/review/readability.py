"""How hard a text is to read, by the length of its sentences and words.

LIX = words a sentence + share of words of more than six letters, in per cent. It needs no syllables, so that it holds
in every language that puts spaces between words; German is some points higher than English for the same ease.

Source: C. H. Bjornsson, Lasbarhet, 1968: below 30 very easy, to 40 easy, to 50 medium, to 60 hard, above very hard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lessons.sentence_ends import sentences

HARD = {"de": 55.0}
USUALLY_HARD = 50.0  # more than a newspaper asks of its readers
LONG_WORD = 6  # letters; a longer word counts as hard
LEAST_WORDS = 20  # of fewer the figure jumps by ten points with a single word
UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def reading_level(lines: Sequence[str], language: str) -> float | None:
    """LIX of what is said; None where there are too few words, or no spaces between them.

    Args:
        lines: what is said, each a sentence or several.
    """
    if language.split("-")[0] in UNSPACED:
        return None
    words = [word for line in lines for word in WORD.findall(line)]
    if len(words) < LEAST_WORDS:
        return None
    count = sum(1 for line in lines for sentence in sentences(line, language) if WORD.search(sentence))
    long = sum(len(word) > LONG_WORD for word in words)
    return len(words) / max(1, count) + 100 * long / len(words)


def hard_from(language: str) -> float:
    """The LIX from which a text is hard to read."""
    return HARD.get(language.split("-")[0], USUALLY_HARD)
