"""Our search over many passages, in a process of its own: `python -m bench.answers_ours build|ask FOLDER [questions]`.

Every question runs the whole way: terms, repair of typing errors, ranking, decision, sentences.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.answers_slice import WORKSPACE, create, document, learn_all
from lessons.answers.knowledge import document_id, forget_document, learn
from lessons.answers.search import search
from lessons.database import Database

ADDING_S, EVERY_S = 5.0, 0.05  # documents added beside questions: 20 a second
AT_ONCE = 10_000  # passages in a transaction of the first import


async def build(folder: Path) -> dict[str, Any]:
    """Index texts.json into ours.db."""
    for leftover in folder.glob("ours.db*"):
        leftover.unlink()
    texts = json.loads((folder / "texts.json").read_text())
    database = Database(f"sqlite:///{folder / 'ours.db'}")
    await create(database)
    began, cpu = time.perf_counter(), time.process_time()
    for at in range(0, len(texts), AT_ONCE):
        await learn_all(database, [document(*text) for text in texts[at : at + AT_ONCE]], AT_ONCE)
    built = {"build_s": time.perf_counter() - began, "build_cpu_s": time.process_time() - cpu}
    await database.close()
    return built | {"disk_mb": (folder / "ours.db").stat().st_size / 1e6}


async def ask(folder: Path, most: int) -> dict[str, Any]:
    """Ask queries.json of ours.db; then again while documents are added."""
    asked = json.loads((folder / "queries.json").read_text())[:most]
    database = Database(f"sqlite:///{folder / 'ours.db'}")
    async with database.read() as db:
        await search(db, "nobody", "warm up")
    before = _memory_mb()
    cpu = time.process_time()
    took, right = await _asked(database, asked)
    spent = (time.process_time() - cpu) / len(asked) * 1_000
    row = {
        "name": "ours",
        "asked": len(asked),
        "top1": right / len(asked),
        "memory_mb": _memory_mb() - before,
        "cpu_ms": spent,
    }
    row |= {"p50": float(np.percentile(took, 50)), "p99": float(np.percentile(took, 99))}
    row |= await _beside_adding(database, asked)
    await database.close()
    return row


async def _asked(database: Database, asked: Sequence[dict[str, Any]]) -> tuple[list[float], int]:
    took, right = [], 0
    for query in asked:
        began = time.perf_counter()
        async with database.read() as db:
            found = await search(db, WORKSPACE, query["query"])
        took.append((time.perf_counter() - began) * 1_000)
        right += bool(found.hits) and found.hits[0].source in query["gold"]
    return took, right


async def _beside_adding(database: Database, asked: Sequence[dict[str, Any]]) -> dict[str, float]:
    added: dict[str, float] = {}
    busy = asyncio.create_task(_add(database, added))
    took: list[float] = []
    while not busy.done():
        for query in asked:
            took += (await _asked(database, [query]))[0]
            if busy.done():
                break
    await busy
    async with database.write() as db:
        for word in added:
            await forget_document(db, WORKSPACE, document_id(word))
    return {"busy_p99": float(np.percentile(took, 99)), "add_ms": float(np.percentile([*added.values()], 50))}


async def _add(database: Database, took: dict[str, float]) -> None:
    """Documents, each committed and found by the very next question; keeps milliseconds by the document's word."""
    end = time.monotonic() + ADDING_S
    while time.monotonic() < end:
        word = f"zebrafish{time.monotonic_ns()}"
        draft = await asyncio.to_thread(document, word, "New", f"The {word} swims upstream. " * 20)
        began = time.perf_counter()
        async with database.write() as db:
            await learn(db, WORKSPACE, [draft], datetime.now(UTC))
        async with database.read() as db:
            assert (await search(db, WORKSPACE, word)).hits[0].source == word
        took[word] = (time.perf_counter() - began) * 1_000
        await asyncio.sleep(EVERY_S)


def _memory_mb() -> float:
    """Resident now; a process started by a larger one would inherit that one's peak."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


if __name__ == "__main__":
    work = build(Path(sys.argv[2])) if sys.argv[1] == "build" else ask(Path(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps(asyncio.run(work)))
