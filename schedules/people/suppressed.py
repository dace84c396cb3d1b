"""People who were erased stay erased: what a platform's directory tells of them later is not entered again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata

suppressed = sa.Table(
    "suppressed",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("since", Instant, nullable=False),
)


def _digest(workspace_id: str, mark: str) -> str:
    """What remains of an id or an address: enough to know it again, not enough to read it.

    The workspace's id, which is random and stands in no directory, goes in, so that two workspaces' entries say
    nothing of each other.
    """
    return hashlib.sha256(f"ninety erased {workspace_id} {mark.strip().lower()}".encode()).hexdigest()


async def suppress(db: AsyncConnection, workspace_id: str, marks: Iterable[str], now: datetime) -> None:
    """Let nobody with one of these ids or addresses be entered by a directory any more."""
    for mark in {mark for mark in marks if mark}:
        row = {"workspace_id": workspace_id, "digest": _digest(workspace_id, mark), "since": now}
        await db.execute(insert_or_ignore(db, suppressed).values(row))


async def suppressed_among(db: AsyncConnection, workspace_id: str, marks: Iterable[str]) -> set[str]:
    """Which of these ids or addresses were erased."""
    entries = suppressed.c.workspace_id == workspace_id
    rows = await db.execute(sa.select(suppressed.c.digest).where(entries))  # few people are ever erased
    digests = set(rows.scalars())
    return {mark for mark in marks if mark and _digest(workspace_id, mark) in digests} if digests else set()


async def came_back(db: AsyncConnection, workspace_id: str, marks: Iterable[str]) -> bool:
    """Whether somebody who shows themself was erased before.

    They may be entered again from now on. What they consented to then is gone: they must say so anew.
    """
    digests = [_digest(workspace_id, mark) for mark in marks if mark]
    where = (suppressed.c.workspace_id == workspace_id) & suppressed.c.digest.in_(digests)
    return (await db.execute(sa.delete(suppressed).where(where))).rowcount > 0
