"""Cards of several short texts: a list, a question with options."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from lessons.script import Ask, Bullets
from lessons.studio.cards.canvas import HEADLINES, ROOM, START, TITLES, WIDE, Canvas, middle
from lessons.studio.cards.decor import draw_asking, draw_decor
from lessons.studio.cards.sentences import BAR_TALL, draw_bar
from lessons.studio.cards.wording import letters
from lessons.studio.fonts.faces import Weight
from lessons.studio.type.palette import RGB
from lessons.studio.type.typography import TextParagraph, TooLong

ITEMS = (60, 56, 52, 48, 44, 40)
COMFORTABLE = 4
MOST_ITEMS, MOST_OPTIONS = 5, 4
INDENT = 92
PADDING = 34
BADGE = 34


def draw_bullets(canvas: Canvas, card: Bullets) -> None:
    if not 1 <= len(card.items) <= MOST_ITEMS:
        raise ValueError(f"a list has 1 to {MOST_ITEMS} items, this one has {len(card.items)}")
    gap = 44 if len(card.items) < MOST_ITEMS else 36
    around = BAR_TALL + 44 + 64 + gap * (len(card.items) - 1)
    names = {f"list's item {at}": text for at, text in enumerate(card.items, 1)}

    def fit_items(sizes: tuple[int, ...], room: float) -> list[TextParagraph]:
        return canvas.fit_all("list's items", names, sizes, 3, Weight.BODY, WIDE - INDENT, room)

    title, items = titled(canvas, "list's title", card.title, fit_items, ROOM - around)
    height = around + canvas.tall(title) + sum(map(canvas.tall, items))
    y = middle(height)
    draw_decor(canvas, y + height)
    y = draw_bar(canvas, y)
    y = canvas.text(title, y + 44, canvas.scheme.ink) + 64
    for item in items:
        canvas.part_begins(y - gap / 2)
        draw_badge(canvas, START + BADGE, y + canvas.centre(item))
        y = canvas.text(item, y, canvas.scheme.ink, START + INDENT, WIDE - INDENT) + gap


def titled(
    canvas: Canvas,
    name: str,
    title: str,
    fit_items: Callable[[tuple[int, ...], float], list[TextParagraph]],
    room: float,
) -> tuple[TextParagraph, list[TextParagraph]]:
    """A title and the items below it, in `room` together: the title gives way before the items become small print.

    Raises:
        TooLong: title or items are too long, or both together.
    """
    # First with items that are comfortable to read, whatever the title; only then with smaller ones.
    for sizes in (ITEMS[:COMFORTABLE], ITEMS):
        for at in range(len(TITLES)):
            head = canvas.fit(name, title, TITLES[at:], 4)
            with suppress(TooLong):
                return head, fit_items(sizes, room - canvas.tall(head))
    return head, fit_items(ITEMS, room - canvas.tall(head))


def draw_badge(canvas: Canvas, x: float, y: float) -> None:
    canvas.disc(x, y, BADGE - 4, canvas.scheme.accent)
    canvas.icon("check", x, y, 44, canvas.scheme.on_accent, 0.14)


def draw_ask(canvas: Canvas, card: Ask) -> None:
    if len(card.options) > MOST_OPTIONS:
        raise ValueError(f"a question shows at most {MOST_OPTIONS} options, this one has {len(card.options)}")
    if not card.options:
        draw_open_question(canvas, card)
        return
    gap, count = 24, len(card.options)
    around = BAR_TALL + 44 + 64 + gap * (count - 1)
    names = {f"question's option {at}": text for at, text in enumerate(card.options, 1)}

    def fit_options(sizes: tuple[int, ...], room: float) -> list[TextParagraph]:
        return canvas.fit_all("question's options", names, sizes[1:], 3, Weight.BODY, WIDE - 176, room)

    question, texts = titled(canvas, "question", card.question, fit_options, ROOM - around - 2 * PADDING * count)
    heights = [max(112.0, canvas.tall(text) + 2 * PADDING) for text in texts]
    y = draw_bar(canvas, middle(around + canvas.tall(question) + sum(heights)))
    y = canvas.text(question, y + 44, canvas.scheme.ink) + 64
    canvas.part_begins(y - gap)
    for letter, text, tall in zip(letters(canvas.frame.language), texts, heights, strict=False):
        draw_option(canvas, letter, text, y, tall)
        y += tall + gap


def draw_option(canvas: Canvas, letter: str, text: TextParagraph, y: float, tall: float) -> None:
    scheme = canvas.scheme
    canvas.shadow(START, y, WIDE, tall, 36, 0.3)
    canvas.panel(START, y, WIDE, tall, 36, scheme.raised)
    draw_letter(canvas, letter, START + 72, y + tall / 2, scheme.accent, scheme.on_accent)
    canvas.within(text, y, tall, scheme.ink, START + 132, WIDE - 176)


def draw_letter(canvas: Canvas, letter: str, x: float, y: float, disc: RGB, colour: RGB) -> None:
    canvas.disc(x, y, 34, disc)
    block = canvas.fit("letter", letter, (40,), 1, Weight.STRONG)
    canvas.within(block, y - 36, 72, colour, x - 60, 120, "center")


def draw_open_question(canvas: Canvas, card: Ask) -> None:
    text = canvas.fit_large("question", card.question, HEADLINES, 6, ROOM - 80)
    height = BAR_TALL + 56 + canvas.tall(text)
    y = middle(height)
    draw_asking(canvas, y + height)
    canvas.text(text, draw_bar(canvas, y) + 56, canvas.scheme.ink)
