"""The index: what a workspace knows, as plain tables. Whatever is committed is found, and what is deleted is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.analyser import VERSION, terms, words
from lessons.answers.passages import Passage
from lessons.answers.rows import delete_rows, insert_rows
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

vocabulary = sa.Table(
    "vocabulary",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("word", _Word, primary_key=True, comment="as written, for the repair of typing errors"),
    sa.Column("times", sa.BigInteger, nullable=False, comment="passages that have it"),
    sqlite_with_rowid=False,
)


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
    text = f"{passage.title}\n{passage.body}"
    times = Counter(terms(f"{passage.title}\n{text}", language))
    written = {word for word in words(text) if _correctable(word)}
    return Entry(passage.fingerprint(document_id, language), passage, times, tuple(sorted(written)))


def _correctable(word: str) -> bool:
    return word.isascii() and word.isalpha() and 3 <= len(word) <= 24


async def state(db: AsyncConnection, workspace_id: str) -> State | None:
    """The workspace's index as it stands; None when nothing was ever learned."""
    found = (await db.execute(sa.select(knowledge).where(knowledge.c.workspace_id == workspace_id))).one_or_none()
    return None if found is None else _state(found)


async def begin_change(db: AsyncConnection, workspace_id: str) -> State:
    """The index as it stands, held against other writers until the transaction ends."""
    empty = asdict(State(0, 0, 0, 0, VERSION, ())) | {"workspace_id": workspace_id, "languages": []}
    await db.execute(insert_or_ignore(db, knowledge, ["workspace_id"]).values(**empty))
    mine = knowledge.c.workspace_id == workspace_id
    newer = sa.update(knowledge).where(mine).values(version=knowledge.c.version + 1).returning(knowledge)
    return _state((await db.execute(newer)).one())


def _state(row: sa.Row[Any]) -> State:
    return State(row.passages, row.length, row.last_number, row.version, row.analyser, tuple(row.languages))


async def end_change(db: AsyncConnection, workspace_id: str, state: State) -> None:
    """Keep what a change made of the state."""
    mine = knowledge.c.workspace_id == workspace_id
    kept = asdict(state) | {"languages": list(state.languages)}
    del kept["version"]  # it moved on when the change began
    await db.execute(sa.update(knowledge).where(mine).values(**kept))


async def post(db: AsyncConnection, workspace_id: str, entries: Mapping[int, Entry]) -> None:
    """Make passages findable, by their numbers."""
    rows = [
        (workspace_id, term, number, times, entry.length)
        for number, entry in entries.items()
        for term, times in entry.times.items()
    ]
    await insert_rows(db, postings, sorted(rows))
    await _count_words(db, workspace_id, entries.values(), +1)


async def unpost(db: AsyncConnection, workspace_id: str, entries: Mapping[int, Entry]) -> None:
    """Take passages out of what is found, by their numbers."""
    rows = [(workspace_id, term, number) for number, entry in entries.items() for term in entry.times]
    await delete_rows(db, (postings.c.workspace_id, postings.c.term, postings.c.number), sorted(rows))
    gone = await _count_words(db, workspace_id, entries.values(), -1)
    await delete_rows(db, (vocabulary.c.workspace_id, vocabulary.c.word), gone, "times <= 0")


async def _count_words(
    db: AsyncConnection, workspace_id: str, entries: Iterable[Entry], by: int
) -> list[tuple[str, str]]:
    counts = Counter(word for entry in entries for word in entry.words)
    rows = [(workspace_id, word, by * times) for word, times in sorted(counts.items())]
    add = "ON CONFLICT (workspace_id, word) DO UPDATE SET times = vocabulary.times + excluded.times"
    await insert_rows(db, vocabulary, rows, add)
    return [(workspace_id, word) for workspace_id, word, _ in rows]
