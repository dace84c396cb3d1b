"""Text as it is set: shaped line by line in any direction, broken well, and always made to fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from lessons.studio.fonts.bidi import levels, visual
from lessons.studio.fonts.breaks import BAD_HYPHEN, FAIR, POOR, pieces
from lessons.studio.fonts.clusters import clean, clusters
from lessons.studio.fonts.emoji import ADVANCE, draw_emoji
from lessons.studio.fonts.faces import EMOJI, Face, Weight, load, split
from lessons.studio.fonts.wrapping import wrapped
from lessons.studio.type.palette import RGB

RTL = frozenset({"ar", "he", "iw", "fa", "ur", "ps", "sd", "ug", "yi", "ckb"})
RTL_SCRIPTS = frozenset({"arab", "hebr"})
UNIT = 128
LONGEST = 500
"""No card holds more characters than this; longer texts are not even tried."""


class TooLong(ValueError):
    """A text does not fit where it is shown, even at the smallest size."""


def is_rtl(language: str) -> bool:
    """Whether the language (a BCP 47 tag, its script counts) is written from right to left."""
    main, *rest = language.lower().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    return scripts[0] in RTL_SCRIPTS if scripts else main in RTL


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one face and one direction; width in pixels."""

    text: str
    face: Face
    rtl: bool
    width: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """Runs from left to right, and what they were made of; size and width in pixels."""

    runs: tuple[Run, ...]
    text: str
    weight: Weight
    size: float
    language: str

    @property
    def width(self) -> float:
        return sum(run.width for run in self.runs)


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """Lines of one size, in pixels.

    Attributes:
        rise: from the top to the first baseline.
        pitch: from baseline to baseline.
        fall: from the last baseline to the bottom.
        middle: height of the optical middle of a line's letters above its baseline.
    """

    lines: tuple[TextLine, ...]
    size: float
    rise: float
    pitch: float
    fall: float
    middle: float

    @property
    def height(self) -> float:
        return self.rise + self.pitch * (len(self.lines) - 1) + self.fall

    @property
    def width(self) -> float:
        return max((line.width for line in self.lines), default=0.0)


@lru_cache(maxsize=2048)
def set_line(text: str, weight: Weight, size: float, language: str) -> TextLine:
    """One line, shaped and put into visual order.

    Raises:
        Undrawable: no bundled font has one of the characters.
    """
    rtl = is_rtl(language)
    runs: list[tuple[str, Face, int]] = []
    char_levels, at = levels(text, rtl), 0
    for stretch, face in split(text, weight, language):
        runs += [(part, face, level) for part, level in by_level(stretch, char_levels[at : at + len(stretch)])]
        at += len(stretch)
    shaped = [
        Run(part, face, level % 2 == 1, run_width(part, face, size, level % 2 == 1)) for part, face, level in runs
    ]
    return TextLine(tuple(shaped[i] for i in visual([level for _, _, level in runs])), text, weight, size, language)


def by_level(text: str, char_levels: Sequence[int]) -> list[tuple[str, int]]:
    """The text in stretches of one level; a cluster has the level of its first character."""
    parts: list[tuple[str, int]] = []
    at = 0
    for cluster in clusters(text):
        level = char_levels[at]
        at += len(cluster)
        if parts and parts[-1][1] == level:
            parts[-1] = (parts[-1][0] + cluster, level)
        else:
            parts.append((cluster, level))
    return parts


@lru_cache(maxsize=8192)
def run_width(text: str, face: Face, size: float, rtl: bool) -> float:
    if face is EMOJI:
        return size * ADVANCE
    return load(face.file, size * face.scale).getlength(text, direction="rtl" if rtl else "ltr")


@lru_cache(maxsize=4096)
def unit_width(text: str, weight: Weight, language: str) -> float:
    """Width in font sizes: the fonts are not hinted, so widths grow evenly with the size."""
    return set_line(text, weight, UNIT, language).width / UNIT


def text_width(text: str, weight: Weight, size: float, language: str) -> float:
    return unit_width(text, weight, language) * size


def draw_line(image: Image.Image, x: float, baseline: float, line: TextLine, colour: RGB | int) -> None:
    """Draws with the line's left end at x; the colour is a level where the image is a mask."""
    pen = ImageDraw.Draw(image)
    for run in line.runs:
        if run.face is EMOJI:
            draw_emoji(image, x, baseline, run.text, line.size)
        else:
            font = load(run.face.file, line.size * run.face.scale)
            pen.text((x, baseline), run.text, colour, font, "ls", direction="rtl" if run.rtl else "ltr")
        x += run.width


