"""migrate, doctor: what keeps an installation well."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from bot.clips.sweeping import GRACE, count_unused
from bot.clock import Clock
from bot.commands.slack import examine_slack
from bot.commands.teams import examine_teams
from bot.health import health
from bot.migrate import head_revision, migrate
from bot.settings import Settings
from bot.wiring import EVERY_S
from lessons.database import Database

LITTLE_ROOM = 1 << 30  # bytes; a series of five episodes takes about 50 MB with its caches


async def bring_up_to_date(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run the migrations that the database has not had yet."""
    database = Database(settings.database_url)
    try:
        await migrate(database)
    finally:
        await database.close()
    print(f"The database is at {head_revision()}.")
    return 0


async def examine(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say what is missing and how to mend it."""
    if arguments.about:
        return await PLATFORMS[arguments.about](settings, arguments)
    faults = [*_surroundings(settings)]
    database = Database(settings.database_url)
    try:
        _, found = await health(database, Clock(), EVERY_S)
        faults += [f"{reason}" for reason in found["reasons"]]
        if found.get("migrations", {}).get("ok"):
            print(f"  {await _media(settings, database)}")
    except sa.exc.SQLAlchemyError as error:
        faults.append(f"the database does not answer ({type(error).__name__}): check DATABASE_URL, or start it")
    finally:
        await database.close()
    for fault in faults:
        print(f"✗ {fault}")
    print("✓ everything is well" if not faults else f"\n{len(faults)} to mend.")
    return 1 if faults else 0


async def _media(settings: Settings, database: Database) -> str:
    """How much the media store holds, and how much of it will go."""
    files, size = await asyncio.to_thread(_weigh, settings.data_dir / "media")
    async with database.read() as db:
        unused = await count_unused(db)
    going = f"; nothing uses {unused} of them, which go {GRACE.days} days after that was seen" if unused else ""
    return f"the media store holds {files} files, {size >> 20} MB{going}"


def _weigh(folder: Path) -> tuple[int, int]:
    sizes = [path.stat().st_size for path in folder.glob("*/*")]
    return len(sizes), sum(sizes)


def _surroundings(settings: Settings) -> Iterator[str]:
    free = shutil.disk_usage(settings.data_dir).free
    if free < LITTLE_ROOM:
        yield f"only {free >> 20} MB are free at {settings.data_dir}: make room, or move DATA_DIR"
    if settings.public_url.startswith("http://") and "127.0.0.1" not in settings.public_url:
        yield f"PUBLIC_URL {settings.public_url} is not https: chat platforms show no player from it"
    if not _port_is_free(settings):
        print(f"  port {settings.port} is in use, so Ninety, or something else, runs there already")


def _port_is_free(settings: Settings) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((settings.host, settings.port)) != 0


PLATFORMS = {"slack": examine_slack, "teams": examine_teams}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    up = commands.add_parser(
        "migrate", help="bring the database up to date", description="Safe to run twice, and before every start."
    )
    up.set_defaults(do=bring_up_to_date)
    doctor = commands.add_parser(
        "doctor",
        help="say what is missing and how to mend it",
        description="Looks at settings, disk, database, migrations, rounds and the ledger. "
        "Exits with 1 when something is to be mended, so that a monitor can call it.",
    )
    doctor.add_argument("about", nargs="?", choices=sorted(PLATFORMS), help="a chat platform, to try its set-up alone")
    doctor.add_argument("--to", default="", metavar="MEMBER", help="with slack: send a test message to this member id")
    doctor.set_defaults(do=examine)
