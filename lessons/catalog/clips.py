"""Clips: wanted when an episode comes in, ready or failed when somebody tried to make them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.reading import shown_episodes
from lessons.catalog.records import cues_from, cues_record, script_from
from lessons.catalog.tables import checks, clips, episodes
from lessons.episodes import MAIN, Clip, ClipState, Cue, cue_of_scene, nearest_language


async def clips_wanted(db: AsyncConnection, workspace_id: str, limit: int) -> tuple[Clip, ...]:
    """Clips that nobody has made yet, the longest waiting first."""
    waiting = (clips.c.workspace_id == workspace_id) & (clips.c.state == ClipState.WANTED)
    rows = await db.execute(sa.select(clips).where(waiting).order_by(clips.c.id).limit(limit))
    return tuple(clip_from(row) for row in rows)


async def clip_of(
    db: AsyncConnection, workspace_id: str, episode_id: str, key: str = MAIN, language: str = ""
) -> Clip | None:
    """The clip in that language, or in the episode's own where there is none in that language."""
    own = (episodes.c.workspace_id == clips.c.workspace_id) & (episodes.c.id == clips.c.episode_id)
    wanted = (clips.c.workspace_id == workspace_id) & (clips.c.episode_id == episode_id) & (clips.c.key == key)
    query = sa.select(clips, episodes.c.language.label("own")).join(episodes, own).where(wanted)
    clip_rows = {row.language: row for row in await db.execute(query.order_by(clips.c.id))}
    if not clip_rows:
        return None
    chosen = nearest_language(language, tuple(clip_rows)) or next(iter(clip_rows.values())).own
    return clip_from(clip_rows[chosen]) if chosen in clip_rows else None


async def clips_of(db: AsyncConnection, workspace_id: str, episode_id: str) -> tuple[Clip, ...]:
    """Every clip of an episode version, in every language."""
    of_episode = (clips.c.workspace_id == workspace_id) & (clips.c.episode_id == episode_id)
    return tuple(clip_from(row) for row in await db.execute(sa.select(clips).where(of_episode).order_by(clips.c.id)))


async def clip_by_id(db: AsyncConnection, workspace_id: str, clip_id: str) -> Clip | None:
    row = (await db.execute(sa.select(clips).where(_is(workspace_id, clip_id)))).first()
    return None if row is None else clip_from(row)


async def clip_ready(
    db: AsyncConnection,
    workspace_id: str,
    clip_id: str,
    seconds: float,
    media: str,
    cues: Sequence[Cue],
    now: datetime,
    look: str | None = None,
) -> bool:
    """Keep a clip that was made elsewhere, and measure where it shows its check's answer.

    Args:
        look: of the workspace, where the clip bears it.

    Returns:
        False when the clip was ready already: somebody else made it, and theirs stays.
    """
    # The state is part of the condition, so of two who finish at once one alone writes.
    open_ = _is(workspace_id, clip_id) & (clips.c.state != ClipState.READY)
    values = {"state": ClipState.READY, "seconds": seconds, "media": media, "reason": "", "made_at": now, "look": look}
    done = _update(open_, {**values, "cues": cues_record(tuple(cues))})
    row = (await db.execute(done)).first()
    # A branch shows what follows an answer; where the answer itself is shown is a second of the main clip.
    if row is not None and row.key == MAIN:
        await measure_answer(db, workspace_id, row.episode_id, row.language, cues)
    return row is not None


async def want_failed_again(db: AsyncConnection, workspace_id: str, episode_id: str | None = None) -> int:
    """Let clips that could not be made, of one episode or of all, be tried again; how many there were."""
    of_workspace = clips.c.workspace_id == workspace_id
    which = of_workspace if episode_id is None else of_workspace & (clips.c.episode_id == episode_id)
    # The tries begin anew, and no lease keeps the next worker from it.
    fresh = {"reason": "", "attempt": 0, "lease_until": None}
    wanted = _update(which & (clips.c.state == ClipState.FAILED), {**fresh, "state": ClipState.WANTED, "made_at": None})
    outdated = _update(which & _kept_its_old_look(), {**fresh, "look": ""})
    return len((await db.execute(wanted)).all()) + len((await db.execute(outdated)).all())


async def troubled_clips(db: AsyncConnection, workspace_id: str) -> tuple[tuple[Clip, str], ...]:
    """Clips of episodes that are given now and could not be made, or not in the new look, with the episodes' titles."""
    own = (episodes.c.workspace_id == clips.c.workspace_id) & (episodes.c.id == clips.c.episode_id)
    faulty = (clips.c.state == ClipState.FAILED) | _kept_its_old_look()
    query = sa.select(clips, episodes.c.title).join(episodes, own).where(clips.c.workspace_id == workspace_id, faulty)
    visible = query.where(clips.c.episode_id.in_(shown_episodes(workspace_id))).order_by(clips.c.id)
    return tuple((clip_from(row), row.title) for row in await db.execute(visible))


def _kept_its_old_look() -> sa.ColumnElement[bool]:
    return (clips.c.state == ClipState.READY) & (clips.c.reason != "")


def _update(which: sa.ColumnElement[bool], values: dict[str, Any]) -> Any:
    return sa.update(clips).where(which).values(values).returning(clips)


def _is(workspace_id: str, clip_id: str) -> sa.ColumnElement[bool]:
    return (clips.c.workspace_id == workspace_id) & (clips.c.id == clip_id)


def clip_from(row: sa.Row[Any]) -> Clip:
    return Clip(
        id=row.id,
        episode_id=row.episode_id,
        key=row.key,
        language=row.language,
        state=ClipState(row.state),
        seconds=row.seconds,
        media=row.media,
        cues=cues_from(row.cues),
        reason=row.reason,
        made_at=row.made_at,
    )


async def measure_answer(
    db: AsyncConnection, workspace_id: str, episode_id: str, language: str, cues: Sequence[Cue]
) -> None:
    """Write down where the clip in an episode's own language shows the answer to its check."""
    of_episode = (checks.c.workspace_id == workspace_id) & (checks.c.episode_id == episode_id)
    own = (episodes.c.workspace_id == checks.c.workspace_id) & (episodes.c.id == checks.c.episode_id)
    query = sa.select(checks.c.scene, episodes.c.content).join(episodes, own)
    row = (await db.execute(query.where(of_episode, episodes.c.language == language))).first()
    if row is None or row.scene is None:
        return
    at_s = cue_of_scene(script_from(row.content["script"]).scenes, row.scene, cues)
    if at_s is not None:
        await db.execute(sa.update(checks).where(of_episode).values(at_s=at_s))
