"""Draws every card once, so that what cannot be drawn is said with its line, before anything is imported."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from lessons.authoring.errors import Page
from lessons.authoring.telling import Told
from lessons.episodes import MAIN, Episode, Telling, with_files
from lessons.studio.frames import Frame, draw_card
from lessons.studio.script import Brand, Headline, Role, Scene

SIZE = (1080, 1920)


def drawable(page: Page, line: int, brand: Brand) -> Brand:
    """The brand, without its logo when that cannot be drawn, which is then noted."""
    try:
        draw_card(Headline(brand.name), Frame(0, 1, Role.SCENE, brand, "en", SIZE))
    except ValueError as error:
        _note(page, line, error)
        return replace(brand, logo="")
    return brand


def refuse_undrawable(told: Told, telling: Telling | Episode, brand: Brand, path_of: Callable[[str], str]) -> None:
    """Note every card that the studio cannot draw, unless something else is wrong with it already.

    Args:
        telling: of the file, with its language filled in.
        path_of: where a file of the store's key lies.
    """
    wrong = {fault.line for fault in told.page.faults if fault.file == told.page.file}
    for key, script in {MAIN: telling.script, **telling.branches}.items():
        starts = told.lines.get(key, ())
        for at, scene in enumerate(with_files(script, path_of).scenes):
            end = starts[at + 1] if at + 1 < len(starts) else math.inf
            if not any(starts[at] <= line < end for line in wrong):
                _prove(told.page, starts[at], scene, Frame(at, len(starts), scene.role, brand, script.language, SIZE))


def _prove(page: Page, line: int, scene: Scene, frame: Frame) -> None:
    try:
        draw_card(scene.show, frame)
    except ValueError as error:
        _note(page, line, error)


def _note(page: Page, line: int, error: ValueError) -> None:
    what, _, instead = str(error).rpartition("; ")
    if what:
        page.fault(line, what, f"{instead[0].upper()}{instead[1:]}.")
    else:
        page.fault(line, instead, "Write something else on the card.")
