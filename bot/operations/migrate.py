"""Brings a database to the newest schema."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from lessons.database import Database

LOCK = 0x4E494E455459  # "NINETY": PostgreSQL knows advisory locks by number, for all programs of a database
FOLDER = Path(__file__).parents[1] / "migrations"


async def migrate(database: Database) -> None:
    """Run every migration that the database has not had yet, in one transaction.

    Several processes may do this at once: the others wait for the first, and find nothing left to do.
    """
    async with database.write() as db:
        if not database.is_sqlite:  # SQLite takes one writer at a time anyway
            await db.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        await db.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@lru_cache(1)
def head_revision() -> str | None:
    """The newest migration that this version of the program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
