"""The command line in a folder of its own, with a database that has one workspace."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.operations.migrate import migrate
from bot.settings import NAMES
from lessons.database import Database
from schedules.people.roster import open_workspace


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder; settings of this machine do not reach in."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    asyncio.run(_prepare(f"sqlite:///{tmp_path}/ninety.db"))
    return tmp_path


async def _prepare(url: str) -> None:
    database = Database(url)
    await migrate(database)
    async with database.write() as db:
        await open_workspace(db, "web", "playground", "Riverbank Studio", datetime.now(UTC))
    await database.close()
