"""Cards of words: headline, statement, quote, end card."""

from __future__ import annotations

from lessons.studio.cards.canvas import HEADLINES, ROOM, START, TEXTS, TITLES, WIDE, Canvas, middle
from lessons.studio.cards.decor import draw_decor
from lessons.studio.cards.wording import quote_mark
from lessons.studio.fonts.faces import Weight
from lessons.studio.script import EndCard, Headline, Quote, Statement

BAR_WIDE, BAR_TALL = 120, 12


def draw_bar(canvas: Canvas, y: float) -> float:
    canvas.panel(START, y, BAR_WIDE, BAR_TALL, BAR_TALL / 2, canvas.scheme.accent)
    return y + BAR_TALL


def draw_headline(canvas: Canvas, card: Headline) -> None:
    text = canvas.fit("headline", card.text, HEADLINES, 5, height=ROOM - 240)
    kicker = canvas.fit("kicker", card.kicker, (44, 40, 36), 2, Weight.STRONG, loose=1.15) if card.kicker else None
    draw_decor(canvas)
    above = canvas.tall(kicker) + 40 if kicker else 0
    y = draw_bar(canvas, middle(BAR_TALL + 48 + above + canvas.tall(text)))
    y += 48
    if kicker:
        y = canvas.text(kicker, y, canvas.scheme.accent_ink) + 40
    canvas.text(text, y, canvas.scheme.ink)


def draw_statement(canvas: Canvas, card: Statement) -> None:
    text = canvas.fit("statement", card.text, HEADLINES, 7, height=ROOM - 80)
    draw_decor(canvas)
    y = draw_bar(canvas, middle(BAR_TALL + 56 + canvas.tall(text)))
    canvas.text(text, y + 56, canvas.scheme.ink)


def draw_quote(canvas: Canvas, card: Quote) -> None:
    mark = canvas.fit("quote mark", quote_mark(canvas.frame.language), (320,), 1)
    text = canvas.fit("quote", card.text, TITLES, 7, height=ROOM - 400)
    source = canvas.fit("quote's source", card.source, TEXTS[3:], 3, Weight.BODY, WIDE - 88, 1.15)
    draw_decor(canvas)
    y = middle(170 + canvas.tall(text) + 72 + canvas.tall(source))
    canvas.text(mark, y - 20, canvas.scheme.accent)
    y = canvas.text(text, y + 170, canvas.scheme.ink) + 72
    canvas.panel(START, y + 14, 56, 8, 4, canvas.scheme.accent)
    canvas.text(source, y, canvas.scheme.soft, START + 88, WIDE - 88)


def draw_end(canvas: Canvas, card: EndCard) -> None:
    prompt = canvas.fit("end card's prompt", card.prompt, HEADLINES[2:], 5, height=ROOM - 300)
    action = (
        canvas.fit("end card's action", card.action, TEXTS[1:], 2, Weight.STRONG, WIDE - 260) if card.action else None
    )
    draw_decor(canvas)
    button = max(128.0, canvas.tall(action) + 76) if action else 0
    y = draw_bar(canvas, middle(BAR_TALL + 48 + canvas.tall(prompt) + (72 + button if action else 0)))
    y = canvas.text(prompt, y + 48, canvas.scheme.ink) + 72
    if action:
        width = canvas.wide(action) + 176
        canvas.shadow(START, y, width, button, button / 2, 0.35)
        canvas.panel(START, y, width, button, min(64, button / 2), canvas.scheme.accent)
        canvas.text(action, y + (button - canvas.tall(action)) / 2, canvas.scheme.on_accent, START + 56, width)
        arrow = "left" if canvas.rtl else "right"
        canvas.icon(arrow, START + width - 76, y + button / 2, 56, canvas.scheme.on_accent)
