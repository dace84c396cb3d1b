"""The pictures of a piece of somebody's film, below the brand's row and with captions like every other scene."""

from __future__ import annotations

from functools import cache

from PIL import Image, ImageChops

from lessons.script import Footage, Word
from lessons.studio.cards.frames import caption_box, draw_backdrop, draw_caption, phrases, slide_rows
from lessons.studio.encoding.overlay import Overlay
from lessons.studio.encoding.yuv import planes, put_rows
from lessons.studio.pipeline.scene_job import SceneJob
from lessons.studio.timing.timeline import FPS, LEAD_S
from lessons.studio.type.palette import BLACK, WHITE
from lessons.studio.uploads.footage import FootageError, FootagePictures, film_pictures


class FootageStage:
    """See scenes.render_scene. Every picture differs from the one before.

    Raises:
        ValueError: the film cannot be read; says why.
    """

    def __init__(self, job: SceneJob) -> None:
        card = job.card
        if not isinstance(card, Footage):
            raise TypeError(f"a {type(card).__name__} is no film")
        self._job, (width, height) = job, job.frame.size
        self._top = slide_rows(job.frame.size)[0] // 4 * 4
        self.picture = planes(draw_backdrop(card, job.frame))
        piece = (card.file, card.start_s, card.end_s, LEAD_S, job.pictures)
        self._film = film_pictures(FootagePictures(*piece, width, height - self._top))
        self._captions = dict(_captions(job))
        self._shown: tuple[tuple[Word, ...], int] | None = None
        self._plate = cache(self._drawn)

    def changes(self) -> list[int]:
        """All pictures."""
        return list(range(self._job.pictures))

    def go_to(self, at: int) -> None:
        """Makes picture `at`; pictures are asked for in order."""
        try:
            put_rows(self.picture, next(self._film), self._top)
        except FootageError as error:
            raise ValueError(f"the film {error}; export it again as MP4") from error
        self._shown = self._captions.get(at, self._shown)
        if self._shown:
            self._plate(*self._shown).put_on(self.picture)

    def _drawn(self, phrase: tuple[Word, ...], current: int) -> Overlay:
        """The caption with its plate: drawn on black and on white, it shows where the film comes through."""
        left, top, width, tall = caption_box(self._job.frame.size)
        black, white = (
            draw_caption(Image.new("RGB", (width, tall), ground), phrase, current, self._job.frame)
            for ground in (BLACK, WHITE)
        )
        through = ImageChops.difference(white, black).convert("L")
        return Overlay(black, through, (left, top))


def _captions(job: SceneJob) -> list[tuple[int, tuple[tuple[Word, ...], int]]]:
    """From each picture at which a word is first heard: its phrase and its place in it."""
    return [
        (min(round(word.start_s * FPS), job.pictures - 1), (phrase, at))
        for phrase in phrases(job.words, job.frame.language, job.frame.size)
        for at, word in enumerate(phrase)
    ]
