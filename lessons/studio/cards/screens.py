"""Screens that people look at: a chat, a mail, a phone with a message, a call."""

from __future__ import annotations

from lessons.script import Screen, ScreenKind
from lessons.studio.cards.canvas import FLOOR, NOTES, START, TEXTS, TOP, WIDE, Canvas
from lessons.studio.fonts.faces import Weight
from lessons.studio.type.palette import BLACK, RGB, WHITE, mix, text_on
from lessons.studio.type.typography import TextParagraph, TooLong

ROOM = FLOOR - TOP
HEAD, GAP, EDGE = 120, 24, 40
BUBBLE = WIDE - 220
PAPER: RGB = (246, 247, 249)
INK: RGB = (28, 31, 38)
HANG_UP, PICK_UP = (206, 52, 62), (38, 150, 84)
CALL_TALL = 900


def draw_screen(canvas: Canvas, card: Screen) -> None:
    """A light panel with a head, as screens are; what stands in it depends on its kind."""
    if card.kind is ScreenKind.CALL:
        draw_call(canvas, card)
        return
    blocks = _blocks(canvas, card)
    height = HEAD + sum(_tall(canvas, name, text) for name, text in blocks) + GAP * (len(blocks) + 1)
    if height > ROOM:
        raise TooLong(f"the {card.kind} has too many lines: {len(blocks)} of {len(card.lines)}; write fewer or shorter")
    y = TOP + (ROOM - height) * 0.4
    canvas.shadow(START, y, WIDE, height, 48)
    canvas.panel(START, y, WIDE, height, 48, PAPER)
    _head(canvas, card, y)
    y += HEAD + GAP
    for (who, _), (name, text) in list(zip(card.lines, blocks, strict=True))[: canvas.parts]:
        y = _bubble(canvas, card, who, (name, text), y) + GAP


def draw_call(canvas: Canvas, card: Screen) -> None:
    """Who calls, and the two buttons."""
    y = TOP + (ROOM - CALL_TALL) / 2
    canvas.shadow(START + 112, y, WIDE - 224, CALL_TALL, 72)
    canvas.panel(START + 112, y, WIDE - 224, CALL_TALL, 72, mix(canvas.scheme.top, BLACK, 0.45))
    canvas.disc(START + WIDE / 2, y + 230, 110, canvas.scheme.accent)
    initial = canvas.fit("caller", card.title[:1].upper(), (110,), 1, Weight.DISPLAY, 200)
    canvas.within(initial, y + 120, 220, canvas.scheme.on_accent, START, WIDE, "center")
    title = canvas.fit("caller", card.title, TEXTS, 2, Weight.STRONG, WIDE - 320)
    below = canvas.text(title, y + 390, WHITE, START + 48, WIDE - 96, "center") + 20
    for _, line in card.lines[:1]:
        note = canvas.fit("call's line", line, NOTES, 2, Weight.BODY, WIDE - 320)
        canvas.text(note, below, mix(WHITE, BLACK, 0.25), START + 48, WIDE - 96, "center")
    for x, fill, icon in ((START + 270, HANG_UP, "cross"), (START + WIDE - 270, PICK_UP, "check")):
        canvas.disc(x, y + CALL_TALL - 170, 82, fill)
        canvas.icon(icon, x, y + CALL_TALL - 170, 76, WHITE)


def _head(canvas: Canvas, card: Screen, y: float) -> None:
    canvas.panel(START, y, WIDE, HEAD, 48, canvas.scheme.accent)
    canvas.panel(START, y + HEAD / 2, WIDE, HEAD / 2, 0, canvas.scheme.accent)
    title = canvas.fit(f"{card.kind}'s title", card.title, (44, 40, 36, 32), 1, Weight.STRONG, WIDE - 2 * EDGE)
    canvas.within(title, y, HEAD, canvas.scheme.on_accent, START + EDGE, WIDE - 2 * EDGE)


def _blocks(canvas: Canvas, card: Screen) -> list[tuple[TextParagraph | None, TextParagraph]]:
    """Each line's name and words; a mail has no bubbles and therefore more room."""
    wide = (WIDE if card.kind is ScreenKind.MAIL else BUBBLE) - 2 * EDGE
    return [
        (
            canvas.fit("name", who, NOTES, 1, Weight.STRONG, wide) if who else None,
            canvas.fit(f"{card.kind}'s line", text, (46, 42, 38), 5, Weight.BODY, wide, 1.15),
        )
        for who, text in card.lines
    ]


def _tall(canvas: Canvas, name: TextParagraph | None, text: TextParagraph) -> float:
    return canvas.tall(text) + (canvas.tall(name) + 10 if name else 0) + 2 * GAP


def _bubble(
    canvas: Canvas, card: Screen, who: str, words: tuple[TextParagraph | None, TextParagraph], y: float
) -> float:
    """One line; what others wrote starts at the left, what the viewer wrote ends at the right, as chats have it."""
    name, text = words
    tall, mail = _tall(canvas, name, text), card.kind is ScreenKind.MAIL
    width = WIDE - 2 * EDGE if mail else BUBBLE
    x = START + EDGE if who or mail else START + WIDE - EDGE - width
    fill = PAPER if mail else mix(PAPER, BLACK, 0.07) if who else mix(canvas.scheme.accent, WHITE, 0.55)
    canvas.panel(x, y, width, tall, 28, fill)
    ink = text_on(fill, INK)
    at = y + GAP
    if name:
        at = canvas.text(name, at, mix(ink, fill, 0.25), x + 28, width - 56) + 10
    canvas.text(text, at, ink, x + 28, width - 56)
    return y + tall
