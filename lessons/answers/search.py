"""The search: a question becomes the clip or document that answers it, a suggestion, or an honest nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers import index
from lessons.answers.candidates import Candidate, Ranked, Row, Shelf, candidates, cues_of, fetch
from lessons.answers.decide import CLIPS, DOCUMENTS, Outcome, Signals, Weights, chance, outcome
from lessons.answers.evidence import alike, cover, sentence_cover
from lessons.answers.index import State
from lessons.answers.moments import moment
from lessons.answers.passages import Cue
from lessons.answers.ranking import DIGITS, MOST_RANKED, rank, rarity, scores_of
from lessons.answers.sentences import Sentence, best_sentences
from lessons.answers.tellings import episode_of
from lessons.answers.understanding import Asked, understand
from lessons.answers.vectors import Meaning, nearness

AllCues: TypeAlias = Mapping[str, Sequence[Cue]]

MOST_HITS = 5
MOST_EVIDENCE = 6
TWINS_READ = 3  # runners-up compared with the best hit, so that a second copy of it does not look like a rival


@dataclass(frozen=True, slots=True)
class Quotable:
    """A passage that may be quoted, and where it stands.

    Attributes:
        passage_id: names this version of the passage: it changes with the text.
        kind: clip or document.
        document_id: for a clip, names episode and language: see episode_id.
        clip_id: None for documents.
        title: document and headings, or the clip's title.
        source: path or URL; empty for clips.
        body: the passage's text, verbatim.
        start_s: second of the clip to play from; None for documents.
        page: counted from 1, where the document has pages.
    """

    passage_id: str
    kind: str
    document_id: str
    clip_id: str | None
    title: str
    source: str
    language: str
    body: str
    start_s: float | None
    page: int | None

    @property
    def episode_id(self) -> str | None:
        """The episode whose clip this is; None for documents."""
        return episode_of(self.document_id) if self.kind == "clip" else None


@dataclass(frozen=True, slots=True)
class Hit(Quotable):
    """A clip or document that may answer, with its best passage.

    Attributes:
        score: 0 to 1, only comparable within one question.
        p: chance, 0 to 1, that it answers.
        signals: what the chance was made of.
    """

    score: float
    p: float
    signals: Signals


@dataclass(frozen=True, slots=True)
class Finding:
    """What a question found.

    Attributes:
        hits: one for each episode or document, best first, at most MOST_HITS; the nearest when the outcome is none.
        corrected: words as typed, each with what it was read as.
        sentences: of the first hit, word for word, in its order.
        evidence: the best passages, several of one document among them: what a writer may read.
        by_meaning: whether vectors took part, which find passages that share no word with the question.
    """

    outcome: Outcome
    hits: tuple[Hit, ...]
    corrected: tuple[tuple[str, str], ...]
    sentences: tuple[Sentence, ...]
    evidence: tuple[Quotable, ...]
    by_meaning: bool = False


NOTHING = Finding(Outcome.NONE, (), (), (), ())


async def search(
    db: AsyncConnection, workspace_id: str, question: str, *, language: str = "en", meaning: Meaning | None = None
) -> Finding:
    """What the workspace knows about a question.

    Args:
        language: the learner's, a code such as "de"; the words of the workspace's other languages are understood too,
            and an episode told in several is shown in this one.
        meaning: the question as a vector, from vectors.meaning_of(), asked for before the database is.
    """
    state = await index.state(db, workspace_id)
    if state is None or not state.passages:
        return NOTHING
    asked = await understand(db, workspace_id, state, question, language)
    shelf = await fetch(db, workspace_id, await _ranked(db, workspace_id, state, asked, meaning))
    if not shelf.ranked:
        return replace(NOTHING, corrected=asked.corrected)
    found = await candidates(db, workspace_id, shelf, language)
    clips = [one.row.document_id for one in found[:MOST_HITS] if one.row.kind == "clip"]
    cues = await cues_of(db, workspace_id, clips) if clips else {}
    return replace(_finding(asked, state.passages, found, shelf, cues), by_meaning=meaning is not None)


async def _ranked(
    db: AsyncConnection, workspace_id: str, state: State, asked: Asked, meaning: Meaning | None
) -> list[Ranked]:
    """The best passages by words, or by words and meaning in equal parts.

    Source of the fusion: Bruch et al. 2023 (arXiv 2210.11934), where a convex combination beats reciprocal ranks.
    """
    scores = dict(await rank(db, workspace_id, state, asked.known, asked.having)) if asked.known else {}
    if meaning is None:
        return [Ranked(number, score, score / asked.total) for number, score in scores.items()]
    near = await nearness(db, workspace_id, meaning, list(scores))
    others = [number for number in near if number not in scores]
    scores |= await scores_of(db, workspace_id, state, asked.known, others)
    both = {number: scores.get(number, 0.0) for number in (*scores, *near)}
    total = max(asked.total, 1e-9)
    fused = [Ranked(n, strength, (strength / total + max(0.0, near.get(n, 0.0))) / 2) for n, strength in both.items()]
    return sorted(fused, key=lambda one: (-one.score, one.number))[:MOST_RANKED]


def _finding(asked: Asked, passages: int, found: Sequence[Candidate], shelf: Shelf, cues: AllCues) -> Finding:
    first = _hit(found[0], asked, passages, cues, _gap(found))
    others = (_hit(one, asked, passages, cues, 0.0) for one in found[1:MOST_HITS])
    evidence = tuple(Quotable(**_place(row, row.start_s)) for row in shelf.passages(found)[:MOST_EVIDENCE])
    quoted = best_sentences(first.passage_id, first.body, first.language, asked.rarities)
    return Finding(outcome(first.p, _rule(first.kind)), (first, *others), asked.corrected, quoted, evidence)


def _gap(found: Sequence[Candidate]) -> float:
    """How far the best rival by words falls behind; copies of the best are no rivals.

    The chance is calibrated on words, so meaning may put a passage first but does not make it surer.
    """
    best = found[0]
    twins = [
        one
        for one in found[1 : 1 + TWINS_READ]
        if one.best.score > best.best.score / 2 and alike(best.evidence, one.evidence)
    ]
    rival = max((one.best.strength for one in found[1:] if one not in twins), default=0.0)
    return max(0.0, (best.best.strength - rival) / best.best.strength) if best.best.strength else 0.0


def _hit(one: Candidate, asked: Asked, passages: int, cues: AllCues, gap: float) -> Hit:
    row = one.row
    heard = cues.get(row.document_id)
    start = row.start_s if heard is None else moment(heard, row.language, asked.rarities)
    signals = _signals(one, asked, passages, gap)
    likely = chance(signals, _rule(row.kind))
    return Hit(**_place(row, start), score=round(one.best.score, DIGITS), p=likely, signals=signals)


def _rule(kind: str) -> Weights:
    return CLIPS if kind == "clip" else DOCUMENTS


def _place(row: Row, start_s: float | None) -> dict[str, Any]:
    shared = ("kind", "document_id", "clip_id", "title", "source", "language", "body", "page")
    return {"passage_id": row.id, "start_s": start_s} | {name: getattr(row, name) for name in shared}


def _signals(one: Candidate, asked: Asked, passages: int, gap: float) -> Signals:
    said = one.evidence
    strength = one.best.strength / rarity(passages, 0)
    covered = cover(said.all, asked.rarities)
    return Signals(
        strength, covered, sentence_cover(said, asked.rarities, one.row.kind == "clip"), gap, len(asked.rarities)
    )
