"""Brings a database to the newest schema."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from lessons.database import Database

FOLDER = Path(__file__).parent / "migrations"


async def migrate(database: Database) -> None:
    """Run every migration that the database has not had yet, in one transaction."""
    async with database.write() as db:
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
