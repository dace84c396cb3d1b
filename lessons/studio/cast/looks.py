"""What a person may look like, in the words that authors write, and which face each mood makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lessons.script import Look

HAIR = {"bun": "bun", "side parting": "sideComed", "spiky": "spiky", "short": "undercut"}
LONG_HAIR = {"none": "", "straight": "longStraight", "wavy": "longWavy", "neck": "neckHigh", "shoulder": "shoulderHigh"}
BEARDS = {
    "none": "",
    "chin": "chin",
    "goatee": "chinMoustache",
    "full": "fullBeard",
    "long": "longBeard",
    "moustache": "moustacheTwirl",
}
CLOTHES = {
    "dress": "dress",
    "jacket": "openJacket",
    "shirt": "shirt",
    "t-shirt": "tShirt",
    "turtleneck": "turtleNeck",
}
SKIN = {"dark": "#5c3829", "brown": "#a36b4f", "tan": "#b98e6a", "rosy": "#c68e7a", "light": "#f1c3a5"}
HAIR_COLOURS = {
    "black": "#2c1b18",
    "brown": "#724133",
    "auburn": "#a55728",
    "honey": "#b58143",
    "blond": "#d6b370",
    "grey": "#8d8a88",
}
CLOTHES_COLOURS = {
    "black": "#151613",
    "blue": "#0b3286",
    "grey": "#545454",
    "green": "#147f3c",
    "orange": "#f97316",
    "pink": "#ec4899",
    "purple": "#731ac3",
    "red": "#b11f1f",
    "white": "#e8e9e6",
    "yellow": "#eab308",
}

CHOICES: Mapping[str, Mapping[str, str]] = {
    "hair": HAIR,
    "long hair": LONG_HAIR,
    "hair colour": HAIR_COLOURS,
    "beard": BEARDS,
    "skin": SKIN,
    "clothes": CLOTHES,
    "clothes colour": CLOTHES_COLOURS,
}
"""What authors may choose of a look; whatever they leave out follows from the seed."""

_COMPONENTS = {"hair": "hair", "long hair": "rearHair", "beard": "beard", "clothes": "clothes"}
_COLOURS = {"hair colour": "hairColor", "skin": "skinColor", "clothes colour": "clothesColor"}


@dataclass(frozen=True, slots=True)
class Expression:
    """Eyes, brows and the mouth at rest, by the style's names; `open` is the mouth of a loud vowel."""

    eyes: str
    brows: str
    rest: str
    open: str = "agape"


FACES: Mapping[str, Expression] = {
    "neutral": Expression("happy", "neutral", "smile"),
    "glad": Expression("happy", "happy", "smile", "laugh"),
    "worried": Expression("happy", "sad", "sad"),
    "angry": Expression("happy", "angry", "sad", "angry"),
    "sly": Expression("happy", "raised", "smile"),
    "surprised": Expression("wide", "happy", "sad"),
    "sad": Expression("humble", "sad", "sad"),
}
MOODS = tuple(FACES)
BLINK = "humble"  # lids down; the style's other closed eyes smile


def options(look: Look) -> dict[str, object]:
    """The style's options of a look: its seed, and what the author chose."""
    chosen = dict(look)
    result: dict[str, object] = {"seed": chosen.get("seed", "")}
    for key, component in _COMPONENTS.items():
        if key in chosen:
            value = CHOICES[key][chosen[key]]
            result |= {f"{component}Variant": [value]} if value else {}
            result |= {f"{component}Probability": 100 if value else 0} if key in ("long hair", "beard") else {}
    for key, colour in _COLOURS.items():
        if key in chosen:
            result[colour] = [CHOICES[key].get(chosen[key], chosen[key])]
    return result
