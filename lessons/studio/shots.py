"""The cuts inside a scene: no picture stands still for more than about four seconds.

A list that stays longer than that comes in item by item, and a question before its options. Any other card is cut to
from a little closer, as between two cameras. Where items and options begin is read off the drawn card, from the rows
that nothing stands on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lessons.studio.script import Ask, Bullets, Card, Word
from lessons.studio.timeline import FPS
from lessons.studio.yuv import Planes, brightness, views

LONGEST_S = 4.0
SHORTEST_S = 1.5
NEAR_S = 1.0  # how far a cut may move to meet the beginning of a clause
STRONG = 40  # of 219 steps of brightness: words differ from their page by more, quiet shapes beside them by less
RULE = 0.01  # of the height
CLAUSE_ENDS = ".?!…。？！।؟,;:，；：、،؛"
CLOSERS = "\"'”’»)]」』"

Rows = tuple[int, int]
"""First row and the one after the last, both even."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What changes at a cut.

    Attributes:
        at: picture of the scene, from 0, at which it changes.
        rows: what changes.
        slides: comes in from the side; otherwise it is there at once.
        closer: shown larger.
        plain: without the quiet shapes beside the words, of which these rows may hold a part only.
    """

    at: int
    rows: Rows
    slides: bool = True
    closer: bool = False
    plain: bool = False


def shots(
    card: Card, drawn: Planes, empty: Planes, within: Rows, pictures: int, words: Sequence[Word]
) -> tuple[Shot, ...]:
    """The cuts of a scene in order; the first shot is there from its first picture on.

    Args:
        within: the rows that content may use.
        empty: those rows of the drawn card without its content.
        pictures: length of the scene.
        words: with times in seconds of the scene.
    """
    cuts = (0, *_cuts(pictures / FPS, words))
    groups = _groups(card, drawn, empty, within, len(cuts))
    last = len(groups) - 1
    slides = [Shot(cut, rows, plain=i < last) for i, (cut, rows) in enumerate(zip(cuts, groups, strict=False))]
    jumps = [Shot(cut, within, slides=False, closer=i % 2 == 0) for i, cut in enumerate(cuts[len(groups) :])]
    return (*slides, *jumps)


def _cuts(seconds: float, words: Sequence[Word]) -> tuple[int, ...]:
    """Pictures at which there is a further cut: at the beginning of a clause where one is near."""
    cuts = [0.0]
    while (left := seconds - cuts[-1]) > LONGEST_S:
        ideal = cuts[-1] + left / np.ceil(left / LONGEST_S)
        low = max(cuts[-1] + SHORTEST_S, ideal - NEAR_S)
        high = min(cuts[-1] + LONGEST_S, ideal + NEAR_S, seconds - SHORTEST_S)
        near = [start for start in _clauses(words) if low <= start <= high]
        cuts.append(min(near, key=lambda start: abs(start - ideal), default=ideal))
    return tuple(round(cut * FPS) for cut in cuts[1:])


def _clauses(words: Sequence[Word]) -> list[float]:
    """When a clause begins; when any word begins where a text has no clauses."""
    begins = [b.start_s for a, b in pairwise(words) if a.text.rstrip(CLOSERS)[-1:] in CLAUSE_ENDS]
    return begins or [word.start_s for word in words]


def _groups(card: Card, drawn: Planes, empty: Planes, within: Rows, most: int) -> list[Rows]:
    """Rows that come in one after the other, from the top; together all rows that content may use."""
    parts = _parts(card, _bands(drawn, empty, within), within)
    shares = np.array_split(np.arange(len(parts)), min(most, len(parts)))
    return [(parts[share[0]][0], parts[share[-1]][1]) for share in shares]


def _parts(card: Card, bands: Sequence[Rows], within: Rows) -> list[Rows]:
    """A title with the first item of a list, then each item; or a question, then its options."""
    roomiest = sorted(range(1, len(bands)), key=lambda i: bands[i - 1][1] - bands[i][0])
    match card:
        case Bullets():
            inner = sorted(roomiest[: len(card.items)])[1:]
        case Ask() if card.options:
            inner = roomiest[:1]
        case _:
            inner = []
    edges = [(bands[i - 1][1] + bands[i][0]) // 4 * 2 for i in inner]
    return list(pairwise([within[0], *edges, within[1]]))


def _bands(drawn: Planes, empty: Planes, within: Rows) -> list[Rows]:
    """Bands of rows with words, from the top; a rule above a title is not one."""
    used = strong(drawn, empty, within).any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], used, [False])).astype(np.int8))) + within[0]
    return [(top, end) for top, end in edges.reshape(-1, 2).tolist() if end - top > RULE * len(brightness(drawn))]


def strong(drawn: Planes, empty: Planes, within: Rows) -> NDArray[np.bool_]:
    """Where words are: shape (rows, width)."""
    apart = brightness(drawn)[slice(*within)].astype(np.int16) - brightness(empty)
    words: NDArray[np.bool_] = np.abs(apart) > STRONG
    return words


def plain_card(drawn: Planes, empty: Planes, within: Rows) -> Planes:
    """The card with its words alone."""
    words = strong(drawn, empty, within)
    for axis in (0, 1):  # the soft edges of letters belong to them
        for way in (1, 2, -3):
            words = words | np.roll(words, way, axis)
    halves = words.reshape(words.shape[0] // 2, 2, -1, 2).any(axis=(1, 3))
    out = drawn.copy()
    for into, page, mask, half in zip(views(out), views(empty), (words, halves, halves), (1, 2, 2), strict=True):
        np.copyto(into[within[0] // half : within[1] // half], page, where=~mask)
    return out
