"""Cards of words: headline, statement, quote, end card."""

from __future__ import annotations

from lessons.script import EndCard, Headline, Quote, Statement
from lessons.studio.cards.canvas import HEADLINES, ROOM, START, TEXTS, TITLES, WIDE, Canvas, middle
from lessons.studio.cards.decor import draw_decor
from lessons.studio.cards.wording import quote_mark
from lessons.studio.fonts.faces import Weight
from lessons.studio.type.typography import TextParagraph

BAR_WIDE, BAR_TALL = 120, 12
SIGN = 300
KICKERS = (44, 40, 36)


def draw_bar(canvas: Canvas, y: float) -> float:
    canvas.panel(START, y, BAR_WIDE, BAR_TALL, BAR_TALL / 2, canvas.scheme.accent)
    return y + BAR_TALL


def draw_headline(canvas: Canvas, card: Headline) -> None:
    text = canvas.fit_large("headline", card.text, HEADLINES, 5, ROOM - 240)
    kicker = (
        canvas.fit("headline's kicker", card.kicker, (44, 40, 36), 2, Weight.STRONG, loose=1.15)
        if card.kicker
        else None
    )
    height = BAR_TALL + 48 + (canvas.tall(kicker) + 40 if kicker else 0) + canvas.tall(text)
    y = middle(height)
    draw_decor(canvas, y + height)
    y = draw_bar(canvas, y) + 48
    if kicker:
        y = canvas.text(kicker, y, canvas.scheme.accent_ink) + 40
    canvas.text(text, y, canvas.scheme.ink)


def draw_statement(canvas: Canvas, card: Statement) -> None:
    text = canvas.fit_large("statement", card.text, HEADLINES, 7, ROOM - 80)
    height = BAR_TALL + 56 + canvas.tall(text)
    y = middle(height)
    draw_decor(canvas, y + height)
    canvas.text(text, draw_bar(canvas, y) + 56, canvas.scheme.ink)


def draw_quote(canvas: Canvas, card: Quote) -> None:
    text = canvas.fit("quote", card.text, TITLES, 7, height=ROOM - 440)
    source = canvas.fit("quote's source", card.source, TEXTS[3:], 3, Weight.BODY, WIDE - 88, 1.15)
    mark = quote_mark(canvas.frame.language)
    height = canvas.sign_tall(mark, SIGN) + 64 + canvas.tall(text) + 72 + canvas.tall(source)
    y = middle(height)
    draw_decor(canvas, y + height)
    y = canvas.sign(mark, SIGN, y, canvas.scheme.accent) + 64
    y = canvas.text(text, y, canvas.scheme.ink) + 72
    canvas.panel(START, y + canvas.centre(source) - 4, 56, 8, 4, canvas.scheme.accent)
    canvas.text(source, y, canvas.scheme.soft, START + 88, WIDE - 88)


def draw_end(canvas: Canvas, card: EndCard) -> None:
    prompt = canvas.fit_large("end card's prompt", card.prompt, HEADLINES[2:], 5, ROOM - 300)
    room = WIDE - 260
    action = canvas.fit("end card's action", card.action, TEXTS[1:], 2, Weight.STRONG, room) if card.action else None
    button = max(128.0, canvas.tall(action) + 76) if action else 0.0
    height = BAR_TALL + 48 + canvas.tall(prompt) + (72 + button if action else 0)
    y = middle(height)
    draw_decor(canvas, y + height)
    y = canvas.text(prompt, draw_bar(canvas, y) + 48, canvas.scheme.ink) + 72
    if action:
        draw_action(canvas, action, y, button)


def draw_action(canvas: Canvas, action: TextParagraph, y: float, tall: float) -> None:
    """What to do now, with an arrow in the direction of reading: nothing in a film can be pressed, so no button."""
    scheme = canvas.scheme
    canvas.icon("left" if canvas.rtl else "right", START + 34, y + tall / 2, 68, scheme.accent_ink)
    canvas.within(action, y, tall, scheme.accent_ink, START + 96, WIDE - 96)
