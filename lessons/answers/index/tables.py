"""The index: what a workspace knows, as plain tables. Whatever is committed is found, and what is deleted is gone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.bulk import delete_rows, insert_rows
from lessons.answers.index.passages import Passage
from lessons.answers.text.analyser import VERSION, stems, words
from lessons.database import Instant, Json, insert_or_ignore, metadata

# Terms are compared byte by byte; a locale's order would only make every comparison slower.
_Word = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")

knowledge = sa.Table(
    "knowledge",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("passages", sa.BigInteger, nullable=False, comment="how many are indexed"),
    sa.Column("length", sa.BigInteger, nullable=False, comment="terms in all of them"),
    sa.Column("last_number", sa.BigInteger, nullable=False, comment="the newest passage's number; never used again"),
    sa.Column("version", sa.BigInteger, nullable=False, comment="grows with every change"),
    sa.Column("analyser", sa.Integer, nullable=False, comment="analyser.VERSION that the terms were made with"),
    sa.Column("languages", Json, nullable=False, comment="codes of the documents' languages, in order of arrival"),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True, comment="from the source; an episode's id for its clip"),
    sa.Column("kind", sa.String(16), nullable=False, comment="document or clip"),
    sa.Column("source", sa.Text, nullable=False, comment="path or URL; empty for clips"),
    sa.Column("clip_id", sa.String(64)),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("cues", Json, comment="[[start_s, end_s, words], ...] of a clip"),
    sa.Column("learned_at", Instant, nullable=False, comment="when its content was last seen to change"),
)

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(64), nullable=False, comment="changes with the text: a citation names a version"),
    sa.Column("document_id", sa.String(64), nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("start_s", sa.Double),
    sa.Column("end_s", sa.Double),
    sa.Column("alias", sa.Boolean, nullable=False),
    sa.Column("length", sa.Integer, nullable=False, comment="terms, those of the title twice"),
    sa.Index(None, "workspace_id", "document_id", "ordinal"),
    sa.UniqueConstraint("workspace_id", "id"),
)

postings = sa.Table(
    "postings",
    metadata,
    sa.Column("workspace_id", sa.String(64)),
    sa.Column("term", _Word),
    sa.Column("number", sa.BigInteger),
    sa.Column("times", sa.Integer, nullable=False, comment="in the passage; in its title counts twice"),
    sa.Column("length", sa.Integer, nullable=False, comment="the passage's, to score without a join"),
    # The two counts ride along in PostgreSQL's key, so that scoring reads nothing else; SQLite keeps rows in the key.
    sa.PrimaryKeyConstraint("workspace_id", "term", "number", postgresql_include=["times", "length"]),
    sqlite_with_rowid=False,
)

term_counts = sa.Table(
    "term_counts",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("term", _Word, primary_key=True),
    sa.Column("times", sa.BigInteger, nullable=False, comment="passages that have it: the rows of postings, counted"),
    sqlite_with_rowid=False,
)

vocabulary = sa.Table(
    "vocabulary",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("word", _Word, primary_key=True, comment="as written, for the repair of typing errors"),
    sa.Column("times", sa.BigInteger, nullable=False, comment="passages that have it"),
    sqlite_with_rowid=False,
)


_CORRECTABLE = re.compile("[a-z]{3,24}")  # what a mistyped word is compared with


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage ready for the index.

    Attributes:
        times: how often each term occurs; in the title counts twice.
        words: as written, in order of the alphabet: what a typing error may have meant.
    """

    id: str
    passage: Passage
    times: Mapping[str, int]
    words: tuple[str, ...]

    @property
    def length(self) -> int:
        return sum(self.times.values())


@dataclass(frozen=True, slots=True)
class State:
    """What a workspace's index is like.

    Attributes:
        length: terms in all passages.
        version: grows with every change.
    """

    passages: int
    length: int
    last_number: int
    version: int
    analyser: int
    languages: tuple[str, ...]


