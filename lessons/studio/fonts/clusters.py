"""Grapheme clusters: what a reader takes for one letter, and what is therefore never split."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

JOINER = "\u200d"
KEPT_FORMATS = frozenset("\u200c\u200d\u00ad\u200e\u200f\u061c")
"""Invisible characters that shape or direct text: joiners, the soft hyphen, direction marks. Others are dropped."""

LIGATURES = {point: unicodedata.normalize("NFKC", chr(point)) for point in range(0xFB00, 0xFB07)}
"""Typed fi and fl, as text copied from PDF files has them."""

SPACES = frozenset("\t\n\r\v\f\x85\u2028\u2029\u200b")
VIRAMAS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
TONES = range(0x1F3FB, 0x1F400)
TAGS = range(0xE0020, 0xE0080)
FLAGS = range(0x1F1E6, 0x1F200)
JAMO_TAILS = range(0x1160, 0x1200)
ALSO_EXTEND = frozenset("\u0e33\u0eb3\u200c\u200d\uff9e\uff9f")


def clean(text: str) -> str:
    """The text in composed form (NFC), on one line, without control characters."""
    composed = unicodedata.normalize("NFC", text).translate(LIGATURES)
    spaced = "".join(" " if char in SPACES else char for char in composed)
    kept = "".join(char for char in spaced if not invisible(char))
    return " ".join(part for part in kept.split(" ") if part)


def invisible(char: str) -> bool:
    if char in KEPT_FORMATS or ord(char) in TAGS:
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"}


@lru_cache(maxsize=1024)
def clusters(text: str) -> tuple[str, ...]:
    """The clusters in reading order; joined they are the text.

    Follows UAX #29 for the scripts that are bundled: marks, conjuncts, jamo, flags, emoji with tones, tags and joiners.
    """
    found: list[str] = []
    for char in text:
        if found and continues(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return tuple(found)


def continues(cluster: str, char: str) -> bool:
    point, last = ord(char), cluster[-1]
    if char in ALSO_EXTEND or point in TONES or point in TAGS or point in JAMO_TAILS:
        return True
    if unicodedata.category(char).startswith("M"):
        return True
    if point in FLAGS:
        return len(cluster) == 1 and ord(cluster) in FLAGS
    if last in VIRAMAS or (last == JOINER and len(cluster) > 1 and cluster[-2] in VIRAMAS):
        return unicodedata.category(char) == "Lo"
    return last == JOINER and pictographic(cluster[0]) and pictographic(char)


def pictographic(char: str) -> bool:
    return ord(char) >= 0x1F000 or (0x2190 <= ord(char) < 0x3300 and unicodedata.category(char) in {"So", "Sm"})
