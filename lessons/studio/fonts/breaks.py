"""Where a line may end, and which of these places look best."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lessons.studio.fonts.clusters import clusters

NO_START = frozenset(
    "!),.:;?]}¢°·ˇˉ―‖’”…‰′″›℃、。〃々〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー・،؛؟।॥ๆฯ%»”’"
)
"""Never first in a line (JIS X 4051, GB/T 15834, and Thai signs that belong to what stands before)."""

NO_END = frozenset("([{£¥‘“‹«〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥$€")
"""Never last in a line."""

THAI_LEADING = frozenset("เแโใไ")
THAI_TRAILING = frozenset("ะาๅๆฯ")
THAI_PAIRS = frozenset(a + b for a in "กขคตปผพส" for b in "รลว") | frozenset("ห" + b for b in "งญนมยรลว") | {"อย"}
"""Two consonants that often begin a syllable together."""

GOOD, FAIR, POOR = 0.0, 0.15, 0.6
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never split.

    Attributes:
        cost: of ending a line after it: 0 is good, NEVER is not allowed.
        space: it is followed by a space when the line goes on.
        hyphen: it is followed by a hyphen when the line ends there.
    """

    text: str
    cost: float
    space: bool = False
    hyphen: bool = False


@lru_cache(maxsize=512)
def pieces(text: str, language: str, anywhere: bool = False) -> tuple[Piece, ...]:
    """The text in pieces.

    Args:
        anywhere: long words may be broken between any two clusters too, with a hyphen where letters are joined so.
    """
    found: list[Piece] = []
    parts = clusters(text)
    start = 0
    for at in range(len(parts)):
        after = parts[at + 1] if at + 1 < len(parts) else " "
        if parts[at] == " ":
            start = at + 1
            continue
        piece = ending(parts, at, after, language, anywhere)
        if piece is not None:
            found.append(Piece("".join(parts[start:at]) + piece.text, piece.cost, piece.space, piece.hyphen))
            start = at + 1
    return tuple(found)


def ending(parts: Sequence[str], at: int, after: str, language: str, anywhere: bool) -> Piece | None:
    """How a piece ends after parts[at], or None when it goes on."""
    here = parts[at]
    if after == " ":
        return Piece(here, GOOD, space=True)
    if here.endswith("\u00ad"):
        return Piece(here.rstrip("\u00ad"), GOOD, hyphen=True)
    cost = break_cost(parts[at - 1] if at else "", here, after)
    if cost < NEVER:
        return Piece(here, cost)
    if anywhere and after[0] not in NO_START and here[0] not in NO_END and "\u00a0" not in here + after:
        return Piece(here, POOR, hyphen=hyphenates(here) and hyphenates(after))
    return None


def break_cost(before: str, here: str, after: str) -> float:
    """Cost of a line end between here and after, which no space separates."""
    a, b = here[0], after[0]
    if b in NO_START or a in NO_END:
        return NEVER
    if here in {"-", "–", "—", "/", "‐"}:
        return NEVER if b.isdigit() or not before else GOOD
    if ideographic(a) or ideographic(b):
        return GOOD
    if "\u0e01" <= a <= "\u0e4e" and "\u0e01" <= b <= "\u0e4e":
        return thai_cost(here, after)
    return NEVER


def ideographic(char: str) -> bool:
    """Characters of Chinese and Japanese, which have no spaces; Korean breaks at spaces."""
    point = ord(char)
    return (
        0x2E80 <= point <= 0x312F
        or 0x31A0 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0xFF00 <= point <= 0xFF9F
        or point >> 16 in {2, 3}
    )


def thai_cost(here: str, after: str) -> float:
    """Thai has no spaces between words: a syllable's likely start is the best that can be had without a dictionary."""
    a, b = here[0], after[0]
    if a in THAI_LEADING or b in THAI_TRAILING:
        return NEVER
    if b in THAI_LEADING or here[-1] in "ะๆฯำ":
        return GOOD if b in THAI_LEADING else FAIR
    starts_syllable = len(after) > 1 and a + b not in THAI_PAIRS
    return FAIR if starts_syllable else 2 * POOR


def hyphenates(cluster: str) -> bool:
    return unicodedata.name(cluster[0], "").startswith(("LATIN", "CYRILLIC", "GREEK"))


def wrapped(parts: Sequence[Piece], width: Callable[[str], float], most: float) -> list[str] | None:
    """The fewest lines within the width, of these the evenest with the best breaks; None if a piece is wider."""
    sizes = [width(piece.text) for piece in parts]
    space, hyphen = width(" "), width("-")
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(parts) + 1):
        best.append(best_start(parts, sizes, (space, hyphen), most, best, end))
        if best[-1][0] > len(parts):
            return None
    return joined(parts, best)


def best_start(
    parts: Sequence[Piece],
    sizes: Sequence[float],
    extra: tuple[float, float],
    most: float,
    best: Sequence[tuple[int, float, int]],
    end: int,
) -> tuple[int, float, int]:
    """(lines, badness, start) of the best line that ends before parts[end]."""
    found = (len(parts) + 1, NEVER, end)
    last = end == len(parts)
    used = extra[1] if parts[end - 1].hyphen and not last else 0.0
    for start in range(end - 1, -1, -1):
        used += sizes[start] + (extra[0] if parts[start].space and start < end - 1 else 0.0)
        if used > most:
            break
        slack = (most - used) / most
        cost = best[start][1] + slack * slack + (0.0 if last else parts[end - 1].cost)
        found = min(found, (best[start][0] + 1, cost, start))
    return found


def joined(parts: Sequence[Piece], best: Sequence[tuple[int, float, int]]) -> list[str]:
    lines: list[str] = []
    end = len(parts)
    while end > 0:
        start = best[end][2]
        text = "".join(piece.text + (" " if piece.space else "") for piece in parts[start:end]).rstrip(" ")
        lines.append(text + ("-" if parts[end - 1].hyphen and end < len(parts) else ""))
        end = start
    return lines[::-1]
