"""What people did is kept for as long as the settings say, and no longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.questions import count_asked_before, forget_asked_before
from bot.outbox.rows import count_over, forget_over
from bot.settings import Settings
from lessons.database import Database
from schedules import retention
from schedules.retention import Record

QUESTIONS, TOLD = "questions", "told"  # what people asked; what other systems were told
AT_ONCE = 2_000  # rows in one transaction: some 20 ms on SQLite, where every other writer waits for it
A_ROUND = 50  # transactions; 100,000 rows an hour are more than a company of that many people makes

Periods = Mapping[str, int]
"""Days by the kind of what is kept; 0 is for ever."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """What goes of one kind.

    Attributes:
        before: older than that; None where it is kept for ever.
        rows: how many are.
    """

    kind: str
    days: int
    before: datetime | None
    rows: int


def periods_of(settings: Settings) -> Periods:
    """How long each kind is kept."""
    return {
        QUESTIONS: settings.keep_questions_days,
        Record.VIEWS: settings.keep_views_days,
        Record.REPLIES: settings.keep_replies_days,
        Record.MESSAGES: settings.keep_messages_days,
        Record.PULSES: settings.keep_surveys_days,
        Record.CONFIDENCES: settings.keep_surveys_days,
        Record.OBSERVATIONS: settings.keep_surveys_days,
        Record.HITS: settings.keep_rule_hits_days,
        Record.CERTIFICATES: settings.keep_certificates_days,
        Record.AUDIT: settings.keep_audit_days,
        TOLD: settings.keep_told_days,
    }


async def expiries(database: Database, periods: Periods, now: datetime) -> list[Expiry]:
    """What would go now, by kind, without touching it."""
    expiring = []
    for kind, days in periods.items():
        before = now - timedelta(days=days) if days else None
        async with database.read() as db:
            expiring.append(Expiry(str(kind), days, before, await _count(db, kind, before) if before else 0))
    return expiring


async def forget_expired(database: Database, periods: Periods, now: datetime) -> int:
    """Delete what is older, some rows in each transaction; what is left over goes with the next round."""
    gone = 0
    for kind, days in periods.items():
        for _ in range(A_ROUND if days else 0):
            async with database.write() as db:
                some = await _forget(db, kind, now - timedelta(days=days))
            gone += some
            if some < AT_ONCE:
                break
    return gone


async def _count(db: AsyncConnection, kind: str, before: datetime) -> int:
    if kind == QUESTIONS:
        return await count_asked_before(db, before)
    if kind == TOLD:
        return await count_over(db, before)
    return await retention.count_old(db, Record(kind), before)


async def _forget(db: AsyncConnection, kind: str, before: datetime) -> int:
    if kind == QUESTIONS:
        return await forget_asked_before(db, before, AT_ONCE)
    if kind == TOLD:
        return await forget_over(db, before, AT_ONCE)
    return await retention.forget_old(db, Record(kind), before, AT_ONCE)
