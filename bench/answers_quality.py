"""How good the answers to a slice's questions are, asked one by one through the product's own search."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.answers_peers import Fts5
from bench.answers_slice import DEV, WORKSPACE, Line, create, drafts, learn_all, lines, prediction, queries, texts
from lessons.answers.search.search import Finding, search
from lessons.database import Database
from tests.lessons.answers.hostile import WRITTEN, made


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the slice, what was predicted for it, and what it took."""

    query: Line
    finding: Finding
    prediction: dict[str, Any]
    took_ms: float


async def ask_slice(slice_lines: Sequence[Line]) -> list[Asked]:
    """Index the slice in one workspace of a fresh database and ask all its questions."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        await create(database)
        await learn_all(database, list(drafts(slice_lines)))
        try:
            return [await ask(database, query) for query in queries(slice_lines)]
        finally:
            await database.close()


async def ask(database: Database, query: Line) -> Asked:
    began = time.perf_counter()
    async with database.read() as db:
        finding = await search(db, WORKSPACE, query["query"], language=query.get("lang", "en"))
    took_ms = (time.perf_counter() - began) * 1_000
    return Asked(query, finding, prediction(query, finding), took_ms)


def summary(asked: Sequence[Asked], slice_lines: Sequence[Line]) -> dict[str, float]:
    """top1 and mrr over all questions that have an answer; mrr looks at five places."""
    having = [one for one in asked if one.query["gold"]]
    straight = [one for one in having if one.query["kind"] != "typo"]
    outside = [one for one in asked if one.query["kind"] == "unanswerable_ood"]
    wrong = [_answered(one) and _place(one) != 1 for one in straight]
    return {
        "top1": _mean([_place(one) == 1 for one in having]),
        "top1_fts5": _top1_fts5(slice_lines, [one.query for one in having]),
        "mrr": _mean([1 / place if (place := _place(one)) else 0.0 for one in having]),
        "wrong_answered": _mean(wrong),
        "ood_answered": _mean([_answered(one) for one in outside]),
        "near_answered": _mean([_answered(one) for one in asked if one.query["kind"] == "unanswerable_near"]),
    }


def _place(one: Asked) -> int:
    """1 for the first hit; 0 when no hit is right."""
    return next((at for at, name in enumerate(one.prediction["ranked"], start=1) if name in one.query["gold"]), 0)


def _answered(one: Asked) -> bool:
    return bool(one.prediction["outcome"] == "answer")


def _top1_fts5(slice_lines: Sequence[Line], having: Sequence[Line]) -> float:
    engine = Fts5(texts(slice_lines))
    return _mean([bool({*engine.ask(query["query"])[:1]} & {*query["gold"]}) for query in having])


def _mean(values: Sequence[float]) -> float:
    return round(statistics.fmean(values), 4) if values else 0.0


async def hostile(number: int) -> dict[str, float]:
    """Errors, and the slowest question in milliseconds, of the hostile list and so many fuzz strings."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        await create(database)
        await learn_all(database, list(drafts(lines(DEV))))
        errors, slowest = 0, 0.0
        for question in (*WRITTEN, *made(number)):
            try:
                # The better of two tries: the first may have met other work of this machine.
                tries = [await ask(database, {"id": "", "query": question}) for _ in range(2)]
                slowest = max(slowest, min(one.took_ms for one in tries))
            except Exception as error:  # any error at all is what is looked for
                errors += 1
                print(f"{question[:60]!r}: {error!r}")
        await database.close()
    return {"questions": len(WRITTEN) + number, "errors": errors, "slowest_ms": slowest}
