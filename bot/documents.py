"""What a workspace learns from: files and pages in, with a line for each that says what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from lessons.answers import index, knowledge
from lessons.answers.analyser import VERSION
from lessons.answers.knowledge import Known, document_id, forget_document, learn_document
from lessons.answers.reading.files import Read, Unread
from lessons.database import Database, Instant, insert_or_update, metadata
from schedules.roster import all_workspaces

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


async def tidy(database: Database) -> int:
    """Forget clips of episodes that were replaced or removed, and bring old indexes up to date.

    The old version of an episode answers until the new one's clip is there.
    """
    async with database.read() as db:
        workspaces = await all_workspaces(db)
    forgotten = 0
    for workspace in workspaces:
        async with database.read() as db:
            gone = await _superseded(db, workspace.id)
        for episode_id in gone:
            async with database.write() as db:
                forgotten += await knowledge.forget_episode(db, workspace.id, episode_id)
        await _reindex(database, workspace.id)
    return forgotten


async def _reindex(database: Database, workspace_id: str) -> None:
    async with database.read() as db:
        state = await index.state(db, workspace_id)
    if state is not None and state.analyser != VERSION:
        async with database.write() as db:
            await knowledge.reindex(db, workspace_id)


async def _superseded(db: AsyncConnection, workspace_id: str) -> list[str]:
    known = {one.document_id for one in await knowledge.known(db, workspace_id) if one.kind == "clip"}
    current = {
        (episode.series_slug, episode.slug): episode.id
        for series in await catalog.list_series(db, workspace_id)
        for episode in series.episodes
    }
    gone = []
    for episode_id in sorted(known - set(current.values())):
        episode = await catalog.episode_by_id(db, workspace_id, episode_id)
        newer = current.get((episode.series_slug, episode.slug)) if episode else None
        if newer is None or newer in known:
            gone.append(episode_id)
    return gone
