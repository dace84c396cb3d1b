"""One camera's picture of a stage, and when a scene cuts to whoever listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lessons.script import Place, Talk
from lessons.studio.cards.frames import Frame
from lessons.studio.cards.talk import Actor, actors, draw_stage, tags
from lessons.studio.cast import people
from lessons.studio.encoding.lens import Lens
from lessons.studio.encoding.overlay import Overlay, put_box
from lessons.studio.encoding.yuv import Planes, planes
from lessons.studio.pipeline.scene_job import SceneJob
from lessons.studio.pipeline.shots import clauses
from lessons.studio.timing.timeline import FPS

LONG_S = 3.0  # a line with a cut to its listener lasts so long at least: else nobody is seen for a second
REACTS_S, SPEAKS_S = 1.2, 0.7  # how long the listener is seen, and the speaker before and after at least
TAKES_IN = 9  # pictures until the face moves: what is heard is understood a moment later

Box = tuple[int, int, int, int]


class ActedShot:
    """The stage as the encoder's planes, wider than the picture, with everybody's face as it is now.

    Args:
        named: whose name stands over it: who speaks, also while somebody else is seen.

    Attributes:
        people: whoever is seen, the larger one last.
    """

    def __init__(self, card: Talk | Place, frame: Frame, named: Talk | Place) -> None:
        self.people = list(actors(card, frame))
        self.image = draw_stage(card, frame)
        self.wide = planes(self.image)
        sign = tags(named, frame)
        self.tags = Overlay(sign.image, sign.through, sign.at)
        self._lens: Lens | None = None

    def put(self, actor: Actor, draw: Callable[..., people.Patch], kind: object) -> tuple[Box, Planes]:
        """A mouth or eyes on somebody's face: where it lies on the stage, and its planes."""
        patch = draw(actor.person.look, actor.mood, kind, actor.size)
        at = actor.at[0] + patch.at[0], actor.at[1] + patch.at[1]
        self.image.paste(patch.image, at, patch.image)
        box = (*at, at[0] + patch.image.width, at[1] + patch.image.height)
        piece = planes(self.image.crop(box))
        put_box(self.wide, piece, at)
        if self._lens:
            self._lens.renew(self.wide, box)
        return box, piece

    def lens(self, rows: tuple[int, int]) -> Lens:
        """What shows these rows from nearer; made when the camera first comes nearer, as many scenes never do."""
        self._lens = self._lens or Lens(self.wide, rows)
        return self._lens


def reaction_of(job: SceneJob) -> tuple[int, int] | None:
    """From which picture to which one the listener is seen, from the beginning of a clause; None in a short line."""
    seconds = job.pictures / FPS
    if not isinstance(job.card, Talk) or job.card.listener is None or seconds < LONG_S:
        return None
    low, high = SPEAKS_S, seconds - REACTS_S - SPEAKS_S
    ideal = (low + high) / 2
    near = [start for start in clauses(job.words) if low <= start <= high]
    first = round(min(near, key=lambda start: abs(start - ideal), default=ideal) * FPS)
    return first, first + round(REACTS_S * FPS)


def reacting(pictures: int) -> Iterator[tuple[int, Callable[..., people.Patch], object]]:
    """(picture, what of the face, how) while the listener is seen: a glance, then the mood, and a blink."""
    yield TAKES_IN, people.eyes, False
    yield TAKES_IN, people.mouth, "rest"
    if pictures > 3 * TAKES_IN:
        yield 2 * TAKES_IN, people.eyes, True
        yield 2 * TAKES_IN + 4, people.eyes, False
