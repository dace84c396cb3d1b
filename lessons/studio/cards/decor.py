"""Quiet shapes that keep cards of words alone from looking empty. They belong to the content and slide in with it."""

from __future__ import annotations

from lessons.studio.cards.canvas import WIDTH, Canvas
from lessons.studio.cards.wording import question_mark

CENTRE = (880.0, 960.0)
REACH = 312.0
"""The shapes stay above y 1280, within the rows that slide."""


def draw_decor(canvas: Canvas) -> None:
    """One of four shapes, by the scene's place in the clip, so that neighbours differ."""
    (draw_discs, draw_rings, draw_dots, draw_bars)[canvas.frame.index % 4](canvas)


def draw_discs(canvas: Canvas) -> None:
    x, y = CENTRE
    canvas.disc(x, y, REACH, canvas.scheme.decor)
    canvas.ring(x - 250, y - 250, 64, 14, canvas.scheme.decor)


def draw_rings(canvas: Canvas) -> None:
    for share in (1.0, 0.72, 0.44):
        canvas.ring(*CENTRE, REACH * share, 34, canvas.scheme.decor)
    canvas.disc(*CENTRE, REACH * 0.16, canvas.scheme.decor)


def draw_dots(canvas: Canvas) -> None:
    for row in range(7):
        for column in range(7):
            canvas.disc(1044 - 84 * column, 1240 - 84 * row, 6 + 2.4 * (12 - row - column), canvas.scheme.decor)


def draw_bars(canvas: Canvas) -> None:
    for row, length in enumerate((300, 520, 420, 620)):
        canvas.panel(WIDTH - length, 1280 - 148 * (row + 1), length + 120, 104, 52, canvas.scheme.decor)


def draw_asking(canvas: Canvas) -> None:
    """A very large question mark."""
    block = canvas.fit("question mark", question_mark(canvas.frame.language), (760,), 1)
    y = 1270 - canvas.tall(block) + block.fall * canvas.tall(block) / block.height
    canvas.text(block, y, canvas.scheme.decor, 480, 560, "end")
