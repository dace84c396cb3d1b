"""The people of a drafted series: who they are, how they look and sound, the same in every episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.messages.lower import story_texts

# Names that are spelt and spoken alike in English and German; each with the voice that fits.
WOMEN = ("Nora", "Lena", "Mila", "Eva", "Ida", "Clara")
MEN = ("Tom", "Ben", "Jonas", "Emil", "Oskar", "Leo")
VOICES = {**dict.fromkeys(WOMEN, "heart"), **dict.fromkeys(MEN, "flint")}
NARRATOR = "stone"
WOMENS_HAIR = (("bun", "none"), ("side parting", "shoulder"), ("side parting", "wavy"))
MENS_HAIR = (("side parting", "none"), ("spiky", "none"), ("short", "none"))
BEARDS = ("none", "chin", "full")
HAIR_COLOURS = ("black", "brown", "auburn", "honey")
SKINS = ("brown", "light", "tan", "rosy", "dark")
PLACES = ("office", "meeting room", "reception", "kitchen")


@dataclass(frozen=True, slots=True)
class StoryCast:
    """Two people: who guesses, and who reads."""

    guesser: str
    reader: str

    def name_of(self, who: str) -> str:
        return {story_texts.GUESSER: self.guesser, story_texts.READER: self.reader}.get(who, "")


def cast_of(slug: str, texts: Sequence[str]) -> StoryCast:
    """Two people whose names no document uses: nobody real is made to say something."""
    number = int(sha256(slug.encode()).hexdigest(), 16)
    words = set(" ".join(texts).split())
    women, men = ([name for name in names if name not in words] or list(names) for names in (WOMEN, MEN))
    pair = women[number % len(women)], men[number // 7 % len(men)]
    return StoryCast(*(pair if number % 2 else pair[::-1]))


def characters(cast: StoryCast) -> str:
    """The lines of series.md that say who they are."""
    rows = ["characters:"]
    for at, (name, role) in enumerate(zip((cast.guesser, cast.reader), story_texts.roles(), strict=True)):
        rows += [f"  {name}:", f"    role: '{role}'", f"    voice: {VOICES[name]}"]
        rows += [f"    {key}: {value}" for key, value in _look(name, at).items()]
    return "\n".join(rows)


def _look(name: str, at: int) -> dict[str, str]:
    """What a person looks like: told apart at a glance, and the same whenever that name is drawn."""
    number = int(sha256(name.encode()).hexdigest(), 16)
    hair, long_hair = (WOMENS_HAIR if VOICES[name] == "heart" else MENS_HAIR)[number % 3]
    return {
        "hair": hair,
        "long hair": long_hair,
        "beard": "none" if VOICES[name] == "heart" else BEARDS[number // 3 % len(BEARDS)],
        "hair colour": HAIR_COLOURS[(number // 11 + at) % len(HAIR_COLOURS)],
        "skin": SKINS[(number // 17 + at) % len(SKINS)],
        "clothes": "jacket" if at else "shirt",
        "clothes colour": "blue" if at else "green",
    }