def analyse(document_id: str, passages: Iterable[Passage], language: str) -> dict[str, Entry]:
    """The entries of a document's passages by their ids, in order; passages said twice become one.

    Takes about a millisecond a passage, so callers keep it off the event loop.
    """
    entries = (_entry(document_id, passage, language) for passage in passages)
    return {entry.id: entry for entry in entries}


def _entry(document_id: str, passage: Passage, language: str) -> Entry:
    title, body = words(passage.title), words(passage.body)
    times = Counter(stems((*title, *title, *body), language))
    written = sorted(filter(_CORRECTABLE.fullmatch, {*title, *body}))
    return Entry(passage.fingerprint(document_id, language), passage, times, tuple(written))


async def state(db: AsyncConnection, workspace_id: str) -> State | None:
    """The workspace's index as it stands; None when nothing was ever learned."""
    row = (await db.execute(sa.select(knowledge).where(knowledge.c.workspace_id == workspace_id))).one_or_none()
    return None if row is None else _state(row)


async def begin_change(db: AsyncConnection, workspace_id: str) -> State:
    """The index as it stands, locked against other writers until the transaction ends."""
    empty = asdict(State(0, 0, 0, 0, VERSION, ())) | {"workspace_id": workspace_id, "languages": []}
    await db.execute(insert_or_ignore(db, knowledge, ["workspace_id"]).values(**empty))
    this_index = knowledge.c.workspace_id == workspace_id
    newer = sa.update(knowledge).where(this_index).values(version=knowledge.c.version + 1).returning(knowledge)
    return _state((await db.execute(newer)).one())


def _state(row: sa.Row[Any]) -> State:
    return State(row.passages, row.length, row.last_number, row.version, row.analyser, tuple(row.languages))


async def end_change(db: AsyncConnection, workspace_id: str, state: State) -> None:
    """Keep what a change made of the state."""
    this_index = knowledge.c.workspace_id == workspace_id
    values = asdict(state) | {"languages": list(state.languages)}
    del values["version"]  # it moved on when the change began
    await db.execute(sa.update(knowledge).where(this_index).values(**values))


async def post(db: AsyncConnection, workspace_id: str, entries: Mapping[int, Entry]) -> None:
    """Make passages findable, by their numbers."""
    places = _by_term(entries)
    rows = [(workspace_id, term, *place) for term, having in sorted(places.items()) for place in having]
    await insert_rows(db, postings, rows)
    await _count(db, term_counts, workspace_id, {term: len(having) for term, having in places.items()})
    await _count(db, vocabulary, workspace_id, Counter(word for entry in entries.values() for word in entry.words))


async def unpost(db: AsyncConnection, workspace_id: str, entries: Mapping[int, Entry]) -> None:
    """Take passages out of what is found, by their numbers."""
    places = _by_term(entries)
    rows = [(workspace_id, term, place[0]) for term, having in sorted(places.items()) for place in having]
    await delete_rows(db, (postings.c.workspace_id, postings.c.term, postings.c.number), rows)
    await _count(db, term_counts, workspace_id, {term: -len(having) for term, having in places.items()})
    spelled = Counter(word for entry in entries.values() for word in entry.words)
    await _count(db, vocabulary, workspace_id, {word: -times for word, times in spelled.items()})


def _by_term(entries: Mapping[int, Entry]) -> dict[str, list[tuple[int, int, int]]]:
    """Number, times and length of each passage that has a term, in the order of their numbers."""
    places: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, entry in sorted(entries.items()):
        length = entry.length
        for term, times in entry.times.items():
            places[term].append((number, times, length))
    return places


async def _count(db: AsyncConnection, table: sa.Table, workspace_id: str, changes: Mapping[str, int]) -> None:
    """Add to the counters of words; one that falls to nothing goes."""
    key = table.c[1]
    add = f"ON CONFLICT (workspace_id, {key.name}) DO UPDATE SET times = {table.name}.times + excluded.times"
    rows = [(workspace_id, word, by) for word, by in sorted(changes.items())]
    await insert_rows(db, table, rows, add)
    fallen = [(workspace_id, word) for _, word, by in rows if by < 0]
    await delete_rows(db, (table.c.workspace_id, key), fallen, "times <= 0")
