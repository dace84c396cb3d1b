"""Meaning vectors of passages, for workspaces that have an embedder: questions in other words than the documents'."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index import passages
from lessons.answers.passages import storable
from lessons.database import Database, insert_or_ignore, metadata
from lessons.ports import Embedder, VendorBusy, VendorDown

passage_vectors = sa.Table(
    "passage_vectors",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("model", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("vector", sa.LargeBinary, nullable=False, comment="float16, little-endian, of length 1"),
)

BATCH = 64  # passages embedded at a time
MOST_NEAR = 60


@dataclass(frozen=True, slots=True)
class Meaning:
    """A question as a vector.

    Attributes:
        vector: float32, of length 1.
    """

    model: str
    vector: NDArray[np.float32]


async def meaning_of(embedder: Embedder | None, question: str, timeout_s: float = 1.0) -> Meaning | None:
    """The question's vector; None without an embedder, and when it is busy, down or slow: words alone then decide."""
    if embedder is None or not question.strip():
        return None
    try:
        async with asyncio.timeout(timeout_s):
            return Meaning(embedder.model, (await embedder.embed([storable(question)]))[0])
    except (VendorBusy, VendorDown, TimeoutError):
        return None


async def embed_missing(database: Database, workspace_id: str, embedder: Embedder, batch: int = BATCH) -> int:
    """Give vectors to the oldest passages without one.

    Returns:
        how many got one; 0 when none is missing.

    Raises:
        VendorBusy, VendorDown: call again later; what was done stays.
    """
    async with database.read() as db:
        rows = (await db.execute(_missing(workspace_id, embedder.model).limit(batch))).all()
    if not rows:
        return 0
    vectors = await embedder.embed([f"{row.title}\n{row.body}" for row in rows])
    kept = [
        {"workspace_id": workspace_id, "model": embedder.model, "number": row.number, "vector": _packed(vector)}
        for row, vector in zip(rows, vectors, strict=True)
    ]
    async with database.write() as db:
        await db.execute(insert_or_ignore(db, passage_vectors), kept)
    return len(rows)


def _packed(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f2").tobytes()


def _missing(workspace_id: str, model: str) -> sa.Select[Any]:
    known = sa.exists().where(
        (passage_vectors.c.workspace_id == passages.c.workspace_id)
        & (passage_vectors.c.model == model)
        & (passage_vectors.c.number == passages.c.number)
    )
    mine = (passages.c.workspace_id == workspace_id) & ~known
    # Oldest first: a reader that has seen a vector has seen all with smaller numbers.
    return sa.select(passages.c.number, passages.c.title, passages.c.body).where(mine).order_by(passages.c.number)


class Held:
    """The vectors of one workspace and model that this process has read, in the order of their numbers."""

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.int64)
        self._parts: list[NDArray[np.float32]] = []
        self._one = threading.Lock()

    @property
    def last(self) -> int:
        """The newest number held; 0 when there is none."""
        return int(self._numbers[-1]) if len(self._numbers) else 0

    def add(self, rows: Sequence[tuple[int, bytes]]) -> None:
        """Take in newer rows; what another question took in meanwhile is passed over."""
        with self._one:
            fresh = [(number, vector) for number, vector in rows if number > self.last]
            if fresh:
                vectors = np.stack([np.frombuffer(vector, "<f2") for _, vector in fresh]).astype(np.float32)
                self._numbers = np.concatenate([self._numbers, np.array([number for number, _ in fresh], np.int64)])
                self._parts.append(vectors)

    def nearness(self, vector: NDArray[np.float32], among: Sequence[int], most: int) -> dict[int, float]:
        """Cosines with the question, by number: of those asked for, and of the nearest."""
        with self._one:
            cosines = np.concatenate([np.empty(0, np.float32), *(part @ vector for part in self._parts)])
            numbers = self._numbers
        nearest = np.argsort(-cosines, kind="stable")[:most]
        wanted = np.flatnonzero(np.isin(numbers, np.array(among, np.int64)))
        return {int(numbers[at]): round(float(cosines[at]), 6) for at in sorted({*nearest.tolist(), *wanted.tolist()})}


# By connection pool, so that a closed database leaves nothing behind; then by workspace and model.
_held: WeakKeyDictionary[object, dict[tuple[str, str], Held]] = WeakKeyDictionary()


async def nearness(db: AsyncConnection, workspace_id: str, meaning: Meaning, among: Sequence[int]) -> dict[int, float]:
    """Cosines of passages with the question, by number: of those among the given ones, and of the nearest.

    A number may belong to a passage that was forgotten meanwhile.
    """
    held = _held.setdefault(db.engine.pool, {}).setdefault((workspace_id, meaning.model), Held())
    mine = (passage_vectors.c.workspace_id == workspace_id) & (passage_vectors.c.model == meaning.model)
    newer = sa.select(passage_vectors.c.number, passage_vectors.c.vector).where(
        mine, passage_vectors.c.number > held.last
    )
    rows = [(row.number, row.vector) for row in await db.execute(newer.order_by(passage_vectors.c.number))]
    # A hundred thousand vectors take some 20 ms: numpy works beside the event loop.
    return await asyncio.to_thread(_nearness, held, rows, meaning.vector, among)


def _nearness(
    held: Held, rows: Sequence[tuple[int, bytes]], vector: NDArray[np.float32], among: Sequence[int]
) -> dict[int, float]:
    held.add(rows)
    return held.nearness(vector, among, MOST_NEAR)
