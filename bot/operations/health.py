"""Whether this installation works: the database answers, migrations are done, rounds come around, the ledger drains."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock, noted_skew
from bot.operations.checks import Check, every_fault
from bot.operations.migrate import head_revision
from lessons.database import Database
from schedules.ledger.faults.holds import current_holds
from schedules.ledger.figures import history
from schedules.people.roster import all_workspaces
from schedules.ticker import is_late, last_ticks

PATIENCE_S = 3.0


async def health(
    database: Database,
    clock: Clock,
    rounds: Mapping[str, float],
    checks: Sequence[Check] = (),
    started: datetime | None = None,
) -> tuple[int, dict[str, Any]]:
    """The HTTP status and what to say as JSON: 200 when all is well, 503 with the reasons when it is not.

    Args:
        rounds: seconds between two beats of each kind of round.
        checks: what else to look at, once the database has the newest schema.
        started: when the process began that asks, so that rounds are not missed before their first beat was due.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await _look(database, clock, rounds, checks, started)
    except (sa.exc.SQLAlchemyError, OSError, TimeoutError) as error:
        reason = f"the database does not answer ({type(error).__name__})"
        return 503, {"ok": False, "reasons": [reason], "database": {"ok": False}}


async def _look(
    database: Database,
    clock: Clock,
    rounds: Mapping[str, float],
    checks: Sequence[Check],
    started: datetime | None,
) -> tuple[int, dict[str, Any]]:
    async with database.read() as db:
        revision = await _revision(db)
        beats = await last_ticks(db) if revision else []
        waiting = await history.backlog(db, clock.now()) if revision else {}
        held = await _held(db) if revision == head_revision() else []
        newest = revision == head_revision()
        faults = [fault async for fault in every_fault(db, checks)] if newest else []
        skew = await noted_skew(db) if newest else None
    now = datetime.now(UTC)
    reasons = []
    if revision != head_revision():
        reasons.append(f"migrations: the database is at {revision}, this version needs {head_revision()}: run migrate")
    seen = {beat.kind: beat for beat in beats}
    for kind, every in rounds.items():
        since = max((at for at in (started, seen[kind].last_at if kind in seen else None) if at), default=None)
        if since is None or is_late(since, every, now):
            reasons.append(f"the round {kind!r} does not come around: is a worker running?")
        elif kind in seen and seen[kind].fault:
            reasons.append(f"the round {kind!r} failed: {seen[kind].fault}")
    reasons += held
    reasons += faults
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
        "clock": {
            "moved_s": clock.ahead.total_seconds(),
            "ahead_of_platform_s": None if skew is None else round(skew.total_seconds(), 1),
        },
    }
    return (200 if not reasons else 503), body


async def _held(db: AsyncConnection) -> list[str]:
    """Which workspaces the app cannot write to, since when, and what to do about it."""
    names = {workspace.id: workspace.name for workspace in await all_workspaces(db)}
    return [
        f"{names.get(hold.workspace_id, hold.workspace_id)} cannot be written to in {hold.platform.title()} "
        f"since {hold.since:%Y-%m-%d %H:%M} UTC: {hold.reason}"
        for hold in await current_holds(db)
    ]


async def _revision(db: Any) -> str | None:
    exists = await db.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version"))
    return await db.scalar(sa.text("SELECT version_num FROM alembic_version")) if exists else None
