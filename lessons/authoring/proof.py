"""Draws every card once, so that what cannot be drawn is said with its line, before anything is imported."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from lessons.authoring.page.errors import SourceFile
from lessons.authoring.translation import TranslationParts
from lessons.episodes import SECOND_HOOK, Episode, Translation, scripts_of, with_files
from lessons.script import Brand, Card, EndCard, Footage, Headline, Photo, Place, Role, Scene, Talk
from lessons.studio.cards.captions import prove_caption
from lessons.studio.cards.frames import Frame, draw_card

SIZE = (1080, 1920)


def drawable(page: SourceFile, line: int, brand: Brand) -> Brand:
    """The brand, without its logo when that cannot be drawn, which is then noted."""
    try:
        _drawn(Headline(brand.name), Frame(0, 1, Role.SCENE, brand, "en", SIZE), _changed(brand.logo))
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
    for key, script in scripts_of(translation).items():
        starts = parts.lines.get(key, ())
        for at, scene in enumerate(with_files(script, path_of).scenes):
            # Behind its beginning the second hook's clip is the main one, which was proved.
            if key == SECOND_HOOK and scene.role is not Role.HOOK:
                break
            end = starts[at + 1] if at + 1 < len(starts) else math.inf
            if not any(starts[at] <= line < end for line in wrong):
                _prove(parts.page, starts[at], scene, Frame(0, 1, scene.role, brand, script.language, SIZE))
                _prove_words(parts.page, starts[at], scene, script.language)


def _prove(page: SourceFile, line: int, scene: Scene, frame: Frame) -> None:
    if isinstance(
        scene.show, Talk | Place | Footage
    ):  # drawn from what was checked when it was read; 0.3 s each otherwise
        return
    try:
        _drawn(scene.show, frame, _changed(scene.show.file if isinstance(scene.show, Photo) else ""))
    except ValueError as error:
        _note(page, line, error)


@lru_cache(1024)
def _drawn(card: Card, frame: Frame, _changed: int) -> None:
    """Nothing, where the card can be drawn: an author who looks at every edit waits for that of one card."""
    draw_card(card, frame)


def _changed(file: str) -> int:
    """When the picture that is shown was changed, 0 for none."""
    try:
        return Path(file).stat().st_mtime_ns if file else 0
    except OSError:
        return -1  # drawing says what is wrong with it


def _prove_words(page: SourceFile, line: int, scene: Scene, language: str) -> None:
    """Note the first word of a scene that captions cannot show."""
    try:
        for word in scene.shown_words.split():
            _captioned(word, language)
    except ValueError as error:
        _note(page, line, error)


@lru_cache(8192)
def _captioned(word: str, language: str) -> None:
    prove_caption(word, language, SIZE)


def _note(page: SourceFile, line: int, error: ValueError) -> None:
    what, _, instead = str(error).rpartition("; ")
    if what:
        page.fault(line, what, f"{instead[0].upper()}{instead[1:]}.")
    else:
        page.fault(line, instead, "Write something else on the card.")
