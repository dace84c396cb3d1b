"""Meaning vectors of passages, for workspaces that have an embedder: questions in other words than the documents'."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.passages import storable
from lessons.answers.index.tables import passages
from lessons.answers.text.rules import PATH
from lessons.answers.text.sentences import spans
from lessons.database import Database, insert_or_ignore, metadata
from lessons.ports import Embedder, VendorBusy, VendorDown

passage_vectors = sa.Table(
    "passage_vectors",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("model", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("vector", sa.LargeBinary, nullable=False, comment="float16, little-endian, of length 1"),
    sa.Column("sentences", sa.LargeBinary, comment="int8, a row for each sentence, see packed_rows(); none: one"),
)

BATCH = 64  # passages embedded at a time
MOST_SENTENCES = 24  # of a passage; it has some 160 words, and more sentences than that are a table
HEADINGS = 2  # above a passage that are embedded with it, the innermost; the name of the file says little
FORM = "#2"  # of what is embedded; a new one embeds everything again
LARGEST = 127


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


def stored_as(model: str) -> str:
    """What the rows of a model are called: its name, and what of a passage was embedded."""
    return f"{model}{FORM}"


async def embed_missing(database: Database, workspace_id: str, embedder: Embedder, batch: int = BATCH) -> int:
    """Give vectors to the oldest passages without one, as a whole and for each sentence.

    Returns:
        how many got one; 0 when none is missing.

    Raises:
        VendorBusy, VendorDown: call again later; what was done stays.
    """
    model = stored_as(embedder.model)
    async with database.read() as db:
        rows = (await db.execute(_missing(workspace_id, model).limit(batch))).all()
    if not rows:
        return 0
    texts = [list(_texts(row.title, row.body)) for row in rows]
    vectors = await embedder.embed([text for of_passage in texts for text in of_passage])
    ends = np.cumsum([len(of_passage) for of_passage in texts])
    parts = np.split(vectors, ends[:-1])
    packed = [
        {"workspace_id": workspace_id, "model": model, "number": row.number, **_packed(part)}
        for row, part in zip(rows, parts, strict=True)
    ]
    async with database.write() as db:
        await db.execute(insert_or_ignore(db, passage_vectors), packed)
        await db.execute(sa.delete(passage_vectors).where(*_older(workspace_id, embedder.model, packed)))
    return len(rows)


async def waiting_passages(db: AsyncConnection, model: str) -> int:
    """How many passages of all workspaces have no vectors of this model yet; a question finds them by words alone."""
    # The oldest get theirs first: the newest number with vectors parts those that have some from the rest.
    newest = (
        sa.select(passage_vectors.c.workspace_id, sa.func.max(passage_vectors.c.number).label("number"))
        .where(passage_vectors.c.model == stored_as(model))
        .group_by(passage_vectors.c.workspace_id)
        .subquery()
    )
    both = passages.outerjoin(newest, newest.c.workspace_id == passages.c.workspace_id)
    behind = passages.c.number > sa.func.coalesce(newest.c.number, 0)
    return int(await db.scalar(sa.select(sa.func.count()).select_from(both).where(behind)) or 0)


def _texts(title: str, body: str) -> Iterator[str]:
    """The passage below its innermost headings, then each of its sentences below the innermost.

    On two handbooks, at three in ten unanswerable questions with a suggestion, whole passages below all of their
    headings suggested the right section to .79 of the questions in other words, this to .88.
    """
    document, *headings = title.split(PATH)
    yield f"{PATH.join(headings[-HEADINGS:]) or document}\n{body}"
    places = spans(body)[:MOST_SENTENCES]
    if len(places) > 1:
        yield from (f"{headings[-1] if headings else document}: {body[start:end]}" for start, end in places)


def _packed(vectors: NDArray[np.float32]) -> dict[str, bytes]:
    sentences = packed_rows(vectors[1:]).tobytes() if len(vectors) > 1 else b""
    return {"vector": vectors[0].astype("<f2").tobytes(), "sentences": sentences}


def packed_rows(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Rows as 8-bit integers, each stretched to its largest element: only its direction is kept."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), np.float32(1e-9))
    rows: NDArray[np.int8] = np.rint(vectors * (LARGEST / largest)).astype(np.int8)
    return rows


def _missing(workspace_id: str, model: str) -> sa.Select[Any]:
    has_vector = sa.exists().where(
        (passage_vectors.c.workspace_id == passages.c.workspace_id)
        & (passage_vectors.c.model == model)
        & (passage_vectors.c.number == passages.c.number)
    )
    lacking = (passages.c.workspace_id == workspace_id) & ~has_vector
    # Oldest first: a reader that has seen a vector has seen all with smaller numbers.
    return sa.select(passages.c.number, passages.c.title, passages.c.body).where(lacking).order_by(passages.c.number)


def _older(workspace_id: str, model: str, packed: Sequence[dict[str, Any]]) -> tuple[sa.ColumnElement[bool], ...]:
    """The rows of an earlier form of the same passages, which nobody reads any more."""
    table = passage_vectors.c
    numbers = [row["number"] for row in packed]
    return (table.workspace_id == workspace_id, table.model == model, table.number.in_(numbers))
