"""What a workspace learns from: files and pages in, with a line for each that says what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.sources import access, agreed
from bot.answers.wordings import add_synonyms
from lessons import catalog
from lessons.answers.index import indexing, tables
from lessons.answers.index.document_ids import episode_of, translation_id
from lessons.answers.index.drafts import document_id
from lessons.answers.index.episode_drafts import draft_of
from lessons.answers.index.indexing import KnownDocument, forget_document, learn, learn_document
from lessons.answers.reading.files import SYNONYMS, Read, Unread
from lessons.answers.text.analyser import VERSION
from lessons.answers.text.synonyms import BadSynonyms
from lessons.database import Database, Instant, insert_or_update, metadata
from lessons.episodes import MAIN, Clip, ClipState, Episode
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
class ReadingReport:
    """The last try to read one file or page.

    Attributes:
        source: its path, URL or the name of the upload.
        reason: why it could not be read, "" when it was.
        warnings: what of it could not be read, a sentence each.
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
    warnings: tuple[str, ...] = ()


async def learn_all(
    database: Database,
    workspace_id: str,
    results: AsyncIterator[Read | Unread],
    now: datetime,
    groups: Sequence[str] = (),
) -> AsyncIterator[ReadingReport]:
    """Learn what is read, one document at a time, and write down what came of each.

    Args:
        groups: the documents are for their members alone; without any, each is for whom it was before.

    A document that cannot be read any more keeps answering as it was last read, until it is removed.
    """
    async for result in results:
        reading = (
            await _learned(database, workspace_id, result, now, groups) if isinstance(result, Read) else _unread(result)
        )
        async with database.write() as db:
            await _note(db, workspace_id, reading, now)
        yield reading


async def _learned(
    database: Database, workspace_id: str, read: Read, now: datetime, groups: Sequence[str]
) -> ReadingReport:
    if PurePosixPath(read.source.uri.removeprefix("upload: ")).name == SYNONYMS:
        return await _own_words(database, workspace_id, read)
    async with database.write() as db:
        done = await learn_document(db, workspace_id, read.source, read.passages, now)
        await agreed.state(db, workspace_id, read.source)
        if groups:  # in the transaction that makes it findable: it is open to everybody at no moment
            await access.limit(db, workspace_id, done.document_id, groups)
    changed = bool(done.added or done.removed)
    source, count = read.source, len(read.passages)
    return ReadingReport(source.uri, source.title, "", count, changed, read.at, read.of, read.warnings)


async def _own_words(database: Database, workspace_id: str, read: Read) -> ReadingReport:
    """A list of synonyms is no document: its lines are added to the workspace's own words."""
    text = "\n".join(passage.body for passage in read.passages)
    try:
        async with database.write() as db:
            added = await add_synonyms(db, workspace_id, text)
    except BadSynonyms as fault:
        return ReadingReport(read.source.uri, read.source.title, str(fault), 0, False, read.at, read.of)
    title = f"{read.source.title}, your company's own words, new lines: {added}"
    return ReadingReport(read.source.uri, title, "", 0, bool(added), read.at, read.of)


def _unread(unread: Unread) -> ReadingReport:
    return ReadingReport(unread.uri, unread.uri, unread.reason, 0, False, unread.at, unread.of)


async def _note(db: AsyncConnection, workspace_id: str, reading: ReadingReport, now: datetime) -> None:
    row = {
        "workspace_id": workspace_id,
        "source_id": document_id(reading.source),
        "source": reading.source,
        "reason": reading.reason or "; ".join(reading.warnings),
        "passages": reading.passages,
        "read_at": now,
    }
    change = insert_or_update(db, readings, ["workspace_id", "source_id"], ["reason", "passages", "read_at"])
    await db.execute(change.values(row))


async def unreadable(db: AsyncConnection, workspace_id: str) -> list[tuple[str, str]]:
    """What could not be read, or not as a whole, and why, the newest first."""
    failed = (readings.c.workspace_id == workspace_id) & (readings.c.reason != "")
    query = sa.select(readings.c.source, readings.c.reason).where(failed).order_by(readings.c.read_at.desc())
    return [(row.source, row.reason) for row in await db.execute(query)]


