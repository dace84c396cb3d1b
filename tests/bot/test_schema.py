"""The migrations make the tables that the program knows, and no others."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection

from lessons.database import Database, metadata
from tests.every_module import import_every_module


def test_every_table_is_known_to_this_test() -> None:
    import_every_module()
    assert {"questions", "made_clips", "readings", "passage_vectors", "web_messages"} <= set(metadata.tables)


async def test_migrations_and_tables_agree(either_database: Database) -> None:
    import_every_module()

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "compare_server_default": False})
        return list(compare_metadata(context, metadata))

    async with either_database.read() as db:
        assert await db.run_sync(differences) == []