def set_block(lines: Sequence[str], weight: Weight, size: float, language: str, loose: float = 1.0) -> TextParagraph:
    """Lines as one block.

    Args:
        loose: how much wider than tight the lines stand; 1.0 for headlines, 1.2 for running text.
    """
    rows = tuple(set_line(text, weight, size, language) for text in lines)
    faces = {run.face for row in rows for run in row.runs} or {EMOJI}
    pitch = max(face.pitch for face in faces) * size * loose
    rise, fall = max(face.rise for face in faces) * size, max(face.fall for face in faces) * size
    return TextParagraph(rows, size, rise, pitch, fall, optical_middle(rows) * size)


def scaled(block: TextParagraph, share: float) -> TextParagraph:
    """The same lines at another size: a picture of any size is set as the largest one is."""
    rows = tuple(set_line(line.text, line.weight, line.size * share, line.language) for line in block.lines)
    heights = (part * share for part in (block.size, block.rise, block.pitch, block.fall, block.middle))
    return TextParagraph(rows, *heights)


def optical_middle(rows: Sequence[TextLine]) -> float:
    """The middle of the face that most of the text is set in, in font sizes."""
    wide: dict[float, float] = {}
    for run in (run for row in rows for run in row.runs):
        wide[run.face.middle] = wide.get(run.face.middle, 0.0) + run.width
    return max(wide, key=wide.__getitem__, default=0.365)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text may be set.

    Attributes:
        name: what the text is, for the author: "headline", "option 2".
        sizes: font sizes in pixels, largest first.
        width, height: the room, in pixels.
    """

    name: str
    weight: Weight
    sizes: tuple[int, ...]
    width: float
    height: float
    most_lines: int
    language: str
    loose: float = 1.0


@lru_cache(maxsize=256)
def fit(text: str, how: Setting) -> TextParagraph:
    """The text at the largest size at which it fits; words are broken only where none of the sizes helps.

    Raises:
        TooLong: it does not fit; says how many characters would.
        ValueError: it is empty.
        Undrawable: no bundled font has one of the characters.
    """
    text = clean(text)
    if not text:
        raise ValueError(f"the {how.name} is empty; write something or leave it out")
    block = fitted(text, how) if len(text) <= LONGEST else None
    if block is None:
        fits = room(text[:LONGEST], how)
        raise TooLong(f"the {how.name} is too long: {len(text)} characters where about {fits} fit; shorten it")
    return block


def fitted(text: str, how: Setting) -> TextParagraph | None:
    for size, worst in tries(how.sizes):
        lines = broken(text, how, size, worst)
        if lines is None or len(lines) > how.most_lines:
            continue
        block = set_block(lines, how.weight, size, how.language, how.loose)
        if block.height <= how.height and block.width <= how.width * 1.005:
            return block
    return None


def tries(sizes: tuple[int, ...]) -> list[tuple[int, float]]:
    """Sizes with the worst joint allowed: good line ends count for more than the largest size, whole words for most."""
    third = -(-len(sizes) // 3)
    good = [(size, FAIR) for size in sizes[: 2 * third]]
    whole = [(size, POOR) for size in sizes]
    return [*good, *whole, *((size, BAD_HYPHEN) for size in sizes[third - 1 :])]


def broken(text: str, how: Setting, size: int, worst: float) -> list[str] | None:
    def width(part: str) -> float:
        return text_width(part, how.weight, size, how.language)

    return wrapped(pieces(text, worst), width, how.width)


def room(text: str, how: Setting) -> int:
    """How many characters of the text fit."""
    parts = clusters(text)
    low, high = 0, len(parts)
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fitted("".join(parts[:middle]), how) else (low, middle)
    return len("".join(parts[:low]))


@lru_cache(maxsize=32)
def ink_box(line: TextLine) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn of the line, from its start on the baseline, in pixels."""
    room = round(2 * line.size)
    sheet = Image.new("L", (round(line.width) + 2 * room, 2 * room))
    draw_line(sheet, room, room, line, 255)
    left, top, right, bottom = sheet.getbbox() or (room, room, room, room)
    return left - room, top - room, right - room, bottom - room


def line_mask(line: TextLine) -> tuple[Image.Image, int, int]:
    """The line as a mask, for drawing it often, and the place of its corner from the line's start on the baseline."""
    left, top, right, bottom = (round(side) for side in ink_box(line))
    mask = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    draw_line(mask, -left, -top, line, 255)
    return mask, left, top


def draw_block(
    image: Image.Image, box: tuple[float, float, float], block: TextParagraph, colour: RGB, align: str
) -> None:
    """Draws a block.

    Args:
        box: left, top and width of the room, in pixels.
        align: "left", "right" or "center".
    """
    left, top, width = box
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    for at, line in enumerate(block.lines):
        baseline = round(top + block.rise + at * block.pitch)
        draw_line(image, left + (width - line.width) * share, baseline, line, colour)
