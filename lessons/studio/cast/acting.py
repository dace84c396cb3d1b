"""When a mouth opens and eyes close: from the sound that is heard and from the clock alone, so always the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

STEP = 3  # pictures: a mouth changes at most ten times a second, as drawn films have it
FPS = 30
LOUD_SHARE = 0.9  # quantile of the loudness of a line that counts as a loud vowel
THRESHOLDS = (0.08, 0.32, 0.62)  # of that loudness: from which share on a mouth is small, half and wide open
BLINK_PICTURES = 4  # 0.13 s; people's blinks take 0.1 to 0.15 s
FIRST_BLINK, BLINKS_APART = 37, (103, 131, 89, 149)  # pictures: every 3 to 5 s, and never in step with cuts


def levels(pcm: NDArray[np.int16], rate: int, lead_s: float, pictures: int) -> tuple[int, ...]:
    """How far the mouth is open, 0 to 3, for every STEP pictures of a scene whose speech begins at lead_s."""
    count = -(-pictures // STEP)
    if not len(pcm):
        return (0,) * count
    hop = max(1, round(rate * STEP / FPS))
    before = round(lead_s * rate)
    padded = np.zeros(count * hop, np.float32)
    heard = pcm[: max(0, len(padded) - before)].astype(np.float32)
    padded[before : before + len(heard)] = heard
    loudness = np.sqrt(np.mean(padded.reshape(count, hop) ** 2, axis=1))
    speaking = loudness[loudness > loudness.max() * THRESHOLDS[0]]
    full = max(1.0, float(np.quantile(speaking, LOUD_SHARE))) if len(speaking) else 1.0
    return tuple(int(level) for level in np.searchsorted(THRESHOLDS, loudness / full))


def mouths(steps: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(picture, level) of every change; a mouth that stays loud moves between its two widest."""
    before = -1
    for at, level in enumerate(steps):
        now = 2 if level == before == 3 else level
        if now != before:
            yield at * STEP, now
        before = now


def blinks(pictures: int, seed: int) -> Iterator[tuple[int, bool]]:
    """(picture, closed) of every change of the lids; people blink at times of their own."""
    at = FIRST_BLINK + seed * 29 % 61
    turn = seed
    while at + BLINK_PICTURES < pictures:
        yield at, True
        yield at + BLINK_PICTURES, False
        at += BLINKS_APART[turn % len(BLINKS_APART)]
        turn += 1
