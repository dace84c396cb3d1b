"""Burned-in captions: at most four words at a time, with the spoken word marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from PIL import Image

from lessons.script import Brand, Word
from lessons.sentence_ends import ends_sentence
from lessons.studio.cards.canvas import Frame
from lessons.studio.fonts.bidi import levels, visual
from lessons.studio.fonts.breaks import BAD_HYPHEN, POOR, ideographic, pieces
from lessons.studio.fonts.clusters import clean
from lessons.studio.fonts.faces import EMOJI, Weight
from lessons.studio.fonts.wrapping import wrapped
from lessons.studio.type import shapes
from lessons.studio.type.palette import RGB, CaptionColours, caption_colours
from lessons.studio.type.typography import (
    TextLine,
    TooLong,
    draw_line,
    ink_box,
    is_rtl,
    line_mask,
    set_block,
    text_width,
)

MOST_WORDS = 4

SIZES = (76, 70, 64, 58, 52, 46, 40, 34, 28)
WIDE, EDGE = 776, 32
"""Room for words, and the plate's edge beside them, in units of a 1080 wide picture: 120 stay free on both sides."""

GAP, TIGHT_GAP = 14, 24
"""Between words, beside the space; and in writing without spaces. A mark reaches 12 beyond its word."""


def caption_box(size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, width and height of the strip that captions may use; whole width, top and height multiples of 16."""
    width, height = size
    # Multiples of 16 are whole macroblocks: a changed caption then touches no block of the card above it.
    top = round(height * 0.6917) // 16 * 16
    return 0, top, width, -(-round(height * 0.158) // 16) * 16


def phrases(words: Sequence[Word], language: str, size: tuple[int, int]) -> tuple[tuple[Word, ...], ...]:
    """The words as they are shown together.

    At most four that fit one line, never across the end of a sentence, and none left alone where a neighbour can be
    lent. Words that are wider than the line are cut, their time shared out by letters: in Chinese, Japanese and Thai
    whole sentences may come as one word.
    """
    groups: list[list[Word]] = []
    for word in (part for whole in words for part in cut(whole, language, size)):
        if groups and joins(groups[-1], word, language, size):
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(tuple(phrase) for phrase in without_orphans(groups, language, size))


def joins(phrase: Sequence[Word], word: Word, language: str, size: tuple[int, int]) -> bool:
    if ends(phrase, word, language):
        return False
    together = [*phrase, word]
    few = len(together) <= MOST_WORDS or all(counts_letters(part) for part in together)
    return few and fits(together, language, size)


def counts_letters(word: Word) -> bool:
    """Some voices time Chinese and Japanese letter by letter."""
    return len(word.text) == 1 and ideographic(word.text)


def fits(words: Sequence[Word], language: str, size: tuple[int, int]) -> bool:
    return row_width([word.text for word in words], language, pixels(SIZES[0], size), size) <= pixels(WIDE, size)


def ends(phrase: Sequence[Word], following: Word, language: str) -> bool:
    """Whether a sentence ends between a phrase and the word behind it."""
    return ends_sentence(" ".join(word.text for word in phrase[-2:]), following.text, language)


def without_orphans(groups: list[list[Word]], language: str, size: tuple[int, int]) -> list[list[Word]]:
    for before, alone in pairwise(groups):
        lendable = len(before) > 2 and len(alone) == 1 and not ends(before, alone[0], language)
        if lendable and fits([before[-1], *alone], language, size):
            alone.insert(0, before.pop())
    return groups


def cut(word: Word, language: str, size: tuple[int, int]) -> list[Word]:
    """The word, or its parts where it is wider than the line: a stretch of writing without spaces, or a web address."""
    text = clean(word.text)
    # A long address is better read small in one piece, so it is cut only where it is too wide at a smaller size.
    worst, units = (POOR, SIZES[0]) if spaceless(text) else (BAD_HYPHEN, SIZES[4])
    font, room = pixels(units, size), pixels(WIDE, size)

    def width(part: str) -> float:
        return text_width(part, Weight.STRONG, font, language)

    lines = None if width(text) <= room else wrapped(pieces(text, worst), width, room)
    return shared_out(word, lines) if lines else [word]


def shared_out(word: Word, parts: Sequence[str]) -> list[Word]:
    """The word's time shared out among its parts by their letters."""
    each = (word.end_s - word.start_s) / sum(map(len, parts))
    shares: list[Word] = []
    start = word.start_s
    for part in parts:
        shares.append(Word(part, start, start + each * len(part)))
        start = shares[-1].end_s
    return shares


def spaceless(text: str) -> bool:
    return any(ideographic(char) or "\u0e01" <= char <= "\u0e4e" for char in text)


def pixels(units: float, size: tuple[int, int]) -> int:
    return round(units * size[0] / 1080)


def row_width(texts: Sequence[str], language: str, font: int, size: tuple[int, int]) -> float:
    gaps = sum(gap(a, b, language, font, size) for a, b in pairwise(texts))
    return sum(text_width(clean(text), Weight.STRONG, font, language) for text in texts) + gaps


def gap(a: str, b: str, language: str, font: int, size: tuple[int, int]) -> float:
    if spaceless(a) and spaceless(b):
        return pixels(TIGHT_GAP, size)
    return text_width(" ", Weight.STRONG, font, language) + pixels(GAP, size)


@dataclass(frozen=True, slots=True)
class Placed:
    """A word on the plate: its letters as a mask at `at`, and the box in which it is marked; all in pixels."""

    line: TextLine
    letters: Image.Image
    at: tuple[int, int]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Plate:
    """A phrase, drawn once with no word marked."""

    image: Image.Image
    words: tuple[Placed, ...]


def draw_caption(strip: Image.Image, phrase: Sequence[Word], current: int, frame: Frame) -> Image.Image:
    """A copy of the card's caption strip with the phrase on it.

    Args:
        strip: the rows of `caption_box` cut out of the card.
        current: index of the spoken word in the phrase, -1 for none.

    Raises:
        Undrawable: no bundled font has one of the characters.
        TooLong: a word is wider than the picture.
    """
    texts = tuple(clean(word.text) for word in phrase)
    # Drawn once for a phrase: for each spoken word only its mark is drawn on a copy.
    plate = drawn_plate(texts, frame.brand, frame.language, frame.size)
    out = strip.copy()
    at = (out.width - plate.image.width) // 2, (out.height - plate.image.height) // 2
    shapes.paste_rounded(out, plate.image, at, pixels(30, frame.size))
    if current >= 0:
        mark_word(out, plate.words[current], at, caption_colours(frame.brand), pixels(18, frame.size))
    return out


def mark_word(image: Image.Image, word: Placed, at: tuple[int, int], colours: CaptionColours, radius: int) -> None:
    left, top, right, bottom = word.box
    shapes.rounded(image, (at[0] + left, at[1] + top, at[0] + right, at[1] + bottom), radius, colours.mark)
    draw_word(image, word, at, colours.on_mark)


def draw_word(image: Image.Image, word: Placed, at: tuple[int, int], colour: RGB) -> None:
    corner = at[0] + word.at[0], at[1] + word.at[1]
    if has_emoji(word.line):
        left, top, _, _ = ink_box(word.line)
        draw_line(image, corner[0] - left, corner[1] - top, word.line, colour)
    else:
        image.paste(colour, corner, word.letters)


@lru_cache(maxsize=24)
def drawn_plate(texts: tuple[str, ...], brand: Brand, language: str, size: tuple[int, int]) -> Plate:
    """The phrase on one line, at the largest size at which it fits.

    Raises:
        TooLong: a word is wider than the picture at the smallest size.
    """
    font = caption_size(texts, language, size)
    inner, edge = pixels(EDGE, size), pixels(16, size)
    words: dict[int, Placed] = {}
    x, before = float(inner), None
    for index in reading(texts, language):
        x += gap(texts[before], texts[index], language, font, size) if before is not None else 0.0
        words[index] = place(texts[index], x, (font, edge, pixels(12, size)), language)
        x, before = x + words[index].line.width, index
    image = Image.new("RGB", (round(x) + inner, mark_height(font) + 2 * edge), caption_colours(brand).plate)
    placed = tuple(words[index] for index in range(len(texts)))
    for word in placed:
        draw_word(image, word, (0, 0), caption_colours(brand).word)
    return Plate(image, placed)


def prove_caption(word: str, language: str, size: tuple[int, int]) -> None:
    """Nothing, where a word can be shown.

    Raises:
        Undrawable: no bundled font has one of its characters.
        TooLong: it is wider than the picture.
    """
    for part in cut(Word(word, 0.0, 1.0), language, size):
        set_block([clean(part.text)], Weight.STRONG, caption_size([clean(part.text)], language, size), language)


def caption_size(texts: Sequence[str], language: str, size: tuple[int, int]) -> int:
    for font in (pixels(units, size) for units in SIZES):
        if row_width(texts, language, font, size) <= pixels(WIDE, size):
            return font
    raise TooLong(f'"{" ".join(texts)}" is too wide for a caption; write it in shorter words')


def place(text: str, x: float, metrics: tuple[int, int, int], language: str) -> Placed:
    """A word that starts at x; metrics are its font size, the plate's upper edge, and how far a mark reaches beyond."""
    font, top, beyond = metrics
    block = set_block([text], Weight.STRONG, font, language)
    letters, left, rise = line_mask(block.lines[0])
    baseline = round(top + mark_height(font) / 2 + block.middle)
    box = (x - beyond, top, x + block.width + beyond, top + mark_height(font))
    return Placed(block.lines[0], letters, (round(x) + left, baseline + rise), box)


def mark_height(font: int) -> int:
    return round(font * 1.34)


def has_emoji(line: TextLine) -> bool:
    return any(run.face is EMOJI for run in line.runs)


def reading(texts: Sequence[str], language: str) -> list[int]:
    """Indices of the words from left to right."""
    depths = levels(" ".join(texts), is_rtl(language))
    starts = [sum(len(text) + 1 for text in texts[:at]) for at in range(len(texts))]
    return visual([depths[start] for start in starts])
