"""What a workspace learns from: files and pages in, with a line for each that says what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from lessons.answers import index, knowledge
from lessons.answers.analyser import VERSION
from lessons.answers.knowledge import Draft, Known, document_id, draft_episode, forget_document, learn, learn_document
from lessons.answers.reading.files import Read, Unread
from lessons.answers.tellings import episode_of, telling_id
from lessons.database import Database, Instant, insert_or_update, metadata
from lessons.episodes import MAIN, Clip, ClipState, Cue, Episode
from schedules.people.roster import all_workspaces

readings = sa.Table(
    "readings",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("source_id", sa.String(32), primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("passages", sa.Integer, nullable=False, server_default="0"),
    sa.Column("read_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The last try to read one file or page.

    Attributes:
        source: its path, URL or the name of the upload.
        reason: why it could not be read, "" when it was.
        passages: how many it has.
        changed: whether its content differs from what was known.
        at, of: progress, counted from 1.
    """

    source: str
    title: str
    reason: str
    passages: int
    changed: bool
    at: int
    of: int


async def learn_all(
    database: Database, workspace_id: str, found: AsyncIterator[Read | Unread], now: datetime
) -> AsyncIterator[Reading]:
    """Learn what is read, one document at a time, and write down what came of each.

    A document that cannot be read any more keeps answering as it was last read, until it is removed.
    """
    async for one in found:
        reading = await _learned(database, workspace_id, one, now) if isinstance(one, Read) else _unread(one)
        async with database.write() as db:
            await _note(db, workspace_id, reading, now)
        yield reading


async def _learned(database: Database, workspace_id: str, one: Read, now: datetime) -> Reading:
    async with database.write() as db:
        done = await learn_document(db, workspace_id, one.source, one.passages, now)
    changed = bool(done.added or done.removed)
    return Reading(one.source.uri, one.source.title, "", len(one.passages), changed, one.at, one.of)


def _unread(one: Unread) -> Reading:
    return Reading(one.uri, one.uri, one.reason, 0, False, one.at, one.of)


async def _note(db: AsyncConnection, workspace_id: str, reading: Reading, now: datetime) -> None:
    row = {
        "workspace_id": workspace_id,
        "source_id": document_id(reading.source),
        "source": reading.source,
        "reason": reading.reason,
        "passages": reading.passages,
        "read_at": now,
    }
    change = insert_or_update(db, readings, ["workspace_id", "source_id"], ["reason", "passages", "read_at"])
    await db.execute(change.values(row))


async def unreadable(db: AsyncConnection, workspace_id: str) -> list[tuple[str, str]]:
    """What could not be read, and why, the newest first."""
    mine = (readings.c.workspace_id == workspace_id) & (readings.c.reason != "")
    query = sa.select(readings.c.source, readings.c.reason).where(mine).order_by(readings.c.read_at.desc())
    return [(row.source, row.reason) for row in await db.execute(query)]


async def remove(db: AsyncConnection, workspace_id: str, source: str) -> bool:
    """Take a document out of answers at once, by its path, URL, upload name, id or title; False when none fits."""
    known = await knowledge.known(db, workspace_id)
    ours = [one for one in known if one.kind == "document"]
    fitting = [one for one in ours if source in (one.source, one.document_id)]
    fitting = fitting or [one for one in ours if source == one.title]
    tried = (readings.c.workspace_id == workspace_id) & (readings.c.source == source)
    for one in fitting:
        await forget_document(db, workspace_id, one.document_id)
        tried |= (readings.c.workspace_id == workspace_id) & (readings.c.source == one.source)
    gone = await db.execute(sa.delete(readings).where(tried).returning(readings.c.source_id))
    return bool(gone.all()) or bool(fitting)


async def documents_of(db: AsyncConnection, workspace_id: str) -> list[Known]:
    """The documents that answers are made from, by title."""
    return [one for one in await knowledge.known(db, workspace_id) if one.kind == "document"]


def draft_of(episode: Episode, clip: Clip, cues: Sequence[Cue]) -> Draft:
    """What an episode's clip says, ready to be learned, with the questions that it is known to answer.

    Slow (about a millisecond a passage): keep it off the event loop.
    """
    told = episode.told_in(clip.language)
    said = [(cue.start_s, cue.end_s, cue.text) for cue in cues]
    aliases = [*([told.check.question] if told.check else []), *told.answers]
    return draft_episode(episode.id, clip.id, told.title, said, clip.language, aliases)


async def tidy(database: Database, now: datetime) -> int:
    """Bring what answers rest on up to date with catalogue and program; returns how many clips were forgotten.

    Clips of approved episodes that nobody learned are learned, in every language. Those of episodes that were replaced
    or removed are forgotten: the old version answers until the new one's clip is there. Old indexes are read again.
    """
    async with database.read() as db:
        workspaces = await all_workspaces(db)
    forgotten = 0
    for workspace in workspaces:
        async with database.read() as db:
            current = await _current(db, workspace.id)
        await _learn_missing(database, workspace.id, list(current.values()), now)
        async with database.read() as db:
            gone = await _superseded(db, workspace.id, current)
        for one in gone:
            async with database.write() as db:
                forgotten += await forget_document(db, workspace.id, one)
        await _reindex(database, workspace.id)
    return forgotten


async def _reindex(database: Database, workspace_id: str) -> None:
    async with database.read() as db:
        state = await index.state(db, workspace_id)
    if state is not None and state.analyser != VERSION:
        async with database.write() as db:
            await knowledge.reindex(db, workspace_id)


async def _learn_missing(database: Database, workspace_id: str, current: Sequence[Episode], now: datetime) -> None:
    """Learn the finished clips that are not known, such as all of those that were learned by an older program."""
    async with database.read() as db:
        known = {one.document_id for one in await knowledge.known(db, workspace_id)}
        lacking = [one for one in current if not _tellings(one) <= known]
        found = [(one, clip) for one in lacking for clip in await catalog.clips_of(db, workspace_id, one.id)]
    for episode, clip in found:
        if _answers(clip) and telling_id(episode.id, clip.language) not in known:
            draft = await asyncio.to_thread(draft_of, episode, clip, clip.cues)
            async with database.write() as db:
                await learn(db, workspace_id, [draft], now)


def _answers(clip: Clip) -> bool:
    return clip.key == MAIN and clip.state is ClipState.READY


def _tellings(episode: Episode) -> set[str]:
    return {telling_id(episode.id, language) for language in episode.languages}


async def _current(db: AsyncConnection, workspace_id: str) -> Mapping[tuple[str, str], Episode]:
    """The episodes that learners get, by series and name."""
    every = [episode for series in await catalog.list_series(db, workspace_id) for episode in series.episodes]
    return {(episode.series_slug, episode.slug): episode for episode in every}


async def _superseded(db: AsyncConnection, workspace_id: str, current: Mapping[tuple[str, str], Episode]) -> list[str]:
    """Documents of clips whose place another one has taken, or that have none any more."""
    clips = [one for one in await knowledge.known(db, workspace_id) if one.kind == "clip"]
    known = {one.document_id for one in clips}
    kept = set[str]().union(*map(_tellings, current.values()))
    gone = []
    for one in sorted(clips, key=lambda one: one.document_id):
        if one.document_id in kept:
            continue
        episode = await catalog.episode_by_id(db, workspace_id, episode_of(one.document_id))
        newer = current.get((episode.series_slug, episode.slug)) if episode else None
        if newer is None or one.language not in newer.languages or telling_id(newer.id, one.language) in known:
            gone.append(one.document_id)
    return gone