async def remove(db: AsyncConnection, workspace_id: str, source: str) -> bool:
    """Take a document out of answers at once, by its path, URL, upload name, id or title; False when none fits."""
    everything = await indexing.known_documents(db, workspace_id)
    ours = [document for document in everything if document.kind == "document"]
    fitting = [document for document in ours if source in (document.source, document.document_id)]
    fitting = fitting or [document for document in ours if source == document.title]
    tried = (readings.c.workspace_id == workspace_id) & (readings.c.source == source)
    for document in fitting:
        await forget_document(db, workspace_id, document.document_id)
        await agreed.forget(db, workspace_id, document.document_id)
        await access.forget(db, workspace_id, document.document_id)
        tried |= (readings.c.workspace_id == workspace_id) & (readings.c.source == document.source)
    gone = await db.execute(sa.delete(readings).where(tried).returning(readings.c.source_id))
    return bool(gone.all()) or bool(fitting)


async def documents_of(db: AsyncConnection, workspace_id: str) -> list[KnownDocument]:
    """The documents that answers are made from, by title."""
    return [document for document in await indexing.known_documents(db, workspace_id) if document.kind == "document"]


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
        for outdated_id in gone:
            async with database.write() as db:
                forgotten += await forget_document(db, workspace.id, outdated_id)
        await _reindex(database, workspace.id)
    return forgotten


async def _reindex(database: Database, workspace_id: str) -> None:
    async with database.read() as db:
        state = await tables.state(db, workspace_id)
    if state is not None and state.analyser != VERSION:
        async with database.write() as db:
            await indexing.reindex(db, workspace_id)


async def _learn_missing(database: Database, workspace_id: str, current: Sequence[Episode], now: datetime) -> None:
    """Learn the finished clips that are not known, such as all of those that were learned by an older program."""
    async with database.read() as db:
        learned = {document.document_id for document in await indexing.known_documents(db, workspace_id)}
        lacking = [episode for episode in current if not _translations(episode) <= learned]
        clips = [
            (episode, clip) for episode in lacking for clip in await catalog.clips_of(db, workspace_id, episode.id)
        ]
    for episode, clip in clips:
        if _answers(clip) and translation_id(episode.id, clip.language) not in learned:
            draft = await asyncio.to_thread(draft_of, episode, clip, clip.cues)
            async with database.write() as db:
                await learn(db, workspace_id, [draft], now)


def _answers(clip: Clip) -> bool:
    return clip.key == MAIN and clip.state is ClipState.READY


def _translations(episode: Episode) -> set[str]:
    return {translation_id(episode.id, language) for language in episode.languages}


async def _current(db: AsyncConnection, workspace_id: str) -> Mapping[tuple[str, str], Episode]:
    """The episodes that learners get, by series and name."""
    every = [episode for series in await catalog.list_series(db, workspace_id) for episode in series.episodes]
    return {(episode.series_slug, episode.slug): episode for episode in every}


async def _superseded(db: AsyncConnection, workspace_id: str, current: Mapping[tuple[str, str], Episode]) -> list[str]:
    """Documents of clips whose place another one has taken, or that have none any more."""
    clips = [document for document in await indexing.known_documents(db, workspace_id) if document.kind == "clip"]
    learned = {document.document_id for document in clips}
    current_ids = set[str]().union(*map(_translations, current.values()))
    gone = []
    for document in sorted(clips, key=lambda document: document.document_id):
        if document.document_id in current_ids:
            continue
        episode = await catalog.episode_by_id(db, workspace_id, episode_of(document.document_id))
        newer = current.get((episode.series_slug, episode.slug)) if episode else None
        if (
            newer is None
            or document.language not in newer.languages
            or translation_id(newer.id, document.language) in learned
        ):
            gone.append(document.document_id)
    return gone
