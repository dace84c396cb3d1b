"""One scene, drawn and coded: a pure function of its card, its frame and the times of its words."""

from __future__ import annotations

import io
from dataclasses import dataclass

from lessons.script import Footage, Place, Talk
from lessons.studio.cards.frames import draw_card
from lessons.studio.encoding.encoder import Coded, SceneEncoder
from lessons.studio.encoding.yuv import picture
from lessons.studio.pipeline.acted import ActedStage
from lessons.studio.pipeline.card_stage import CardStage
from lessons.studio.pipeline.footage_stage import FootageStage
from lessons.studio.pipeline.scene_job import SceneJob

__all__ = ["SceneJob", "StillJob", "render_poster", "render_scene", "render_still"]

POSTER_QUALITY, STILL_QUALITY = 88, 80


@dataclass(frozen=True, slots=True)
class StillJob:
    """One of a scene's pictures.

    Attributes:
        at: its number, from 0.
    """

    scene: SceneJob
    at: int


def render_scene(job: SceneJob) -> Coded:
    """All pictures of the scene.

    Raises:
        ValueError: the card cannot be drawn; says why.
    """
    stage = _stage(job)
    encoder = SceneEncoder(job.frame.size, filmed=isinstance(job.card, Footage))
    changes = stage.changes()
    for at, until in zip(changes, [*changes[1:], job.pictures], strict=True):
        stage.go_to(at)
        encoder.show(stage.picture)
        encoder.hold(until - at - 1)
    return encoder.finish()


def render_still(job: StillJob) -> bytes:
    """A picture of the scene as a JPEG, as its clip shows it: there long before the scene is coded.

    Raises:
        ValueError: the card cannot be drawn; says why.
    """
    stage, out = _stage(job.scene), io.BytesIO()
    for at in stage.changes():
        if at <= job.at:
            stage.go_to(at)
    picture(stage.picture).save(out, "JPEG", quality=STILL_QUALITY)
    return out.getvalue()


def _stage(job: SceneJob) -> CardStage | ActedStage | FootageStage:
    if isinstance(job.card, Footage):
        return FootageStage(job)
    return ActedStage(job) if isinstance(job.card, Talk | Place) else CardStage(job)


def render_poster(job: SceneJob) -> bytes:
    """The scene's card as a JPEG.

    Raises:
        ValueError: the card cannot be drawn; says why.
    """
    if isinstance(job.card, Footage):
        return render_still(StillJob(job, 0))
    out = io.BytesIO()
    draw_card(job.card, job.frame).save(out, "JPEG", quality=POSTER_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
