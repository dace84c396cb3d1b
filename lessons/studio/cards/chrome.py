"""What stands on every card: page, progress, brand, the part of the story, and the honest label."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from lessons.studio.cards.behind import before
from lessons.studio.cards.canvas import START, WIDE, WIDTH, Canvas, Frame
from lessons.studio.cards.logo import Logo, logo
from lessons.studio.cards.wording import role_name
from lessons.studio.fonts.clusters import clusters
from lessons.studio.fonts.faces import Weight
from lessons.studio.type import shapes
from lessons.studio.type.palette import Scheme, pole
from lessons.studio.type.typography import TextParagraph, TooLong

EDGE = 56
BAR_TOP, BAR_TALL = 56, 8
ROW = 136
"""y of the middle of the row with brand and role."""

# More parts than these cannot be told apart at a glance; then one bar grows instead.
MOST_SEGMENTS = 40


@lru_cache(maxsize=1)
def page(frame: Frame, scheme: Scheme) -> Image.Image:
    """The card without content. Shared: copy before drawing on it."""
    ground = shapes.gradient(frame.size, scheme.top, scheme.bottom)
    canvas = Canvas(before(frame.place, ground, frame, scheme) if frame.place else ground.copy(), frame, scheme)
    draw_header(canvas)
    return canvas.image


def draw_header(canvas: Canvas) -> None:
    """Progress, brand, role and label, over whatever is there."""
    draw_progress(canvas)
    used = draw_role(canvas)
    draw_brand(canvas, WIDE - used - 40)


def draw_progress(canvas: Canvas) -> None:
    frame, scheme = canvas.frame, canvas.scheme
    room = WIDTH - 2 * EDGE
    if frame.count > MOST_SEGMENTS:
        canvas.panel(EDGE, BAR_TOP, room, BAR_TALL, BAR_TALL / 2, scheme.rail)
        canvas.panel(EDGE, BAR_TOP, room * (frame.index + 1) / frame.count, BAR_TALL, BAR_TALL / 2, scheme.accent)
        return
    gap = 8 if frame.count <= 24 else 5
    step = (room + gap) / frame.count
    for at in range(frame.count):
        fill = scheme.accent if at <= frame.index else scheme.rail
        canvas.panel(EDGE + at * step, BAR_TOP, step - gap, BAR_TALL, BAR_TALL / 2, fill)


def draw_role(canvas: Canvas) -> float:
    """Draws the pill at the end of the row; returns its width."""
    block = one_line(canvas, role_name(canvas.frame.role, canvas.frame.language), 30, Weight.STRONG, 300)
    width, tall, line = canvas.wide(block) + 48, 56, 3
    x = START + WIDE - width
    canvas.panel(x, ROW - tall / 2, width, tall, tall / 2, canvas.scheme.accent)
    inner = tall - 2 * line
    canvas.panel(x + line, ROW - inner / 2, width - 2 * line, inner, inner / 2, canvas.scheme.top)
    canvas.within(block, ROW - tall / 2, tall, canvas.scheme.accent_ink, x, width, "center")
    return width


def draw_brand(canvas: Canvas, room: float) -> None:
    """Logo or first letter, the name beside it, and the label below the name; a wordmark is its own name."""
    brand, label = canvas.frame.brand, canvas.frame.label
    mark = logo(brand.logo, canvas.px(64), canvas.px(220)) if brand.logo else None
    upper = ROW - 20 if label else ROW
    x = float(START)
    if mark and mark.names_itself:
        draw_logo(canvas, mark, ROW - 24 if label else ROW, 44 if label else 64)
    else:
        x += (draw_logo(canvas, mark, ROW, 64) if mark else draw_initial(canvas)) + 20
        name = one_line(canvas, brand.name, 36, Weight.STRONG, room - (x - START))
        canvas.within(name, upper - 30, 60, canvas.scheme.ink, x, room)
    if label:
        note = one_line(canvas, label, 28, Weight.BODY, room - (x - START))
        canvas.within(note, ROW - 6, 60, canvas.scheme.soft, x, room)


def draw_logo(canvas: Canvas, mark: Logo, middle: float, tallest: float) -> float:
    """Draws the logo, on a plate where it would not be seen; returns its width in units."""
    scheme, image = canvas.scheme, mark.image
    if image.height > canvas.px(tallest):
        image = image.resize((image.width * canvas.px(tallest) // image.height, canvas.px(tallest)))
    width, tall = canvas.up(image.width), canvas.up(image.height)
    if not mark.seen_on(scheme.top):
        canvas.panel(START - 8, middle - tall / 2 - 8, width + 16, tall + 16, 14, pole(scheme.top))
    canvas.image.paste(image, (round(canvas.left(START, width)), canvas.px(middle - tall / 2)), image)
    return width


def draw_initial(canvas: Canvas) -> float:
    letters = clusters(canvas.frame.brand.name.strip()) or ("•",)
    block = one_line(canvas, letters[0].upper(), 34, Weight.DISPLAY, 60)
    canvas.disc(START + 30, ROW, 30, canvas.scheme.accent)
    canvas.within(block, ROW - 30, 60, canvas.scheme.on_accent, START, 60, "center")
    return 60


def one_line(canvas: Canvas, text: str, size: int, weight: Weight, width: float) -> TextParagraph:
    """The text on one line, cut with an ellipsis where it is too long: names may be longer than their place."""
    sizes = tuple(size - 2 * step for step in range(4))
    letters = clusters(text)
    for keep in range(len(letters), 0, -1):
        visible = text if keep == len(letters) else "".join(letters[:keep]).rstrip() + "…"
        try:
            # No-break spaces, since a name that goes on to a second line has no place there.
            return canvas.fit("name", visible.replace(" ", "\u00a0"), sizes, 1, weight, width)
        except TooLong:
            continue
    return canvas.fit("name", "…", sizes, 1, weight, max(width, 60))
