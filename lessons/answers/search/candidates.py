"""Candidates: what was ranked, one for each clip or document, with the passage that is shown for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.bulk import among, fetch_rows, many
from lessons.answers.index.document_ids import episode_of
from lessons.answers.index.passages import Cue
from lessons.answers.index.tables import documents
from lessons.answers.search.decision import RIVAL
from lessons.answers.search.evidence import Evidence, read
from lessons.answers.search.scope import Scope
from lessons.answers.text.analyser import base_language

ALSO_SAID = 0.75  # share of the best score from which the learner's own language is shown instead; docs/answers.md


class PassageRow(NamedTuple):
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
        cosine, sentence: its nearness to the question, and its nearest sentence, where there are vectors: see Near.
    """

    number: int
    strength: float
    score: float
    cosine: float = 0.0
    sentence: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A clip or document that may answer.

    Attributes:
        row: its best passage that can be shown, joined with its document.
        best: its best ranked passage, shown or not, in whatever language.
        aliases: questions it is known to answer, among those ranked.
    """

    row: PassageRow
    best: Ranked
    aliases: tuple[str, ...] = ()

    @cached_property
    def evidence(self) -> Evidence:
        """Its terms, read once."""
        return read(self.row.title, self.row.body, self.row.language, self.aliases)


@dataclass(frozen=True, slots=True)
class RankedPassages:
    """The ranked passages with their rows."""

    ranked: tuple[Ranked, ...]
    rows: Mapping[int, PassageRow]

    def by_words(self) -> RankedPassages:
        """The same by words alone; what shares none with the question is left out."""
        worded = [passage for passage in self.ranked if passage.strength > 0]
        return replace(self, ranked=tuple(sorted(worded, key=lambda passage: (-passage.strength, passage.number))))

    def nearest(self) -> list[float]:
        """How near the sections lie, each by its nearest passage; every passage by itself where there are few."""
        sections: dict[tuple[str, str], float] = {}
        for passage in self.ranked:
            row = self.rows[passage.number]
            section = (row.document_id, row.title)
            sections[section] = max(passage.cosine, sections.get(section, 0.0))
        few = len(sections) < RIVAL
        return [passage.cosine for passage in self.ranked] if few else list(sections.values())

    def near_sentences(self) -> dict[str, int]:
        """The nearest sentence of each passage that has one, by the passage's id."""
        pairs = ((self.rows[passage.number].id, passage.sentence) for passage in self.ranked)
        return {passage_id: sentence for passage_id, sentence in pairs if sentence is not None}

    def sources(self) -> list[list[Ranked]]:
        """The passages of each document or episode, best first; those of an episode in all its languages."""
        groups: dict[str, list[Ranked]] = {}
        for ranked_passage in self.ranked:
            groups.setdefault(episode_of(self.rows[ranked_passage.number].document_id), []).append(ranked_passage)
        return list(groups.values())

    def in_language(self, group: Sequence[Ranked], language: str) -> list[Ranked]:
        """Of an episode's passages those in one language: the best one, or the learner's where it is nearly as good."""
        best: dict[str, float] = {}
        for ranked_passage in group:
            row = self.rows[ranked_passage.number]
            foreign = base_language(row.language) != base_language(language)
            # The passages come best first, so the first of each document is its best.
            best.setdefault(row.document_id, ranked_passage.score * (ALSO_SAID if foreign else 1.0))
        chosen = max(best, key=lambda key: best[key])
        return [passage for passage in group if self.rows[passage.number].document_id == chosen]

    def passages(self, of: Sequence[Candidate]) -> list[PassageRow]:
        """Every passage of the candidates that can be shown, best first, several of one document among them."""
        document_ids = {item.row.document_id for item in of}
        rows = (self.rows[item.number] for item in self.ranked)
        return [row for row in rows if row.document_id in document_ids and not row.alias]


async def fetch(db: AsyncConnection, scope: Scope, ranked: Sequence[Ranked]) -> RankedPassages:
    """The ranked passages' rows, without those of documents that are hidden."""
    which = among(db, "p.number", "wanted", "BIGINT")
    rows = await _rows(db, which, scope.workspace_id, [passage.number for passage in ranked])
    # Their numbers were left out before; a document that was read again at this very moment has new ones.
    by_number = {row.number: row for row in rows if row.document_id not in scope.without}
    return RankedPassages(tuple(passage for passage in ranked if passage.number in by_number), by_number)


async def candidates(
    db: AsyncConnection, workspace_id: str, passages: RankedPassages, language: str
) -> list[Candidate]:
    """One for each episode or document, best first, in the learner's language where it comes in several."""
    chosen = [(group[0], passages.in_language(group, language)) for group in passages.sources()]
    groups = [(best, [passages.rows[passage.number] for passage in group]) for best, group in chosen]
    named = [rows[0] for _, rows in groups if rows[0].alias]
    meant = await _meant(db, workspace_id, named)
    return [_candidate(best, rows, meant.get(rows[0].number)) for best, rows in groups]


def _candidate(best: Ranked, rows: Sequence[PassageRow], meant: PassageRow | None) -> Candidate:
    """A clip is whole whichever of its passages is found; of a document the section that a question was taught."""
    spoken = next((row for row in rows if not row.alias), meant)
    quotable = meant if meant is not None and rows[0].kind == "document" else spoken
    return Candidate(rows[0] if quotable is None else quotable, best, tuple(row.body for row in rows if row.alias))


async def _meant(db: AsyncConnection, workspace_id: str, aliases: Sequence[PassageRow]) -> dict[int, PassageRow]:
    """The first passage of the section that each alias stands for, by the alias's number."""
    if not aliases:
        return {}
    which = f"NOT p.alias AND {among(db, 'p.document_id', 'wanted', 'VARCHAR(64)')} ORDER BY p.ordinal"
    rows = await _rows(db, which, workspace_id, sorted({alias.document_id for alias in aliases}))
    first: dict[tuple[str, str], PassageRow] = {}
    for row in rows:
        first.setdefault((row.document_id, row.title), row)
        first.setdefault((row.document_id, ""), row)
    meant = {
        alias: first.get((alias.document_id, alias.title), first.get((alias.document_id, ""))) for alias in aliases
    }
    return {alias.number: row for alias, row in meant.items() if row is not None}


async def _rows(db: AsyncConnection, which: str, workspace_id: str, wanted: Sequence[Any]) -> list[PassageRow]:
    values = {"workspace_id": workspace_id, "wanted": many(db, wanted)}
    return [PassageRow(*values) for values in await fetch_rows(db, _PASSAGES.format(which=which), values)]


_PASSAGES = """
    SELECT p.number, p.id, p.document_id, p.title, p.body, p.page, p.start_s, p.alias,
        d.kind, d.source, d.clip_id, d.language
    FROM passages AS p JOIN documents AS d ON d.workspace_id = p.workspace_id AND d.id = p.document_id
    WHERE p.workspace_id = :workspace_id AND {which}
"""


async def cues_of(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> dict[str, list[Cue]]:
    """The cues of clips by their documents' ids; other documents have none."""
    clips = (documents.c.workspace_id == workspace_id) & documents.c.id.in_(ids) & (documents.c.kind == "clip")
    rows = (await db.execute(sa.select(documents.c.id, documents.c.cues).where(clips))).all()
    return {row.id: [(start, end, words) for start, end, words in row.cues] for row in rows}
