"""What the offline embedder's nearness means, on the English part of the slice and the handbooks in bench/data.

    python -m bench.fit_cosines

Asks every English question with and without meaning, and those from another world of the small handbooks too. Prints
for each threshold of closeness (CosineScale.suggest_from) how many questions of each set are shown their passage, or
any where there is none; then how much farther away than the nearest passage right and wrong answers by words lie
(doubt_from), and the deciles of nearness of right passages and of all (low, high). Takes some four minutes.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.minilm.embedder import MiniLMEmbedder
from bench import answers_everyday, answers_fresh
from bench.answers_slice import DEV, Line, create, drafts, learn_all, lines, queries
from lessons.answers.index import tables
from lessons.answers.index.document_ids import episode_of
from lessons.answers.index.vectors import Meaning, embed_missing, meaning_of
from lessons.answers.search.by_meaning import ranked_passages
from lessons.answers.search.candidates import RankedPassages, fetch
from lessons.answers.search.decision import Outcome
from lessons.answers.search.query import understand
from lessons.answers.search.scope import Scope
from lessons.answers.search.search import Finding, search
from lessons.database import Database

THRESHOLDS = (0.30, 0.32, 0.34, 0.36, 0.38, 0.40, 0.42, 0.44, 0.46)
DECILES = (5, 10, 25, 50, 75, 90, 95)
SLICE, HANDBOOK, ENGLISH = "slice", "bench", ("practice.md", "hostel.html")
OUTSIDE = "unanswerable_ood"


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a set; gold: what a right passage's title has as a part, or its source is."""

    workspace: str
    kind: str
    question: str
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a case.

    Attributes:
        shown: whether a right passage is among those to be looked at.
        by_words: what words alone say, and whether that is right.
        behind: how much farther away than the nearest passage the first by words lies.
        right_near, near: nearness of the best right passage, and of all that were looked at.
    """

    case: Case
    close: float
    shown: bool
    by_words: Outcome
    right: bool
    behind: float
    right_near: float
    near: tuple[float, ...]

    def suggests(self, suggest_from: float) -> bool:
        """Whether at a threshold its passage is shown, or any passage where there is none."""
        return self.close >= suggest_from and (self.shown or not self.case.gold)


def cases() -> Iterator[Case]:
    asked = [query for query in queries(lines(DEV)) if query.get("lang", "en") == "en" and query["kind"] != "typo"]
    yield from (Case(SLICE, query["kind"], query["query"], tuple(query["gold"])) for query in asked)
    for question in json.loads(answers_everyday.QUESTIONS.read_text())["questions"]:
        yield Case(HANDBOOK, _kind(question), question["question"], _gold(question))
    for question in json.loads((answers_fresh.FOLDER / "questions.json").read_text()):
        if question["document"] in ENGLISH:
            yield Case(question["document"], _kind(question), question["question"], _gold(question))
    outside = [query["query"] for query in asked if query["kind"] == OUTSIDE]
    yield from (Case(handbook, "outside", question, ()) for handbook in (HANDBOOK, *ENGLISH) for question in outside)


def _kind(question: Line) -> str:
    return str(question["kind"]) if question["gold"] else "none"


def _gold(question: Line) -> tuple[str, ...]:
    return (question["gold"],) if question["gold"] else ()


async def measured(database: Database, embedder: MiniLMEmbedder) -> list[Measured]:
    english = [line for line in lines(DEV) if line["type"] in ("passage", "clip") and line.get("lang", "en") == "en"]
    await create(database)
    await learn_all(database, list(drafts(english)), workspace=SLICE)
    await answers_everyday.learn_handbook(database)
    for name in ENGLISH:
        await answers_fresh.learn(database, name, None)
    for workspace in (SLICE, HANDBOOK, *ENGLISH):
        while await embed_missing(database, workspace, embedder):
            pass
    meanings = {case.question: await meaning_of(embedder, case.question, 30.0) for case in cases()}
    async with database.read() as db:
        return [await _measure(db, case, meaning) for case in cases() if (meaning := meanings[case.question])]


async def _measure(db: AsyncConnection, case: Case, meaning: Meaning) -> Measured:
    plain = await search(db, case.workspace, case.question)
    finding = await search(db, case.workspace, case.question, meaning=meaning)
    ranked = await _ranked(db, case, meaning)
    near = {ranked.rows[passage.number].id: passage.cosine for passage in ranked.ranked}
    best = max(near.values(), default=0.0)
    first = near.get(plain.hits[0].passage_id, 0.0) if plain.hits else 0.0
    rows = ((passage.cosine, ranked.rows[passage.number]) for passage in ranked.ranked)
    right = [nearness for nearness, row in rows if _fits(case, row.title, row.source or episode_of(row.document_id))]
    return Measured(
        case,
        finding.close,
        any(_fits(case, place.title, place.episode_id or place.source) for place, _ in finding.suggestions),
        plain.outcome,
        _is_right(case, plain),
        best - first,
        max(right, default=0.0),
        tuple(near.values()),
    )


async def _ranked(db: AsyncConnection, case: Case, meaning: Meaning) -> RankedPassages:
    state = await tables.state(db, case.workspace)
    assert state is not None
    query = await understand(db, Scope(case.workspace), state, case.question, "en")
    return await fetch(
        db, Scope(case.workspace), await ranked_passages(db, Scope(case.workspace), state, query, meaning)
    )


def _is_right(case: Case, finding: Finding) -> bool:
    return bool(finding.hits) and _fits(
        case, finding.hits[0].title, finding.hits[0].episode_id or finding.hits[0].source
    )


def _fits(case: Case, title: str, source: str) -> bool:
    return bool({source, *title.split(" › ")} & {*case.gold})


def show(found: Sequence[Measured]) -> None:
    groups = sorted({(each.case.workspace, each.case.kind) for each in found})
    print(f"{'':36}", *(f"{threshold:5.2f}" for threshold in THRESHOLDS))
    for group in groups:
        of_group = [each for each in found if (each.case.workspace, each.case.kind) == group]
        shares = (np.mean([each.suggests(threshold) for each in of_group]) for threshold in THRESHOLDS)
        print(f"{group[0]:12} {group[1]:18} {len(of_group):4}", *(f"{share:5.2f}" for share in shares))
    for right in (True, False):
        behind = [each.behind for each in found if each.by_words is Outcome.ANSWER and each.right is right]
        print("right" if right else "wrong", "answers by words,", len(behind), "lie behind by", _deciles(behind))
    print("right passages", _deciles([each.right_near for each in found if each.right_near]))
    print("all passages", _deciles([near for each in found for near in each.near]))


def _deciles(values: Sequence[float]) -> dict[int, float]:
    return dict(zip(DECILES, np.percentile(values, DECILES).round(3).tolist(), strict=True))


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        show(await measured(database, MiniLMEmbedder()))
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())
