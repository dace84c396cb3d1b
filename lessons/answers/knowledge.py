"""Learning and forgetting documents and episodes: what changed is replaced, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers import index
from lessons.answers.analyser import VERSION, base_language
from lessons.answers.index import Entry, State, documents, passages
from lessons.answers.passages import Cue, Passage, passages_of_clip, storable
from lessons.answers.rows import delete_rows, insert_rows
from lessons.answers.tellings import telling_id
from lessons.answers.vectors import passage_vectors
from lessons.database import insert_or_update


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from.

    Attributes:
        uri: its path or URL; reading the same one again replaces the document.
        language: a code such as "de".
    """

    uri: str
    title: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document or clip that was analysed and waits to be learned."""

    document_id: str
    kind: str
    source: str
    title: str
    language: str
    entries: Mapping[str, Entry]
    clip_id: str | None = None
    cues: tuple[Cue, ...] | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What learning changed, in passages."""

    document_id: str
    added: int
    kept: int
    removed: int


def document_id(uri: str) -> str:
    """The id of the document at a path or URL."""
    return sha256(uri.encode()).hexdigest()[:32]


def draft_document(source: Source, found: Sequence[Passage]) -> Draft:
    """The document ready to be learned. Slow (about a millisecond a passage): keep it off the event loop."""
    key = document_id(source.uri)
    entries = index.analyse(key, found, source.language)
    return Draft(key, "document", storable(source.uri), storable(source.title), source.language, entries)


def draft_episode(
    episode_id: str, clip_id: str, title: str, cues: Sequence[Cue], language: str, aliases: Sequence[str] = ()
) -> Draft:
    """The transcript of an episode's clip in one language ready to be learned.

    Args:
        aliases: questions the clip is known to answer, in people's own words.
    """
    key = telling_id(episode_id, language)
    kept = tuple((start, end, storable(words)) for start, end, words in cues)
    entries = index.analyse(key, passages_of_clip(title, kept, aliases), language)
    return Draft(key, "clip", "", storable(title), language, entries, clip_id, kept)


async def learn_document(
    db: AsyncConnection, workspace_id: str, source: Source, found: Sequence[Passage], now: datetime
) -> Learned:
    """Learn a document, or what changed in one that is known."""
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
    held = await _held(db, workspace_id, list(wanted))
    gone = [row for row in held if row.id not in wanted[row.document_id].entries]
    state = await _remove(db, workspace_id, state, gone)
    known = {row.id for row in held}
    fresh = [(d, at, e) for d in wanted.values() for at, e in enumerate(d.entries.values()) if e.id not in known]
    state = await _add(db, workspace_id, state, fresh)
    await _reorder(db, workspace_id, held, wanted)
    done = [_learned(draft, held) for draft in wanted.values()]
    await _describe(db, workspace_id, wanted, {one.document_id for one in done if one.added or one.removed}, now)
    spoken = dict.fromkeys((*state.languages, *(base_language(draft.language) for draft in wanted.values())))
    await index.end_change(db, workspace_id, replace(state, languages=tuple(spoken)))
    return done


def _learned(draft: Draft, held: Sequence[sa.Row[Any]]) -> Learned:
    mine = [row.id for row in held if row.document_id == draft.document_id]
    kept = sum(one in draft.entries for one in mine)
    return Learned(draft.document_id, len(draft.entries) - kept, kept, len(mine) - kept)


async def forget_document(db: AsyncConnection, workspace_id: str, document_id: str) -> bool:
    """Take a document out of answers, at once. False when it was not known."""
    mine = (documents.c.workspace_id == workspace_id) & (documents.c.id == document_id)
    if (await db.execute(sa.select(documents.c.id).where(mine))).one_or_none() is None:
        return False
    state = await _begin(db, workspace_id)
    state = await _remove(db, workspace_id, state, await _held(db, workspace_id, [document_id]))
    await db.execute(sa.delete(documents).where(mine))
    await index.end_change(db, workspace_id, state)
    return True


async def forget_episode(db: AsyncConnection, workspace_id: str, episode_id: str) -> bool:
    """Take an episode out of answers, in all its languages, at once. False when it was not known."""
    told = documents.c.id.startswith(f"{episode_id}:", autoescape=True) | (documents.c.id == episode_id)
    mine = (documents.c.workspace_id == workspace_id) & (documents.c.kind == "clip") & told
    ids = (await db.execute(sa.select(documents.c.id).where(mine).order_by(documents.c.id))).scalars().all()
    return any([await forget_document(db, workspace_id, one) for one in ids])


@dataclass(frozen=True, slots=True)
class Known:
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


