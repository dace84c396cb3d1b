"""Cards of figures and contrasts: a big number, bars, before and after."""

from __future__ import annotations

import math
import re
from unicodedata import bidirectional

from lessons.script import BeforeAfter, BigNumber, Chart
from lessons.studio.cards.canvas import NOTES, ROOM, START, WIDE, Canvas, CountingNumber, GrowingBar, Growth, middle
from lessons.studio.cards.decor import draw_decor
from lessons.studio.cards.lists import titled
from lessons.studio.cards.sentences import BAR_TALL, draw_bar
from lessons.studio.cards.wording import BEFORE_AFTER, amount, before_after
from lessons.studio.fonts.faces import Weight
from lessons.studio.type.palette import RGB
from lessons.studio.type.typography import TextParagraph

NUMBERS = (400, 360, 320, 288, 256, 224, 200, 176, 152, 132, 116)
SIDES = (76, 70, 64, 58, 52, 46, 42)
BARS = range(2, 7)
LTR = "\u200e"


def draw_number(canvas: Canvas, card: BigNumber) -> None:
    number = canvas.fit("big number", together(card.number), NUMBERS, 1)
    caption = canvas.fit("big number's caption", card.caption, (68, 62, 56, 50, 46), 4, Weight.STRONG, loose=1.12)
    source = note(canvas, "big number's source", card.source)
    below = canvas.tall(source) + 56 if source else 0
    height = canvas.tall(number) + 72 + BAR_TALL + 48 + canvas.tall(caption) + below
    y = middle(height)
    draw_decor(canvas, y + height)
    drawn = min(NUMBERS, key=lambda units: abs(units - canvas.up(number.size)))
    sizes = tuple(units for units in NUMBERS if units <= drawn)
    canvas.growths.append(CountingNumber(y, canvas.tall(number), card.number, sizes))
    y = canvas.text(number, y, canvas.scheme.accent_ink) + 72
    y = canvas.text(caption, draw_bar(canvas, y) + 48, canvas.scheme.ink) + 56
    if source:
        canvas.text(source, y, canvas.scheme.soft)


COUNTED = re.compile(r"\d{1,3}(?:[., \u202f\u00a0]\d{3})+|\d+")
DECIMALS = re.compile(r"^[.,]\d{1,2}(?!\d)")
LEAST_COUNTED = 3
YEARS = range(1800, 2101)


def counted(text: str, share: float) -> str | None:
    """The number on its way to what it is; None for what nobody would count: years, ranges, one and two."""
    groups = COUNTED.findall(text)
    found = COUNTED.search(text)
    if found is None:
        return None
    digits = re.sub(r"\D", "", found[0])
    decimals = DECIMALS.match(text[found.end() :])
    if len(groups) > (2 if decimals else 1) or int(digits) < LEAST_COUNTED:
        return None
    if len(digits) == 4 and digits == found[0] and int(digits) in YEARS:
        return None
    after = text[found.end() + (len(decimals[0]) if decimals else 0) :]
    ends = decimals[0][0] + "0" * (len(decimals[0]) - 1) if decimals else ""
    return text[: found.start()] + _grouped(int(int(digits) * share), found[0]) + ends + after


def _grouped(value: int, like: str) -> str:
    """The value with the same sign between its thousands."""
    sign = re.search(r"\D", like)
    return f"{value:,}".replace(",", sign[0] if sign else "")


def growth_box(canvas: Canvas, growth: Growth) -> tuple[int, int, int, int]:
    """The pixels that change while it grows."""
    width = growth.width if isinstance(growth, GrowingBar) else WIDE
    left, top, right, bottom = canvas.box(START, growth.y, width, growth.tall)
    return int(left), int(top), math.ceil(right), math.ceil(bottom)


def draw_growth(canvas: Canvas, growth: Growth, share: float) -> None:
    """What it looks like on its way, on an empty page; all of it at 1."""
    if isinstance(growth, GrowingBar):
        _draw_bar(canvas, growth, share)
        return
    text = counted(growth.text, share) if share < 1 else growth.text
    block = canvas.fit("big number", together(text or growth.text), growth.sizes, 1)
    canvas.text(block, growth.y, canvas.scheme.accent_ink)


def _draw_bar(canvas: Canvas, bar: GrowingBar, share: float) -> None:
    canvas.panel(START, bar.y, bar.width, bar.tall, bar.tall / 2, canvas.scheme.panel)
    if bar.share > 0:
        # At least as wide as high, or the round ends of a small bar would overlap.
        canvas.panel(START, bar.y, max(bar.tall, bar.width * bar.share * share), bar.tall, bar.tall / 2, bar.fill)


def together(number: str) -> str:
    """A number that stays in one piece, its unit behind it, in right-to-left text too."""
    tight = number.strip().replace(" ", "\u202f")
    return tight if any(bidirectional(char) in {"R", "AL"} for char in tight) else f"{LTR}{tight}{LTR}"


def note(canvas: Canvas, name: str, text: str) -> TextParagraph | None:
    """Small print, at most two lines."""
    return canvas.fit(name, text, NOTES, 2, Weight.BODY, loose=1.15) if text else None


