"""Databases with the tables of answers alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lessons.answers.index import tables, vectors
from lessons.database import Database, metadata
from tests.lessons.answers.world import World

TABLES = [tables.knowledge, tables.documents, tables.passages, tables.postings, tables.term_counts, tables.vocabulary]
TABLES += [vectors.passage_vectors]


async def prepared(url: str) -> Database:
    database = Database(url)
    async with database.write() as db:
        await db.run_sync(lambda connection: metadata.create_all(connection, tables=TABLES))
    return database


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    database = await prepared(f"sqlite:///{tmp_path}/answers.db")
    yield database
    await database.close()


@pytest.fixture
async def postgresql(postgres_url: str) -> AsyncIterator[Database]:
    database = await prepared(postgres_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> World:
    """An empty world on SQLite, and on PostgreSQL."""
    return World(request.getfixturevalue(request.param))


@pytest.fixture
async def world(sqlite: Database) -> World:
    """A world that knows three documents."""
    made = World(sqlite)
    await made.teach_basics()
    return made
