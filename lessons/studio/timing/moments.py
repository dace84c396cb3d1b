"""When what stands on a card is spoken of: items of a list and sides of a contrast come in on their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lessons.script import Word

PREFIX = 4  # letters that two forms of a word share: "hurry" and "hurries"
SHORT = 3  # shorter words stand in every sentence
ENOUGH = 0.4  # of an item's words, heard close together
NEAR = 4  # words more than the item has, in which they must be heard
END_SHARE = 0.75  # of the scene, before which what nobody speaks of has come


def moments(texts: Sequence[str], words: Sequence[Word]) -> list[float | None]:
    """For each text the second at which its first word is heard, in order; None where it is not spoken of."""
    heard = [_letters(word.text) for word in words]
    found: list[float | None] = []
    start = 0
    for text in texts:
        at = _first(_content(text), heard, start)
        found.append(None if at is None else words[at].start_s)
        start = start if at is None else at + 1
    return found


def _first(content: Sequence[str], heard: Sequence[str], start: int) -> int | None:
    """Where enough of the words are heard close together for the first time."""
    for at in range(start, len(heard)):
        near = heard[at : at + len(content) + NEAR]
        hits = sum(any(_alike(word, other) for other in near) for word in content)
        if hits and hits >= ENOUGH * len(content) and any(_alike(word, heard[at]) for word in content):
            return at
    return None


def _alike(word: str, other: str) -> bool:
    return word == other or (len(word) > PREFIX and word[:PREFIX] == other[:PREFIX])


def _content(text: str) -> list[str]:
    words = [_letters(word) for word in text.split()]
    return [word for word in words if len(word) > SHORT] or [word for word in words if word]


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def spread(raw: Sequence[float | None], pictures: int, fps: int, least: int, most: int) -> tuple[int, ...]:
    """Pictures in order, one for each: what has no moment comes evenly between its neighbours.

    Args:
        least, most: pictures between two of them, and before the first.
    """
    anchors = [0.0, *_filled(raw, pictures / fps * END_SHARE)]
    at, before = [], 0
    for second in anchors[1:]:
        before = min(max(round(second * fps), before + least), before + most)
        at.append(before)
    return tuple(at)


def _filled(raw: Sequence[float | None], end_s: float) -> Iterator[float]:
    before = 0.0
    for at, second in enumerate(raw):
        if second is None:
            later = next(((n, s) for n, s in enumerate(raw[at:]) if s is not None), (len(raw) - at, max(end_s, before)))
            second = before + (later[1] - before) / (later[0] + 1)
        yield second
        before = second
