"""What became of each attempt to send, written in batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.bulk import MOMENT, NUMBER, WORD, batch, packed
from schedules.ledger.faults.holds import hold, release
from schedules.ledger.ledger import deliveries
from schedules.ledger.pacing import SEND, SEND_ON, block
from schedules.people.places import give_back
from schedules.people.unreachable import cannot_be_reached
from schedules.rules.kinds import DeliveryKind, DeliveryState, Fault

REASON = 400  # characters that a reason may have
_PLACE = ("workspace_id", "campaign_id", "learner_id", "position")


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
        platform: which one was spoken to.
        returned: the attempt did not count, since nothing left.
        fault: what is at fault when nothing arrived, and has to be mended before anything does.
        probe: it was sent to learn whether a held workspace can be written to again.
    """

    workspace_id: str
    id: str
    attempt: int
    claimed_at: datetime
    state: DeliveryState
    at: datetime
    reason: str = ""
    message_ref: str = ""
    try_at: datetime | None = None
    remind_at: datetime | None = None
    blocked_until: datetime | None = None
    returned: bool = False
    looks: int = 0
    platform: str = ""
    fault: Fault = Fault.NONE
    probe: bool = False


async def mark(db: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write outcomes. One of an attempt that was already settled otherwise changes nothing."""
    plain = [outcome for outcome in outcomes if outcome.fault is Fault.NONE]
    if plain:
        await db.execute(_mark(db.dialect.name), packed(plain))
    if len(plain) < len(outcomes):
        await _mark_faults(db, [outcome for outcome in outcomes if outcome.fault is not Fault.NONE])
    for (workspace_id, platform), at in _proofs(outcomes).items():
        await release(db, workspace_id, platform, at)
    for (workspace_id, platform), until in _blocks(outcomes).items():
        for method in (SEND, SEND_ON + platform):  # a workspace has one of them
            await block(db, workspace_id, until, method)


def _blocks(outcomes: Iterable[Outcome]) -> Mapping[tuple[str, str], datetime]:
    until: dict[tuple[str, str], datetime] = {}
    for outcome in outcomes:
        if outcome.blocked_until:
            who = outcome.workspace_id, outcome.platform
            until[who] = max(until.get(who, outcome.blocked_until), outcome.blocked_until)
    return until


def _proofs(outcomes: Iterable[Outcome]) -> Mapping[tuple[str, str], datetime]:
    """Held workspaces where the app turned out to work: a message arrived, or was refused for a reason of its own."""
    return {
        (outcome.workspace_id, outcome.platform): outcome.at
        for outcome in outcomes
        if outcome.probe and (outcome.state is DeliveryState.SENT or outcome.fault in (Fault.PERSON, Fault.MESSAGE))
    }


async def _mark_faults(db: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write what did not arrive. No episode is passed over for it: each comes again once the fault is mended."""
    statement = _mark(db.dialect.name).returning(*deliveries.c["id", "kind", *_PLACE])
    rows = {row.id: row for row in await db.execute(statement, packed(outcomes))}
    for outcome in outcomes:
        row = rows.get(outcome.id)
        if row is None:  # settled otherwise meanwhile
            continue
        match outcome.fault:
            case Fault.APP:
                await hold(db, outcome.workspace_id, outcome.platform, outcome.reason, outcome.at)
            case Fault.PERSON:
                await cannot_be_reached(db, row.workspace_id, row.learner_id, outcome.reason, outcome.at)
                await _give_back(db, row, outcome)
            case Fault.MESSAGE:
                await _give_back(db, row, outcome)


async def _give_back(db: AsyncConnection, row: Any, outcome: Outcome) -> None:
    if row.kind == DeliveryKind.EPISODE:
        place = {name: getattr(row, name) for name in _PLACE}
        # The same message is not tried twice on one day; a person who comes back gets theirs at the next slot.
        await give_back(db, [place], outcome.at, why=outcome.reason, same_day=outcome.fault is Fault.PERSON)


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
            sent_at=sa.case((done.c.state == DeliveryState.SENT.value, done.c.at)),
            remind_at=done.c.remind_at,
            looks=done.c.looks,
            try_at=sa.func.coalesce(done.c.try_at, deliveries.c.try_at),
            attempt=deliveries.c.attempt - sa.case((done.c.returned, 1), else_=0),
        )
    )
