"""The cuts inside a scene: no picture stands still for more than about four seconds.

A card that stays longer than that is shown part by part, from the top: a headline, then what is below it. What is a
part is read off the drawn card itself, from the rows that nothing stands on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lessons.studio.script import Word
from lessons.studio.timeline import FPS
from lessons.studio.yuv import Planes, brightness

LONGEST_S = 4.0
SHORTEST_S = 2.0
GAP_SHARE = 0.006  # of the height: rows that stand empty between two parts
CLAUSE_ENDS = ".?!…。？！।؟,;:，；：、،؛"
CLOSERS = "\"'”’»)]」』"

Rows = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shot:
    """Something slides in.

    Attributes:
        at: picture of the scene, from 0, at which it begins to.
        rows: first row and the one after the last, both even.
    """

    at: int
    rows: Rows


def shots(card: Planes, empty: Planes, within: Rows, pictures: int, words: Sequence[Word]) -> tuple[Shot, ...]:
    """The parts of a card in the order in which they come in; the first at once.

    Args:
        within: the rows that content may use.
        empty: those rows of the card without its content.
        pictures: length of the scene.
        words: with times in seconds of the scene.
    """
    parts = _parts(card, empty, within)
    cuts = _cuts(pictures / FPS, words, len(parts))
    groups = _grouped(parts, len(cuts) + 1, within)
    return tuple(Shot(at, rows) for at, rows in zip((0, *cuts), groups, strict=True))


def _parts(card: Planes, empty: Planes, within: Rows) -> list[Rows]:
    """Bands of rows with content, from the top; those that almost touch count as one."""
    used = (brightness(card)[slice(*within)] != brightness(empty)).any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], used, [False])).astype(np.int8))) + within[0]
    least = GAP_SHARE * len(brightness(card))
    bands: list[Rows] = []
    for top, bottom in edges.reshape(-1, 2).tolist():
        if bands and top - bands[-1][1] < least:
            bands[-1] = (bands[-1][0], bottom)
        else:
            bands.append((top, bottom))
    return bands


def _cuts(seconds: float, words: Sequence[Word], parts: int) -> tuple[int, ...]:
    """Pictures at which a further part comes in: at the beginning of a clause where one is near."""
    wanted = min(int(np.ceil(seconds / LONGEST_S)), parts) - 1
    cuts: list[int] = []
    for i in range(1, wanted + 1):
        ideal = seconds * i / (wanted + 1)
        low, high = (cuts[-1] / FPS if cuts else 0) + SHORTEST_S, min(ideal + LONGEST_S / 4, seconds - SHORTEST_S)
        near = [start for start in _clauses(words) if max(low, ideal - LONGEST_S / 4) <= start <= high]
        cuts.append(round(min(near, key=lambda start: abs(start - ideal), default=ideal) * FPS))
    return tuple(cuts)


def _clauses(words: Sequence[Word]) -> list[float]:
    """When a clause begins; when any word begins where a text has no clauses."""
    begins = [b.start_s for a, b in pairwise(words) if a.text.rstrip(CLOSERS)[-1:] in CLAUSE_ENDS]
    return begins or [word.start_s for word in words]


def _grouped(parts: Sequence[Rows], count: int, within: Rows) -> list[Rows]:
    """The parts in `count` groups, divided where the most room is; together they cover all rows of the content."""
    gaps = sorted(range(1, len(parts)), key=lambda i: (parts[i - 1][1] - parts[i][0], i))[: count - 1]
    edges = [within[0], *[sum((parts[i - 1][1], parts[i][0])) // 4 * 2 for i in sorted(gaps)], within[1]]
    return list(pairwise(edges))
