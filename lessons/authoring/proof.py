"""Draws every card once, so that what cannot be drawn is said with its line, before anything is imported."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from lessons.authoring.page.errors import SourceFile
from lessons.authoring.translation import TranslationParts
from lessons.episodes import MAIN, Episode, Translation, with_files
from lessons.script import Brand, EndCard, Footage, Headline, Place, Role, Scene, Talk
from lessons.studio.cards.captions import prove_caption
from lessons.studio.cards.frames import Frame, draw_card

SIZE = (1080, 1920)


def drawable(page: SourceFile, line: int, brand: Brand) -> Brand:
    """The brand, without its logo when that cannot be drawn, which is then noted."""
    try:
        draw_card(Headline(brand.name), Frame(0, 1, Role.SCENE, brand, "en", SIZE))
    except ValueError as error:
        _note(page, line, error)
        return replace(brand, logo="")
    return brand


def refuse_undrawable(
    parts: TranslationParts, translation: Translation | Episode, brand: Brand, path_of: Callable[[str], str]
) -> None:
    """Note every card that the studio cannot draw, unless something else is wrong with it already.

    Args:
        translation: of the file, with its language filled in.
        path_of: where a file of the store's key lies.
    """
    wrong = {fault.line for fault in parts.page.faults if fault.file == parts.page.file}
    if translation.media and translation.media.framed:
        card = Scene(Role.ACTION, "", EndCard(translation.prompt or translation.title))
        _prove(parts.page, parts.film[0], card, Frame(0, 1, Role.ACTION, brand, parts.page.language, SIZE))
    for key, script in {MAIN: translation.script, **translation.branches}.items():
        starts = parts.lines.get(key, ())
        for at, scene in enumerate(with_files(script, path_of).scenes):
            end = starts[at + 1] if at + 1 < len(starts) else math.inf
            if not any(starts[at] <= line < end for line in wrong):
                _prove(parts.page, starts[at], scene, Frame(at, len(starts), scene.role, brand, script.language, SIZE))
                _prove_words(parts.page, starts[at], scene, script.language)


def _prove(page: SourceFile, line: int, scene: Scene, frame: Frame) -> None:
    if isinstance(
        scene.show, Talk | Place | Footage
    ):  # drawn from what was checked when it was read; 0.3 s each otherwise
        return
    try:
        draw_card(scene.show, frame)
    except ValueError as error:
        _note(page, line, error)


def _prove_words(page: SourceFile, line: int, scene: Scene, language: str) -> None:
    """Note the first word of a scene that captions cannot show."""
    try:
        for word in scene.shown_words.split():
            prove_caption(word, language, SIZE)
    except ValueError as error:
        _note(page, line, error)


def _note(page: SourceFile, line: int, error: ValueError) -> None:
    what, _, instead = str(error).rpartition("; ")
    if what:
        page.fault(line, what, f"{instead[0].upper()}{instead[1:]}.")
    else:
        page.fault(line, instead, "Write something else on the card.")
