"""Learning and forgetting documents and episodes: what changed is replaced, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index import tables
from lessons.answers.index.bulk import delete_rows, insert_rows
from lessons.answers.index.drafts import DocumentSource, Draft, draft_document, draft_episode
from lessons.answers.index.passages import Cue, Passage, storable
from lessons.answers.index.tables import Entry, State, documents, passages
from lessons.answers.index.vectors import passage_vectors
from lessons.answers.text.analyser import VERSION, base_language
from lessons.database import insert_or_update


@dataclass(frozen=True, slots=True)
class Learned:
    """What learning changed, in passages."""

    document_id: str
    added: int
    kept: int
    removed: int


async def learn_document(
    db: AsyncConnection, workspace_id: str, source: DocumentSource, found: Sequence[Passage], now: datetime
) -> Learned:
    """Learn a document, or what changed in one that is known."""
    # Analysing takes about a millisecond a passage, for which the event loop would stand still.
    draft = await asyncio.to_thread(draft_document, source, found)
    return (await learn(db, workspace_id, [draft], now))[0]


async def learn_episode(
    db: AsyncConnection,
    workspace_id: str,
    episode_id: str,
    clip_id: str,
    title: str,
    cues: Sequence[Cue],
    language: str,
    aliases: Sequence[str],
    approved: bool,
    now: datetime,
) -> Learned | None:
    """Learn an approved episode's transcript; one that is not approved is forgotten, and None comes back."""
    if not approved:
        await forget_episode(db, workspace_id, episode_id)
        return None
    draft = await asyncio.to_thread(draft_episode, episode_id, clip_id, title, cues, language, aliases)
    return (await learn(db, workspace_id, [draft], now))[0]


async def learn(db: AsyncConnection, workspace_id: str, drafts: Sequence[Draft], now: datetime) -> list[Learned]:
    """Learn several documents in one transaction; each counts once, the last of two with the same id."""
    state = await _begin(db, workspace_id)
    wanted = {draft.document_id: draft for draft in drafts}
    stored = await _stored(db, workspace_id, list(wanted))
    outdated = [row for row in stored if _is_outdated(row, wanted[row.document_id])]
    state = await _remove(db, workspace_id, state, outdated)
    known_documents = {row.id for row in stored}
    fresh = [
        (d, at, e) for d in wanted.values() for at, e in enumerate(d.entries.values()) if e.id not in known_documents
    ]
    state = await _add(db, workspace_id, state, fresh)
    await _reorder(db, workspace_id, stored, wanted)
    done = [_learned(draft, stored) for draft in wanted.values()]
    await _describe(
        db, workspace_id, wanted, {change.document_id for change in done if change.added or change.removed}, now
    )
    spoken = dict.fromkeys((*state.languages, *(base_language(draft.language) for draft in wanted.values())))
    await tables.end_change(db, workspace_id, replace(state, languages=tuple(spoken)))
    return done


def _is_outdated(row: sa.Row[Any], draft: Draft) -> bool:
    """Whether a passage goes; a question that a document was taught to answer stays as long as its section does."""
    taught = row.alias and draft.kind == "document"
    titles = {entry.passage.title for entry in draft.entries.values()}
    return row.title not in titles if taught else row.id not in draft.entries


async def learn_alias(db: AsyncConnection, workspace_id: str, passage_id: str, words: str, now: datetime) -> bool:
    """Teach that a document's passage answers a question; False when that version of the passage is gone."""
    this = (passages.c.workspace_id == workspace_id) & (passages.c.id == passage_id) & (documents.c.kind == "document")
    row = next(iter(await _rows(db, this)), None)
    if row is None:
        return False
    alias = Passage(row.title, storable(words).strip(), alias=True)
    entries = await asyncio.to_thread(tables.analyse, row.document_id, [alias], row.language)
    draft = Draft(row.document_id, "document", "", "", row.language, entries)
    state = await _begin(db, workspace_id)
    stored = {other.id for other in await _stored(db, workspace_id, [row.document_id])}
    fresh = [(draft, row.ordinal, entry) for entry in entries.values() if entry.id not in stored]
    await tables.end_change(db, workspace_id, await _add(db, workspace_id, state, fresh))
    return True


