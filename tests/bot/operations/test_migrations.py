"""A database of any earlier version becomes one of this version, with what it held."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.operations.migrate import FOLDER, _config, head_revision, migrate
from lessons.database import Database, metadata
from tests.bot.test_schema import test_every_table_is_known_to_this_test as every_table_is_known


def _revisions() -> list[str]:
    script = ScriptDirectory.from_config(_config())
    return [one.revision for one in script.walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('old')}/ninety.db"
    else:
        yield request.getfixturevalue("postgres_url")


def _to(revision: str) -> object:
    def upgrade(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    return upgrade


OWED = """INSERT INTO deliveries (workspace_id, id, learner_id, kind, due_at, try_at, expires_at)
VALUES ('w1', 'd1', 'ada', 'episode', 1, 2, 3)"""


async def test_every_old_version_becomes_the_newest_with_what_it_held(empty: str) -> None:
    database = Database(empty)
    async with database.write() as db:
        await db.run_sync(_to(_revisions()[0]))  # type: ignore[arg-type]
        await db.execute(sa.text(OWED))
    for revision in _revisions()[1:]:
        async with database.write() as db:
            await db.run_sync(_to(revision))  # type: ignore[arg-type]
    await migrate(database)
    async with database.read() as db:
        assert await db.scalar(sa.text("SELECT version_num FROM alembic_version")) == head_revision()
        kept = (await db.execute(sa.text("SELECT learner_id, state, attempt FROM deliveries"))).one()
    assert tuple(kept) == ("ada", "planned", 0)
    await database.close()


def _schema(connection: sa.Connection) -> dict[str, list[str]]:
    """Every table with its columns and their types."""
    inspector = sa.inspect(connection)
    return {
        table: [f"{column['name']} {column['type']}" for column in inspector.get_columns(table)]
        for table in inspector.get_table_names()
    }


async def test_migrating_again_changes_nothing(empty: str) -> None:
    database = Database(empty)
    states = []
    for _ in range(2):
        await migrate(database)
        async with database.read() as db:
            states.append(await db.run_sync(_schema))
    await database.close()
    assert states[0] == states[1]
    assert len(states[0]) > 20


async def test_processes_that_migrate_at_once_wait_for_each_other(empty: str) -> None:
    databases = [Database(empty) for _ in range(3)]
    await asyncio.gather(*[migrate(database) for database in databases])
    async with databases[0].read() as db:
        assert await db.scalar(sa.text("SELECT version_num FROM alembic_version")) == head_revision()
    for database in databases:
        await database.close()


async def test_a_migration_that_fails_leaves_the_database_as_it_was(empty: str) -> None:
    database = Database(empty)
    async with database.write() as db:
        await db.execute(sa.text("CREATE TABLE workspaces (in_the_way INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError):
        await migrate(database)
    async with database.read() as db:
        tables = await db.run_sync(lambda connection: sa.inspect(connection).get_table_names())
    await database.close()
    assert tables == ["workspaces"]


async def test_columns_have_the_types_that_the_program_thinks(either_database: Database) -> None:
    every_table_is_known()

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with either_database.read() as db:
        assert await db.run_sync(differences) == []


def test_versions_are_numbered_in_one_line() -> None:
    assert _revisions() == sorted(_revisions())
    assert all(len(revision) == 4 and revision.isdigit() for revision in _revisions())
    assert len(list((FOLDER / "versions").glob("*.py"))) == len(_revisions())
