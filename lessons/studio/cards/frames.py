"""The pictures of a clip: one card per scene, and the strip of captions on it.

What a renderer needs, in one place; everything here is a pure function of its arguments (and of the picture files a
card names), keeps bounded caches, and may be called from several processes.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PIL import Image, features

from lessons.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Bullets,
    Card,
    Chart,
    EndCard,
    Headline,
    Photo,
    Place,
    Quote,
    Screen,
    Statement,
    Talk,
)
from lessons.studio.cards.canvas import ALL_PARTS, Canvas, Frame, GrowingBar, Growth
from lessons.studio.cards.captions import caption_box, draw_caption, phrases
from lessons.studio.cards.chrome import page
from lessons.studio.cards.figures import counted, draw_chart, draw_contrast, draw_number
from lessons.studio.cards.lists import draw_ask, draw_bullets
from lessons.studio.cards.photo import draw_photo
from lessons.studio.cards.screens import draw_screen
from lessons.studio.cards.sentences import draw_end, draw_headline, draw_quote, draw_statement
from lessons.studio.cards.talk import draw_talk
from lessons.studio.type.palette import Scheme, accent_card, dark_card

__all__ = ["TEMPLATE", "Frame", "caption_box", "draw_backdrop", "draw_caption", "draw_card", "phrases", "slide_rows"]

HERE = Path(__file__).parent.parent
LOOK = ("cards/*.py", "cast/*.py", "fonts/*.py", "type/*.py")


def template(here: Path = HERE) -> str:
    """A name for the look as it is now: changes with its code, its fonts, and what shapes and draws text."""
    # A new version of what shapes or draws text may move letters, so cached scenes of the old one are not used.
    seen = sha256(repr([features.version(name) for name in ("pil", "raqm", "harfbuzz", "freetype2")]).encode())
    for path in sorted(path for pattern in LOOK for path in here.glob(pattern)):
        seen.update(path.read_bytes())
    for font in sorted((here / "fonts").glob("*.?tf")):
        # Name and size stand for a font: reading megabytes of them at every start would take longer than it is worth.
        seen.update(f"{font.name} {font.stat().st_size}".encode())
    return seen.hexdigest()[:16]


TEMPLATE = template()
"""Part of the key under which rendered scenes are kept."""


def draw_card(card: Card, frame: Frame, parts: int = ALL_PARTS) -> Image.Image:
    """The whole picture without captions, RGB.

    Args:
        parts: of a contrast or a screen, how many of its sides or lines are there already.

    Raises:
        ValueError: a text is too long or cannot be drawn, a picture is missing or unusable, a chart has no bars, ...
    """
    if isinstance(card, Talk | Place):
        return draw_talk(card, frame)
    return drawn_canvas(card, frame, parts).image


def drawn_canvas(card: Card, frame: Frame, parts: int = ALL_PARTS) -> Canvas:
    """The canvas with the card on it, and what of the card may grow."""
    canvas = Canvas(draw_backdrop(card, frame), frame, scheme_of(card, frame), parts)
    draw(canvas, card)
    return canvas


def growths(canvas: Canvas) -> tuple[Growth, ...]:
    """What grows on the card once it is there: its bars, or a number that is worth counting."""
    return tuple(
        growth for growth in canvas.growths if isinstance(growth, GrowingBar) or counted(growth.text, 0) is not None
    )


def draw(canvas: Canvas, card: Card) -> None:
    match card:
        case Headline():
            draw_headline(canvas, card)
        case Statement():
            draw_statement(canvas, card)
        case Bullets():
            draw_bullets(canvas, card)
        case Photo():
            draw_photo(canvas, card)
        case Ask():
            draw_ask(canvas, card)
        case BeforeAfter():
            draw_contrast(canvas, card)
        case Quote():
            draw_quote(canvas, card)
        case BigNumber():
            draw_number(canvas, card)
        case Chart():
            draw_chart(canvas, card)
        case Screen():
            draw_screen(canvas, card)
        case EndCard():
            draw_end(canvas, card)


def draw_backdrop(card: Card, frame: Frame) -> Image.Image:
    """The same picture without the card's content: page, progress, brand, role and label."""
    return page(frame, scheme_of(card, frame)).copy()


def scheme_of(card: Card, frame: Frame) -> Scheme:
    return accent_card(frame.brand) if isinstance(card, Statement) else dark_card(frame.brand)


def slide_rows(size: tuple[int, int]) -> tuple[int, int]:
    """First and last (exclusive) row that a card's content may use, even numbers: what slides in at a cut.

    Outside of them a card is equal to its backdrop, and within them the backdrop's rows are even from side to side.
    """
    height = size[1]
    return round(height * 0.1) // 2 * 2, caption_box(size)[1] // 2 * 2
