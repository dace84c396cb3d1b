"""Which bundled font draws what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from lessons.studio.fonts.clusters import clusters

HERE = Path(__file__).parent


class Weight(StrEnum):
    DISPLAY = "display"
    STRONG = "strong"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file, as it is used here.

    Attributes:
        scale: drawn this much larger than asked, so that its letters look as large as Inter's.
        rise, fall: room above and below the baseline, in font sizes.
        middle: height of the optical middle of its letters above the baseline, in font sizes.
        pitch: from baseline to baseline where lines are set tight, in font sizes.
    """

    file: str
    scale: float = 1.0
    rise: float = 0.74
    fall: float = 0.2
    pitch: float = 1.1
    middle: float = 0.365


class Undrawable(ValueError):
    """No bundled font has the character."""


EMOJI = Face("NotoColorEmoji.ttf", rise=0.9, fall=0.22, pitch=1.16, middle=0.36)
LATIN = {
    Weight.DISPLAY: Face("InterDisplay-ExtraBold.otf"),
    Weight.STRONG: Face("Inter-Bold.otf"),
    Weight.BODY: Face("Inter-Medium.otf"),
}
SIGNS = (Face("NotoSansMath-Regular.ttf"), Face("NotoSansSymbols2-Regular.ttf"))
CJK = {region: Face(f"NotoSans{region}-Bold.otf", 0.96, 0.86, 0.12, 1.2, 0.38) for region in ("SC", "TC", "JP", "KR")}
REGIONS: Mapping[str, str] = {"ja": "JP", "ko": "KR", "zh": "SC", "yue": "TC"}
TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
FULL_WIDTH_QUOTES = frozenset("“”‘’…—·※")
"""Characters that Latin and East Asian text share but draw differently."""

BLANK = frozenset("\u200c\u200d\u200e\u200f\u061c\u00ad\ufe0e\ufe0f")
"""Characters that need no glyph."""

EMOJI_BY_DEFAULT = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
)
"""Emoji_Presentation=Yes below U+1F000 (Unicode emoji-data)."""


def scripts(weight: Weight) -> tuple[Face, ...]:
    cut = "Regular" if weight is Weight.BODY else "Bold"
    return (
        Face(f"NotoSansArabic-{cut}.ttf", 1.08, 0.82, 0.36, 1.42, 0.34),
        Face(f"NotoSansHebrew-{cut}.ttf", 1.06, 0.74, 0.2, 1.16, 0.35),
        Face(f"NotoSansDevanagari-{cut}.ttf", 1.0, 0.84, 0.36, 1.34, 0.34),
        Face(f"NotoSansThai-{cut}.ttf", 1.04, 0.92, 0.34, 1.42, 0.36),
    )


def region(language: str) -> str:
    """The East Asian letter shapes of a language: "SC", "TC", "JP" or "KR"; "SC" for languages that have none."""
    main, *rest = language.lower().split("-")
    if main == "zh" and TRADITIONAL.intersection(rest):
        return "TC"
    return REGIONS.get(main, "SC")


@lru_cache(maxsize=64)
def order(weight: Weight, language: str) -> tuple[Face, ...]:
    """Faces in the order they are asked."""
    own = region(language)
    # One character has different shapes in Chinese, Japanese and Korean: the text's own region is asked first.
    east = (CJK[own], *(face for name, face in CJK.items() if name != own))
    return (LATIN[weight], *scripts(weight), *east, *SIGNS, EMOJI)


@lru_cache(maxsize=1)
def coverage() -> dict[str, str]:
    return dict(json.loads((HERE / "coverage.json").read_text(encoding="ascii")))


@lru_cache(maxsize=32)
def characters(file: str) -> frozenset[str]:
    """What the file can draw."""
    spans = (span.split("-") for span in coverage()[file].split(","))
    return frozenset(chr(point) for span in spans for point in range(int(span[0], 16), int(span[-1], 16) + 1))


def draws(face: Face, cluster: str) -> bool:
    return characters(face.file).issuperset(char for char in cluster if char not in BLANK)


def is_emoji(cluster: str) -> bool:
    if "\ufe0e" in cluster:
        return False
    styled = "\ufe0f" in cluster or "\u20e3" in cluster
    return styled or cluster[0] in EMOJI_BY_DEFAULT or (ord(cluster[0]) >= 0x1F000 and draws(EMOJI, cluster[0]))


@lru_cache(maxsize=8192)
def face_of(cluster: str, weight: Weight, language: str) -> Face:
    """The first face that has the whole cluster.

    Raises:
        Undrawable: none has.
    """
    if is_emoji(cluster) and draws(EMOJI, cluster[0]):
        return EMOJI
    faces = order(weight, language)
    if cluster in FULL_WIDTH_QUOTES and language[:2] in {"ja", "zh"}:
        return CJK[region(language)]
    for face in faces:
        if draws(face, cluster):
            return face
    points = " ".join(f"U+{ord(char):04X}" for char in cluster)
    raise Undrawable(f'the bundled fonts cannot draw "{cluster}" ({points}); write it another way')


@lru_cache(maxsize=512)
def split(text: str, weight: Weight, language: str) -> tuple[tuple[str, Face], ...]:
    """The text in stretches of one face, in reading order. A space stays with what stands before it.

    Raises:
        Undrawable: no bundled font has one of the characters.
    """
    runs: list[tuple[str, Face]] = []
    for cluster in clusters(text):
        last = runs[-1][1] if runs else None
        keep = cluster in " \u00a0\u202f" and last is not None and last is not EMOJI and draws(last, cluster)
        face = last if keep and last else face_of(cluster, weight, language)
        if face is last and face is not EMOJI:
            runs[-1] = (runs[-1][0] + cluster, face)
        else:
            runs.append((cluster, face))
    return tuple(runs)


@lru_cache(maxsize=96)
def load(file: str, size: float) -> ImageFont.FreeTypeFont:
    # Raqm shapes Arabic and Devanagari; Pillow's basic layout draws them as single letters in the wrong order.
    return ImageFont.truetype(HERE / file, size, layout_engine=ImageFont.Layout.RAQM)
