"""Everyday questions to a small handbook, in its words and in others, and questions that it does not answer.

    python -m bench.answers_everyday [--words]

The chapters are those of answers_handbook.py, the questions stand in bench/data/handbook.json and were written before
any threshold was set. With --words no embedder takes part.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.minilm.embedder import MiniLMEmbedder
from bench.answers_handbook import CHAPTERS
from bench.answers_slice import WORKSPACE, create
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.vectors import embed_missing, meaning_of
from lessons.answers.reading.files import read_content
from lessons.answers.search.decision import Outcome
from lessons.answers.search.search import Finding, search
from lessons.database import Database
from lessons.ports import Embedder

QUESTIONS = Path(__file__).parent / "data" / "handbook.json"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
PARTS = ("Money and travel", "Health and safety", "Computers and data", "People and places")  # files of five chapters


@dataclass(frozen=True, slots=True)
class Everyday:
    """A question of the set and what was found for it."""

    question: Mapping[str, Any]
    finding: Finding
    took_ms: float

    @property
    def is_right(self) -> bool:
        """Whether the chapter that answers is the answer, or among what may be it."""
        titles = [place.title for place, _ in self.finding.suggestions]
        titles = [self.finding.hits[0].title] if self.finding.outcome is Outcome.ANSWER else titles
        shown = self.finding.outcome is not Outcome.NONE
        return shown and any(title.endswith(f" › {self.question['gold']}") for title in titles)

    @property
    def is_wrong_answer(self) -> bool:
        return self.finding.outcome is Outcome.ANSWER and not self.is_right


async def everyday(embedder: Embedder | None) -> list[Everyday]:
    """Every question of the set, asked of the handbook."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        await create(database)
        await learn_handbook(database)
        while embedder is not None and await embed_missing(database, WORKSPACE, embedder):
            pass
        questions = json.loads(QUESTIONS.read_text())["questions"]
        findings = [await _ask(database, question, embedder) for question in questions]
        await database.close()
    return findings


async def learn_handbook(database: Database) -> None:
    for at, part in enumerate(PARTS):
        chapters = CHAPTERS[at :: len(PARTS)]
        text = f"# {part}\n\n" + "".join(f"## {title}\n\n{body}\n\n" for title, body, _ in chapters)
        read = await read_content(f"{part}.md", f"{part}.md", text.encode())
        async with database.write() as db:
            await learn_document(db, WORKSPACE, read.source, read.passages, NOON)


async def _ask(database: Database, question: Mapping[str, Any], embedder: Embedder | None) -> Everyday:
    began = time.perf_counter()
    meaning = await meaning_of(embedder, question["question"], 30.0)
    async with database.read() as db:
        finding = await search(db, WORKSPACE, question["question"], meaning=meaning)
    return Everyday(question, finding, (time.perf_counter() - began) * 1_000)


def summary(findings: Sequence[Everyday]) -> dict[str, float]:
    answerable = [one for one in findings if one.question["gold"]]
    unanswerable = [one for one in findings if not one.question["gold"]]
    kinds = {kind: [one for one in answerable if one.question["kind"] == kind] for kind in ("everyday", "paraphrase")}
    return {
        "handbook_right_answer_or_suggestion": _share([one.is_right for one in answerable]),
        **{f"handbook_right_{kind}": _share([one.is_right for one in found]) for kind, found in kinds.items()},
        "handbook_answered_right": _share([one.is_right and not _unsure(one) for one in answerable]),
        "handbook_wrong_answer": _share([one.is_wrong_answer for one in findings]),
        "handbook_silent": _share([one.finding.outcome is Outcome.NONE for one in answerable]),
        "handbook_unanswerable_suggested": _share([one.finding.outcome is not Outcome.NONE for one in unanswerable]),
    }


def _unsure(one: Everyday) -> bool:
    return one.finding.outcome is not Outcome.ANSWER


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / max(1, len(values)), 4)


if __name__ == "__main__":
    findings = asyncio.run(everyday(None if "--words" in sys.argv else MiniLMEmbedder()))
    for one in findings:
        if one.is_wrong_answer or (one.question["gold"] and not one.is_right):
            print(f"{one.finding.outcome:8} {one.question['kind']:12} {one.question['question']}")
    print(json.dumps(summary(findings)))
