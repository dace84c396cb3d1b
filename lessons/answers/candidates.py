"""Candidates: what was ranked, one for each clip or document, with the passage that is shown for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.analyser import base_language
from lessons.answers.evidence import Evidence, read
from lessons.answers.index import documents
from lessons.answers.passages import Cue
from lessons.answers.rows import among, fetch_rows, many
from lessons.answers.tellings import episode_of

ALSO_SAID = 0.75  # share of the best telling's score from which the one in the learner's own language is shown instead


class Row(NamedTuple):
    """A passage with what is known of its document."""

    number: int
    id: str
    document_id: str
    title: str
    body: str
    page: int | None
    start_s: float | None
    alias: bool
    kind: str
    source: str
    clip_id: str | None
    language: str


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
        best: its best ranked passage, shown or not, in whatever language it is told.
        aliases: questions it is known to answer, among those ranked.
    """

    row: Row
    best: Ranked
    aliases: tuple[str, ...] = ()

    @cached_property
    def evidence(self) -> Evidence:
        """Its terms, read once."""
        return read(self.row.title, self.row.body, self.row.language, self.aliases)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The ranked passages with their rows."""

    ranked: tuple[Ranked, ...]
    rows: Mapping[int, Row]

    def sources(self) -> list[list[Ranked]]:
        """The passages of each document or episode, best first; those of an episode in all its languages."""
        groups: dict[str, list[Ranked]] = {}
        for one in self.ranked:
            groups.setdefault(episode_of(self.rows[one.number].document_id), []).append(one)
        return list(groups.values())

    def told(self, group: Sequence[Ranked], language: str) -> list[Ranked]:
        """Of an episode's passages those of one telling: the best one, or nearly as good in the learner's language."""
        best: dict[str, float] = {}
        for one in group:
            row = self.rows[one.number]
            foreign = base_language(row.language) != base_language(language)
            best.setdefault(row.document_id, one.score * (ALSO_SAID if foreign else 1.0))
        chosen = max(best, key=lambda key: best[key])
        return [one for one in group if self.rows[one.number].document_id == chosen]

    def passages(self, of: Sequence[Candidate]) -> list[Row]:
        """Every passage of the candidates that can be shown, best first, several of one document among them."""
        shown = {one.row.document_id for one in of}
        rows = (self.rows[one.number] for one in self.ranked)
        return [row for row in rows if row.document_id in shown and not row.alias]


async def fetch(db: AsyncConnection, workspace_id: str, ranked: Sequence[Ranked]) -> Shelf:
    """The ranked passages' rows."""
    which = among(db, "p.number", "wanted", "BIGINT")
    rows = await _rows(db, which, workspace_id, [one.number for one in ranked])
    found = {row.number: row for row in rows}
    return Shelf(tuple(one for one in ranked if one.number in found), found)


async def candidates(db: AsyncConnection, workspace_id: str, shelf: Shelf, language: str) -> list[Candidate]:
    """One for each episode or document, best first, in the learner's language where it is told in several."""
    groups = [(group[0], [shelf.rows[one.number] for one in shelf.told(group, language)]) for group in shelf.sources()]
    unshown = [told[0].document_id for _, told in groups if all(row.alias for row in told)]
    first = await _first_passages(db, workspace_id, unshown)
    return [_candidate(best, told, first.get(told[0].document_id)) for best, told in groups]


def _candidate(best: Ranked, told: Sequence[Row], first: Row | None) -> Candidate:
    shown = next((row for row in told if not row.alias), first)
    return Candidate(told[0] if shown is None else shown, best, tuple(row.body for row in told if row.alias))


async def _first_passages(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> dict[str, Row]:
    if not ids:
        return {}
    which = f"p.ordinal = 0 AND {among(db, 'p.document_id', 'wanted', 'VARCHAR(64)')}"
    return {row.document_id: row for row in await _rows(db, which, workspace_id, ids)}


async def _rows(db: AsyncConnection, which: str, workspace_id: str, wanted: Sequence[Any]) -> list[Row]:
    values = {"workspace_id": workspace_id, "wanted": many(db, wanted)}
    return [Row(*values) for values in await fetch_rows(db, _PASSAGES.format(which=which), values)]


_PASSAGES = """
    SELECT p.number, p.id, p.document_id, p.title, p.body, p.page, p.start_s, p.alias,
        d.kind, d.source, d.clip_id, d.language
    FROM passages AS p JOIN documents AS d ON d.workspace_id = p.workspace_id AND d.id = p.document_id
    WHERE p.workspace_id = :workspace_id AND {which}
"""


async def cues_of(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> dict[str, list[Cue]]:
    """The cues of clips by their documents' ids; other documents have none."""
    mine = (documents.c.workspace_id == workspace_id) & documents.c.id.in_(ids) & (documents.c.kind == "clip")
    rows = (await db.execute(sa.select(documents.c.id, documents.c.cues).where(mine))).all()
    return {row.id: [(start, end, words) for start, end, words in row.cues] for row in rows}
