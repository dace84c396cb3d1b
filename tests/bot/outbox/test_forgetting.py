"""What other systems were told is kept for as long as the setting says; what still waits stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.operations.retention import TOLD, expiries, forget_expired
from bot.outbox.rows import OutboxState, outbox, owe_events
from lessons.database import Database, new_id
from schedules.lists.changes import replied_since, sent_since, watched_since
from tests.bot.world import MONDAY


async def owed(database: Database, state: OutboxState, days: int) -> None:
    row: dict[str, Any] = {"workspace_id": "w", "id": new_id(), "endpoint_id": "e", "source": new_id()}
    row |= {"learner_id": "", "event": "delivery.sent", "content": "{}", "state": state.value, "attempt": 1}
    at = MONDAY - timedelta(days=days)
    async with database.write() as db:
        await owe_events(db, [row | {"try_at": at, "reason": "", "made_at": at}])


async def test_what_arrived_or_never_will_goes_and_what_waits_stays(either_database: Database) -> None:
    for state in OutboxState:
        for days in (89, 91):
            await owed(either_database, state, days)
    (expiry,) = await expiries(either_database, {TOLD: 90}, MONDAY)
    assert (expiry.kind, expiry.rows) == ("told", 2)
    assert await forget_expired(either_database, {TOLD: 90}, MONDAY) == 2
    async with either_database.read() as db:
        states = (await db.execute(sa.select(outbox.c.state).order_by(outbox.c.state))).scalars().all()
    assert states == ["dead", "sent", "waiting", "waiting"]
    assert await forget_expired(either_database, {TOLD: 0}, MONDAY) == 0, "0 is for ever"


@pytest.mark.parametrize("query", [sent_since, replied_since, watched_since], ids=lambda query: query.__name__)
async def test_a_look_at_what_happened_lately_reads_no_older_rows(database: Database, query: Any) -> None:
    """The statement as it is sent, and what the database means to do for it."""
    statements: list[tuple[str, Any]] = []

    def seen(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        statements.append((statement, parameters))

    engine = database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", seen)
    async with database.read() as db:
        await query(db, "w", MONDAY)
    sa.event.remove(engine, "before_cursor_execute", seen)
    statement, parameters = statements[-1]
    async with database.read() as db:
        plan = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        assert "_lately" in " ".join(str(row) for row in plan)
