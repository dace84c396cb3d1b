"""Whether this installation works, as /healthz tells it: 503 comes with every reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock import Clock
from bot.operations.health import health
from bot.operations.migrate import head_revision, migrate
from lessons.database import Database
from schedules.ticker import Round, Ticker, ticks
from tests.postgres import Postgres
from tests.schedules.team import make_team

ROUNDS = {"plan": 20.0, "settle": 2.0}


async def _beat(database: Database, *kinds: str, fault: str = "") -> None:
    async def work(_: datetime) -> None:
        if fault:
            raise RuntimeError(fault)

    ticker = Ticker(database, [], lambda: datetime.now(UTC), lambda: datetime.now(UTC))
    for kind in kinds:
        await ticker.beat(Round(kind, 1, work))


async def _told(database: Database) -> tuple[int, dict[str, Any]]:
    return await health(database, Clock(), ROUNDS)


async def test_a_working_installation_says_so_and_shows_its_state(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(3)
    await _beat(either_database, *ROUNDS)
    status, body = await _told(either_database)
    assert (status, body["ok"], body["reasons"]) == (200, True, [])
    assert body["database"] == {"ok": True, "kind": either_database.engine.dialect.name}
    assert body["migrations"] == {"ok": True, "at": head_revision(), "newest": head_revision()}
    assert set(body["ticks"]) == set(ROUNDS)
    assert body["backlog"] == {"overdue": 3, "sending": 0, "uncertain": 0}


async def test_without_a_worker_every_round_is_missing(database: Database) -> None:
    status, body = await _told(database)
    assert status == 503
    assert len(body["reasons"]) == 2
    assert "is a worker running?" in body["reasons"][0]


async def test_a_process_that_just_began_misses_no_round_before_its_first_beat_is_due(database: Database) -> None:
    now = datetime.now(UTC)
    for at in (None, now - timedelta(hours=1)):  # the very first start, and one after a night
        if at:
            await _beat(database, *ROUNDS)
            async with database.write() as db:
                await db.execute(sa.update(ticks).values(last_at=at))
        assert (await health(database, Clock(), ROUNDS, started=now))[0] == 200
        status, body = await health(database, Clock(), ROUNDS, started=now - timedelta(minutes=10))
        assert (status, len(body["reasons"])) == (503, 2)


async def test_a_round_that_stopped_coming_around_is_named(database: Database) -> None:
    await _beat(database, *ROUNDS)
    async with database.write() as db:
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        await db.execute(sa.update(ticks).where(ticks.c.kind == "settle").values(last_at=long_ago))
    status, body = await _told(database)
    assert status == 503
    assert body["reasons"] == ["the round 'settle' does not come around: is a worker running?"]


async def test_a_round_that_failed_is_named_with_its_fault(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    await _beat(database, "plan", fault="no such series")
    await _beat(database, "settle")
    status, body = await _told(database)
    assert status == 503
    assert body["reasons"] == ["the round 'plan' failed: RuntimeError: no such series"]


async def test_a_database_without_tables_says_to_migrate(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    status, body = await _told(database)
    assert status == 503
    assert "run migrate" in body["reasons"][0]
    await migrate(database)
    assert (await _told(database))[1]["migrations"]["ok"]
    await database.close()


async def test_a_database_that_cannot_be_opened_is_the_reason(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no such folder/ninety.db")
    status, body = await _told(database)
    await database.close()
    assert status == 503
    assert body == {"ok": False, "reasons": [body["reasons"][0]], "database": {"ok": False}}
    assert "the database does not answer" in body["reasons"][0]


@pytest.fixture
def server() -> Iterator[Postgres]:
    started = Postgres(durable=True)
    yield started
    started.stop()


async def test_a_server_that_went_away_is_a_reason_until_it_is_back(server: Postgres) -> None:
    database = Database(server.fresh_url())
    await migrate(database)
    await _beat(database, *ROUNDS)
    assert (await _told(database))[0] == 200
    server.halt()
    status, body = await _told(database)
    assert (status, body["database"]) == (503, {"ok": False})
    server.start()
    await _beat(database, *ROUNDS)
    assert (await _told(database))[0] == 200
    missing = Database(str(database.engine.url.set(database="nothing")).replace("+asyncpg", ""))
    assert (await _told(missing))[0] == 503
    await missing.close()
    await database.close()
