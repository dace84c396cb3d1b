"""The order in which a line of mixed directions is drawn (UAX #9)."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import bidirectional

from bidi import algorithm

RIGHT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
"""Classes of characters without which a left-to-right line is all of level 0."""


def levels(text: str, rtl: bool) -> list[int]:
    """One embedding level per character; odd ones run from right to left.

    Args:
        rtl: the direction of the paragraph.
    """
    # Most text is of one direction, and the full algorithm for each word of a clip would cost time for nothing.
    if not rtl and not any(bidirectional(char) in RIGHT for char in text):
        return [0] * len(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = (1, "R") if rtl else (0, "L")
    algorithm.get_embedding_levels(text, storage)
    for at, char in enumerate(storage["chars"]):
        char["at"] = at
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage, False)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    by_place = {char["at"]: int(char["level"]) for char in storage["chars"]}
    depths: list[int] = []
    for at in range(len(text)):  # joiners and soft hyphens have no level of their own
        depths.append(by_place.get(at, depths[-1] if depths else int(rtl)))
    return depths


def visual(run_levels: Sequence[int]) -> list[int]:
    """Indices of the runs from left to right (rule L2: reverse every stretch at or above each level)."""
    order = list(range(len(run_levels)))
    for level in range(max(run_levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[at:end] = order[at:end][::-1]
            at = end + 1
    return order
