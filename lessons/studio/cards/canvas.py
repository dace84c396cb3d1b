"""The picture a card is drawn on: one grid of 1080 x 1920 units, whatever its pixels and its direction of writing.

x counts from the edge where lines start: the left, or the right in Arabic or Hebrew. What the grid keeps free is where
phones and platforms put their own signs: the top, the bottom, and a strip at the end of the lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from lessons.script import Brand, Role
from lessons.studio.fonts.clusters import clean
from lessons.studio.fonts.faces import Weight
from lessons.studio.type import shapes
from lessons.studio.type.palette import RGB, Scheme
from lessons.studio.type.typography import (
    Setting,
    TextParagraph,
    TooLong,
    draw_block,
    draw_line,
    fit,
    ink_box,
    is_rtl,
    scaled,
    unit_width,
)

WIDTH, HEIGHT = 1080, 1920
START, WIDE = 96, 864
TOP, FLOOR = 224, 1280
"""Content stands between x START and START + WIDE, and y TOP and FLOOR."""

ROOM = FLOOR - TOP

# Sizes of letters in units, tried from the largest on: a few fixed steps keep cards of one clip alike.
SHORT = (232, 208, 184)
HEADLINES = (156, 144, 132, 120, 110, 100, 92, 84, 76, 68, 62)
TITLES = (112, 104, 96, 88, 80, 72, 64, 58)
TEXTS = (60, 56, 52, 48, 44, 40)
NOTES = (36, 34, 32, 30)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a card stands.

    Attributes:
        index, count: the scene's place in the clip, from 0.
        language: BCP 47 tag; decides direction, letter shapes and line breaks.
        size: (width, height) in pixels, 9:16, such as (1080, 1920).
        label: an honest label such as "AI voice", "" for none.
        place: one of cast.places.PLACES that is seen dimly behind the card, "" for none.

    Raises:
        ValueError: the size is not 9:16, or index is not below count.
    """

    index: int
    count: int
    role: Role
    brand: Brand
    language: str
    size: tuple[int, int]
    label: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        width, height = self.size
        if width * 16 != height * 9 or width < 360 or width % 2:
            raise ValueError(f"a picture of {width} x {height} is not 9:16; use 1080 x 1920 or 720 x 1280")
        if not 0 <= self.index < self.count:
            raise ValueError(f"scene {self.index} is not one of {self.count}")


ALL_PARTS = 99


@dataclass(frozen=True, slots=True)
class GrowingBar:
    """A bar on its rail, as long as `share` of it, in units."""

    y: float
    tall: float
    width: float
    share: float
    fill: RGB


@dataclass(frozen=True, slots=True)
class CountingNumber:
    """A number that is counted up to, with its unit.

    Attributes:
        sizes: of letters, the one it stands in first.
    """

    y: float
    tall: float
    text: str
    sizes: tuple[int, ...]


