"""The pictures of a card: how it comes in, is built up with what is said, counts and grows; and who speaks on it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import cached_property, partial

import numpy as np
from PIL import Image

from lessons.script import Card, Look, Screen, Word
from lessons.studio.cards.canvas import Canvas, Growth
from lessons.studio.cards.figures import draw_growth, growth_box
from lessons.studio.cards.frames import (
    Frame,
    caption_box,
    draw_backdrop,
    draw_caption,
    draw_card,
    drawn_canvas,
    growths,
    phrases,
    scheme_of,
    slide_rows,
)
from lessons.studio.cast import acting, people
from lessons.studio.cast.bubble import Bubble, draw_bubble
from lessons.studio.encoding.lens import Lens
from lessons.studio.encoding.overlay import Overlay
from lessons.studio.encoding.yuv import Planes, brightness, copy_rows, mix_rows, planes, put_rows
from lessons.studio.pipeline.scene_job import SceneJob
from lessons.studio.pipeline.shots import CLOSER_EVERY, CLOSER_STEPS, STRONG, Shot, on_twos, parts_of, plain_card, shots
from lessons.studio.timing.timeline import FPS
from lessons.studio.type.palette import Scheme
from lessons.studio.type.typography import is_rtl

SLIDE = 6  # pictures in which something comes in: a fifth of a second
FAR = 0.5  # of the width: how far from its place it starts
MOST_KEPT = 8
NEARS = 0.02  # of the width: how far a word beside moves while the camera comes nearer
LETTERS = 90  # of 219 steps of brightness: letters differ from their page by more, shapes beside them by less
NEARER = 1.06
GROWTH_STEPS, GROWTH_EVERY = 10, 2  # a number counts for two thirds of a second

Change = Callable[[], None]


class CardStage:
    """The picture as it is at one moment of the scene, moved from change to change."""

    def __init__(self, job: SceneJob) -> None:
        self._job, size = job, job.frame.size
        self._rows, box = slide_rows(size), caption_box(size)
        canvas = drawn_canvas(job.card, job.frame)
        self._image = card = canvas.image
        self._card, self._empty = planes(card), _empty_rows(job.card, job.frame)
        self._caption_top, self._strip = box[1], card.crop((0, box[1], box[2], box[1] + box[3]))
        rows, lively = self._rows, job.lively
        self._shots = shots(job.card, canvas.edges, rows, job.pictures, job.words, lively=lively)
        self._bubble = _Speaker.of(job, self._card, self._empty, self._rows)
        self._final = self._card
        self._base = self._card.copy()
        put_rows(self._base, self._empty, self._rows[0])
        spoken = [*self._spoken(), *(self._bubble.changes() if self._bubble else ())]
        if lively:
            spoken = [(on_twos(at), change) for at, change in spoken]
        self._events: dict[int, list[Change]] = {}
        for at, change in (*self._built(), *self._grown(growths(canvas)), *self._slid(), *spoken):
            if at < job.pictures:
                self._events.setdefault(at, []).append(change)
        self.picture = self._base.copy() if self._bubble else self._base

    def changes(self) -> list[int]:
        """The pictures, from 0, that differ from the one before."""
        return sorted({0, *self._events})

    def go_to(self, at: int) -> None:
        """Changes what is different in picture `at`; pictures are asked for in order."""
        for change in self._events.pop(at, ()):  # see ActedStage.go_to
            change()
        if self._bubble:
            self.picture[:] = self._base
            self._bubble.put_on(self.picture)

    def _slid(self) -> Iterator[tuple[int, Change]]:
        for shot in self._shots:
            if shot.drifts:
                yield shot.at, partial(self._zoom_to, shot.zoom)
            elif shot.slides:
                for step in range(SLIDE + 1):
                    yield shot.at + step, partial(self._slide, shot, step)
            elif shot.closer:
                for step in range(1, CLOSER_STEPS + 1):
                    yield shot.at + (step - 1) * CLOSER_EVERY, partial(self._move_nearer, step / CLOSER_STEPS)
            else:
                yield shot.at, partial(self._cut_to, shot)

    def _slide(self, shot: Shot, step: int) -> None:
        """What stands `step` pictures into its way: fast at first, then slower. Beside it the backdrop shows."""
        if self._job.frame.place:
            self._fade(shot, (step + 1) / (SLIDE + 1))
            return
        if step == SLIDE and not shot.plain:  # all is there, also what is beside the earlier parts
            copy_rows(self._base, self._card, self._rows)
            return
        left = 1 - (step + 1) / (SLIDE + 1)
        shift = int(self._job.frame.size[0] * FAR * left**3) // 4 * 4
        copy_rows(self._base, self._empty, shot.rows, top=self._rows[0])
        source = self._plain if shot.plain else self._card
        copy_rows(self._base, source, shot.rows, shift=-shift if self._rtl else shift)

    def _fade(self, shot: Shot, share: float) -> None:
        """What comes in before a place: its rows are not even from side to side, so nothing can slide over it."""
        if share == 1 and not shot.plain:
            copy_rows(self._base, self._card, self._rows)
        else:
            source = self._plain if shot.plain else self._card
            mix_rows(self._base, (self._empty, self._rows[0]), source, shot.rows, share)

    def _cut_to(self, shot: Shot) -> None:
        copy_rows(self._base, self._card, shot.rows)

    def _move_nearer(self, share: float) -> None:
        """The card as if the camera moved nearer to the middle of its content."""
        self._zoom_to(1 + (NEARER - 1) * (1 - (1 - share) ** 2))

    def _zoom_to(self, zoom: float) -> None:
        first, end = self._rows
        width, height = self._job.frame.size[0], end - first
        cut_x, cut_y = (side * (1 - 1 / zoom) / 2 for side in (width, height))
        window = (cut_x, first + cut_y, width - cut_x, end - cut_y)
        self._lens.show(self._base, (0, first, width, end), window)

    def _built(self) -> Iterator[tuple[int, Change]]:
        """A contrast and a chat begin with their first part; the others come when they are spoken of."""
        moments = parts_of(self._job.card, self._job.pictures, self._job.words)
        for parts, at in enumerate(moments[1:], 2):
            whole = parts == len(moments)
            yield at, partial(self._show, self._final if whole else self._partly(parts))
        if len(moments) > 1:
            self._card = self._partly(1)

    def _partly(self, parts: int) -> Planes:
        return planes(draw_card(self._job.card, self._job.frame, parts))

    def _show(self, card: Planes) -> None:
        self._card = card
        copy_rows(self._base, card, self._rows)

    def _grown(self, grows: tuple[Growth, ...]) -> Iterator[tuple[int, Change]]:
        """Bars and a number begin at nothing, and are what they are two thirds of a second later."""
        room = self._job.pictures - SLIDE - 2
        if not grows or room < GROWTH_STEPS * GROWTH_EVERY:
            return
        start = SLIDE + 1
        self._card = self._card.copy()
        for growth in grows:
            self._grow(growth, 0.0)
        for step in range(1, GROWTH_STEPS + 1):
            share = 1 - (1 - step / GROWTH_STEPS) ** 2
            for growth in grows:
                yield start + (step - 1) * GROWTH_EVERY, partial(self._grow, growth, share)

    def _grow(self, growth: Growth, share: float) -> None:
        """Into the card, and from there into the picture."""
        frame, size = self._job.frame, self._job.frame.size
        scheme = scheme_of(self._job.card, frame)
        left, top, right, bottom = growth_box(Canvas(self._image, frame, scheme), growth)
        top, bottom = top // 4 * 4, -(-bottom // 4) * 4
        if share == 1:
            copy_rows(self._card, self._final, (top, bottom))
        else:
            work = Image.new("RGB", size)
            rows = self._image.crop((0, top, size[0], bottom))
            page = draw_backdrop(self._job.card, frame).crop((left, top, right, bottom))
            rows.paste(page, (left, 0))
            work.paste(rows, (0, top))
            draw_growth(Canvas(work, frame, scheme), growth, share)
            put_rows(self._card, planes(work.crop((0, top, size[0], bottom))), top)
        if share:
            copy_rows(self._base, self._card, (top, bottom))

    def _spoken(self) -> Iterator[tuple[int, Change]]:
        """From each picture at which a word is first heard: its phrase and its place in it."""
        for phrase in phrases(self._job.words, self._job.frame.language, self._job.frame.size):
            for i, word in enumerate(phrase):
                yield min(round(word.start_s * FPS), self._job.pictures - 1), partial(self._caption, phrase, i)

    def _caption(self, phrase: tuple[Word, ...], current: int) -> None:
        strip = draw_caption(self._strip, phrase, current, self._job.frame)
        put_rows(self._base, planes(strip), self._caption_top)

    @cached_property
    def _lens(self) -> Lens:
        return Lens(self._final, self._rows)

    @cached_property
    def _plain(self) -> Planes:
        return plain_card(self._card, self._empty, self._rows)

    @property
    def _rtl(self) -> bool:
        return is_rtl(self._job.frame.language)


class _Speaker:
    """Who speaks beside the card: a face whose mouth moves with the sound, where the card leaves it room."""

    @staticmethod
    def of(job: SceneJob, drawn: Planes, empty: Planes, rows: tuple[int, int]) -> _Speaker | None:
        if job.speaker is None:
            return None
        rtl = is_rtl(job.frame.language)
        bubble = draw_bubble(job.speaker, job.mood, job.frame.brand, job.frame.size[0], rtl=rtl)
        left, top, right, bottom = bubble.box
        covers = np.asarray(bubble.through)[: rows[1] - top] < 255  # the corners beside its disc stay free
        page = brightness(empty)[top - rows[0] : bottom - rows[0], left:right].astype(np.int16)
        apart = np.abs(brightness(drawn)[top : top + len(page), left:right] - page)
        words = apart > (STRONG if isinstance(job.card, Screen) else LETTERS)
        moved = round(NEARS * job.frame.size[0])  # the camera moves nearer, and what stands beside moves outwards
        words = words | np.roll(words, moved, 1) | np.roll(words, moved, 0)
        words = words & covers
        return None if words.any() else _Speaker(job, bubble, job.speaker.look)

    def __init__(self, job: SceneJob, bubble: Bubble, look: Look) -> None:
        self._job, self._bubble, self._look = job, bubble, look
        self._image = bubble.image.copy()
        self._overlay = Overlay(bubble.image, bubble.through, bubble.at)
        self.put_on = self._overlay.put_on

    def changes(self) -> Iterator[tuple[int, Change]]:
        seed = zlib.crc32(repr((self._job.card, self._job.frame.index)).encode())
        for at, level in acting.mouths(self._job.levels):
            yield at, partial(self._put, people.mouth, people.SHAPES[level])
        for at, closed in acting.blinks(self._job.pictures, seed):
            yield at, partial(self._put, people.eyes, closed)

    def _put(self, draw: Callable[..., people.Patch], kind: object) -> None:
        bubble = self._bubble
        patch = draw(self._look, self._job.mood, kind, bubble.size)
        at = bubble.figure[0] + patch.at[0], bubble.figure[1] + patch.at[1]
        self._image.paste(patch.image, at, patch.image)
        self._overlay.change(self._image.crop((*at, at[0] + patch.image.width, at[1] + patch.image.height)), at)


_empty: dict[tuple[Scheme, tuple[int, int], str], Planes] = {}


def _empty_rows(card: Card, frame: Frame) -> Planes:
    """The rows in which content slides, without any: the same for all cards of one colour scheme."""
    key = (scheme_of(card, frame), frame.size, frame.place)
    if key not in _empty:
        if len(_empty) >= MOST_KEPT:
            _empty.clear()
        first, end = slide_rows(frame.size)
        _empty[key] = planes(draw_backdrop(card, frame).crop((0, first, frame.size[0], end)))
    return _empty[key]
