"""Whether this installation works: the database answers, migrations are done, rounds come around, the ledger drains."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.clock import Clock
from bot.migrate import head_revision
from lessons.database import Database
from schedules.ledger import ledger
from schedules.ticker import is_late, last_ticks

PATIENCE_S = 3.0


async def health(database: Database, clock: Clock, rounds: Mapping[str, float]) -> tuple[int, dict[str, Any]]:
    """The HTTP status and what to say as JSON: 200 when all is well, 503 with the reasons when it is not.

    Args:
        rounds: seconds between two beats of each kind of round.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await _look(database, clock, rounds)
    except (sa.exc.SQLAlchemyError, OSError, TimeoutError) as error:
        reason = f"the database does not answer ({type(error).__name__})"
        return 503, {"ok": False, "reasons": [reason], "database": {"ok": False}}


async def _look(database: Database, clock: Clock, rounds: Mapping[str, float]) -> tuple[int, dict[str, Any]]:
    async with database.read() as db:
        revision = await _revision(db)
        beats = await last_ticks(db) if revision else []
        waiting = await ledger.backlog(db, clock.now()) if revision else {}
    now = datetime.now(UTC)
    reasons = []
    if revision != head_revision():
        reasons.append(f"migrations: the database is at {revision}, this version needs {head_revision()}: run migrate")
    seen = {beat.kind: beat for beat in beats}
    for kind, every in rounds.items():
        if kind not in seen or is_late(seen[kind], every, now):
            reasons.append(f"the round {kind!r} does not come around: is a worker running?")
        elif seen[kind].fault:
            reasons.append(f"the round {kind!r} failed: {seen[kind].fault}")
    body = {
        "ok": not reasons,
        "reasons": reasons,
        "database": {"ok": True, "kind": database.engine.dialect.name},
        "migrations": {"ok": revision == head_revision(), "at": revision, "newest": head_revision()},
        "ticks": {
            beat.kind: {
                "last_at": beat.last_at.isoformat(timespec="seconds"),
                "seconds_ago": round((now - beat.last_at).total_seconds(), 1),
                "took_ms": beat.took_ms,
                "fault": beat.fault,
            }
            for beat in beats
        },
        "backlog": waiting,
    }
    return (200 if not reasons else 503), body


async def _revision(db: Any) -> str | None:
    exists = await db.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version"))
    return await db.scalar(sa.text("SELECT version_num FROM alembic_version")) if exists else None