async def forget_aliases(db: AsyncConnection, workspace_id: str, words: Sequence[str]) -> int:
    """Let what was taught to answer these questions answer them no more; returns how many passages that were."""
    # As they were stored when they were taught.
    wanted = [storable(each).strip() for each in words]
    these = (passages.c.workspace_id == workspace_id) & passages.c.alias & passages.c.body.in_(wanted)
    rows = await _rows(db, these)
    state = await _begin(db, workspace_id)
    await tables.end_change(db, workspace_id, await _remove(db, workspace_id, state, rows))
    return len(rows)


def _learned(draft: Draft, stored: Sequence[sa.Row[Any]]) -> Learned:
    before = [row.id for row in stored if row.document_id == draft.document_id]
    unchanged = sum(passage_id in draft.entries for passage_id in before)
    return Learned(draft.document_id, len(draft.entries) - unchanged, unchanged, len(before) - unchanged)


async def forget_document(db: AsyncConnection, workspace_id: str, document_id: str) -> bool:
    """Take a document out of answers, at once. False when it was not known."""
    this_document = (documents.c.workspace_id == workspace_id) & (documents.c.id == document_id)
    if (await db.execute(sa.select(documents.c.id).where(this_document))).one_or_none() is None:
        return False
    state = await _begin(db, workspace_id)
    state = await _remove(db, workspace_id, state, await _stored(db, workspace_id, [document_id]))
    await db.execute(sa.delete(documents).where(this_document))
    await tables.end_change(db, workspace_id, state)
    return True