def draw_chart(canvas: Canvas, card: Chart) -> None:
    check_bars(card)
    source = note(canvas, "chart's source", card.source)
    values = [together(amount(value, card.unit, canvas.frame.language)) for _, value in card.bars]
    figures = [canvas.fit("chart's value", text, (52, 48, 44, 40), 1, Weight.STRONG, 380) for text in values]
    column = max(map(canvas.wide, figures)) + 32
    names = {f"chart's label {at}": label for at, (label, _) in enumerate(card.bars, 1)}
    tall, gap = 44, 40 if len(card.bars) < 6 else 28
    around = BAR_TALL + 44 + 64 + (canvas.tall(source) + 48 if source else 0) + len(card.bars) * (tall + 20 + gap)

    def fit_labels(sizes: tuple[int, ...], room: float) -> list[TextParagraph]:
        return canvas.fit_all("chart's labels", names, sizes[2:], 2, Weight.BODY, WIDE, room)

    title, labels = titled(canvas, "chart's title", card.title, fit_labels, ROOM - around)
    height = around + canvas.tall(title) + sum(map(canvas.tall, labels))
    y = canvas.text(title, draw_bar(canvas, middle(height)) + 44, canvas.scheme.ink) + 64
    # A chart of zeros alone would divide by zero.
    top = max(value for _, value in card.bars) or 1.0
    for label, figure, (_, value) in zip(labels, figures, card.bars, strict=True):
        y = canvas.text(label, y, canvas.scheme.ink) + 20
        draw_value(canvas, y, tall, WIDE - column, value / top, figure)
        y += tall + gap
    if source:
        canvas.text(source, y + 8, canvas.scheme.soft)


def check_bars(card: Chart) -> None:
    if len(card.bars) not in BARS:
        raise ValueError(f"a chart has {BARS[0]} to {BARS[-1]} bars, this one {len(card.bars)}")
    for label, value in card.bars:
        if not math.isfinite(value) or value < 0:
            raise ValueError(f'the chart\'s bar "{label}" is {value}; bars show 0 or more')


def draw_value(canvas: Canvas, y: float, tall: float, width: float, share: float, figure: TextParagraph) -> None:
    """One bar on its rail, the longest in full accent, with the value at the end of the row."""
    scheme = canvas.scheme
    bar = GrowingBar(y, tall, width, share, scheme.accent if share == 1 else scheme.accent_quiet)
    canvas.growths.append(bar)
    _draw_bar(canvas, bar, 1.0)
    colour = scheme.accent_ink if share == 1 else scheme.ink
    canvas.within(figure, y, tall, colour, START, WIDE, "end")


def draw_contrast(canvas: Canvas, card: BeforeAfter) -> None:
    scheme = canvas.scheme
    names = {"before text": card.before, "after text": card.after}
    head, padding, gap = 96, 56, 40
    room = ROOM - gap - 2 * (head + 2 * padding)
    before, after = canvas.fit_all("before and after texts", names, SIDES, 6, Weight.STRONG, WIDE - 2 * padding, room)
    before_label, after_label = side_labels(card, canvas.frame.language)
    heights = [max(300.0, head + 2 * padding + canvas.tall(text)) for text in (before, after)]
    y = middle(sum(heights) + gap, 0.5)
    draw_side(canvas, y, heights[0], "cross", before_label, before, (scheme.raised, scheme.ink, scheme.soft))
    y += heights[0] + gap
    if canvas.parts < 2:  # the skill comes when it is spoken of
        return
    bright = (scheme.accent, scheme.on_accent, scheme.on_accent)
    draw_side(canvas, y, heights[1], "check", after_label, after, bright)
    centre = START + WIDE / 2
    canvas.disc(centre, y - gap / 2, 52, scheme.top)
    canvas.disc(centre, y - gap / 2, 42, scheme.ink)
    canvas.icon("down", centre, y - gap / 2, 52, scheme.top)


def side_labels(card: BeforeAfter, language: str) -> tuple[str, str]:
    """The card's labels; English ones that nobody chose are said in the clip's language."""
    if (card.before_label, card.after_label) == BEFORE_AFTER["en"]:
        return before_after(language)
    return card.before_label, card.after_label


def draw_side(
    canvas: Canvas, y: float, tall: float, icon: str, label: str, text: TextParagraph, colours: tuple[RGB, RGB, RGB]
) -> None:
    """One panel: its sign and label, and the text below them; colours are of the panel, the text and the label."""
    panel, ink, soft = colours
    canvas.shadow(START, y, WIDE, tall, 48, 0.35)
    canvas.panel(START, y, WIDE, tall, 48, panel)
    name = canvas.fit(f"label {label}", label, (40, 36, 32), 1, Weight.STRONG, WIDE - 200)
    x, line = START + 56, y + 56 + 24
    canvas.disc(x + 26, line, 26, ink)
    canvas.icon(icon, x + 26, line, 36, panel, 0.15)
    canvas.within(name, line - 26, 52, soft, x + 76, WIDE - 200)
    canvas.text(text, y + 56 + 96, ink, x, WIDE - 112)
