"""A backup is restored: what was sent since it was made is found on the platform, and the rest is sent."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger.faults.restored import doubt_what_was_due
from schedules.ledger.ledger import DeliveryKind, owed
from tests.fakes.slack import FakeSlack
from tests.faults.rig import ground
from tests.postgres import server


async def backup(database: Database, folder: Path) -> str:
    """A copy of the database as it is now; returns its address."""
    url = sa.make_url(database.engine.url)
    if database.is_sqlite:
        with closing(sqlite3.connect(str(url.database))) as live, closing(sqlite3.connect(folder / "copy.db")) as copy:
            live.backup(copy)
        return f"sqlite:///{folder}/copy.db"
    await database.engine.dispose()  # PostgreSQL copies a database that nobody uses
    return server().fresh_url(str(url.database))


async def test_a_restored_backup_doubles_nothing_and_loses_nothing(either_database: Database, tmp_path: Path) -> None:
    async with ground(either_database, FakeSlack(latency_s=0.02)) as field:
        await field.owe(120)
        copy = Database(await backup(either_database, tmp_path))
        field.hire(2)
        await field.arrived(60)
        while field.workers:
            field.kill(0)
        field.database = copy
        async with copy.write() as db:
            assert await doubt_what_was_due(db, datetime.now(UTC)) == 120
        field.hire(2)
        states = await field.settled()
        await copy.close()
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": 120}


def test_what_a_campaign_owes_has_the_same_id_whenever_it_is_planned() -> None:
    now = datetime.now(UTC)
    slot = {"campaign_id": "c", "position": 2, "slot": "2026-03-02"}
    first, again = [owed("w", "ada", DeliveryKind.EPISODE, now, now, **slot) for _ in range(2)]
    other = owed("w", "ada", DeliveryKind.EPISODE, now, now, **{**slot, "slot": "2026-03-03"})
    assert first["id"] == again["id"] != other["id"]
    assert len(str(first["id"])) == 32