async def known(db: AsyncConnection, workspace_id: str) -> list[Known]:
    """Everything the workspace has learned, by title."""
    same = (documents.c.workspace_id == passages.c.workspace_id) & (documents.c.id == passages.c.document_id)
    about = (documents.c.id, documents.c.kind, documents.c.source, documents.c.title, documents.c.language)
    counted = sa.func.count(passages.c.number)
    query = sa.select(*about, counted, documents.c.learned_at).join(passages, same, isouter=True)
    query = query.where(documents.c.workspace_id == workspace_id).group_by(*about, documents.c.learned_at)
    rows = await db.execute(query.order_by(documents.c.title, documents.c.id))
    return [Known(*row) for row in rows]


async def reindex(db: AsyncConnection, workspace_id: str) -> bool:
    """Bring the index up to this version of the analyser. False when it is already there."""
    state = await index.state(db, workspace_id)
    if state is None or state.analyser == VERSION:
        return False
    await index.end_change(db, workspace_id, await _begin(db, workspace_id))
    return True


async def _begin(db: AsyncConnection, workspace_id: str) -> State:
    state = await index.begin_change(db, workspace_id)
    return state if state.analyser == VERSION else await _rebuilt(db, workspace_id, state)


async def _rebuilt(db: AsyncConnection, workspace_id: str, state: State) -> State:
    for table in (index.postings, index.term_counts, index.vocabulary):
        await db.execute(sa.delete(table).where(table.c.workspace_id == workspace_id))
    rows = await _rows(db, passages.c.workspace_id == workspace_id)
    entries = await asyncio.to_thread(_entries, rows)
    await index.post(db, workspace_id, entries)
    for number, entry in entries.items():
        one = (passages.c.workspace_id == workspace_id) & (passages.c.number == number)
        await db.execute(sa.update(passages).where(one).values(length=entry.length))
    return replace(state, analyser=VERSION, length=sum(entry.length for entry in entries.values()))


async def _held(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> list[sa.Row[Any]]:
    mine = (passages.c.workspace_id == workspace_id) & passages.c.document_id.in_(ids)
    return await _rows(db, mine)


async def _rows(db: AsyncConnection, which: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
    same = (documents.c.workspace_id == passages.c.workspace_id) & (documents.c.id == passages.c.document_id)
    query = sa.select(passages, documents.c.language).join(documents, same).where(which).order_by(passages.c.number)
    return list((await db.execute(query)).all())


def _entries(rows: Sequence[sa.Row[Any]]) -> dict[int, Entry]:
    found = {}
    for row in rows:
        passage = Passage(row.title, row.body, row.page, row.start_s, row.end_s, row.alias)
        (entry,) = index.analyse(row.document_id, [passage], row.language).values()
        found[row.number] = entry
    return found


async def _remove(db: AsyncConnection, workspace_id: str, state: State, rows: Sequence[sa.Row[Any]]) -> State:
    if not rows:
        return state
    entries = await asyncio.to_thread(_entries, rows)
    await index.unpost(db, workspace_id, entries)
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
    await index.post(db, workspace_id, {number: entry for number, _, _, entry in placed})
    return replace(
        state,
        passages=state.passages + len(placed),
        length=state.length + sum(entry.length for *_, entry in placed),
        last_number=state.last_number + len(placed),
    )


def _passage_row(workspace_id: str, number: int, draft: Draft, ordinal: int, entry: Entry) -> tuple[Any, ...]:
    one = entry.passage
    where = (workspace_id, number, entry.id, draft.document_id, ordinal)
    return (*where, one.title, one.body, one.page, one.start_s, one.end_s, one.alias, entry.length)


async def _reorder(
    db: AsyncConnection, workspace_id: str, held: Sequence[sa.Row[Any]], wanted: Mapping[str, Draft]
) -> None:
    """A passage that stayed may stand elsewhere in its document now."""
    places = {(draft.document_id, one): at for draft in wanted.values() for at, one in enumerate(draft.entries)}
    for row in held:
        place = places.get((row.document_id, row.id), row.ordinal)
        if place != row.ordinal:
            one = (passages.c.workspace_id == workspace_id) & (passages.c.number == row.number)
            await db.execute(sa.update(passages).where(one).values(ordinal=place))


async def _describe(
    db: AsyncConnection, workspace_id: str, drafts: Mapping[str, Draft], changed: set[str], now: datetime
) -> None:
    described = ["kind", "source", "clip_id", "title", "language", "cues"]
    for ids, columns in ((changed, [*described, "learned_at"]), (drafts.keys() - changed, described)):
        rows = [_document_row(workspace_id, drafts[one], described, now) for one in sorted(ids)]
        if rows:
            await db.execute(insert_or_update(db, documents, ["workspace_id", "id"], columns), rows)


def _document_row(workspace_id: str, draft: Draft, described: Sequence[str], now: datetime) -> dict[str, object]:
    keys = {"workspace_id": workspace_id, "id": draft.document_id, "learned_at": now}
    return keys | {name: getattr(draft, name) for name in described}
