"""What a question may look at: everything in a workspace but the documents that are not for who asks.

Their passages are taken out before anything is ranked, and out of every count, so that an answer is the same as if they
had never been read: neither a score, nor a repaired word, nor silence tells that they are there.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from cachetools import LRUCache
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index import tables
from lessons.answers.index.passages import Passage
from lessons.answers.index.tables import State, documents, passages
from lessons.answers.text.analyser import base_language

MOST_SCOPES = 64  # of groups of people who see the same, over all workspaces


@dataclass(frozen=True, slots=True)
class Scope:
    """A workspace as somebody sees it.

    Attributes:
        without: ids of the documents that are not for them.
        hidden: numbers of the passages of those.
        length: terms in all of those.
        unspoken: languages that only they are written in.
        counted: by the name of a table of counters, in how many of those each of its words stands.
    """

    workspace_id: str
    without: frozenset[str] = frozenset()
    hidden: frozenset[int] = frozenset()
    length: int = 0
    unspoken: frozenset[str] = frozenset()
    counted: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def seen(self, state: State) -> State:
        """The state of the index without what is hidden."""
        spoken = tuple(language for language in state.languages if language not in self.unspoken)
        passages_seen, length = state.passages - len(self.hidden), state.length - self.length
        return replace(state, passages=passages_seen, length=length, languages=spoken)

    def counts(self, table: str, times: Mapping[str, int]) -> dict[str, int]:
        """Counts of words without those of hidden passages; a word that stands nowhere else is unknown."""
        theirs = self.counted.get(table, {})
        seen = ((word, count - theirs.get(word, 0)) for word, count in times.items())
        return {word: count for word, count in seen if count > 0}


# By connection pool, so that a closed database leaves nothing behind.
_scopes: WeakKeyDictionary[object, LRUCache[tuple[str, int, frozenset[str]], Scope]] = WeakKeyDictionary()


async def scope_without(db: AsyncConnection, workspace_id: str, state: State, hidden: Collection[str]) -> Scope:
    """The workspace without these documents."""
    if not hidden:
        return Scope(workspace_id)
    # Reading the passages takes a millisecond each; the version changes with each of them, so that none is missed.
    lately = _scopes.setdefault(db.engine.pool, LRUCache(MOST_SCOPES))
    key = (workspace_id, state.version, frozenset(hidden))
    scope = lately.get(key)
    if scope is None:
        scope = lately[key] = await _scope(db, workspace_id, hidden)
    return scope


async def _scope(db: AsyncConnection, workspace_id: str, hidden: Collection[str]) -> Scope:
    same = (documents.c.workspace_id == passages.c.workspace_id) & (documents.c.id == passages.c.document_id)
    theirs = (passages.c.workspace_id == workspace_id) & passages.c.document_id.in_(hidden)
    query = sa.select(passages, documents.c.language).join(documents, same).where(theirs)
    rows = (await db.execute(query)).all()
    terms, words = await asyncio.to_thread(_counted, rows)
    counted = {tables.term_counts.name: terms, tables.vocabulary.name: words}
    numbers = frozenset(row.number for row in rows)
    ours = documents.c.workspace_id == workspace_id
    languages = (await db.execute(sa.select(documents.c.id, documents.c.language).where(ours))).all()
    spoken = {base_language(row.language) for row in languages if row.id not in hidden}
    unspoken = frozenset(base_language(row.language) for row in languages if row.id in hidden) - spoken
    return Scope(workspace_id, frozenset(hidden), numbers, sum(row.length for row in rows), unspoken, counted)


def _counted(rows: Collection[sa.Row[Any]]) -> tuple[Counter[str], Counter[str]]:
    terms, words = Counter[str](), Counter[str]()
    for row in rows:
        passage = Passage(row.title, row.body, row.page, row.start_s, row.end_s, row.alias)
        (entry,) = tables.analyse(row.document_id, [passage], row.language).values()
        terms.update(entry.times.keys())
        words.update(entry.words)
    return terms, words
