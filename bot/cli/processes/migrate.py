"""`ninety migrate`: brings the database to the newest schema."""

from __future__ import annotations

import argparse

from bot.operations.migrate import head_revision, migrate
from bot.settings import Settings
from lessons.database import Database

DESCRIPTION = "Safe to run twice, in several places at once, and before every start."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: settings say everything."""


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run the migrations that the database has not had yet."""
    database = Database(settings.database_url)
    try:
        await migrate(database)
    finally:
        await database.close()
    print(f"The database is at {head_revision()}.")
    return 0