Growth = GrowingBar | CountingNumber


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture in units of the grid.

    Attributes:
        parts: how many parts of the card are there already, for cards that are built up.
        growths: what of it may grow; noted while the card is drawn.
        edges: rows of pixels, even, between a title and each of the items below it; likewise.
    """

    image: Image.Image
    frame: Frame
    scheme: Scheme
    parts: int = ALL_PARTS
    growths: list[Growth] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)

    def part_begins(self, y: float) -> None:
        """Notes that a part begins below y."""
        self.edges.append(self.px(y) // 2 * 2)

    @property
    def rtl(self) -> bool:
        return is_rtl(self.frame.language)

    def px(self, units: float) -> int:
        return round(units * self.frame.size[0] / WIDTH)

    def left(self, x: float, width: float) -> float:
        """Left edge, in pixels from the left, of what starts at x and is `width` wide."""
        return (WIDTH - x - width if self.rtl else x) * self.frame.size[0] / WIDTH

    def fit(
        self,
        name: str,
        text: str,
        sizes: tuple[int, ...],
        lines: int,
        weight: Weight = Weight.DISPLAY,
        width: float = WIDE,
        loose: float = 1.0,
        height: float = ROOM,
    ) -> TextParagraph:
        """The text at the largest of the sizes at which it takes no more than `lines` lines and `height` units.

        Raises:
            TooLong, Undrawable: with the name, for the author.
        """
        how = Setting(name, weight, sizes, width, height, lines, self.frame.language, loose)
        return scaled(fit(text, how), self.frame.size[0] / WIDTH)

    def fit_large(self, name: str, text: str, sizes: tuple[int, ...], lines: int, height: float) -> TextParagraph:
        """As fit, for the one text of a card: a word or two are larger still."""
        short = unit_width(clean(text), Weight.DISPLAY, self.frame.language) * SHORT[-1] <= WIDE
        return self.fit(name, text, SHORT if short else sizes, lines, height=height)

    def fit_all(
        self,
        name: str,
        texts: Mapping[str, str],
        sizes: tuple[int, ...],
        lines: int,
        weight: Weight = Weight.STRONG,
        width: float = WIDE,
        height: float = ROOM,
    ) -> list[TextParagraph]:
        """Texts that stand below each other, all at one size.

        Args:
            name: what they are together, for the author.
            texts: by their own names.
            height: room for all of them together, in units.

        Raises:
            TooLong, Undrawable: with the name, for the author.
        """
        for at in range(len(sizes)):
            blocks = [self.fit(label, text, sizes[at:], lines, weight, width, 1.12) for label, text in texts.items()]
            # Each text alone may fit at another size; texts below each other look wrong unless they share one.
            if len({block.size for block in blocks}) == 1 and sum(map(self.tall, blocks)) <= height:
                return blocks
        count = sum(map(len, texts.values()))
        fits = int(count * height / sum(map(self.tall, blocks)))
        raise TooLong(f"the {name} are too long together: {count} characters where about {fits} fit; shorten them")

    def up(self, pixels: float) -> float:
        """Pixels in units."""
        return pixels * WIDTH / self.frame.size[0]

    def tall(self, block: TextParagraph) -> float:
        """Height of a block, in units."""
        return self.up(block.height)

    def wide(self, block: TextParagraph) -> float:
        return self.up(block.width)

    def text(
        self, block: TextParagraph, y: float, colour: RGB, x: float = START, width: float = WIDE, align: str = "start"
    ) -> float:
        """Draws a block and returns the y below it. `align` is "start", "center" or "end"."""
        side = {"start": "right" if self.rtl else "left", "end": "left" if self.rtl else "right"}.get(align, "center")
        draw_block(self.image, (self.left(x, width), self.px(y), self.px(width)), block, colour, side)
        return y + self.tall(block)

    def centre(self, block: TextParagraph) -> float:
        """Distance from the top of a block to the middle of its first line's letters."""
        return self.up(block.rise - block.middle)

    def within(
        self, block: TextParagraph, y: float, tall: float, colour: RGB, x: float, width: float, align: str = "start"
    ) -> None:
        """Draws a block so that its letters stand in the middle between y and y + tall."""
        half = self.up(block.pitch * (len(block.lines) - 1)) / 2
        self.text(block, y + tall / 2 - half - self.centre(block), colour, x, width, align)

    def sign(self, text: str, size: int, y: float, colour: RGB) -> float:
        """Draws a large sign so that its ink, not its room, starts at START and y; returns the y below its ink."""
        line = self.fit("sign", text, (size,), 1).lines[0]
        left, top, right, bottom = ink_box(line)
        at = self.left(START, self.up(right - left)) - left
        draw_line(self.image, at, self.px(y) - top, line, colour)
        return y + self.up(bottom - top)

    def sign_tall(self, text: str, size: int) -> float:
        _, top, _, bottom = ink_box(self.fit("sign", text, (size,), 1).lines[0])
        return self.up(bottom - top)

    def box(self, x: float, y: float, width: float, height: float) -> shapes.Box:
        left = self.left(x, width)
        return left, self.px(y), left + self.px(width), self.px(y + height)

    def panel(self, x: float, y: float, width: float, height: float, radius: float, fill: RGB) -> None:
        shapes.rounded(self.image, self.box(x, y, width, height), self.px(radius), fill)

    def shadow(self, x: float, y: float, width: float, height: float, radius: float, strength: float = 0.45) -> None:
        """The shadow of a panel that is drawn next."""
        shade = shapes.Shade(self.px(48), self.px(14), self.scheme.shade, strength)
        shapes.shadow(self.image, self.box(x, y, width, height), self.px(radius), shade)

    def disc(self, x: float, y: float, radius: float, fill: RGB) -> None:
        shapes.disc(self.image, (self.left(x, 0), self.px(y)), self.px(radius), fill)

    def ring(self, x: float, y: float, radius: float, thickness: float, fill: RGB) -> None:
        shapes.ring(self.image, (self.left(x, 0), self.px(y)), self.px(radius), self.px(thickness), fill)

    def quarter(self, x: float, y: float, side: float, turn: int, fill: RGB) -> None:
        """A quarter disc; see shapes.quarter. Mirrored with the line."""
        at = self.left(x, side), self.px(y)
        shapes.quarter(self.image, at, self.px(side), (1, 0, 3, 2)[turn] if self.rtl else turn, fill)

    def icon(self, name: str, x: float, y: float, side: float, fill: RGB, weight: float = 0.13) -> None:
        shapes.icon(self.image, name, (self.left(x, 0), self.px(y)), self.px(side), fill, weight)


def middle(height: float, share: float = 0.4) -> float:
    """y at which content of this height stands well: a little above the middle."""
    # The eye takes a little above the middle for the middle, so less room stands above than below.
    return TOP + max(0.0, FLOOR - TOP - height) * share
