"""Lines from pieces: few, even, and ending in good places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lessons.studio.fonts.breaks import NEVER, Piece

LINE = 1.0
Best = tuple[float, int]
"""Cost of the lines up to a piece, and the piece with which the last of them starts."""


def wrapped(parts: Sequence[Piece], width: Callable[[str], float], most: float) -> list[str] | None:
    """The lines that cost least (count, empty room squared, ends), or None when a piece is too wide."""
    sizes = [width(piece.text) for piece in parts]
    space, hyphen = width(" "), width("-")
    best: list[Best] = [(0.0, 0)]
    for end in range(1, len(parts) + 1):
        tail = hyphen if parts[end - 1].joint.hyphen and end < len(parts) else 0.0
        best.append(best_start(parts, sizes, space, most - tail, best, end))
    return None if best[-1][0] == NEVER else joined(parts, best)


def best_start(
    parts: Sequence[Piece], sizes: Sequence[float], space: float, most: float, best: Sequence[Best], end: int
) -> Best:
    """The best last line before parts[end]."""
    ends = parts[end - 1].joint.cost if end < len(parts) else 0.0
    cheapest, used = (NEVER, end), 0.0
    for start in range(end - 1, -1, -1):
        used += sizes[start] + (space if parts[start].space and start < end - 1 else 0.0)
        if used > most:
            break
        empty = (most - used) / most
        cheapest = min(cheapest, (best[start][0] + LINE + empty * empty + ends, start))
    return cheapest


def joined(parts: Sequence[Piece], best: Sequence[Best]) -> list[str]:
    lines: list[str] = []
    end = len(parts)
    while end > 0:
        start = best[end][1]
        text = "".join(piece.text + (" " if piece.space else "") for piece in parts[start:end]).rstrip(" ")
        lines.append(text + ("-" if parts[end - 1].joint.hyphen and end < len(parts) else ""))
        end = start
    return lines[::-1]
