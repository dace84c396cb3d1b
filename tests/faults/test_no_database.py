"""The database goes away for five seconds: the worker goes on by itself when it is back."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator

import pytest

from bot.operations.migrate import migrate
from lessons.database import Database
from tests.fakes.slack import FakeSlack
from tests.faults.rig import ground
from tests.postgres import Postgres

GONE_S = 5.0


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A server of its own, whose commits survive being ended at once."""
    started = Postgres(durable=True)
    yield started
    started.stop()


async def test_work_resumes_when_postgresql_is_back(server: Postgres) -> None:
    database = Database(server.fresh_url())
    await migrate(database)
    async with ground(database, FakeSlack(latency_s=0.05)) as field:
        await field.owe(400)
        field.hire(2)
        await field.arrived(100)
        server.halt()
        try:
            await asyncio.sleep(GONE_S)
        finally:
            await asyncio.to_thread(server.start)
        assert all(worker.is_alive() for worker in field.workers)
        await database.engine.dispose()
        states = await field.settled()
        assert all(worker.is_alive() for worker in field.workers)
    await database.close()
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": 400}


async def test_work_resumes_when_sqlite_is_no_longer_locked(database: Database) -> None:
    async with ground(database, FakeSlack(latency_s=0.05)) as field:
        await field.owe(300)
        field.hire(2)
        await field.arrived(50)
        other = sqlite3.connect(str(database.engine.url.database), isolation_level=None, timeout=10)
        other.execute("BEGIN IMMEDIATE")
        try:
            await asyncio.sleep(GONE_S)
            held = field.came
        finally:
            other.execute("ROLLBACK")
            other.close()
        states = await field.settled()
        assert all(worker.is_alive() for worker in field.workers)
    assert held < 300
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": 300}
