"""Places drawn from a few shapes in the brand's colours.

Only the middle of the picture holds shapes: above and below it a place is even from side to side, so that the camera
may move sideways behind the brand's row and the captions, which stand still.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from lessons.script import Brand
from lessons.studio.type import shapes
from lessons.studio.type.palette import BLACK, RGB, WHITE, dark_card, luminance, mix

WIDTH, TALL = 1080, 1920
MARGIN = 64  # units at each side that the camera may move to
TOP, EDGE = 200, 1290
"""Shapes stand between these rows; from EDGE on there is a table or a floor."""


@dataclass(frozen=True, slots=True)
class PlaceColours:
    """Wall and its lower end, things far and near, light, and the floor."""

    wall: RGB
    low: RGB
    far: RGB
    near: RGB
    light: RGB
    accent: RGB
    floor: RGB


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws in units of a picture 1080 wide; x may reach MARGIN beyond both sides."""

    image: Image.Image
    scale: float
    colours: PlaceColours

    def box(self, x: float, y: float, width: float, height: float, fill: RGB, radius: float = 0.0) -> None:
        sides = ((x + MARGIN), y, (x + MARGIN + width), y + height)
        left, top, right, bottom = (side * self.scale for side in sides)
        shapes.rounded(self.image, (left, top, right, bottom), radius * self.scale, fill)

    def disc(self, x: float, y: float, radius: float, fill: RGB) -> None:
        self.box(x - radius, y - radius, 2 * radius, 2 * radius, fill, radius)

    def window(self, x: float, y: float, width: float, height: float, panes: int = 2) -> None:
        pane = (width - 20 * (panes + 1)) / panes
        self.box(x, y, width, height, self.colours.near, 6)
        for at in range(panes):
            self.box(x + 20 + at * (pane + 20), y + 20, pane, height - 40, self.colours.light, 4)

    def shelf(self, x: float, y: float, width: float, rows: int, gap: float = 150) -> None:
        """Boards with things of several widths on them."""
        for row in range(rows):
            board = y + (row + 1) * gap
            self.box(x, board, width, 14, self.colours.near)
            at, turn = x + 16, row
            while at < x + width - 70:
                wide, tall = 34 + turn * 17 % 41, 60 + turn * 29 % 60
                fill = self.colours.accent if turn % 4 == 3 else self.colours.far
                self.box(at, board - tall, wide, tall, fill, 5)
                at, turn = at + wide + 14, turn + 1

    def lamp(self, x: float, y: float, wide: float = 150) -> None:
        self.box(x - 4, TOP, 8, y - TOP, self.colours.near)
        self.box(x - wide / 2, y, wide, 54, self.colours.accent, 27)

    def plant(self, x: float, y: float) -> None:
        for dx, dy, radius in ((-34, -120, 46), (34, -140, 52), (0, -190, 50)):
            self.disc(x + dx, y + dy, radius, self.colours.far)
        self.box(x - 42, y - 90, 84, 90, self.colours.near, 10)

    def screen(self, x: float, y: float, width: float, height: float) -> None:
        self.box(x, y, width, height, self.colours.near, 14)
        self.box(x + 14, y + 14, width - 28, height - 28, self.colours.light, 8)
        for row in range(3):
            self.box(x + 40, y + 50 + row * 42, (width - 80) * (0.9 - 0.2 * row), 16, self.colours.far, 8)


def _office(draw: Painter) -> None:
    draw.window(20, 330, 380, 490)
    draw.shelf(720, 300, 340, 4, 160)
    draw.plant(650, EDGE)


def _night_desk(draw: Painter) -> None:
    draw.window(690, 300, 330, 430)
    draw.disc(870, 420, 46, draw.colours.accent)
    draw.screen(40, 760, 420, 300)
    draw.box(225, 1060, 50, 230, draw.colours.near)
    draw.lamp(560, 420)


def _street(draw: Painter) -> None:
    heights = (520, 760, 610, 860, 560, 700)
    for at, tall in enumerate(heights):
        x = at * 200 - 60
        draw.box(x, EDGE - tall, 190, tall, draw.colours.far if at % 2 else draw.colours.near)
        for row in range(3):
            for column in range(2):
                lit = draw.colours.accent if (at + row + column) % 5 == 0 else draw.colours.light
                draw.box(x + 34 + column * 76, EDGE - tall + 60 + row * 130, 46, 64, lit, 4)


def _kitchen(draw: Painter) -> None:
    draw.box(-MARGIN, 300, WIDTH + 2 * MARGIN, 210, draw.colours.near)
    for at in range(6):
        draw.box(at * 195 - 30, 318, 180, 174, draw.colours.far, 8)
    draw.box(80, 900, 210, 240, draw.colours.near, 18)
    draw.box(120, 950, 130, 90, draw.colours.light, 8)
    draw.lamp(800, 690)
    draw.box(-MARGIN, 1140, WIDTH + 2 * MARGIN, 150, draw.colours.near)


def _shop(draw: Painter) -> None:
    draw.shelf(-30, 260, 420, 6, 160)
    draw.shelf(690, 260, 420, 6, 160)
    draw.box(300, 250, 480, 110, draw.colours.accent, 18)


def _meeting(draw: Painter) -> None:
    draw.screen(230, 300, 620, 380)
    for at in range(4):
        draw.box(60 + at * 260, 1080, 170, 210, draw.colours.far, 40)


