"""Quiet shapes in the lower corner of cards of words. They belong to the content: they slide in with it."""

from __future__ import annotations

from lessons.studio.cards.canvas import FLOOR, WIDTH, Canvas
from lessons.studio.cards.wording import question_mark

LARGEST, SMALLEST = 316.0, 150.0
"""Radii."""

STEP = 12
"""Radii are multiples of it, so that neighbouring parts of a shape meet at every picture size."""

OVERLAP = 120.0
"""How far a shape may reach above the end of the text."""


def draw_decor(canvas: Canvas, text_ends: float) -> None:
    """One of four shapes, by the scene's place in the clip, so that neighbours differ; none on full cards."""
    radius = min(LARGEST, (FLOOR + 20 - text_ends + OVERLAP) / 2) // STEP * STEP
    if radius >= SMALLEST:
        (draw_disc, draw_rings, draw_fan, draw_dots)[canvas.frame.index % 4](canvas, radius)


def draw_disc(canvas: Canvas, radius: float) -> None:
    canvas.disc(WIDTH - radius * 0.66, FLOOR - radius, radius, canvas.scheme.decor)
    canvas.disc(WIDTH - radius * 1.66, FLOOR - radius * 0.22, radius * 0.22, canvas.scheme.decor)


def draw_rings(canvas: Canvas, radius: float) -> None:
    x, y = WIDTH - radius * 0.66, FLOOR - radius
    canvas.ring(x, y, radius, radius * 0.2, canvas.scheme.decor)
    canvas.disc(x, y, radius * 0.5, canvas.scheme.decor)


def draw_fan(canvas: Canvas, radius: float) -> None:
    """Quarter discs on a grid."""
    for column, row, turn in ((0, 0, 0), (0, 1, 3), (1, 1, 1)):
        canvas.quarter(WIDTH - radius * (column + 1), FLOOR - radius * (2 - row), radius, turn, canvas.scheme.decor)


def draw_dots(canvas: Canvas, radius: float) -> None:
    step = (radius - OVERLAP / 2) / 3
    for row in range(6):
        for column in range(6):
            size = step * (0.12 + 0.05 * (10 - row - column))
            canvas.disc(WIDTH - 30 - step * column, FLOOR - step * (row + 0.4), size * 0.7, canvas.scheme.decor)


def draw_asking(canvas: Canvas, text_ends: float) -> None:
    """A very large question mark."""
    size = min(760, int((FLOOR - text_ends + OVERLAP) / 0.74))
    if size < 240:
        return
    block = canvas.fit("question mark", question_mark(canvas.frame.language), (size,), 1)
    y = FLOOR - 10 - canvas.up(block.rise)
    canvas.text(block, y, canvas.scheme.decor, 480, 556, "end")
