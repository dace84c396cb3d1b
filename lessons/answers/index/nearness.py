"""How near passages lie to a question: a workspace's vectors in memory, and those of sentences from the database."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.bulk import among, fetch_rows, many
from lessons.answers.index.vectors import Meaning, packed_rows, passage_vectors, stored_as

MOST_NEAR = 60
READ_AT_ONCE = 5_000  # rows of the database; they pass through memory as they are stored
# Above so many vectors signs are compared first, 48 bytes a passage instead of 384, and cosines made of the nearest
# by sign alone. Of 100,000 passages the 60 nearest are then found in 4 ms instead of 24; see docs/answers.md.
FEW, MOST_BY_SIGN = 10_000, 3_000
FIRST_ROOM = 1_024  # rows

Number = TypeVar("Number", bound=np.generic)


class VectorCache:
    """The vectors of one workspace and model that this process has read, in the order of their numbers.

    They are held as 8-bit integers, 38 MB for 100,000 passages of MiniLM.
    """

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.int64)
        self._rows = np.empty((0, 0), np.int8)
        self._signs = np.empty((0, 0), np.uint64)
        self._used = 0
        self._one = threading.Lock()

    @property
    def last(self) -> int:
        """The newest number read so far; 0 when there is none."""
        return int(self._numbers[self._used - 1]) if self._used else 0

    def add(self, rows: Sequence[tuple[int, bytes]]) -> None:
        """Take in newer rows; what another question took in meanwhile is passed over."""
        with self._one:
            fresh = [(number, vector) for number, vector in rows if number > self.last]
            if not fresh:
                return
            vectors = np.frombuffer(b"".join(vector for _, vector in fresh), "<f2").reshape(len(fresh), -1)
            packed = packed_rows(vectors.astype(np.float32))
            self._make_room(self._used + len(fresh), packed.shape[1])
            new = slice(self._used, self._used + len(fresh))
            self._numbers[new] = [number for number, _ in fresh]
            self._rows[new], self._signs[new] = packed, _signs(packed)
            self._used += len(fresh)

    def _make_room(self, wanted: int, width: int) -> None:
        """Twice the room when it is full, so that single documents cost no copy of everything."""
        if wanted <= len(self._numbers):
            return
        room = max(FIRST_ROOM, wanted, 2 * len(self._numbers))
        self._numbers = _enlarged(self._numbers, room)
        self._rows = _enlarged(self._rows.reshape(-1, width), room)
        self._signs = _enlarged(self._signs.reshape(-1, -(-width // 64)), room)

    def nearness(
        self, vector: NDArray[np.float32], wanted: Sequence[int], most: int, hidden: Collection[int] = ()
    ) -> dict[int, float]:
        """Cosines with the question, by number: of those wanted, and of the nearest that are not hidden."""
        with self._one:
            used = slice(self._used)
            numbers, rows, signs = self._numbers[used], self._rows[used], self._signs[used]
        if not len(numbers):
            return {}
        barred = np.isin(numbers, np.fromiter(hidden, np.int64)) if hidden else None
        near = _nearest(rows, signs, vector, most, barred)
        places = np.searchsorted(numbers, np.array(sorted(wanted), np.int64))
        places = places[places < len(numbers)]
        chosen = np.union1d(near, places[np.isin(numbers[places], np.array(wanted, np.int64))])
        cosines = _cosines(rows[chosen], vector)
        return {int(numbers[at]): float(cosine) for at, cosine in zip(chosen, cosines, strict=True)}


def _enlarged(part: NDArray[Number], room: int) -> NDArray[Number]:
    larger = np.empty((room, *part.shape[1:]), part.dtype)
    larger[: len(part)] = part
    return larger


def _nearest(
    rows: NDArray[np.int8],
    signs: NDArray[np.uint64],
    vector: NDArray[np.float32],
    most: int,
    barred: NDArray[np.bool_] | None = None,
) -> NDArray[np.int64]:
    """Places of the nearest rows, in no order."""
    places = np.arange(len(rows)) if barred is None else np.flatnonzero(~barred)
    if len(places) > FEW:
        apart = np.bitwise_count((signs if barred is None else signs[places]) ^ _signs(packed_rows(vector[None])))
        places = places[np.argpartition(apart.sum(axis=1, dtype=np.uint16), MOST_BY_SIGN)[:MOST_BY_SIGN]]
    cosines = _cosines(rows[places], vector)
    return places[np.argsort(-cosines, kind="stable")[:most]]


def _signs(rows: NDArray[np.int8]) -> NDArray[np.uint64]:
    """The signs of each row as bits."""
    bits = np.packbits(rows > 0, axis=1)
    padded = np.zeros((len(rows), -(-rows.shape[1] // 64) * 8), np.uint8)
    padded[:, : bits.shape[1]] = bits
    return padded.view(np.uint64)


def _cosines(rows: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    wide = rows.astype(np.float32)
    lengths = np.maximum(np.sqrt(np.einsum("ij,ij->i", wide, wide)), np.float32(1e-9))
    # Rounded, so that equal passages stay equal whatever order the processor adds in.
    cosines: NDArray[np.float32] = np.round(wide @ vector / lengths, 6)
    return cosines


# By connection pool, so that a closed database leaves nothing behind; then by workspace and model.
_caches: WeakKeyDictionary[object, dict[tuple[str, str], VectorCache]] = WeakKeyDictionary()


class Near(NamedTuple):
    """How near a passage lies to a question.

    Attributes:
        cosine: the mean of two: with the whole passage, and with its nearest sentence.
        sentence: which that is, as spans() counts them; None where the passage is one sentence.
    """

    cosine: float
    sentence: int | None = None


async def nearness(
    db: AsyncConnection, workspace_id: str, meaning: Meaning, wanted: Sequence[int], hidden: Collection[int] = ()
) -> dict[int, Near]:
    """How near passages lie to the question, by number: of those among the wanted ones, and of the nearest.

    A number may belong to a passage that was forgotten meanwhile.
    """
    cache = await read_vectors(db, workspace_id, meaning.model)
    # Numpy works beside the event loop.
    whole = await asyncio.to_thread(cache.nearness, meaning.vector, wanted, MOST_NEAR, hidden)
    sentences = await _sentences(db, workspace_id, stored_as(meaning.model), list(whole))
    best = _best_sentences(sentences, meaning.vector)
    return {number: _near(cosine, best.get(number)) for number, cosine in whole.items()}


def _near(cosine: float, best: tuple[int, float] | None) -> Near:
    return Near(round(cosine, 6)) if best is None else Near(round((cosine + best[1]) / 2, 6), best[0])


async def read_vectors(db: AsyncConnection, workspace_id: str, model: str) -> VectorCache:
    """This process's copy of a workspace's vectors, with what was added since it was last read."""
    cache = _caches.setdefault(db.engine.pool, {}).setdefault((workspace_id, model), VectorCache())
    table = passage_vectors.c
    of_model = (table.workspace_id == workspace_id) & (table.model == stored_as(model))
    while True:
        newer = sa.select(table.number, table.vector).where(of_model, table.number > cache.last)
        found = (await db.execute(newer.order_by(table.number).limit(READ_AT_ONCE))).all()
        await asyncio.to_thread(cache.add, [(row.number, row.vector) for row in found])
        if len(found) < READ_AT_ONCE:
            return cache


async def _sentences(
    db: AsyncConnection, workspace_id: str, model: str, numbers: Sequence[int]
) -> dict[int, NDArray[np.int8]]:
    which = among(db, "number", "wanted", "BIGINT")
    values = {"workspace_id": workspace_id, "model": model, "wanted": many(db, numbers)}
    rows = await fetch_rows(db, _SENTENCES.format(which=which), values)
    return {number: np.frombuffer(packed, np.int8) for number, packed in rows if packed}


_SENTENCES = """
    SELECT number, sentences FROM passage_vectors
    WHERE workspace_id = :workspace_id AND model = :model AND {which}
"""


def _best_sentences(
    sentences: Mapping[int, NDArray[np.int8]], vector: NDArray[np.float32]
) -> Mapping[int, tuple[int, float]]:
    """Each passage's nearest sentence with its cosine."""
    if not sentences:
        return {}
    width = len(vector)
    cosines = _cosines(np.concatenate([*sentences.values()]).reshape(-1, width), vector)
    ends = np.cumsum([len(packed) // width for packed in sentences.values()])
    best = {}
    for number, part in zip(sentences, np.split(cosines, ends[:-1]), strict=True):
        place = int(np.argmax(part))
        best[number] = place, float(part[place])
    return best
