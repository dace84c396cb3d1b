"""The cuts inside a scene: no picture stands still for more than about four seconds.

A list comes in item by item as its items are spoken of, and a question before its options. To any other card the camera
moves a little closer and cuts back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lessons.script import BeforeAfter, BigNumber, Bullets, Card, Chart, EndCard, Screen, ScreenKind, Word
from lessons.studio.encoding.yuv import Planes, brightness, views
from lessons.studio.timing.moments import moments, spread
from lessons.studio.timing.timeline import FPS

LONGEST_S = 4.0
SHORTEST_S = 1.5
NEAR_S = 1.0  # how far a cut may move to meet the beginning of a clause
STRONG = 40  # of 219 steps of brightness: words differ from their page by more, quiet shapes beside them by less
CLOSER_STEPS, CLOSER_EVERY = 12, 2  # a push-in takes 0.8 s, as that to a person who speaks
APART = 9  # pictures at least between two parts: one has come in before the next begins
SOON, GROWN = 12, 30  # pictures after which the camera begins to move: once all is there, and has grown
DRIFT_EVERY, DRIFT_A_SECOND, DRIFT_MOST = 2, 0.014, 1.09  # pictures; words grow by a pixel at their ends each time
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
        closer: the camera moves nearer to it.
        drifts: the camera stands nearer from here on, `zoom` times.
        plain: without the quiet shapes beside the words, of which these rows may hold a part only.
    """

    at: int
    rows: Rows
    slides: bool = True
    closer: bool = False
    plain: bool = False
    drifts: bool = False
    zoom: float = 1.0


def on_twos(at: int) -> int:
    """The even picture at or before `at`: whatever people and camera do meets in one picture, as drawn films have it.

    Each picture that differs costs 5 to 20 ms, whatever the number of changes in it; a 64 s dialogue has 870 of them
    instead of 1,180.
    """
    return at // 2 * 2


def shots(
    card: Card,
    edges: Sequence[int],
    within: Rows,
    pictures: int,
    words: Sequence[Word],
    *,
    lively: bool = False,
) -> tuple[Shot, ...]:
    """The cuts of a scene in order; the first shot is there from its first picture on.

    Args:
        edges: rows between the parts of the card, see Canvas.
        within: the rows that content may use.
        pictures: length of the scene.
        words: with times in seconds of the scene.
        lively: the camera moves to every card, as it does to people.
    """
    slides = _slides(card, edges, within, pictures, words)
    busy = max(slides[-1].at, parts_of(card, pictures, words)[-1])
    if lively:
        return (*slides, *_drift(card, busy, pictures, within))
    jumps = _moves(card, busy, pictures, words)
    return (*slides, *(Shot(at, within, slides=False, closer=i % 2 == 0) for i, at in enumerate(jumps)))


def _slides(card: Card, edges: Sequence[int], within: Rows, pictures: int, words: Sequence[Word]) -> list[Shot]:
    """What comes in from the side, and when."""
    starts = _items(card, pictures, words)
    if starts:
        groups = list(pairwise([within[0], *edges, within[1]]))
    else:
        starts = (0, *clause_cuts(pictures / FPS, words))
        groups = _groups(card, edges, within, len(starts))
    last = len(groups) - 1
    return [Shot(at, rows, plain=i < last) for i, (at, rows) in enumerate(zip(starts, groups, strict=False))]


def _items(card: Card, pictures: int, words: Sequence[Word]) -> tuple[int, ...]:
    """When the title and each item of a list come, where the items are spoken of."""
    if not isinstance(card, Bullets) or not any(spoken := moments(card.items, words)):
        return ()
    longest = round(LONGEST_S * FPS)
    at = spread(spoken, pictures, FPS, APART, longest)
    return (0, *at) if at[-1] <= pictures - APART else ()


def parts_of(card: Card, pictures: int, words: Sequence[Word]) -> tuple[int, ...]:
    """When each part of a card that is built up in place appears: the sides of a contrast, the lines of a chat."""
    match card:
        case BeforeAfter():
            raw = moments((card.before, card.after), words)[1:]
        case Screen() if card.kind is not ScreenKind.CALL and len(card.lines) > 1:
            raw = moments([text for _, text in card.lines], words)[1:]
        case _:
            return (0,)
    at = spread(raw, pictures, FPS, APART, round(LONGEST_S * FPS))
    return (0, *at) if at[-1] <= pictures - APART else (0,)


def _drift(card: Card, busy: int, pictures: int, within: Rows) -> Iterator[Shot]:
    """The camera comes nearer without a pause, once everything is there."""
    start = on_twos(busy + (GROWN if isinstance(card, BigNumber | Chart) else SOON))
    for at in range(start, pictures, DRIFT_EVERY):
        zoom = min(DRIFT_MOST, 1 + DRIFT_A_SECOND * (at - start + DRIFT_EVERY) / FPS)
        yield Shot(at, within, drifts=True, zoom=zoom)


def _moves(card: Card, busy: int, pictures: int, words: Sequence[Word]) -> Sequence[int]:
    """When the camera moves, once everything is there."""
    silent = isinstance(card, EndCard) and not words
    start = busy + (GROWN if isinstance(card, BigNumber | Chart) else SOON)
    if silent and pictures > start + CLOSER_STEPS * CLOSER_EVERY + SOON:
        later = _cuts_after(start + CLOSER_STEPS * CLOSER_EVERY, pictures, words)
        return (start, *later)
    return clause_cuts(pictures / FPS, words) if busy == 0 else _cuts_after(busy, pictures, words)


def _cuts_after(busy: int, pictures: int, words: Sequence[Word]) -> Sequence[int]:
    later = [replace(word, start_s=word.start_s - busy / FPS) for word in words if word.start_s >= busy / FPS]
    return [busy + at for at in clause_cuts((pictures - busy) / FPS, later)]


def clause_cuts(seconds: float, words: Sequence[Word]) -> tuple[int, ...]:
    """Pictures at which there is a further cut: at the beginning of a clause where one is near."""
    cuts = [0.0]
    while (left := seconds - cuts[-1]) > LONGEST_S:
        ideal = cuts[-1] + left / np.ceil(left / LONGEST_S)
        low = max(cuts[-1] + SHORTEST_S, ideal - NEAR_S)
        high = min(cuts[-1] + LONGEST_S, ideal + NEAR_S, seconds - SHORTEST_S)
        near = [start for start in clauses(words) if low <= start <= high]
        cuts.append(min(near, key=lambda start: abs(start - ideal), default=ideal))
    return tuple(round(cut * FPS) for cut in cuts[1:])


def clauses(words: Sequence[Word]) -> list[float]:
    """When a clause begins; when any word begins where a text has no clauses."""
    begins = [b.start_s for a, b in pairwise(words) if a.text.rstrip(CLOSERS)[-1:] in CLAUSE_ENDS]
    return begins or [word.start_s for word in words]


def _groups(card: Card, edges: Sequence[int], within: Rows, most: int) -> list[Rows]:
    """Rows that come in one after the other, from the top; together all rows that content may use.

    A title comes with the first item of its list; a question comes before its options.
    """
    inner = edges[1:] if isinstance(card, Bullets) else edges
    parts = list(pairwise([within[0], *inner, within[1]]))
    shares = np.array_split(np.arange(len(parts)), min(most, len(parts)))
    return [(parts[share[0]][0], parts[share[-1]][1]) for share in shares]


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
