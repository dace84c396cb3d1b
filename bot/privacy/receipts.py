"""What stays of an erasure: a receipt with counts and an instant, and nothing that tells whose it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, metadata

FILES = "files"
"""The key in a receipt's counts that stands for files of the media store; every other key is a table."""

erasure_receipts = sa.Table(
    "erasure_receipts",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("erased_at", Instant, nullable=False),
    sa.Column("counts", Json, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("compacted", sa.Boolean, nullable=False),  # whether the database's file was rewritten since
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """That somebody was erased.

    Attributes:
        counts: rows by table, and FILES.
        digest: SHA-256 over the rest; it stands in the audit too, whose seals hold it.
    """

    id: str
    erased_at: datetime
    counts: Mapping[str, int]

    @property
    def digest(self) -> str:
        # Sorted, so that anybody who has the counts gets the same digest.
        text = json.dumps([self.id, self.erased_at.isoformat(), sorted(self.counts.items())])
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def rows(self) -> int:
        return sum(count for name, count in self.counts.items() if name != FILES)

    @property
    def files(self) -> int:
        return self.counts.get(FILES, 0)


async def keep_receipt(db: AsyncConnection, workspace_id: str, receipt: Receipt) -> None:
    row = {
        **{"workspace_id": workspace_id, "id": receipt.id, "erased_at": receipt.erased_at},
        **{"counts": dict(receipt.counts), "digest": receipt.digest, "compacted": False},
    }
    await db.execute(sa.insert(erasure_receipts).values(row))


async def receipt_by_id(db: AsyncConnection, workspace_id: str, receipt_id: str) -> Receipt | None:
    where = (erasure_receipts.c.workspace_id == workspace_id) & (erasure_receipts.c.id == receipt_id)
    row = (await db.execute(sa.select(erasure_receipts).where(where))).one_or_none()
    return Receipt(row.id, row.erased_at, row.counts) if row else None


async def is_uncompacted(db: AsyncConnection) -> bool:
    """Whether something was erased since the database's file was rewritten last."""
    query = sa.select(erasure_receipts.c.id).where(~erasure_receipts.c.compacted).limit(1)
    return (await db.execute(query)).first() is not None


async def note_compacted(db: AsyncConnection, now: datetime) -> None:
    """The file was rewritten after everything that was erased until then."""
    done = sa.update(erasure_receipts).where(erasure_receipts.c.erased_at <= now)
    await db.execute(done.values(compacted=True))
