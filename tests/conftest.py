"""Databases for every test: SQLite in a file, and for races a real PostgreSQL too."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.migrate import migrate
from lessons.database import Database
from tests.postgres import postgres_url as postgres_url
from tests.postgres import server

# What takes longest, longest first: what begins last should be short, so that all processes end together.
LONG = (
    "tests/test_a_stranger_plays.py",
    "tests/faults/test_killed.py",
    "tests/lessons/studio/test_normalise.py",
    "tests/adapters/web/test_gallery_browser.py",
    "tests/adapters/web/test_chat_browser.py",
    "tests/adapters/web/test_player_browser.py",
    "tests/stories/test_a_campaign.py",
    "tests/adapters/teams/test_journey.py",
    "tests/bot/answers/test_madenow.py",
    "tests/stories/test_settings.py",
    "tests/lessons/answers/test_answers_quality.py",
    "tests/faults/test_no_database.py",
)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than cores: a third of the time passes in waiting for browsers, databases and clocks."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item.nodeid.partition("::")[0]))


def _place(file: str) -> int:
    return LONG.index(file) if file in LONG else len(LONG)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this process keeps a migrated SQLite file, which tests copy: migrating takes a tenth of a second."""
    return tmp_path_factory.mktemp("migrated") / "ninety.db"


@pytest.fixture
async def database(tmp_path: Path, template: Path) -> AsyncIterator[Database]:
    """A migrated SQLite database."""
    opened = Database(await _sqlite(tmp_path, template))
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def either_database(request: pytest.FixtureRequest, tmp_path: Path, template: Path) -> AsyncIterator[Database]:
    """The same test on SQLite and on PostgreSQL."""
    opened = Database(await (_sqlite(tmp_path, template) if request.param == "sqlite" else _postgresql()))
    yield opened
    await opened.close()


async def _sqlite(folder: Path, template: Path) -> str:
    """The address of a copy of the migrated SQLite file."""
    if not template.exists():
        fresh = template.with_suffix(".new")  # what a failed migration leaves is nobody's template
        fresh.unlink(missing_ok=True)
        await _migrated(f"sqlite:///{fresh}")
        fresh.rename(template)
    shutil.copyfile(template, folder / "ninety.db")
    return f"sqlite:///{folder}/ninety.db"


async def _postgresql() -> str:
    """The address of a copy of a migrated PostgreSQL database."""
    if not server().template:
        url = server().fresh_url()
        await _migrated(url)
        server().template = str(sa.make_url(url).database)
    return server().fresh_url(server().template)


async def _migrated(url: str) -> None:
    first = Database(url)
    await migrate(first)
    await first.close()
