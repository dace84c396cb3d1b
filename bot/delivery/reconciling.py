"""Settles what is uncertain by looking at the other side: found is sent, absent twice is sent again, never a guess."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.chat import Address, Chat
from bot.delivery.jumps import JumpWatch
from bot.faults import ChatError
from lessons.database import Database
from schedules.ledger.faults.clock_jumps import follow_clock, thaw
from schedules.ledger.faults.uncertain import (
    claim_checks,
    confirm_by_activity,
    give_up_unconfirmed,
    mark_expired_uncertain,
    repeat_harmless,
)
from schedules.ledger.outcomes import Outcome, mark
from schedules.rules.kinds import DeliveryKind, DeliveryState

log = logging.getLogger(__name__)

LOOKS = 2  # a platform may show a message in its history some seconds late
BATCH = 64
# A host's clock may be ahead of the platform's by minutes: looking from the claim on would miss the copy that is there,
# and send another. A direct conversation has few messages in a day, so looking that far back costs nothing.
LOOK_BACK = timedelta(days=1)
LEASE = timedelta(seconds=90)  # as long as a sender's claim holds (bot.delivery.sender.Limits)
HOLD = 12  # times look_after: from then on another process may look, since this one died while looking
AT_ONCE = 8


async def reconcile(
    database: Database,
    chats: Mapping[str, Chat],
    now: datetime,
    look_after: timedelta = timedelta(seconds=5),
    watch: JumpWatch | None = None,
    lease: timedelta = LEASE,
) -> int:
    """Mark what dead workers left as uncertain, and look for it; returns how many deliveries were settled.

    A platform that cannot be looked at leaves its deliveries uncertain until their readers show a sign, an operator
    decides, or an episode's next slot comes (repeat_unconfirmed). Answers that somebody waits for leave again at once.

    Args:
        watch: notices when the clock is set; leases are believed again once it has gone on for the length of one,
            since other processes may notice a little later, and write by the old time until then.
    """
    async with database.write() as db:
        if watch and watch.jumped():
            log.warning("the clock was set: leases and waiting times follow it")
        if watch and watch.settled_for() <= lease:
            # A transaction that began before the jump may write the old time after it, so once is not enough.
            await follow_clock(db, now, lease, look_after)
        else:
            await thaw(db, now, lease, look_after)
            await mark_expired_uncertain(db, now, look_after)
        signed = await confirm_by_activity(db, now, _blind(chats))
        signed += await repeat_harmless(db, now, _blind(chats))
        rows = await claim_checks(
            db, now, BATCH, HOLD * look_after, [name for name, chat in chats.items() if chat.can_look]
        )
    if not rows:
        return signed
    gate = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as tasks:
        looked = [tasks.create_task(_look(gate, chats[row.platform], row, now, look_after)) for row in rows]
    outcomes = [outcome for task in looked if (outcome := task.result())]
    async with database.write() as db:
        if outcomes:
            await mark(db, outcomes)
    return signed + sum(outcome.state is not DeliveryState.UNCERTAIN for outcome in outcomes)


async def repeat_unconfirmed(database: Database, chats: Mapping[str, Chat], now: datetime) -> int:
    """Let uncertain episodes come again where nobody can look and no sign came; to be done before planning."""
    async with database.write() as db:
        return await give_up_unconfirmed(db, now, _blind(chats))


def _blind(chats: Mapping[str, Chat]) -> list[str]:
    """Platforms that cannot be looked at."""
    return [name for name, chat in chats.items() if not chat.can_look]


async def _look(gate: asyncio.Semaphore, chat: Chat, row: Any, now: datetime, look_after: timedelta) -> Outcome | None:
    """What looking for one delivery led to; None when the platform could not be asked: look again after the hold."""
    to = Address(row.platform, row.workspace_id, row.learner_id, row.place, row.service_url)
    async with gate:
        try:
            ref = await chat.find(to, row.id, min(row.claimed_at or row.due_at, row.due_at) - LOOK_BACK)
        except ChatError as error:
            log.warning("could not look for an uncertain delivery: %s", error, extra={"delivery": row.id})
            return None
    if ref is not None:
        return _outcome(row, DeliveryState.SENT, now, ref=ref)
    looks = row.looks + 1
    if looks >= LOOKS:
        return _outcome(row, DeliveryState.WAITING, now, try_at=now)
    return _outcome(row, DeliveryState.UNCERTAIN, now, try_at=now + look_after, looks=looks)


def _outcome(row: Any, state: DeliveryState, now: datetime, ref: str = "", **rest: Any) -> Outcome:
    sent = state is DeliveryState.SENT
    remind = sent and row.kind == DeliveryKind.EPISODE and row.check_key != ""
    return Outcome(
        row.workspace_id,
        row.id,
        row.attempt,
        row.claimed_at,
        state,
        now,
        "" if sent else row.reason or "no answer to the last try",
        message_ref=ref,
        remind_at=now if remind else None,
        **rest,
    )
