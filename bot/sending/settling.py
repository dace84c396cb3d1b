"""Settles what is uncertain by looking at the other side: found is sent, absent twice is sent again, never a guess."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.chat import Address, Chat, ChatError
from lessons.database import Database
from schedules.ledger.doubts import claim_looks, doubt_expired, give_up_unsigned, settle_by_signs
from schedules.ledger.ledger import Kind, State
from schedules.ledger.outcomes import Outcome, mark

log = logging.getLogger(__name__)

LOOKS = 2  # a platform may show a message in its history some seconds late
BATCH = 64
SKEW = timedelta(minutes=2)  # how far the platform's clock may be behind ours
HOLD = 12  # times look_after: from then on another process may look, since this one died while looking
AT_ONCE = 8


async def settle(
    database: Database, chats: Mapping[str, Chat], now: datetime, look_after: timedelta = timedelta(seconds=5)
) -> int:
    """Doubt what dead workers left, and look for what is in doubt; returns how many were settled.

    A platform that cannot be looked at leaves its deliveries uncertain until their readers show a sign, an operator
    decides, or an episode's next slot comes (give_up).
    """
    async with database.write() as db:
        await doubt_expired(db, now, look_after)
        signed = await settle_by_signs(db, now, _blind(chats))
        rows = await claim_looks(
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
    return signed + sum(outcome.state is not State.UNCERTAIN for outcome in outcomes)


async def give_up(database: Database, chats: Mapping[str, Chat], now: datetime) -> int:
    """Let episodes in doubt come again where nobody can look and no sign came; to be done before planning."""
    async with database.write() as db:
        return await give_up_unsigned(db, now, _blind(chats))


def _blind(chats: Mapping[str, Chat]) -> list[str]:
    """Platforms that cannot be looked at."""
    return [name for name, chat in chats.items() if not chat.can_look]


async def _look(gate: asyncio.Semaphore, chat: Chat, row: Any, now: datetime, look_after: timedelta) -> Outcome | None:
    """What looking told about one delivery; None when the platform could not be asked: look again after the hold."""
    to = Address(row.platform, row.workspace_id, row.learner_id, row.place, row.service_url)
    async with gate:
        try:
            ref = await chat.find(to, row.id, (row.claimed_at or row.due_at) - SKEW)
        except ChatError as error:
            log.warning("could not look for an uncertain delivery: %s", error, extra={"delivery": row.id})
            return None
    if ref is not None:
        return _outcome(row, State.SENT, now, ref=ref)
    looks = row.looks + 1
    if looks >= LOOKS:
        return _outcome(row, State.WAITING, now, try_at=now)
    return _outcome(row, State.UNCERTAIN, now, try_at=now + look_after, looks=looks)


def _outcome(row: Any, state: State, now: datetime, ref: str = "", **rest: Any) -> Outcome:
    sent = state is State.SENT
    remind = sent and row.kind == Kind.EPISODE and row.check_key != ""
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
