"""A card with a picture."""

from __future__ import annotations

from lessons.script import Photo
from lessons.studio.cards.canvas import FLOOR, NOTES, START, TOP, WIDE, Canvas
from lessons.studio.cards.pictures import cover
from lessons.studio.cards.sentences import BAR_TALL, draw_bar
from lessons.studio.fonts.faces import Weight
from lessons.studio.type import shapes
from lessons.studio.type.palette import WHITE, caption_colours

TITLES = (104, 96, 88, 80, 72, 64, 58)
RADIUS = 48
TALLEST = 760
GAP = 60


def draw_photo(canvas: Canvas, card: Photo) -> None:
    text = canvas.fit("photo's text", card.text, TITLES, 3) if card.text else None
    below = GAP + BAR_TALL + 40 + canvas.tall(text) if text else 0
    tall = min(TALLEST if text else WIDE * 1.2, FLOOR - TOP - below)
    draw_picture(canvas, card, tall)
    if text:
        canvas.text(text, draw_bar(canvas, TOP + tall + GAP) + 40, canvas.scheme.ink)


def draw_picture(canvas: Canvas, card: Photo, tall: float) -> None:
    width, height = canvas.px(WIDE), canvas.px(tall)
    canvas.shadow(START, TOP, WIDE, tall, RADIUS, 0.6)
    picture = cover(card.file, width, height)
    at = round(canvas.left(START, WIDE)), canvas.px(TOP)
    shapes.paste_rounded(canvas.image, picture, at, canvas.px(RADIUS))
    if card.credit:
        draw_credit(canvas, card.credit, TOP + tall)


def draw_credit(canvas: Canvas, credit: str, floor: float) -> None:
    """Whom the picture is by, on a small plate in its lower corner."""
    block = canvas.fit("photo's credit", credit, (*NOTES[2:], 28, 26), 1, Weight.BODY, WIDE - 112)
    width, tall = canvas.wide(block) + 40, 56
    x, y = START + 24, floor - 24 - tall
    canvas.panel(x, y, width, tall, tall / 2, caption_colours(canvas.frame.brand).plate)
    canvas.within(block, y, tall, WHITE, x, width, "center")
