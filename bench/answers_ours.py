"""Our search over many passages, in a process of its own: `python -m bench.answers_ours VERB FOLDER`.

The verbs: build; ask and a number of questions; embed, then meaning and a number of questions, with the embedder.

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

from adapters.minilm.embedder import MiniLMEmbedder
from bench.answers_slice import WORKSPACE, create, document, learn_all
from bench.answers_vectors import give_vectors
from lessons.answers.agreeing.findings import contradiction
from lessons.answers.index.drafts import document_id
from lessons.answers.index.indexing import forget_document, learn
from lessons.answers.index.vectors import meaning_of
from lessons.answers.search.search import search
from lessons.database import Database
from lessons.ports import Embedder

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


async def embed(folder: Path) -> dict[str, Any]:
    """Give every passage of ours.db vectors, so that they can be asked by meaning."""
    database = Database(f"sqlite:///{folder / 'ours.db'}")
    number = await give_vectors(database, MiniLMEmbedder())
    await database.close()
    return {"vectors": number, "disk_vectors_mb": (folder / "ours.db").stat().st_size / 1e6}


async def ask_meaning(folder: Path, most: int) -> dict[str, Any]:
    """Ask queries.json with the offline embedder, from the question to the finding and whether it is disputed."""
    asked = json.loads((folder / "queries.json").read_text())[:most]
    database, embedder = Database(f"sqlite:///{folder / 'ours.db'}"), MiniLMEmbedder()
    await embedder.embed(["warm up"])
    before, began = _memory_mb(), time.perf_counter()
    await _asked(database, asked[:1], embedder)
    row = {"name": "ours, with the embedder", "asked": len(asked), "first_ms": (time.perf_counter() - began) * 1_000}
    cpu: list[float] = []
    took, right = await _asked(database, asked, embedder, cpu)
    row |= {"cpu_p50": float(np.percentile(cpu, 50)), "cpu_p99": float(np.percentile(cpu, 99))}
    row |= {"top1": right / len(asked)}
    row |= {"p50": float(np.percentile(took, 50)), "p99": float(np.percentile(took, 99))}
    row |= {"memory_mb": _memory_mb() - before, "rss_mb": _memory_mb()}
    await database.close()
    return row


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


async def _asked(
    database: Database,
    asked: Sequence[dict[str, Any]],
    embedder: Embedder | None = None,
    cpu: list[float] | None = None,
) -> tuple[list[float], int]:
    """Milliseconds of each question, and how many had the right hit first; cpu gets those of the processor."""
    took, right = [], 0
    for query in asked:
        began, spent = time.perf_counter(), time.process_time()
        meaning = await meaning_of(embedder, query["query"], 30.0)
        async with database.read() as db:
            found = await search(db, WORKSPACE, query["query"], meaning=meaning)
        if embedder is not None:
            # As for whoever asks: what is found is compared with what else was found, whether they disagree.
            contradiction(found, found.rules)
        took.append((time.perf_counter() - began) * 1_000)
        if cpu is not None:
            cpu.append((time.process_time() - spent) * 1_000)
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


def main(verb: str, folder: Path, *most: str) -> None:
    if most:
        done = asyncio.run({"ask": ask, "meaning": ask_meaning}[verb](folder, int(most[0])))
    else:
        done = asyncio.run({"build": build, "embed": embed}[verb](folder))
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
