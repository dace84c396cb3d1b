"""Two handbooks that nothing was mended or set for: a library's, and nine pages of a public agency's.

    python -m bench.answers_heldout [--words]

The 85 questions in bench/data/heldout were written, in other words than the handbooks', before anything was asked.
This program prints figures alone and no question, so that the set stays unseen: whoever wants to see questions looks
at those of answers_everyday and answers_fresh.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.minilm.embedder import MiniLMEmbedder
from bench.answers_slice import create
from bot.answers.evaluation import interval
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.vectors import embed_missing, meaning_of
from lessons.answers.reading.files import read_content
from lessons.answers.search.decision import Outcome
from lessons.answers.search.search import Finding, search
from lessons.database import Database
from lessons.ports import Embedder

FOLDER = Path(__file__).parent / "data" / "heldout"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
HANDBOOKS = ("library", "agency")
KINDS = ("everyday", "paraphrase")


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A question with what was found for it."""

    question: Mapping[str, Any]
    finding: Finding

    @property
    def outcome(self) -> Outcome:
        return self.finding.outcome

    @property
    def is_right(self) -> bool:
        """Whether a section that answers is the answer, or among what may be it."""
        suggested = [place.title for place, _ in self.finding.suggestions]
        titles = {Outcome.ANSWER: [hit.title for hit in self.finding.hits[:1]], Outcome.SUGGEST: suggested}
        headings = {heading for title in titles.get(self.outcome, []) for heading in title.split(" › ")[1:]}
        return bool(headings & {*self.question["gold"]})

    @property
    def is_wrong_answer(self) -> bool:
        return self.outcome is Outcome.ANSWER and not self.is_right


async def held_out(embedder: Embedder | None) -> list[HeldOut]:
    """Every question, asked of its own handbook."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        await create(database)
        for handbook in HANDBOOKS:
            await _learn(database, handbook, embedder)
        questions = json.loads((FOLDER / "questions.json").read_text())
        asked = [await _ask(database, question, embedder) for question in questions]
        await database.close()
    return asked


async def _learn(database: Database, handbook: str, embedder: Embedder | None) -> None:
    for file in sorted((*FOLDER.glob(f"{handbook}.md"), *FOLDER.glob(f"{handbook}/*.md"))):
        read = await read_content(file.name, file.name, file.read_bytes())
        async with database.write() as db:
            await learn_document(db, handbook, read.source, read.passages, NOON)
    while embedder is not None and await embed_missing(database, handbook, embedder):
        pass


async def _ask(database: Database, question: Mapping[str, Any], embedder: Embedder | None) -> HeldOut:
    meaning = await meaning_of(embedder, question["question"], 30.0)
    async with database.read() as db:
        return HeldOut(question, await search(db, question["handbook"], question["question"], meaning=meaning))


def summary(asked: Sequence[HeldOut]) -> dict[str, Any]:
    """Shares, and the 95 % interval of the ones that are held."""
    answerable = [each for each in asked if each.question["gold"]]
    unanswerable = [each for each in asked if not each.question["gold"]]
    figures: dict[str, Any] = {"heldout_right_answer_or_suggestion": _share([each.is_right for each in answerable])}
    for kind in KINDS:
        right = [each.is_right for each in answerable if each.question["kind"] == kind]
        figures[f"heldout_right_{kind}"] = _share(right)
        figures[f"heldout_right_{kind}_interval"] = [round(end, 2) for end in interval(sum(right), len(right))]
    for handbook in HANDBOOKS:
        figures[f"heldout_right_{handbook}"] = _share(
            [each.is_right for each in answerable if each.question["handbook"] == handbook]
        )
    return figures | {
        "heldout_answered_right": _share([each.is_right and each.outcome is Outcome.ANSWER for each in answerable]),
        "heldout_wrong_answer": _share([each.is_wrong_answer for each in asked]),
        "heldout_silent": _share([each.outcome is Outcome.NONE for each in answerable]),
        "heldout_wrong_suggestion": _share(
            [each.outcome is Outcome.SUGGEST and not each.is_right for each in answerable]
        ),
        "heldout_unanswerable_answered": _share([each.outcome is Outcome.ANSWER for each in unanswerable]),
        "heldout_unanswerable_suggested": _share([each.outcome is Outcome.SUGGEST for each in unanswerable]),
    }


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / max(1, len(values)), 4)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", action="store_true", help="without an embedder")
    print(json.dumps(summary(asyncio.run(held_out(None if parser.parse_args().words else MiniLMEmbedder())))))
