"""What became of each attempt to send, written in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant
from schedules.ledger import State, deliveries
from schedules.pacing import block


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt.

    Attributes:
        state: sent, refused, waiting or uncertain.
        try_at: when it may be claimed again (waiting) or looked for (uncertain).
        remind_at: when a reminder is to be planned, for what was sent.
        blocked_until: the platform asked the whole workspace to wait until then.
        returned: the attempt did not count, since nothing left.
    """

    workspace_id: str
    id: str
    attempt: int
    state: State
    at: datetime
    reason: str = ""
    message_ref: str = ""
    try_at: datetime | None = None
    remind_at: datetime | None = None
    blocked_until: datetime | None = None
    returned: bool = False


async def mark(db: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write outcomes. One of an attempt that was already settled otherwise changes nothing."""
    await db.execute(_MARK, [_mark_values(outcome) for outcome in outcomes])
    for workspace_id, until in _blocks(outcomes).items():
        await block(db, workspace_id, until)


def _blocks(outcomes: Sequence[Outcome]) -> Mapping[str, datetime]:
    until: dict[str, datetime] = {}
    for outcome in outcomes:
        if outcome.blocked_until:
            earlier = until.get(outcome.workspace_id, outcome.blocked_until)
            until[outcome.workspace_id] = max(earlier, outcome.blocked_until)
    return until


_MARK = (
    sa.update(deliveries)
    .where(
        deliveries.c.workspace_id == sa.bindparam("_workspace"),
        deliveries.c.id == sa.bindparam("_id"),
        deliveries.c.attempt == sa.bindparam("_attempt"),
        sa.text("state IN ('sending', 'uncertain')"),
    )
    .values(
        state=sa.bindparam("_state"),
        reason=sa.bindparam("_reason"),
        message_ref=sa.bindparam("_ref"),
        sent_at=sa.bindparam("_sent_at", type_=Instant),
        remind_at=sa.bindparam("_remind_at", type_=Instant),
        try_at=sa.func.coalesce(sa.bindparam("_try_at", type_=Instant), deliveries.c.try_at, type_=Instant),
        attempt=deliveries.c.attempt - sa.bindparam("_back", type_=sa.Integer),
    )
)


def _mark_values(outcome: Outcome) -> dict[str, object]:
    return {
        "_workspace": outcome.workspace_id,
        "_id": outcome.id,
        "_attempt": outcome.attempt,
        "_state": outcome.state,
        "_reason": outcome.reason[:400],
        "_ref": outcome.message_ref,
        "_sent_at": outcome.at if outcome.state is State.SENT else None,
        "_remind_at": outcome.remind_at,
        "_try_at": outcome.try_at,
        "_back": int(outcome.returned),
    }
