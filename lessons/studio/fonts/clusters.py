"""Grapheme clusters: what a reader takes for one letter, and what is therefore never split."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

KEPT_FORMATS = frozenset("\u200c\u200d\u00ad\u200e\u200f\u061c")
"""Invisible characters that shape or direct text: joiners, the soft hyphen, direction marks. Others are dropped."""

LIGATURES = {point: unicodedata.normalize("NFKC", chr(point)) for point in range(0xFB00, 0xFB07)}
"""Typed fi and fl, as text copied from PDF files has them."""

SPACES = frozenset("\t\n\r\v\f\x85\u2028\u2029\u200b")
TONES = range(0x1F3FB, 0x1F400)
TAGS = range(0xE0020, 0xE0080)  # spell the flags of regions, such as Scotland's


def clean(text: str) -> str:
    """The text in composed form (NFC), on one line, without control characters."""
    composed = unicodedata.normalize("NFC", text).translate(LIGATURES)
    spaced = "".join(" " if char in SPACES else char for char in composed)
    visible = "".join(char for char in spaced if not invisible(char))
    return " ".join(part for part in visible.split(" ") if part)


def invisible(char: str) -> bool:
    if char in KEPT_FORMATS or ord(char) in TAGS:
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"}


@lru_cache(maxsize=1024)  # a clip has about 250 words, each measured and then drawn
def clusters(text: str) -> tuple[str, ...]:
    """The clusters of UAX #29 in reading order; joined they are the text."""
    return tuple(regex.findall(r"\X", text))


def pictographic(char: str) -> bool:
    """Whether it is a picture, such as an emoji: lines may break beside it."""
    return ord(char) >= 0x1F000 or (0x2190 <= ord(char) < 0x3300 and unicodedata.category(char) in {"So", "Sm"})
