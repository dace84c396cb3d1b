"""Databases for every test: SQLite in a file, and for races a real PostgreSQL too."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.migrate import migrate
from lessons.database import Database
from tests.postgres import postgres_url as postgres_url


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this process keeps a migrated SQLite file, which tests copy: migrating takes a tenth of a second."""
    return tmp_path_factory.mktemp("migrated") / "ninety.db"


@pytest.fixture
async def database(tmp_path: Path, template: Path) -> AsyncIterator[Database]:
    """A migrated SQLite database."""
    if not template.exists():
        fresh = template.with_suffix(".new")  # what a failed migration leaves is nobody's template
        fresh.unlink(missing_ok=True)
        first = Database(f"sqlite:///{fresh}")
        await migrate(first)
        await first.close()
        fresh.rename(template)
    shutil.copyfile(template, tmp_path / "ninety.db")
    opened = Database(f"sqlite:///{tmp_path}/ninety.db")
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def either_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """The same test on SQLite and on PostgreSQL."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/ninety.db" if sqlite else request.getfixturevalue("postgres_url")
    opened = Database(url)
    await migrate(opened)
    yield opened
    await opened.close()