async def forget_episode(db: AsyncConnection, workspace_id: str, episode_id: str) -> bool:
    """Take an episode out of answers, in all its languages, at once. False when it was not known."""
    translations = documents.c.id.startswith(f"{episode_id}:", autoescape=True) | (documents.c.id == episode_id)
    its_documents = (documents.c.workspace_id == workspace_id) & (documents.c.kind == "clip") & translations
    ids = (await db.execute(sa.select(documents.c.id).where(its_documents).order_by(documents.c.id))).scalars().all()
    return any([await forget_document(db, workspace_id, document_id) for document_id in ids])


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document or clip that answers are found in.

    Attributes:
        kind: document or clip.
        source: path or URL; empty for clips.
        learned_at: when its content was last seen to change.
    """

    document_id: str
    kind: str
    source: str
    title: str
    language: str
    passages: int
    learned_at: datetime


async def known_documents(db: AsyncConnection, workspace_id: str) -> list[KnownDocument]:
    """Everything the workspace has learned, by title."""
    same = (documents.c.workspace_id == passages.c.workspace_id) & (documents.c.id == passages.c.document_id)
    about = (documents.c.id, documents.c.kind, documents.c.source, documents.c.title, documents.c.language)
    counted = sa.func.count(passages.c.number)
    query = sa.select(*about, counted, documents.c.learned_at).join(passages, same, isouter=True)
    query = query.where(documents.c.workspace_id == workspace_id).group_by(*about, documents.c.learned_at)
    rows = await db.execute(query.order_by(documents.c.title, documents.c.id))
    return [KnownDocument(*row) for row in rows]


async def reindex(db: AsyncConnection, workspace_id: str) -> bool:
    """Bring the index up to this version of the analyser. False when it is already there."""
    state = await tables.state(db, workspace_id)
    if state is None or state.analyser == VERSION:
        return False
    await tables.end_change(db, workspace_id, await _begin(db, workspace_id))
    return True


async def _begin(db: AsyncConnection, workspace_id: str) -> State:
    state = await tables.begin_change(db, workspace_id)
    return state if state.analyser == VERSION else await _rebuilt(db, workspace_id, state)


async def _rebuilt(db: AsyncConnection, workspace_id: str, state: State) -> State:
    for table in (tables.postings, tables.term_counts, tables.vocabulary):
        await db.execute(sa.delete(table).where(table.c.workspace_id == workspace_id))
    rows = await _rows(db, passages.c.workspace_id == workspace_id)
    entries = await asyncio.to_thread(_entries, rows)
    await tables.post(db, workspace_id, entries)
    for number, entry in entries.items():
        this_passage = (passages.c.workspace_id == workspace_id) & (passages.c.number == number)
        await db.execute(sa.update(passages).where(this_passage).values(length=entry.length))
    return replace(state, analyser=VERSION, length=sum(entry.length for entry in entries.values()))


async def _stored(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> list[sa.Row[Any]]:
    theirs = (passages.c.workspace_id == workspace_id) & passages.c.document_id.in_(ids)
    return await _rows(db, theirs)


async def _rows(db: AsyncConnection, which: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
    same = (documents.c.workspace_id == passages.c.workspace_id) & (documents.c.id == passages.c.document_id)
    query = sa.select(passages, documents.c.language).join(documents, same).where(which).order_by(passages.c.number)
    return list((await db.execute(query)).all())


def _entries(rows: Sequence[sa.Row[Any]]) -> dict[int, Entry]:
    entries = {}
    for row in rows:
        passage = Passage(row.title, row.body, row.page, row.start_s, row.end_s, row.alias)
        (entry,) = tables.analyse(row.document_id, [passage], row.language).values()
        entries[row.number] = entry
    return entries


async def _remove(db: AsyncConnection, workspace_id: str, state: State, rows: Sequence[sa.Row[Any]]) -> State:
    if not rows:
        return state
    entries = await asyncio.to_thread(_entries, rows)
    await tables.unpost(db, workspace_id, entries)
    numbers = [(workspace_id, row.number) for row in rows]
    await delete_rows(db, (passages.c.workspace_id, passages.c.number), numbers)
    await delete_rows(db, (passage_vectors.c.workspace_id, passage_vectors.c.number), numbers)
    return replace(state, passages=state.passages - len(rows), length=state.length - sum(row.length for row in rows))


async def _add(
    db: AsyncConnection, workspace_id: str, state: State, fresh: Sequence[tuple[Draft, int, Entry]]
) -> State:
    numbers = count(state.last_number + 1)
    placed = [(next(numbers), draft, ordinal, entry) for draft, ordinal, entry in fresh]
    rows = [_passage_row(workspace_id, number, draft, at, entry) for number, draft, at, entry in placed]
    await insert_rows(db, passages, rows)
    await tables.post(db, workspace_id, {number: entry for number, _, _, entry in placed})
    return replace(
        state,
        passages=state.passages + len(placed),
        length=state.length + sum(entry.length for *_, entry in placed),
        last_number=state.last_number + len(placed),
    )


def _passage_row(workspace_id: str, number: int, draft: Draft, ordinal: int, entry: Entry) -> tuple[Any, ...]:
    passage = entry.passage
    where = (workspace_id, number, entry.id, draft.document_id, ordinal)
    return (
        *where,
        passage.title,
        passage.body,
        passage.page,
        passage.start_s,
        passage.end_s,
        passage.alias,
        entry.length,
    )


async def _reorder(
    db: AsyncConnection, workspace_id: str, stored: Sequence[sa.Row[Any]], wanted: Mapping[str, Draft]
) -> None:
    """A passage that stayed may stand elsewhere in its document now."""
    places = {
        (draft.document_id, passage_id): at for draft in wanted.values() for at, passage_id in enumerate(draft.entries)
    }
    for row in stored:
        place = places.get((row.document_id, row.id), row.ordinal)
        if place != row.ordinal:
            passage_id = (passages.c.workspace_id == workspace_id) & (passages.c.number == row.number)
            await db.execute(sa.update(passages).where(passage_id).values(ordinal=place))


async def _describe(
    db: AsyncConnection, workspace_id: str, drafts: Mapping[str, Draft], changed: set[str], now: datetime
) -> None:
    described = ["kind", "source", "clip_id", "title", "language", "cues"]
    for ids, columns in ((changed, [*described, "learned_at"]), (drafts.keys() - changed, described)):
        rows = [_document_row(workspace_id, drafts[document_id], described, now) for document_id in sorted(ids)]
        if rows:
            await db.execute(insert_or_update(db, documents, ["workspace_id", "id"], columns), rows)


def _document_row(workspace_id: str, draft: Draft, described: Sequence[str], now: datetime) -> dict[str, object]:
    keys = {"workspace_id": workspace_id, "id": draft.document_id, "learned_at": now}
    return keys | {name: getattr(draft, name) for name in described}
