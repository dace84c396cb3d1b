"""Fits the rule that decides between answer, suggestion and nothing, on the slice in bench/data.

    python -m bench.fit_decision

Each question of the slice is one example: right when its first hit is. Each answerable one is asked a second time with
what it was written for taken out, so that the rule learns what a good-looking hit without an answer is like. The kinds
of wrong examples weigh the same, save those of CAUTION, and together about as much as the right ones. Prints weights
for lessons/answers/search/decision.py.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.answers_quality import ask
from bench.answers_slice import DEV, WORKSPACE, Line, create, drafts, learn_all, lines, queries
from lessons.answers.index.drafts import document_id
from lessons.answers.index.indexing import forget_document, forget_episode
from lessons.answers.search.decision import MOST_WORDS, Signals
from lessons.answers.search.search import search
from lessons.database import Database

RIDGE = 1.0  # keeps weights small, as in the usual L2-regularised logistic regression on standardised signals
CAUTION = {"unanswerable_near": 1.25}  # a passage on the topic that holds no answer is the mistake people fall for
STEPS = 50
KIND = "document"  # of the hits; too few questions of the slice have a clip as their answer to fit clips alone
SURER = 0.2  # taken off the constant: of two rules that are as often right, the one that is less often wrong
NAMES = ("strength", "cover", "sentence_cover", "gap", "words")


@dataclass(frozen=True, slots=True)
class Example:
    """The first hit of a question, and whether it answers."""

    signals: Signals
    right: bool
    kind: str


async def examples(slice_lines: Sequence[Line]) -> list[Example]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        await create(database)
        await learn_all(database, list(drafts(slice_lines)))
        found = []
        for query in queries(slice_lines):
            if query["kind"] != "typo":
                found += await _with_answer(database, query)
                found += await _without_answer(database, query)
        await database.close()
        return found


async def _with_answer(database: Database, query: Line) -> list[Example]:
    asked = await ask(database, query)
    ranked = asked.prediction["ranked"]
    right = bool(ranked) and ranked[0] in query["gold"]
    kind = query["kind"]
    return [Example(hit.signals, right, kind) for hit in asked.finding.hits[:1] if hit.kind == KIND]


async def _without_answer(database: Database, query: Line) -> list[Example]:
    if not query["gold"]:
        return []
    async with database.engine.connect() as db:
        for name in query["gold"]:
            if query["kind"] == "answerable_clip":
                await forget_episode(db, WORKSPACE, name)
            else:
                await forget_document(db, WORKSPACE, document_id(name))
        finding = await search(db, WORKSPACE, query["query"], language=query["lang"])
        await db.rollback()
    return [Example(hit.signals, False, "taken out") for hit in finding.hits[:1] if hit.kind == KIND]


def fitted(found: Sequence[Example]) -> tuple[float, NDArray[np.float64]]:
    """Constant and weights of a logistic rule, by Newton's method."""
    rows = np.array([_row(one.signals) for one in found])
    right = np.array([one.right for one in found], float)
    share = _shares(found)
    middle, spread = rows.mean(0), rows.std(0)
    plain = np.column_stack([np.ones(len(rows)), (rows - middle) / spread])
    penalty = np.diag([0.0, *[RIDGE] * rows.shape[1]])
    weights = np.zeros(plain.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-plain @ weights))
        slope = plain.T @ (share * (right - likely)) - penalty @ weights
        curve = (plain * (share * likely * (1 - likely))[:, None]).T @ plain + penalty
        weights = weights + np.linalg.solve(curve, slope)
    return float(weights[0] - (weights[1:] * middle / spread).sum()), weights[1:] / spread


def _row(signals: Signals) -> list[float]:
    return [signals.strength, signals.cover, signals.sentence_cover, signals.gap, min(signals.words, MOST_WORDS)]


def _shares(found: Sequence[Example]) -> NDArray[np.float64]:
    kinds = Counter(one.kind for one in found if not one.right)
    asked_for = [kind for kind in kinds if kind.startswith("unanswerable") or kind == "taken out"]
    right = sum(one.right for one in found)
    each = {kind: CAUTION.get(kind, 1.0) * right / len(asked_for) / kinds[kind] for kind in asked_for}
    return np.array([1.0 if one.right else each.get(one.kind, 1.0) for one in found])


def main() -> None:
    found = asyncio.run(examples(lines(DEV)))
    constant, weights = fitted(found)
    print(f"{len(found)} examples, {sum(one.right for one in found)} right")
    print(
        f"constant {constant - SURER:.2f}",
        *(f"{name} {weight:+.2f}" for name, weight in zip(NAMES, weights, strict=True)),
    )


if __name__ == "__main__":
    main()
