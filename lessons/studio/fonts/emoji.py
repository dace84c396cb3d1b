"""Emoji: pictures of one size in the colour font, made as large or small as the text."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw

from lessons.studio.fonts.clusters import TONES
from lessons.studio.fonts.faces import EMOJI, load

PPEM = 109  # the colour font's only size
WIDEST = 140
"""Pixels at that size; a sequence that is wider fell apart into several pictures."""

ADVANCE, DROP = 1.18, 0.2
"""Width, and depth below the baseline, in font sizes."""


def draw_emoji(image: Image.Image, x: float, baseline: float, cluster: str, size: float) -> None:
    picture = emoji(cluster, size)
    left = x + (size * ADVANCE - picture.width) / 2
    at = round(left), round(baseline + size * DROP - picture.height)
    if image.mode == "L":
        image.paste(255, at, picture.getchannel("A"))
    else:
        image.paste(picture, at, picture)


@lru_cache(maxsize=128)
def emoji(cluster: str, size: float) -> Image.Image:
    """The cluster as RGBA, about 1.1 font sizes wide."""
    font = load(EMOJI.file, PPEM)
    sheet = Image.new("RGBA", (136, 136), (0, 0, 0, 0))
    ImageDraw.Draw(sheet).text((0, 4), drawable(cluster), font=font, embedded_color=True, anchor="lt")
    side = max(1, round(size * 1.1))
    return sheet.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)


def drawable(cluster: str) -> str:
    """The cluster, or without its skin tones where the font has no such combination."""
    if load(EMOJI.file, PPEM).getlength(cluster) <= WIDEST:
        return cluster
    plain = "".join(char for char in cluster if ord(char) not in TONES)
    return plain if load(EMOJI.file, PPEM).getlength(plain) <= WIDEST else cluster[0]
