"""The search: a question becomes the clip or document that answers it, a suggestion, or an honest nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers import index
from lessons.answers.candidates import Candidate, Ranked, Shelf, candidates, cues_of, fetch
from lessons.answers.decide import Outcome, Signals, chance, outcome
from lessons.answers.evidence import alike, cover, sentence_cover
from lessons.answers.moments import moment
from lessons.answers.passages import Cue
from lessons.answers.ranking import DIGITS, rank, rarity
from lessons.answers.sentences import Sentence, best_sentences
from lessons.answers.understanding import Asked, understand

MOST_HITS = 5
MOST_EVIDENCE = 6
TWINS_READ = 3  # runners-up compared with the best hit, so that a second copy of it does not look like a rival


@dataclass(frozen=True, slots=True)
class Hit:
    """A clip or document that may answer, with its best passage.

    Attributes:
        passage_id: names this version of the passage: it changes with the text.
        kind: clip or document.
        clip_id: None for documents.
        title: document and headings, or the clip's title.
        source: path or URL; empty for clips.
        body: the passage's text, verbatim.
        start_s: second of the clip to play from; None for documents.
        page: counted from 1, where the document has pages.
        score: 0 to 1, only comparable within one question.
        p: chance, 0 to 1, that it answers.
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
    score: float
    p: float

    @property
    def episode_id(self) -> str | None:
        return self.document_id if self.kind == "clip" else None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a question found.

    Attributes:
        hits: one for each clip or document, best first, at most MOST_HITS; when the outcome is none, the nearest ones.
        corrected: words as typed, each with what it was read as.
        sentences: of the first hit, word for word, in its order.
        evidence: the best passages, several of one document among them: what a writer may read.
    """

    outcome: Outcome
    hits: tuple[Hit, ...]
    corrected: tuple[tuple[str, str], ...]
    sentences: tuple[Sentence, ...]
    evidence: tuple[Hit, ...]


NOTHING = Finding(Outcome.NONE, (), (), (), ())


async def search(db: AsyncConnection, workspace_id: str, question: str, *, language: str = "en") -> Finding:
    """What the workspace knows about a question.

    Args:
        language: the learner's, a code such as "de"; the words of the workspace's other languages are understood too.
    """
    state = await index.state(db, workspace_id)
    if state is None or not state.passages:
        return NOTHING
    asked = await understand(db, workspace_id, state, question, language)
    scores = await rank(db, workspace_id, state, asked.known, asked.having) if asked.known else []
    ranked = [Ranked(number, score, score / asked.total) for number, score in scores]
    shelf = await fetch(db, workspace_id, ranked)
    if not shelf.ranked:
        return replace(NOTHING, corrected=asked.corrected)
    found = await candidates(db, workspace_id, shelf)
    cues = await cues_of(db, workspace_id, [one.row.document_id for one in found[:MOST_HITS]])
    return _finding(Judge(asked, state.passages, cues), found, shelf)


def _finding(judge: Judge, found: Sequence[Candidate], shelf: Shelf) -> Finding:
    first = judge.hit(found[0], _gap(found))
    hits = (first, *(judge.hit(one, 0.0) for one in found[1:MOST_HITS]))
    evidence = tuple(judge.hit(one, 0.0) for one in shelf.passages()[:MOST_EVIDENCE])
    quoted = best_sentences(first.passage_id, first.body, first.language, judge.asked.rarities)
    return Finding(outcome(first.p), hits, judge.asked.corrected, quoted, evidence)


def _gap(found: Sequence[Candidate]) -> float:
    """How far the best rival falls behind; copies of the best are no rivals."""
    best = found[0].evidence()
    twins = [one for one in found[1 : 1 + TWINS_READ] if alike(best, one.evidence())]
    rival = next((one.best.score for one in found[1:] if one not in twins), 0.0)
    return (found[0].best.score - rival) / found[0].best.score if found[0].best.score else 0.0


@dataclass(frozen=True, slots=True)
class Judge:
    """What hits are judged by.

    Attributes:
        passages: in the workspace.
        cues: of the clips among the candidates, by episode.
    """

    asked: Asked
    passages: int
    cues: Mapping[str, Sequence[Cue]]

    def hit(self, one: Candidate, gap: float) -> Hit:
        """The candidate as a hit, with the chance that it answers."""
        row = one.row
        return Hit(
            row.id,
            row.kind,
            row.document_id,
            row.clip_id,
            row.title,
            row.source,
            row.language,
            row.body,
            self._start(row),
            row.page,
            round(one.best.score, DIGITS),
            chance(self.signals(one, gap)),
        )

    def signals(self, one: Candidate, gap: float) -> Signals:
        """What speaks for the candidate."""
        said, rarities = one.evidence(), self.asked.rarities
        strength = one.best.strength / rarity(self.passages, 0)
        return Signals(strength, cover(said.all, rarities), sentence_cover(said, rarities), gap, len(rarities))

    def _start(self, row: sa.Row[Any]) -> float | None:
        if row.document_id not in self.cues:
            return None if row.start_s is None else float(row.start_s)
        return moment(self.cues[row.document_id], row.language, self.asked.rarities)
