"""Vectors for any number of passages: those of real texts, turned a little for each, so that no two are alike.

To embed 100,000 passages takes two hours and more; how fast they are searched depends on their number alone. The
vectors of BASE real passages and of their sentences are made by the model, and every passage gets those of one of them,
turned by noise to a cosine of about 0.8. Seeded: the same vectors every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from bench.answers_slice import WORKSPACE
from lessons.answers.index.tables import passages
from lessons.answers.index.vectors import embed_missing, passage_vectors, stored_as
from lessons.database import Database
from lessons.ports import Embedder

BASE, AT_ONCE, SEED = 256, 5_000, 90
NOISE = 0.75  # times a vector's length: the cosine with the turned one is about 0.8


async def give_vectors(database: Database, embedder: Embedder) -> int:
    """Vectors for every passage; returns how many there are."""
    while await _number(database) < BASE and await embed_missing(database, WORKSPACE, embedder):
        pass
    async with database.read() as db:
        base = (await db.execute(sa.select(passage_vectors.c.vector, passage_vectors.c.sentences))).all()
        numbers = list(await db.scalars(sa.select(passages.c.number).order_by(passages.c.number)))
    vectors = np.stack([np.frombuffer(row.vector, "<f2") for row in base]).astype(np.float32)
    missing = numbers[len(base) :]
    chance = np.random.default_rng(SEED)
    for at in range(0, len(missing), AT_ONCE):
        some = missing[at : at + AT_ONCE]
        chosen = chance.integers(len(base), size=len(some))
        rows = _rows(embedder.model, some, _turned(vectors[chosen], chance), [base[of].sentences for of in chosen])
        async with database.write() as db:
            await db.execute(sa.insert(passage_vectors), rows)
    return len(numbers)


async def _number(database: Database) -> int:
    async with database.read() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(passage_vectors)) or 0


def _turned(vectors: NDArray[np.float32], chance: np.random.Generator) -> NDArray[np.float32]:
    noise = chance.standard_normal(vectors.shape, np.float32)
    turned = vectors + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    unit: NDArray[np.float32] = turned / np.linalg.norm(turned, axis=1, keepdims=True)
    return unit


def _rows(
    model: str, numbers: Sequence[int], vectors: NDArray[np.float32], sentences: Sequence[bytes]
) -> list[dict[str, Any]]:
    return [
        {
            "workspace_id": WORKSPACE,
            "model": stored_as(model),
            "number": number,
            "vector": vector.astype("<f2").tobytes(),
            "sentences": packed,
        }
        for number, vector, packed in zip(numbers, vectors, sentences, strict=True)
    ]
