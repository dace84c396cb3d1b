"""What a database leaves behind when those who use it are cut off."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from lessons.database import Database

TURNS = 40  # of the event loop: more than opening a connection and asking it takes


async def _cut_off_after(turns: int, url: str) -> None:
    """Somebody reads, and is cancelled at that moment; then the database is closed."""
    database = Database(url)

    async def read() -> None:
        async with database.read() as db:
            await db.execute(sa.text("SELECT 1"))

    reading = asyncio.create_task(read())
    for _ in range(turns):
        await asyncio.sleep(0)
    reading.cancel()
    await asyncio.wait([reading])
    await database.close()


async def _failed(url: str) -> None:
    """Somebody reads what cannot be opened; then the database is closed."""
    database = Database(url)
    with pytest.raises(sa.exc.OperationalError):
        async with database.read():
            pass
    await database.close()


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What threads that began in the test fell over."""
    found: list[object] = []
    monkeypatch.setattr(threading, "excepthook", found.append)
    known = set(threading.enumerate())
    yield found
    for thread in set(threading.enumerate()) - known:
        thread.join(10)
    assert found == []


def test_a_reader_who_is_cut_off_leaves_no_thread_that_speaks_to_a_closed_loop(
    tmp_path: Path, faults: list[object]
) -> None:
    for turns in range(TURNS):
        asyncio.run(_cut_off_after(turns, f"sqlite:///{tmp_path}/ninety.db"))


def test_a_database_that_cannot_be_opened_leaves_no_thread_either(tmp_path: Path, faults: list[object]) -> None:
    for _ in range(TURNS):
        asyncio.run(_failed(f"sqlite:///{tmp_path}/no such folder/ninety.db"))


async def test_a_process_may_end_with_a_connection_still_open(tmp_path: Path) -> None:
    database, known = Database(f"sqlite:///{tmp_path}/ninety.db"), set(threading.enumerate())
    async with database.read():
        ours = set(threading.enumerate()) - known
        assert ours
        assert all(thread.daemon for thread in ours)
    await database.close()
