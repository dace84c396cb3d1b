"""Clips made now from passages: stored by what they are made from, withheld once somebody doubts them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.clip_orders import ClipOrder, NoClip, brand_of_answers
from bot.answers.generated_script import NothingToSay, script_of
from bot.answers.questions import LONGEST
from bot.clips.clipmaking import FILES
from bot.clips.looks import SIZE
from bot.messages import answer_texts
from bot.messages.lower import plan_texts
from lessons.answers.index.tables import passages
from lessons.catalog.records import cues_from, cues_record, script_from, script_record
from lessons.database import Database, Instant, Json, insert_or_ignore, metadata, new_id
from lessons.episodes import Cue
from lessons.ports import MediaStore, VendorBusy, VendorDown, is_disk_full
from lessons.script import Script
from lessons.studio.pipeline.live import LiveClip
from lessons.studio.pipeline.pool import WorkerFailed
from lessons.studio.pipeline.studio import Studio
from schedules.people.roster import workspace_by_id

log = logging.getLogger(__name__)

NO_ROOM_S = 60.0  # after the disk was full: drawing clips again and again would not make room
AT_ONCE = 10

made_clips = sa.Table(
    "made_clips",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("question_key", sa.String(64), nullable=False),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("words", sa.String(LONGEST), nullable=False),
    sa.Column("language", sa.String(20), nullable=False),
    sa.Column("script", Json, nullable=False),
    sa.Column("cited", Json, nullable=False),
    sa.Column("by_model", sa.Boolean, nullable=False),
    sa.Column("digest", sa.String(128), nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("cues", Json, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("media", sa.Text, nullable=False, server_default=""),
    sa.Column("reason", sa.String(400), nullable=False, server_default=""),
    sa.Column("reported_at", Instant),
    sa.Column("decided_by", sa.String(200), nullable=False, server_default=""),
    sa.Column("decided_at", Instant),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("workspace_id", "question_key"),
)
sa.Index("ix_made_clips_state", made_clips.c.workspace_id, made_clips.c.state, made_clips.c.id)


class ReviewState(StrEnum):
    """Where a clip made now stands."""

    GROWING = "growing"
    READY = "ready"
    FAILED = "failed"
    REPORTED = "reported"
    APPROVED = "approved"
    REFUSED = "refused"

    @property
    def shown(self) -> bool:
        """Whether learners may see it."""
        return self in (ReviewState.GROWING, ReviewState.READY, ReviewState.APPROVED)


@dataclass(frozen=True, slots=True)
class GeneratedClip:
    """A clip made now.

    Attributes:
        question_key: names what it was made from; see madescript.question_key.
        learner_id: whose question it answered first.
        cited: the passages that it says; an id names a version of its passage.
        digest: the studio's name of it.
        media: prefix of its files in the media store, "" until it is finished.
        reason: why it could not be finished, "" otherwise.
        decided_by: the curator who let it in or refused it.
    """

    workspace_id: str
    id: str
    question_key: str
    learner_id: str
    words: str
    language: str
    script: Script
    cited: tuple[str, ...]
    by_model: bool
    digest: str
    seconds: float
    cues: tuple[Cue, ...]
    state: ReviewState
    media: str
    reason: str
    reported_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    made_at: datetime


def _made(row: Any) -> GeneratedClip:
    values: Mapping[str, Any] = row._mapping
    read = {
        "script": script_from(values["script"]),
        "cited": tuple(values["cited"]),
        "cues": cues_from(values["cues"]),
        "state": ReviewState(values["state"]),
    }
    return GeneratedClip(**{**values, **read})


class ClipGenerator:
    """Makes clips from verified sentences: playable at once, finished a little later."""

    def __init__(self, database: Database, studio: Studio, media: MediaStore) -> None:
        self._database, self._studio, self._media = database, studio, media
        self._busy = asyncio.Lock()
        self._no_room_at = -NO_ROOM_S

    async def known(self, workspace_id: str, key: str) -> GeneratedClip | None:
        """The clip that was made from the same before, in whatever state; None when it must be made."""
        async with self._database.read() as db:
            return await _one(db, workspace_id, made_clips.c.question_key == key)

    async def make(self, wanted: ClipOrder, now: datetime) -> GeneratedClip | NoClip:
        """A clip that can be played now, every card of it proved; the reason where these words make none."""
        try:
            script = await asyncio.to_thread(
                script_of, wanted.question.words, wanted.sentences, wanted.language, wanted.brand
            )
            live = await self._studio.begin(script, wanted.brand, SIZE)
            await self._media.put(f"{live.digest}/poster.jpg", await live.poster())
        except NothingToSay as fault:
            return _no_clip(wanted, plan_texts.no_clip(str(fault)), fault)
        except (VendorBusy, VendorDown) as fault:
            return _no_clip(wanted, answer_texts.no_voice(), fault)
        except (ValueError, WorkerFailed, OSError) as fault:
            return _no_clip(wanted, answer_texts.not_drawn(), fault)
        async with self._database.write() as db:
            await db.execute(insert_or_ignore(db, made_clips).values(_row(wanted, script, live, now)))
            clip = await _one(db, wanted.question.workspace_id, made_clips.c.question_key == wanted.key)
        return clip or _no_clip(wanted, answer_texts.not_drawn(), LookupError("its row is gone"))

    async def finish_growing(self, now: datetime) -> int:
        """Make the files of every clip that has none yet; returns how many became ready."""
        if time.monotonic() < self._no_room_at + NO_ROOM_S:
            return 0
        async with self._busy:
            async with self._database.read() as db:
                growing = sa.select(made_clips).where(made_clips.c.state == ReviewState.GROWING.value)
                rows = (await db.execute(growing.order_by(made_clips.c.id).limit(AT_ONCE))).all()
            return sum([await self._finish(_made(row), now) for row in rows])

    async def _finish(self, order: GeneratedClip, now: datetime) -> bool:
        async with self._database.read() as db:
            workspace = await workspace_by_id(db, order.workspace_id)
        if workspace is None:
            return False
        try:
            clip = await self._studio.render(order.script, brand_of_answers(workspace.brand, workspace.name), SIZE)
            for name in FILES:
                content = await asyncio.to_thread((clip.folder / name).read_bytes)
                await self._media.put(f"{clip.digest}/{name}", content)
        except (ValueError, VendorBusy, VendorDown, WorkerFailed, OSError) as fault:
            log.warning("a clip of an answer could not be finished: %s", fault, extra={"clip": order.id})
            if is_disk_full(fault):  # no fault of the clip, which goes on growing once there is room again
                self._no_room_at = time.monotonic()
                return False
            return await self._move(order, ReviewState.FAILED, reason=str(fault)[:400])
        return await self._move(order, ReviewState.READY, media=clip.digest)

    async def _move(self, made: GeneratedClip, to: ReviewState, **values: object) -> bool:
        async with self._database.write() as db:
            return await move(db, made, (ReviewState.GROWING,), to, **values)

    async def live(self, workspace_id: str, made_id: str) -> LiveClip | None:
        """The clip as it can be played while it grows; None when there is nothing to play in that way."""
        async with self._database.read() as db:
            clip = await clip_by_id(db, workspace_id, made_id)
            workspace = await workspace_by_id(db, workspace_id)
        if clip is None or workspace is None or clip.state is not ReviewState.GROWING:
            return None
        return await self._studio.begin(clip.script, brand_of_answers(workspace.brand, workspace.name), SIZE)


def _no_clip(wanted: ClipOrder, reason: str, fault: Exception) -> NoClip:
    log.info("no clip could be made of an answer: %s", fault, extra={"question": wanted.question.id})
    return NoClip(reason)


def _row(wanted: ClipOrder, script: Script, live: LiveClip, now: datetime) -> dict[str, object]:
    question = wanted.question
    cues = tuple(Cue(cue.start_s, cue.end_s, cue.text) for cue in live.cues)
    return {
        "workspace_id": question.workspace_id,
        "id": new_id(),
        "question_key": wanted.key,
        "learner_id": question.learner_id,
        "words": question.words,
        "language": wanted.language,
        "script": script_record(script),
        "cited": list(wanted.cited),
        "by_model": wanted.by_model,
        "digest": live.digest,
        "seconds": live.seconds,
        "cues": cues_record(cues),
        "state": ReviewState.GROWING.value,
        "made_at": now,
    }


async def clip_by_id(db: AsyncConnection, workspace_id: str, made_id: str) -> GeneratedClip | None:
    return await _one(db, workspace_id, made_clips.c.id == made_id)


async def _one(db: AsyncConnection, workspace_id: str, which: sa.ColumnElement[bool]) -> GeneratedClip | None:
    this_clip = (made_clips.c.workspace_id == workspace_id) & which
    row = (await db.execute(sa.select(made_clips).where(this_clip))).one_or_none()
    return None if row is None else _made(row)


async def is_reviewed_state(db: AsyncConnection, made: GeneratedClip) -> bool:
    """Whether it may be shown: nobody doubts it, and every passage that it says is still there, unchanged."""
    if not made.state.shown:
        return False
    cited_passages = (passages.c.workspace_id == made.workspace_id) & passages.c.id.in_(made.cited)
    unchanged = await db.scalar(sa.select(sa.func.count()).select_from(passages).where(cited_passages))
    return unchanged == len(set(made.cited))


async def may_be_seen(db: AsyncConnection, workspace_id: str, media: str, *, reviewing: bool) -> bool:
    """Whether a clip's files may be given out: no curator refused it, and learners do not see what is in question.

    What no question led to is in the catalogue, where only approved clips stand.

    Args:
        media: names the clip's files, or the clip while it is being made.
        reviewing: a curator looks, who sees everything that is not refused.
    """
    same = sa.or_(made_clips.c.media == media, made_clips.c.digest == media)
    query = sa.select(made_clips.c.state).where(made_clips.c.workspace_id == workspace_id, same)
    states = [ReviewState(state) for state in (await db.execute(query)).scalars()]
    return not states or any(state.shown or (reviewing and state is not ReviewState.REFUSED) for state in states)


async def title_of_generated(db: AsyncConnection, workspace_id: str, media: str) -> tuple[str, str] | None:
    """Title and language of the clip that a question led to, None where none stands under this prefix."""
    same = sa.or_(made_clips.c.media == media, made_clips.c.digest == media)
    query = sa.select(made_clips.c.script, made_clips.c.language).where(made_clips.c.workspace_id == workspace_id, same)
    row = (await db.execute(query.limit(1))).first()
    return (str(row.script.get("title") or ""), row.language) if row else None


async def move(
    db: AsyncConnection, made: GeneratedClip, since: Sequence[ReviewState], to: ReviewState, **values: object
) -> bool:
    """Move a clip on; False when it is in none of the states named any more."""
    this_clip = (made_clips.c.workspace_id == made.workspace_id) & (made_clips.c.id == made.id)
    open_ = this_clip & made_clips.c.state.in_([state.value for state in since])
    moved = sa.update(made_clips).where(open_).values(state=to.value, **values).returning(made_clips.c.id)
    return (await db.execute(moved)).one_or_none() is not None


async def report_wrong(db: AsyncConnection, made: GeneratedClip, now: datetime) -> bool:
    """Show it to nobody until a curator has looked; False when somebody reported it before."""
    return await move(db, made, (ReviewState.GROWING, ReviewState.READY), ReviewState.REPORTED, reported_at=now)


async def in_question(db: AsyncConnection, workspace_id: str, most: int) -> list[GeneratedClip]:
    """Clips that wait for a curator, those reported as wrong first, then the newest."""
    waiting = made_clips.c.state.in_([ReviewState.REPORTED.value, ReviewState.READY.value, ReviewState.GROWING.value])
    query = sa.select(made_clips).where(made_clips.c.workspace_id == workspace_id, waiting)
    first = sa.case((made_clips.c.state == ReviewState.REPORTED.value, 0), else_=1)
    rows = await db.execute(query.order_by(first, made_clips.c.id.desc()).limit(most))
    return [_made(row) for row in rows]


async def disown(db: AsyncConnection, workspace_id: str, learner_id: str) -> None:
    """Take a learner's name off approved clips, which stay: a curator vouched for them, and others watch them."""
    own_requests = (made_clips.c.workspace_id == workspace_id) & (made_clips.c.learner_id == learner_id)
    approved = sa.update(made_clips).where(own_requests, made_clips.c.state == ReviewState.APPROVED.value)
    await db.execute(approved.values(learner_id=""))
