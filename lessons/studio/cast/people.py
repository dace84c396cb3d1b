"""A person as pictures: the whole figure once, and small patches of mouth and eyes that change while they speak.

Drawn with DiceBear's style "toon head" (Johan Melin, CC BY 4.0). A whole figure of 1150 pixels takes 0.45 s to draw, a
patch 0.01 s: so the figure is drawn once for each person, and moods and mouths are patches on it.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import resvg_py
from PIL import Image

from lessons.script import Look
from lessons.studio.cast.looks import BLINK, FACES, Expression, options

CREDIT = "Toon Head by Johan Melin (CC BY 4.0), drawn with DiceBear"
UNITS = 768  # the style's own grid is square
MOUTH = (322, 476, 126, 76)
EYES = (244, 286, 280, 162)  # eyes and brows: left, top, width, height in the style's units
SHAPES = ("rest", "small", "half", "open")
"""Mouths from closed to wide open; loudness picks one."""

_LIPS = "#611519"
_PARTED = {"small": (15.0, 10.0), "half": (19.0, 17.0)}  # half axes of the two mouths that the style does not have


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of a figure: its picture, and where its left upper corner lies, in pixels of the figure."""

    image: Image.Image
    at: tuple[int, int]


@lru_cache(12)  # a series has a handful of people, each in two sizes
def figure(look: Look, size: int) -> Image.Image:
    """The person with a neutral face and a closed mouth: RGBA, size x size."""
    face = FACES["neutral"]
    return _drawn(look, face.eyes, face.brows, face.rest, (0, 0, UNITS, UNITS), size)


@lru_cache(256)  # six moods, four mouths and a blink of a handful of people
def mouth(look: Look, mood: str, shape: str, size: int) -> Patch:
    """The mouth of a shape, as that mood makes it, for a figure of that size."""
    face = FACES[mood]
    name = {"rest": face.rest, "open": face.open}.get(shape, shape)
    return _patch(look, face, face.eyes, name, MOUTH, size)


@lru_cache(128)
def eyes(look: Look, mood: str, closed: bool, size: int) -> Patch:
    """Eyes and brows of a mood, or with the lids down."""
    face = FACES[mood]
    return _patch(look, face, BLINK if closed else face.eyes, face.rest, EYES, size)


def _patch(look: Look, face: Expression, eye: str, lips: str, box: tuple[int, int, int, int], size: int) -> Patch:
    """A box of the figure, its sides rounded outwards to even pixels, because colours are kept at half the detail."""
    scale = size / UNITS
    left, top = (int(side * scale) // 2 * 2 for side in box[:2])
    right, bottom = (-(-int((box[i] + box[i + 2]) * scale) // 4) * 4 for i in (0, 1))
    width, height = (right - left) // 4 * 4, (bottom - top) // 4 * 4
    units = (left / scale, top / scale, width / scale, height / scale)
    return Patch(_drawn(look, eye, face.brows, lips, units, width), (left, top))


def _drawn(
    look: Look, eye: str, brow: str, lips: str, box: tuple[float, float, float, float], width: int
) -> Image.Image:
    """What lies in a box of the style's units, `width` pixels wide."""
    # Here and below: it loads a validator of JSON schemas, which a process that draws nobody need not wait for.
    from dicebear import Avatar

    chosen = {"eyesVariant": [eye], "eyebrowsVariant": [brow], "mouthVariant": [lips]}
    svg = Avatar(_style(), {"size": UNITS, **options(look), **chosen}).to_string()
    view = " ".join(f"{side:.4f}" for side in box)
    height = round(width * box[3] / box[2])
    cut = re.sub(r'viewBox="[^"]*"', f'viewBox="{view}"', svg, count=1)
    cut = re.sub(r'(<svg[^>]*?) width="\d+" height="\d+"', rf'\1 width="{width}" height="{height}"', cut, count=1)
    return Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=cut, width=width)))).convert("RGBA")


@lru_cache(1)
def _style() -> Any:
    """The style with two mouths more: between its closed and its open ones nothing else would show a quiet vowel."""
    from dicebear import Style

    about = json.loads(files("dicebear_styles").joinpath("toon-head.json").read_text())
    mouths = about["components"]["mouth"]["variants"]
    for name, (wide, tall) in _PARTED.items():
        mouths[name] = {"elements": [_ellipse(wide, tall)]}
    return Style(about)


def _ellipse(wide: float, tall: float) -> dict[str, object]:
    where = {"cx": "57.5", "cy": "26", "rx": str(wide), "ry": str(tall), "fill": _LIPS}
    return {"name": "ellipse", "type": "element", "attributes": where}
