"""What is owed to other systems and what became of it: claimed by a lease, tried again, dead in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, delete_some, insert_or_ignore, metadata

LEASE = timedelta(seconds=60)  # a claim that is older belongs to a process that died: more than a request may take
# The example schedule of Standard Webhooks: a system that is away for three days loses nothing.
DELAYS = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
LONGEST_REASON = 400

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("endpoint_id", sa.String(32), nullable=False),
    sa.Column("source", sa.String(160), nullable=False),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("event", sa.String(40), nullable=False),
    # Text and not JSON: a signature is over these bytes, so that they must be the same at every try.
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("try_at", Instant, nullable=False),
    sa.Column("reason", sa.String(LONGEST_REASON), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("sent_at", Instant),
    # One row for what happened, however often the ledger is read for it.
    sa.UniqueConstraint("endpoint_id", "source"),
    sa.Index("ix_outbox_open", "state", "try_at"),
    sa.Index("ix_outbox_learner", "workspace_id", "learner_id"),
)


class OutboxState(StrEnum):
    """Where it stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something that a system is told.

    Attributes:
        event: what happened, as OutboxEvent names it.
        attempt: the how-manieth try this is, from 1.
    """

    workspace_id: str
    id: str
    endpoint_id: str
    event: str
    content: str
    attempt: int
    made_at: datetime
    reason: str = ""


async def owe_events(db: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Owe what is not owed yet."""
    if rows:
        await db.execute(insert_or_ignore(db, outbox, ["endpoint_id", "source"]), list(rows))


async def claim_events(db: AsyncConnection, most: int, now: datetime, lease: timedelta = LEASE) -> list[OutboxRow]:
    """Take what is due; until the lease ends nobody else takes it, and then it is tried again under the same id."""
    due = (outbox.c.state == OutboxState.WAITING.value) & (outbox.c.try_at <= now)
    keys = sa.select(outbox.c.workspace_id, outbox.c.id).where(due).order_by(outbox.c.try_at).limit(most)
    keys = keys.with_for_update(skip_locked=True) if db.dialect.name == "postgresql" else keys
    claim = sa.update(outbox).where(sa.tuple_(outbox.c.workspace_id, outbox.c.id).in_(keys))
    values = {"try_at": now + lease, "attempt": outbox.c.attempt + 1}
    rows = await db.execute(claim.values(values).returning(*_COLUMNS))
    return [OutboxRow(*row) for row in rows]


async def note_outcome(db: AsyncConnection, row: OutboxRow, fault: str, now: datetime, *, final: bool = False) -> None:
    """What came of a try: "" arrived; else it is tried again later, until the last delay is over.

    Args:
        final: it will never arrive, such as at a system that is gone for good.
    """
    this = (outbox.c.workspace_id == row.workspace_id) & (outbox.c.id == row.id)
    values: dict[str, Any] = {"reason": fault[:LONGEST_REASON]}
    if not fault:
        values |= {"state": OutboxState.SENT.value, "sent_at": now}
    elif final or row.attempt > len(DELAYS):
        values |= {"state": OutboxState.DEAD.value}
    else:
        values |= {"try_at": now + DELAYS[row.attempt - 1]}
    await db.execute(sa.update(outbox).where(this).values(values))


async def counts_by_endpoint(db: AsyncConnection, workspace_id: str) -> dict[tuple[str, str], int]:
    """How many rows each endpoint has in each state."""
    query = sa.select(outbox.c.endpoint_id, outbox.c.state, sa.func.count().label("rows"))
    grouped = query.where(outbox.c.workspace_id == workspace_id).group_by(outbox.c.endpoint_id, outbox.c.state)
    return {(row.endpoint_id, row.state): row.rows for row in await db.execute(grouped)}


async def dead_events(db: AsyncConnection, workspace_id: str, most: int) -> list[OutboxRow]:
    """What never arrived, the newest first."""
    dead = (outbox.c.workspace_id == workspace_id) & (outbox.c.state == OutboxState.DEAD.value)
    query = sa.select(*_COLUMNS, outbox.c.reason).where(dead).order_by(outbox.c.id.desc()).limit(most)
    return [OutboxRow(**row) for row in (await db.execute(query)).mappings()]


async def revive(db: AsyncConnection, workspace_id: str, now: datetime) -> int:
    """Try everything once more that never arrived; returns how many rows that are."""
    dead = (outbox.c.workspace_id == workspace_id) & (outbox.c.state == OutboxState.DEAD.value)
    again = {"state": OutboxState.WAITING.value, "attempt": 0, "try_at": now}
    return (await db.execute(sa.update(outbox).where(dead).values(again))).rowcount


def _over(before: datetime) -> sa.ColumnElement[bool]:
    """What arrived, or never will, and is older; what waits is tried for three days and no longer."""
    return (outbox.c.state != OutboxState.WAITING.value) & (outbox.c.made_at < before)


async def count_over(db: AsyncConnection, before: datetime) -> int:
    """How many rows would go."""
    return await db.scalar(sa.select(sa.func.count()).select_from(outbox).where(_over(before))) or 0


async def forget_over(db: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many of them; returns how many went."""
    return await delete_some(db, outbox, _over(before), most)


_COLUMNS = [outbox.c[name] for name in OutboxRow.__slots__ if name != "reason"]
