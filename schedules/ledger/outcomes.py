"""What became of each attempt to send, written in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.batches import MOMENT, NUMBER, WORD, batch, packed
from schedules.ledger.ledger import State, deliveries
from schedules.ledger.pacing import SEND, SEND_ON, block

REASON = 400  # characters that a reason may have


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt.

    Attributes:
        attempt, claimed_at: which try it was.
        state: sent, refused, waiting or uncertain.
        try_at: when it may be claimed again (waiting) or looked for (uncertain).
        remind_at: when a reminder is to be planned, for what was sent.
        looks: how often it was looked for in vain since it became uncertain.
        blocked_until: the platform asked the whole workspace to wait until then.
        platform: which one asked.
        returned: the attempt did not count, since nothing left.
    """

    workspace_id: str
    id: str
    attempt: int
    claimed_at: datetime
    state: State
    at: datetime
    reason: str = ""
    message_ref: str = ""
    try_at: datetime | None = None
    remind_at: datetime | None = None
    blocked_until: datetime | None = None
    returned: bool = False
    looks: int = 0
    platform: str = ""


async def mark(db: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write outcomes. One of an attempt that was already settled otherwise changes nothing."""
    await db.execute(_mark(db.dialect.name), packed(outcomes))
    for (workspace_id, platform), until in _blocks(outcomes).items():
        for method in (SEND, SEND_ON + platform):  # a workspace has one of them
            await block(db, workspace_id, until, method)


def _blocks(outcomes: Sequence[Outcome]) -> Mapping[tuple[str, str], datetime]:
    until: dict[tuple[str, str], datetime] = {}
    for outcome in outcomes:
        if outcome.blocked_until:
            who = outcome.workspace_id, outcome.platform
            until[who] = max(until.get(who, outcome.blocked_until), outcome.blocked_until)
    return until


@lru_cache
def _mark(dialect: str) -> sa.Update:
    words = dict.fromkeys(("workspace_id", "id", "state", "reason", "message_ref"), WORD)
    moments = dict.fromkeys(("claimed_at", "at", "try_at", "remind_at"), MOMENT)
    done = batch(dialect, **words, **moments, attempt=NUMBER, looks=NUMBER, returned=sa.Boolean())
    this_try = (
        deliveries.c.workspace_id == done.c.workspace_id,
        deliveries.c.id == done.c.id,
        deliveries.c.attempt == done.c.attempt,
        deliveries.c.claimed_at == done.c.claimed_at,
    )
    return (
        sa.update(deliveries)
        .where(*this_try, sa.text("deliveries.state IN ('sending', 'uncertain')"))
        .values(
            state=done.c.state,
            reason=sa.func.substr(done.c.reason, 1, REASON),
            message_ref=done.c.message_ref,
            sent_at=sa.case((done.c.state == State.SENT.value, done.c.at)),
            remind_at=done.c.remind_at,
            looks=done.c.looks,
            try_at=sa.func.coalesce(done.c.try_at, deliveries.c.try_at),
            attempt=deliveries.c.attempt - sa.case((done.c.returned, 1), else_=0),
        )
    )
