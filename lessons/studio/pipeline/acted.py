"""The pictures of somebody who speaks, or of a place: mouth, lids, camera and captions, change by change.

The stage is kept as the encoder's planes, wider than the picture, and the camera is a window on it; a mouth or a pair
of lids is a small piece of planes that is put into it. So a change costs what its piece costs: 0.3 ms for a mouth,
0.6 ms for a camera step, against 20 ms for a picture drawn and converted anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from lessons.script import Card, Place, Talk, Word
from lessons.studio.cards.frames import caption_box, draw_caption, draw_card, phrases
from lessons.studio.cards.talk import Actor
from lessons.studio.cast import acting, people, places
from lessons.studio.encoding.overlay import put_box
from lessons.studio.encoding.yuv import planes, put_nearer, put_rows, views
from lessons.studio.pipeline.acted_shot import ActedShot, reacting, reaction_of
from lessons.studio.pipeline.scene_job import SceneJob
from lessons.studio.pipeline.shots import DRIFT_A_SECOND, clause_cuts, on_twos
from lessons.studio.timing.timeline import FPS

FAST, SLOW = 2, 3  # pictures between two camera steps: at first, and when it comes to rest
STEP = 2  # pixels of a camera step; even, because colours are kept at half the detail
PUSH_PICTURES, PUSH_STEPS = 60, 30  # a push-in takes 2 s, in as many steps as eyes need to see no jerk
PUSH = 1.09
NEARER = 1.2  # a cut to a closer view, as between two cameras


class ActedStage:
    """See scenes.render_scene: `changes` says which pictures differ, `go_to` makes the next of them."""

    def __init__(self, job: SceneJob) -> None:
        self._job, size = job, job.frame.size
        card = _acted(job.card)
        self._talk = card if isinstance(card, Talk) else None
        self._reacts = reaction_of(job) if self._talk else None
        self._seed = zlib.crc32(repr((card, job.frame.index)).encode())  # of the gesture and the blinks
        self._margin, self._scale = places.margin(size), size[0] / places.WIDTH
        self._first, self._end = round(places.TOP * self._scale) // 4 * 4, caption_box(size)[1] // 4 * 4
        self._main = self._seen = ActedShot(card, job.frame, card)
        self._zoom, self._shift = 1.0, 0
        self._near = (0.0, 0.0, 0.0, 0.0)  # the window of the stage that fills the picture while it is seen from nearer
        self.picture = planes(draw_card(card, job.frame))
        box = caption_box(size)
        self._strip = self._main.image.crop((self._margin, box[1], self._margin + box[2], box[1] + box[3]))
        self._caption_top = box[1]
        self._events = self._planned()
        self._draw_view()

    def changes(self) -> list[int]:
        """The pictures, from 0, that differ from the one before."""
        return sorted({0, *self._events})

    def go_to(self, at: int) -> None:
        """Makes picture `at`; pictures are asked for in order."""
        # Changes hold the stage, and the stage holds them: taken out, 40 MB are free when the scene is, not when the
        # garbage collector comes round.
        for change in self._events.pop(at, ()):
            change()

    def _planned(self) -> dict[int, list[Callable[[], None]]]:
        events: dict[int, list[Callable[[], None]]] = {}
        for plan in (self._camera(), self._cuts(), self._faces(), self._cut_to_listener(), self._captions()):
            for at, change in plan:
                if at < self._job.pictures:
                    events.setdefault(on_twos(at), []).append(change)
        return events

    def _camera(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """One gesture a scene: a push-in, or a pan to either side; places are only ever panned over."""
        # Nearer comes the camera to the listener, so to the speaker beside that it moves sideways.
        kind = self._seed % 3 if self._talk and not self._reacts else 1 + self._seed % 2
        if kind == 0:
            for step in range(1, PUSH_STEPS + 1):
                eased = 1 - (1 - step / PUSH_STEPS) ** 2
                yield step * PUSH_PICTURES // PUSH_STEPS, partial(self._move_nearer, 1 + (PUSH - 1) * eased)
            return
        side = 1 if kind == 1 else -1
        reach = (self._margin - STEP) // STEP * STEP
        yield 0, partial(self._look_at, -side * reach)
        count = 2 * reach // STEP
        at = 0
        for step in range(1, count + 1):
            at += FAST if step <= count // 2 else SLOW
            yield at, partial(self._look_at, side * (step * STEP - reach))
        for step in range(SLOW, self._job.pictures - at, SLOW):  # then nearer, for as long as somebody tells of it
            if self._talk is None:
                yield at + step, partial(self._move_nearer, min(PUSH, 1 + DRIFT_A_SECOND * step / FPS))

    def _cuts(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """A closer view and back again where a line is long, at the beginnings of clauses."""
        if self._talk and not self._reacts:
            for turn, at in enumerate(clause_cuts(self._job.pictures / FPS, self._job.words)):
                yield at, partial(self._move_nearer, NEARER if turn % 2 == 0 else 1.0)

    def _faces(self) -> Iterator[tuple[int, Callable[[], None]]]:
        if self._main.people and self._talk:
            speaker = self._main.people[-1]
            for at, level in acting.mouths(self._job.levels):
                yield at, partial(self._put, speaker, people.mouth, people.SHAPES[level])
        for turn in range(len(self._main.people)):
            for at, closed in acting.blinks(self._job.pictures, self._seed // 7 + turn * 5):
                yield at, partial(self._blink, turn, closed)
        yield from self._reaction()

    def _reaction(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """The listener's face follows what is said: unmoved at first, then the mood that it causes."""
        if self._talk is None or self._talk.listener is None or self._talk.reaction == "neutral":
            return
        for at, mood in ((0, "neutral"), (self._job.pictures * 2 // 5, self._talk.reaction)):
            yield at, partial(self._feel, mood)

    def _feel(self, mood: str) -> None:
        listener = self._main.people[0] = replace(self._main.people[0], mood=mood)
        self._put(listener, people.eyes, False)
        self._put(listener, people.mouth, "rest")

    def _blink(self, turn: int, closed: bool) -> None:
        self._put(self._main.people[turn], people.eyes, closed)

    def _cut_to_listener(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """In a long line the listener is seen large for a moment and takes in what is said; then the speaker again."""
        if self._reacts is None or self._talk is None or self._talk.listener is None:
            return
        first, end = self._reacts
        card = Talk(self._talk.listener, "neutral", self._talk.place)
        shot = cache(partial(ActedShot, card, self._job.frame, self._talk))
        yield first, lambda: self._see(shot())
        for step in range(SLOW, end - first, SLOW):
            yield first + step, partial(self._move_nearer, 1 + (PUSH - 1) * step / (end - first))
        for at, draw, kind in reacting(end - first):
            yield first + at, partial(self._react, shot, self._talk.reaction, draw, kind)
        yield end, lambda: self._see(self._main)

    def _see(self, shot: ActedShot) -> None:
        """A cut."""
        self._seen, self._zoom = shot, 1.0
        self._draw_view()

    def _react(self, shot: Callable[[], ActedShot], mood: str, draw: Callable[..., people.Patch], kind: object) -> None:
        """A change in the listener's face while it is seen large."""
        listener = replace(shot().people[-1], mood=mood)
        box, piece = shot().put(listener, draw, kind)
        if self._zoom == 1.0:
            put_box(self.picture, piece, (box[0] - self._margin - self._shift, box[1]))
        else:
            self._renew_near(box)

    def _captions(self) -> Iterator[tuple[int, Callable[[], None]]]:
        language, size = self._job.frame.language, self._job.frame.size
        for phrase in phrases(self._job.words, language, size):
            for i, word in enumerate(phrase):
                yield min(round(word.start_s * FPS), self._job.pictures - 1), partial(self._caption, phrase, i)

    def _caption(self, phrase: Sequence[Word], current: int) -> None:
        put_rows(self.picture, planes(draw_caption(self._strip, phrase, current, self._job.frame)), self._caption_top)

    def _put(self, actor: Actor, draw: Callable[..., people.Patch], kind: object) -> None:
        """A mouth or eyes on somebody's face: into the stage, and from there into the picture."""
        box, piece = self._main.put(actor, draw, kind)
        if self._seen is not self._main:
            return
        if self._zoom != 1.0:
            self._renew_near(box)
            return
        left = box[0] - self._margin - self._shift
        if left < 0 or box[2] - box[0] + left > self.picture.shape[1] or box[3] > self._end:
            self._draw_view()
        else:
            put_box(self.picture, piece, (left, box[1]))

    def _look_at(self, shift: int) -> None:
        self._shift = shift
        self._move_nearer(self._zoom)  # from nearer it goes on as well: a long line else stands still but for its mouth

    def _move_nearer(self, zoom: float) -> None:
        self._zoom = zoom
        if zoom == 1.0:
            self._draw_view()
        else:
            self._renew_zoomed()

    def _renew_zoomed(self) -> None:
        """The stage from nearer, around the speaker's face: resized, because each distance is another picture."""
        width, height = self._job.frame.size[0], self._end - self._first
        left, top = self._window()
        window = (left, top, left + width / self._zoom, top + height / self._zoom)
        lens, into = self._seen.lens((self._first, self._end)), (0, self._first, width, self._end)
        self._near = lens.show(self.picture, into, window)
        self._seen.tags.put_on(self.picture)

    def _window(self) -> tuple[float, float]:
        """Left and upper edge of what is seen from nearer, in pixels of the stage."""
        width, height = self._job.frame.size[0], self._end - self._first
        left = self._margin + self._shift + (width - width / self._zoom) / 2
        return left, self._first + (height - height / self._zoom) * 0.45  # a face stands a little above the middle

    def _renew_near(self, box: tuple[int, int, int, int]) -> None:
        """A box of the stage from nearer: a mouth costs what its box costs there too."""
        left, top, right, bottom = self._near
        width = self._job.frame.size[0]
        across, down = width / (right - left), (self._end - self._first) / (bottom - top)
        x, end_x = (round((side - left) * across) for side in (box[0], box[2]))
        y, end_y = (round((side - top) * down) + self._first for side in (box[1], box[3]))
        x, y = max(0, x // 4 * 4), max(self._first, y // 4 * 4)
        end_x, end_y = min(width, -(-end_x // 4) * 4), min(self._end, -(-end_y // 4) * 4)
        if y < self._seen.tags.bottom:
            self._renew_zoomed()
        elif x < end_x and y < end_y:
            source_x, source_y = left + x / across, top + (y - self._first) / down
            source = (source_x, source_y, source_x + (end_x - x) / across, source_y + (end_y - y) / down)
            put_nearer(self.picture, self._seen.wide, (x, y, end_x, end_y), source)

    def _draw_view(self) -> None:
        """What the camera sees of the stage; the brand's row and the captions stay as they are."""
        left = self._margin + self._shift
        width = self.picture.shape[1]
        for into, whole, half in zip(views(self.picture), views(self._seen.wide), (1, 2, 2), strict=True):
            rows = slice(self._first // half, self._end // half)
            into[rows] = whole[rows, left // half : (left + width) // half]
        self._seen.tags.put_on(self.picture)


def _acted(card: Card) -> Talk | Place:
    if not isinstance(card, Talk | Place):
        raise TypeError(f"a {type(card).__name__} has no stage")
    return card