def _lab(draw: Painter) -> None:
    draw.shelf(40, 240, 1000, 2, 190)
    for at, tall in enumerate((190, 260, 150)):
        x = 90 + at * 130
        draw.box(x, EDGE - tall, 80, tall, draw.colours.light, 30)
        draw.box(x, EDGE - tall * 0.5, 80, tall * 0.5, draw.colours.accent, 24)
    draw.screen(720, 860, 320, 240)
    draw.box(850, 1100, 50, 190, draw.colours.near)


def _warehouse(draw: Painter) -> None:
    for column in (-40, 640):
        for row in range(4):
            draw.box(column, 470 + row * 230, 480, 16, draw.colours.near)
            for at in range(3):
                fill = draw.colours.accent if (at + row) % 5 == 0 else draw.colours.far
                draw.box(column + 24 + at * 150, 340 + row * 230, 128, 130, fill, 6)


def _reception(draw: Painter) -> None:
    draw.disc(540, 480, 150, draw.colours.near)
    draw.disc(540, 480, 116, draw.colours.accent)
    draw.plant(110, EDGE)
    draw.plant(980, EDGE)
    draw.lamp(240, 420)
    draw.lamp(840, 420)


def _home(draw: Painter) -> None:
    draw.window(690, 320, 330, 420, 3)
    draw.box(70, 360, 260, 200, draw.colours.near, 8)
    draw.box(90, 380, 220, 160, draw.colours.accent, 4)
    draw.box(-20, 960, 520, 330, draw.colours.far, 70)
    draw.box(-20, 1080, 620, 210, draw.colours.near, 50)


def _train(draw: Painter) -> None:
    for x in (-30, 400, 830):
        draw.box(x, 330, 390, 440, draw.colours.near, 60)
        draw.box(x + 24, 354, 342, 392, draw.colours.light, 44)
    draw.box(-MARGIN, 250, WIDTH + 2 * MARGIN, 12, draw.colours.near)
    for at in range(5):
        draw.disc(120 + at * 220, 300, 24, draw.colours.far)


def _server_room(draw: Painter) -> None:
    for at in range(5):
        x = at * 226 - 30
        draw.box(x, 260, 196, 1030, draw.colours.near, 10)
        for row in range(11):
            draw.box(x + 20, 290 + row * 90, 156, 56, draw.colours.far, 6)
            lit = draw.colours.accent if (row * 3 + at * 2) % 4 == 0 else draw.colours.light
            draw.disc(x + 150, 318 + row * 90, 8, lit)


PLACES: Mapping[str, Callable[[Painter], None]] = {
    "office": _office,
    "night desk": _night_desk,
    "street": _street,
    "kitchen": _kitchen,
    "shop": _shop,
    "meeting room": _meeting,
    "lab": _lab,
    "warehouse": _warehouse,
    "reception": _reception,
    "home": _home,
    "train": _train,
    "server room": _server_room,
}


@lru_cache(6)  # a scene uses one; a clip of one place asks for it once for each scene
def draw_place(name: str, brand: Brand, size: tuple[int, int]) -> Image.Image:
    """The place, wider than the picture by MARGIN units at each side. Shared: copy before drawing on it.

    Args:
        name: one of PLACES.
    """
    scale, colours = size[0] / WIDTH, place_colours(brand)
    wide = size[0] + 2 * margin(size)
    image = shapes.gradient((wide, size[1]), colours.wall, colours.low).copy()
    painter = Painter(image, scale, colours)
    PLACES[name](painter)
    _even(image, colours, scale)
    return image


def margin(size: tuple[int, int]) -> int:
    """How far the camera may move to each side, in pixels: even, because colours are kept at half the detail."""
    return round(MARGIN * size[0] / WIDTH) // 4 * 4


def place_colours(brand: Brand) -> PlaceColours:
    """From the brand's two colours; a place is always dark enough that people stand out."""
    scheme = dark_card(brand)
    wall = _no_lighter(scheme.top, 0.16)
    return PlaceColours(
        wall=wall,
        low=mix(wall, BLACK, 0.3),
        far=mix(wall, WHITE, 0.1),
        near=mix(wall, WHITE, 0.2),
        light=mix(mix(wall, WHITE, 0.36), scheme.accent, 0.1),
        accent=mix(scheme.accent, wall, 0.45),
        floor=mix(mix(wall, scheme.accent, 0.14), BLACK, 0.25),
    )


def _no_lighter(colour: RGB, most: float) -> RGB:
    """The colour, darkened until its luminance is at most that: white captions and drawn skin stand on it."""
    return next((dark for step in range(17) if luminance(dark := mix(colour, BLACK, step / 16)) <= most), BLACK)


def _even(image: Image.Image, colours: PlaceColours, scale: float) -> None:
    """The table or floor below, and nothing above TOP."""
    edge = round(EDGE * scale)
    image.paste(colours.floor, (0, edge, image.width, image.height))
    image.paste(mix(colours.floor, WHITE, 0.14), (0, edge, image.width, edge + max(2, round(12 * scale))))
    above = shapes.gradient(image.size, colours.wall, colours.low)
    image.paste(above.crop((0, 0, image.width, round(TOP * scale))), (0, 0))
