"""The migrations make the tables that the program knows, and no others."""

from __future__ import annotations

import importlib
import pkgutil

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection

import adapters
import bot
import lessons
import schedules
from lessons.database import Database, metadata

PROGRAMS = ("__main__", "worker", "confined", "migrations")  # modules that run when they are imported


def test_every_table_is_known_to_this_test() -> None:
    for package in (lessons, schedules, bot, adapters):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(name in module.name for name in PROGRAMS):
                importlib.import_module(module.name)
    assert {"questions", "made_clips", "readings", "passage_vectors", "web_messages"} <= set(metadata.tables)


async def test_migrations_and_tables_agree(either_database: Database) -> None:
    test_every_table_is_known_to_this_test()

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "compare_server_default": False})
        return list(compare_metadata(context, metadata))

    async with either_database.read() as db:
        assert await db.run_sync(differences) == []
