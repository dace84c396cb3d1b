"""One scene, drawn and coded: a pure function of its card, its frame and the times of its words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from PIL import Image

from lessons.studio.encoder import Coded, SceneEncoder
from lessons.studio.frames import (
    Frame,
    caption_box,
    draw_backdrop,
    draw_caption,
    draw_card,
    phrases,
    scheme_of,
    slide_rows,
)
from lessons.studio.palette import Scheme
from lessons.studio.script import Card, Word
from lessons.studio.shots import Shot, plain_card, shots
from lessons.studio.timeline import FPS
from lessons.studio.typography import is_rtl
from lessons.studio.yuv import Planes, copy_rows, planes, put_rows

SLIDE = 6  # pictures in which something comes in: a fifth of a second
FAR = 0.5  # of the width: how far from its place it starts
POSTER_QUALITY = 88
MOST_KEPT = 8
NEARER = 1.06


@dataclass(frozen=True, slots=True)
class SceneJob:
    """What a scene's pictures depend on.

    Attributes:
        pictures: how many, at 30 a second.
        words: with times in seconds of the scene.
    """

    card: Card
    frame: Frame
    pictures: int
    words: tuple[Word, ...]


def render_scene(job: SceneJob) -> Coded:
    """All pictures of the scene.

    Raises:
        ValueError: the card cannot be drawn; says why.
    """
    stage, encoder = _Stage(job), SceneEncoder(job.frame.size)
    changes = stage.changes()
    for at, until in zip(changes, [*changes[1:], job.pictures], strict=True):
        stage.go_to(at)
        encoder.show(stage.picture)
        encoder.hold(until - at - 1)
    return encoder.finish()


def render_poster(job: SceneJob) -> bytes:
    """The scene's card as a JPEG.

    Raises:
        ValueError: the card cannot be drawn; says why.
    """
    out = io.BytesIO()
    draw_card(job.card, job.frame).save(out, "JPEG", quality=POSTER_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


class _Stage:
    """The picture as it is at one moment of the scene, moved from change to change."""

    def __init__(self, job: SceneJob) -> None:
        self._job, size = job, job.frame.size
        self._rows, box = slide_rows(size), caption_box(size)
        self._image = card = draw_card(job.card, job.frame)
        self._card, self._empty = planes(card), _empty_rows(job.card, job.frame)
        self._caption_top, self._strip = box[1], card.crop((0, box[1], box[2], box[1] + box[3]))
        self._shots = shots(job.card, self._card, self._empty, self._rows, job.pictures, job.words)
        self._spoken = dict(self._captions())
        self.picture = self._card.copy()
        put_rows(self.picture, self._empty, self._rows[0])

    def changes(self) -> list[int]:
        """The pictures, from 0, that differ from the one before."""
        slides = {shot.at + step for shot in self._shots for step in range(SLIDE + 1 if shot.slides else 1)}
        return sorted(at for at in {0, *slides, *self._spoken} if at < self._job.pictures)

    def go_to(self, at: int) -> None:
        """Changes what is different in picture `at`; pictures are asked for in order."""
        for shot in self._shots:
            if shot.slides and shot.at <= at <= shot.at + SLIDE:
                self._slide(shot, at - shot.at)
            elif shot.at == at:
                copy_rows(self.picture, self._drawn(shot), shot.rows)
        if at in self._spoken:
            phrase, current = self._spoken[at]
            strip = draw_caption(self._strip, phrase, current, self._job.frame)
            put_rows(self.picture, planes(strip), self._caption_top)

    def _slide(self, shot: Shot, step: int) -> None:
        """What stands `step` pictures into its way: fast at first, then slower. Beside it the backdrop shows."""
        if step == SLIDE and not shot.plain:  # all is there, also what is beside the earlier parts
            copy_rows(self.picture, self._card, self._rows)
            return
        left = 1 - (step + 1) / (SLIDE + 1)
        shift = int(self._job.frame.size[0] * FAR * left**3) // 4 * 4
        copy_rows(self.picture, self._empty, shot.rows, top=self._rows[0])
        copy_rows(self.picture, self._drawn(shot), shot.rows, shift=-shift if self._rtl else shift)

    def _drawn(self, shot: Shot) -> Planes:
        return self._closer if shot.closer else self._plain if shot.plain else self._card

    @cached_property
    def _plain(self) -> Planes:
        return plain_card(self._card, self._empty, self._rows)

    @cached_property
    def _closer(self) -> Planes:
        """The card as if the camera had moved nearer to the middle of its content."""
        first, end = self._rows
        width, height = self._job.frame.size[0], end - first
        cut_x, cut_y = (side * (1 - 1 / NEARER) / 2 for side in (width, height))
        near = self._image.crop((0, first, width, end)).resize(
            (width, height), Image.Resampling.BICUBIC, (cut_x, cut_y, width - cut_x, height - cut_y)
        )
        whole = self._card.copy()
        put_rows(whole, planes(near), first)
        return whole

    @property
    def _rtl(self) -> bool:
        return is_rtl(self._job.frame.language)

    def _captions(self) -> Iterator[tuple[int, tuple[tuple[Word, ...], int]]]:
        """From each picture at which a word is first heard: its phrase and its place in it."""
        for phrase in phrases(self._job.words, self._job.frame.language, self._job.frame.size):
            for i, word in enumerate(phrase):
                yield min(round(word.start_s * FPS), self._job.pictures - 1), (phrase, i)


_empty: dict[tuple[Scheme, tuple[int, int]], Planes] = {}


def _empty_rows(card: Card, frame: Frame) -> Planes:
    """The rows in which content slides, without any: the same for all cards of one colour scheme."""
    key = (scheme_of(card, frame), frame.size)
    if key not in _empty:
        if len(_empty) >= MOST_KEPT:
            _empty.clear()
        first, end = slide_rows(frame.size)
        _empty[key] = planes(draw_backdrop(card, frame).crop((0, first, frame.size[0], end)))
    return _empty[key]
