"""Three handbooks that no threshold was set on: everyday questions, unanswerable ones, and tempting opposites.

    python -m bench.answers_fresh [--half tuned|untouched] [--words] [--show]

The handbooks (two in English, one in German; Markdown and HTML) and 91 questions stand in bench/data/fresh and were
written before anything was asked. Every second question is marked as untouched: nothing was mended for it. With
--words no embedder takes part; with --show each question is printed with what it got.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.minilm.embedder import MiniLMEmbedder
from bench.answers_polarity import clip_texts, misleads
from bench.answers_slice import create
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import Passage
from lessons.answers.index.vectors import embed_missing, meaning_of
from lessons.answers.reading.files import read_content
from lessons.answers.search.decision import Outcome
from lessons.answers.search.quotable import Quotable
from lessons.answers.search.search import Finding, search
from lessons.answers.text.rules import WholeRule, rule
from lessons.answers.writing.quotes import find_quote
from lessons.database import Database
from lessons.ports import Embedder

FOLDER = Path(__file__).parent / "data" / "fresh"
LANGUAGES = {"practice.md": "en", "hostel.html": "en", "nordkai.html": "de"}
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
HALVES = ("tuned", "untouched")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A question with what was found, and every text that a person may get to read or hear of it."""

    question: Mapping[str, Any]
    finding: Finding
    texts: Sequence[str]

    @property
    def answers(self) -> bool:
        return self.finding.outcome is Outcome.ANSWER

    @property
    def silent(self) -> bool:
        return self.finding.outcome is Outcome.NONE

    @property
    def places(self) -> list[tuple[Quotable, WholeRule]]:
        """What is shown: the answer with its rule, or what may be it."""
        if self.answers:
            return [(self.finding.hits[0], self.finding.rules[0])]
        return [] if self.silent else list(self.finding.suggestions)

    @property
    def is_right(self) -> bool:
        """Whether the section that answers is shown."""
        gold = self.question["gold"]
        return bool(gold) and any(gold in place.title.split(" › ") for place, _ in self.places)

    @property
    def says_it(self) -> bool:
        """Whether the words that answer stand in what is shown."""
        plain = [" ".join(quoted.text.split()).casefold() for _, quoted in self.places]
        return any(self.question["shows"].casefold() in text for text in plain)

    @property
    def is_wrong_answer(self) -> bool:
        return self.answers and not self.is_right

    @property
    def misleads(self) -> bool:
        return bool(self.question["tempting"]) and any(misleads(text, self.question) for text in self.texts)


async def fresh(embedder: Embedder | None, halves: Sequence[str] = HALVES) -> list[Outcomes]:
    """Every question of the halves, asked of its own company's handbook."""
    questions = json.loads((FOLDER / "questions.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        await create(database)
        passages = {name: await learn(database, name, embedder) for name in LANGUAGES}
        asked = [question for question in questions if question["half"] in halves]
        outcomes = [await _ask(database, question, passages[question["document"]], embedder) for question in asked]
        await database.close()
    return outcomes


async def learn(database: Database, name: str, embedder: Embedder | None) -> Sequence[Passage]:
    read = await read_content(name, name, (FOLDER / name).read_bytes(), LANGUAGES[name])
    async with database.write() as db:
        await learn_document(db, name, read.source, read.passages, NOON)
    while embedder is not None and await embed_missing(database, name, embedder):
        pass
    return read.passages


async def _ask(
    database: Database, question: Mapping[str, Any], passages: Sequence[Passage], embedder: Embedder | None
) -> Outcomes:
    name = question["document"]
    meaning = await meaning_of(embedder, question["question"], 30.0)
    async with database.read() as db:
        finding = await search(db, name, question["question"], language=LANGUAGES[name], meaning=meaning)
    case = {**question, "language": LANGUAGES[name], "kind": "paragraph"}
    texts = [
        text
        for quoted, title in _quotations(question, passages, finding)
        for text in (quoted.text, *clip_texts(quoted, case, title))
    ]
    return Outcomes(question, finding, texts)


def _quotations(
    question: Mapping[str, Any], passages: Sequence[Passage], finding: Finding
) -> Iterator[tuple[WholeRule, str]]:
    """Every rule that may be shown: the search's, what may be it, and a quotation of just the tempting words."""
    yield from ((quoted, finding.hits[0].title) for quoted in finding.rules)
    yield from ((quoted, place.title) for place, quoted in finding.suggestions)
    for at, passage in enumerate(passages):
        quote = find_quote(str(at), passage.body, question["tempting"]) if question["tempting"] else None
        if quote is not None:
            yield rule(str(at), passage.title, passage.body, [(quote.start, quote.end)]), passage.title


def summary(outcomes: Sequence[Outcomes]) -> dict[str, float]:
    everyday = [one for one in outcomes if one.question["kind"] == "everyday"]
    none = [one for one in outcomes if one.question["kind"] == "none"]
    turning = [one for one in outcomes if one.question["kind"] == "polarity"]
    return {
        "fresh_everyday": len(everyday),
        "fresh_right_answer_or_suggestion": _share([one.is_right for one in everyday]),
        "fresh_words_of_the_answer_shown": _share([one.says_it for one in everyday]),
        "fresh_answered_right": _share([one.is_right and one.answers for one in everyday]),
        "fresh_silent": _share([one.silent for one in everyday]),
        "fresh_wrong_answer": _share([one.is_wrong_answer for one in outcomes]),
        "fresh_unanswerable": len(none),
        "fresh_unanswerable_answered": sum(one.answers for one in none),
        "fresh_unanswerable_suggested": sum(not one.answers and not one.silent for one in none),
        "fresh_tempting": len(turning),
        "fresh_misleads": sum(one.misleads for one in turning),
        "fresh_tempting_found": sum(one.is_right for one in turning),
    }


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / max(1, len(values)), 4)


def _shown(one: Outcomes) -> str:
    verdict = "MISLEADS" if one.misleads else "WRONG" if one.is_wrong_answer else "right" if one.is_right else "-"
    lines = [f"\n{one.finding.outcome:8} {verdict:8} {one.question['kind']:9} {one.question['question']}"]
    for place, quoted in one.places:
        lines += [f"    [{place.title}]", *(f"      {line}" for line in quoted.text.splitlines())]
    if one.misleads:
        lines += ["    misleading:", *(f"      {text!r}" for text in one.texts if misleads(text, one.question))]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=HALVES, help="only these questions")
    parser.add_argument("--words", action="store_true", help="without an embedder")
    parser.add_argument("--show", action="store_true", help="print each question with what it got")
    arguments = parser.parse_args()
    halves = (arguments.half,) if arguments.half else HALVES
    outcomes = asyncio.run(fresh(None if arguments.words else MiniLMEmbedder(), halves))
    if arguments.show:
        print("\n".join(map(_shown, outcomes)))
    print(json.dumps(summary(outcomes)))


if __name__ == "__main__":
    main()
