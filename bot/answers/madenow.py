"""Clips made now from passages: kept by what they are made from, finished behind the viewer, held until reviewed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.madescript import NothingToShow, Said, script_of
from bot.answers.questions import LONGEST, Question
from bot.clips.clipmaking import FILES, SIZE
from lessons.answers.index import passages
from lessons.catalog.records import cues_from, cues_record, script_from, script_record
from lessons.database import Database, Instant, Json, insert_or_ignore, metadata, new_id
from lessons.episodes import Cue
from lessons.ports import MediaStore, VendorBusy, VendorDown
from lessons.studio.live import LiveClip
from lessons.studio.pool import WorkerFailed
from lessons.studio.script import Brand, Script
from lessons.studio.studio import Studio
from schedules.people.roster import workspace_by_id

log = logging.getLogger(__name__)

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


class State(StrEnum):
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
        return self in (State.GROWING, State.READY, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Made:
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
    state: State
    media: str
    reason: str
    reported_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    made_at: datetime


def _made(row: Any) -> Made:
    values: Mapping[str, Any] = row._mapping
    read = {
        "script": script_from(values["script"]),
        "cited": tuple(values["cited"]),
        "cues": cues_from(values["cues"]),
        "state": State(values["state"]),
    }
    return Made(**{**values, **read})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clip is to be made from.

    Attributes:
        said: verified sentences with their sources.
        cited: the passages that prove them.
    """

    question: Question
    key: str
    said: Sequence[Said]
    cited: Sequence[str]
    language: str
    brand: Brand
    by_model: bool


class MadeNow:
    """Makes clips from verified sentences: playable at once, finished a little later."""

    def __init__(self, database: Database, studio: Studio, media: MediaStore) -> None:
        self._database, self._studio, self._media = database, studio, media
        self._busy = asyncio.Lock()

    async def known(self, workspace_id: str, key: str) -> Made | None:
        """The clip that was made from the same before, in whatever state; None when it must be made."""
        async with self._database.read() as db:
            return await _one(db, workspace_id, made_clips.c.question_key == key)

    async def make(self, wanted: Wanted, now: datetime) -> Made | None:
        """A clip that can be played now; None when these words cannot be made into one."""
        try:
            script = script_of(wanted.question.words, wanted.said, wanted.language)
            live = await self._studio.begin(script, wanted.brand, SIZE)
            await self._media.put(f"{live.digest}/poster.jpg", await live.poster())
        except (NothingToShow, ValueError, VendorBusy, VendorDown, WorkerFailed, OSError) as fault:
            log.info("no clip could be made of an answer: %s", fault, extra={"question": wanted.question.id})
            return None
        async with self._database.write() as db:
            await db.execute(insert_or_ignore(db, made_clips).values(_row(wanted, script, live, now)))
            return await _one(db, wanted.question.workspace_id, made_clips.c.question_key == wanted.key)

    async def finish_growing(self, now: datetime) -> int:
        """Make the files of every clip that has none yet; returns how many became ready."""
        async with self._busy:
            async with self._database.read() as db:
                growing = sa.select(made_clips).where(made_clips.c.state == State.GROWING.value)
                rows = (await db.execute(growing.order_by(made_clips.c.id).limit(AT_ONCE))).all()
            return sum([await self._finish(_made(row), now) for row in rows])

    async def _finish(self, made: Made, now: datetime) -> bool:
        async with self._database.read() as db:
            workspace = await workspace_by_id(db, made.workspace_id)
        if workspace is None:
            return False
        try:
            clip = await self._studio.render(made.script, brand_of_answers(workspace.brand, workspace.name), SIZE)
            for name in FILES:
                content = await asyncio.to_thread((clip.folder / name).read_bytes)
                await self._media.put(f"{clip.digest}/{name}", content)
        except (ValueError, VendorBusy, VendorDown, WorkerFailed, OSError) as fault:
            log.warning("a clip of an answer could not be finished: %s", fault, extra={"clip": made.id})
            return await self._move(made, State.FAILED, reason=str(fault)[:400])
        return await self._move(made, State.READY, media=clip.digest)

    async def _move(self, made: Made, to: State, **values: object) -> bool:
        async with self._database.write() as db:
            return await move(db, made, (State.GROWING,), to, **values)

    async def live(self, workspace_id: str, made_id: str) -> LiveClip | None:
        """The clip as it can be played while it grows; None when there is nothing to play in that way."""
        async with self._database.read() as db:
            made = await made_by_id(db, workspace_id, made_id)
            workspace = await workspace_by_id(db, workspace_id)
        if made is None or workspace is None or made.state is not State.GROWING:
            return None
        return await self._studio.begin(made.script, brand_of_answers(workspace.brand, workspace.name), SIZE)


def brand_of_answers(brand: Mapping[str, str], name: str) -> Brand:
    """The workspace's look, which all its answers have."""
    return Brand(**brand) if brand else Brand(name=name)


def _row(wanted: Wanted, script: Script, live: LiveClip, now: datetime) -> dict[str, object]:
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
        "state": State.GROWING.value,
        "made_at": now,
    }


async def made_by_id(db: AsyncConnection, workspace_id: str, made_id: str) -> Made | None:
    return await _one(db, workspace_id, made_clips.c.id == made_id)


async def _one(db: AsyncConnection, workspace_id: str, which: sa.ColumnElement[bool]) -> Made | None:
    mine = (made_clips.c.workspace_id == workspace_id) & which
    row = (await db.execute(sa.select(made_clips).where(mine))).one_or_none()
    return None if row is None else _made(row)


async def stands(db: AsyncConnection, made: Made) -> bool:
    """Whether it may be shown: nobody doubts it, and every passage that it says is still there, unchanged."""
    if not made.state.shown:
        return False
    held = (passages.c.workspace_id == made.workspace_id) & passages.c.id.in_(made.cited)
    there = await db.scalar(sa.select(sa.func.count()).select_from(passages).where(held))
    return there == len(set(made.cited))


async def move(db: AsyncConnection, made: Made, since: Sequence[State], to: State, **values: object) -> bool:
    """Move a clip on; False when it is in none of the states named any more."""
    mine = (made_clips.c.workspace_id == made.workspace_id) & (made_clips.c.id == made.id)
    open_ = mine & made_clips.c.state.in_([state.value for state in since])
    moved = sa.update(made_clips).where(open_).values(state=to.value, **values).returning(made_clips.c.id)
    return (await db.execute(moved)).one_or_none() is not None


async def report_wrong(db: AsyncConnection, made: Made, now: datetime) -> bool:
    """Show it to nobody until a curator has looked; False when somebody reported it before."""
    return await move(db, made, (State.GROWING, State.READY), State.REPORTED, reported_at=now)


async def in_question(db: AsyncConnection, workspace_id: str, most: int) -> list[Made]:
    """Clips that wait for a curator, those reported as wrong first, then the newest."""
    waiting = made_clips.c.state.in_([State.REPORTED.value, State.READY.value, State.GROWING.value])
    query = sa.select(made_clips).where(made_clips.c.workspace_id == workspace_id, waiting)
    first = sa.case((made_clips.c.state == State.REPORTED.value, 0), else_=1)
    rows = await db.execute(query.order_by(first, made_clips.c.id.desc()).limit(most))
    return [_made(row) for row in rows]
