"""Passages in any number, from a slice: its texts with words exchanged, so that no two are alike.

A made text keeps the sentences and function words of a real one; six in ten of its other words are exchanged for words
drawn by Zipf's law from the slice's own words and 60,000 invented ones. That gives a large workspace's mix of frequent
and rare terms, and distractors for the slice's questions. Seeded: the same texts every time.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from lessons.answers.text.stopwords import STOP_WORDS

INVENTED = 60_000
EXCHANGED = 0.6
SEED = 90
_WORD = re.compile(r"[A-Za-z]{3,}")
_SYLLABLES = [
    first + second for first in "bcdfghklmnprstvz" for second in ("a", "e", "i", "o", "u", "an", "er", "il", "on")
]


def made_texts(texts: Sequence[str], number: int) -> Iterator[tuple[str, str]]:
    """So many pairs of a title and a text."""
    chance = random.Random(SEED)
    fresh = _drawn(texts, chance)
    for at in range(number):
        text = _WORD.sub(lambda found: _exchanged(found.group(), fresh, chance), texts[at % len(texts)])
        yield f"{next(fresh)} {next(fresh)}".title(), text


def _exchanged(word: str, fresh: Iterator[str], chance: random.Random) -> str:
    kept = word.lower() in STOP_WORDS["en"] or chance.random() > EXCHANGED
    return word if kept else next(fresh)


def _drawn(texts: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Words without end, each with the weight 1 / (rank + 2.7). Source: Zipf's law as Mandelbrot put it."""
    counted = Counter(word.lower() for text in texts for word in _WORD.findall(text))
    own = [word for word, _ in counted.most_common() if word not in STOP_WORDS["en"]]
    lexicon = own + ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(INVENTED)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(1, len(lexicon) + 1)))
    while True:
        yield from chance.choices(lexicon, cum_weights=weights, k=100_000)
