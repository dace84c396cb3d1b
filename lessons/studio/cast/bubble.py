"""Somebody who speaks while a card is shown: small and round in its lower corner, as in a video call."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from lessons.script import Brand, Person
from lessons.studio.cast import people
from lessons.studio.cast.places import WIDTH, place_colours
from lessons.studio.type.palette import BLACK, dark_card

SIDE, RING = 320, 10
BOTTOM = 1304  # above the captions
START = 96  # free beside it, as beside the words
FIGURE = 336  # the figure is cut off by the ring a little below the shoulders
FINER = 4


@dataclass(frozen=True, slots=True)
class Bubble:
    """A round picture of somebody.

    Attributes:
        image: on black, as much of it as covers what is below.
        through: how much of what is below comes through, 0 to 255.
        at: its corner in the picture, in pixels.
        figure: the corner of the figure in it; size: of the figure.
    """

    image: Image.Image
    through: Image.Image
    at: tuple[int, int]
    figure: tuple[int, int]
    size: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        return (*self.at, self.at[0] + self.image.width, self.at[1] + self.image.height)


def draw_bubble(person: Person, mood: str, brand: Brand, width: int, *, rtl: bool) -> Bubble:
    """The person with closed lips, at the end of the lines of a picture so many pixels wide."""
    scale = width / WIDTH
    side, size = (round(units * scale) // 4 * 4 for units in (SIDE, FIGURE))
    left = START if rtl else WIDTH - START - SIDE
    at = round(left * scale) // 4 * 4, round((BOTTOM - SIDE) * scale) // 4 * 4
    ring, corner = max(2, round(RING * scale)), ((side - size) // 4 * 2, (side - size) // 4 * 2 + 4)
    inside = Image.new("RGB", (side, side), place_colours(brand).low)
    whole = people.figure(person.look, size)
    inside.paste(whole, corner, whole)
    for patch in (people.eyes(person.look, mood, False, size), people.mouth(person.look, mood, "rest", size)):
        inside.paste(patch.image, (corner[0] + patch.at[0], corner[1] + patch.at[1]), patch.image)
    disc = Image.new("RGB", (side, side), dark_card(brand).accent)
    disc.paste(inside, (0, 0), _disc(side, ring))
    whole_disc = _disc(side, 0)
    drawn = Image.composite(disc, Image.new("RGB", disc.size, BLACK), whole_disc)
    return Bubble(drawn, ImageChops.invert(whole_disc), at, corner, size)


def _disc(side: int, edge: int) -> Image.Image:
    """A mask: a disc that leaves so many pixels free on each side."""
    mask = Image.new("L", (side * FINER, side * FINER), 0)
    ImageDraw.Draw(mask).ellipse((edge * FINER, edge * FINER, (side - edge) * FINER, (side - edge) * FINER), fill=255)
    return mask.resize((side, side), Image.Resampling.BOX)
