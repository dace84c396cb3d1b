"""Candidates: what was ranked, one for each clip or document, with the passage that is shown for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.evidence import Evidence, read
from lessons.answers.index import documents, passages
from lessons.answers.passages import Cue


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranked passage.

    Attributes:
        strength: its BM25 score.
        score: what it was ranked by, 0 to 1.
    """

    number: int
    strength: float
    score: float


@dataclass(frozen=True)
class Candidate:
    """A clip or document that may answer.

    Attributes:
        row: its best passage that can be shown, joined with its document.
        best: its best ranked passage, shown or not.
        aliases: questions it is known to answer, among those ranked.
    """

    row: sa.Row[Any]
    best: Ranked
    aliases: tuple[str, ...] = ()

    @cached_property
    def evidence(self) -> Evidence:
        """Its terms, read once."""
        return read("\n".join((self.row.title, *self.aliases)), self.row.body, self.row.language)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The ranked passages with their rows."""

    ranked: tuple[Ranked, ...]
    rows: Mapping[int, sa.Row[Any]]

    def sources(self) -> dict[str, list[Ranked]]:
        """The passages of each document or clip, best first."""
        groups: dict[str, list[Ranked]] = {}
        for one in self.ranked:
            groups.setdefault(self.rows[one.number].document_id, []).append(one)
        return groups

    def passages(self) -> list[Candidate]:
        """Every passage that can be shown, best first, several of one document among them."""
        return [Candidate(self.rows[one.number], one) for one in self.ranked if not self.rows[one.number].alias]


async def fetch(db: AsyncConnection, workspace_id: str, ranked: Sequence[Ranked]) -> Shelf:
    """The ranked passages' rows."""
    found = await _rows(db, workspace_id, passages.c.number.in_([one.number for one in ranked]))
    rows = {row.number: row for row in found}
    return Shelf(tuple(one for one in ranked if one.number in rows), rows)


async def candidates(db: AsyncConnection, workspace_id: str, shelf: Shelf) -> list[Candidate]:
    """One for each clip or document, best first."""
    groups = shelf.sources()
    unshown = [key for key, group in groups.items() if all(shelf.rows[one.number].alias for one in group)]
    first = await _first_passages(db, workspace_id, unshown)
    return [_candidate(group, shelf.rows, first.get(key)) for key, group in groups.items()]


def _candidate(group: Sequence[Ranked], rows: Mapping[int, sa.Row[Any]], first: sa.Row[Any] | None) -> Candidate:
    mine = [rows[one.number] for one in group]
    shown = next((row for row in mine if not row.alias), first)
    return Candidate(mine[0] if shown is None else shown, group[0], tuple(row.body for row in mine if row.alias))


async def _first_passages(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> dict[str, sa.Row[Any]]:
    if not ids:
        return {}
    which = passages.c.document_id.in_(ids) & (passages.c.ordinal == 0)
    return {row.document_id: row for row in await _rows(db, workspace_id, which)}


async def _rows(db: AsyncConnection, workspace_id: str, which: sa.ColumnElement[bool]) -> Sequence[sa.Row[Any]]:
    same = (documents.c.workspace_id == passages.c.workspace_id) & (documents.c.id == passages.c.document_id)
    about = (documents.c.kind, documents.c.source, documents.c.clip_id, documents.c.language)
    query = sa.select(passages, *about).join(documents, same).where(passages.c.workspace_id == workspace_id, which)
    return (await db.execute(query)).all()


async def cues_of(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> dict[str, list[Cue]]:
    """The cues of clips by their episodes' ids; documents have none."""
    mine = (documents.c.workspace_id == workspace_id) & documents.c.id.in_(ids) & (documents.c.kind == "clip")
    rows = (await db.execute(sa.select(documents.c.id, documents.c.cues).where(mine))).all()
    return {row.id: [(start, end, words) for start, end, words in row.cues] for row in rows}
