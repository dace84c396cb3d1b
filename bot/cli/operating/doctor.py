"""`ninety doctor`: what is missing and how to mend it."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bot.companies.returning import still_removed
from bot.operations.audit_chain import audit_chains
from bot.operations.checks import open_files
from bot.operations.media_cleanup import GRACE, count_unused
from bot.outbox.rows import OutboxState, counts_by_endpoint
from bot.platforms import slack_findings, teams_faults
from bot.settings import Settings
from bot.voices import voice_entries
from bot.wiring import installation
from lessons.database import Database
from schedules.people.defaults import people_without_zone
from schedules.people.roster import all_workspaces

MARKS = {True: "✓", False: "✗", None: "·"}  # well, to be mended, not tried
LITTLE_ROOM = 1 << 30  # bytes; a series of five episodes takes about 50 MB with its caches


DESCRIPTION = """\
Looks at settings, disk, database, migrations, rounds and the ledger.
Exits with 1 when something is to be mended, so that a monitor can call it.

  ninety doctor
  ninety doctor slack --to U0123456789    try Slack's set-up, and send a test message
  ninety doctor teams                     try Teams' set-up"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("about", nargs="?", choices=sorted(PLATFORMS), help="a chat platform, to try its set-up alone")
    parser.add_argument("--to", default="", metavar="MEMBER", help="with slack: send a test message to this member id")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say what is missing and how to mend it."""
    if arguments.about:
        return await PLATFORMS[arguments.about](settings, arguments)
    faults = [*_surroundings(settings), *await _inside(settings)]
    for fault in faults:
        print(f"✗ {fault}")
    print("✓ everything is well" if not faults else f"\n{len(faults)} to mend.")
    return 1 if faults else 0


async def _inside(settings: Settings) -> list[str]:
    """What the installation itself says: its database, its rounds, its ledger."""
    faults: list[str] = []
    async with installation(settings) as ready:
        # The database may be what is wrong; everything else is worth telling all the same.
        try:
            _, state = await ready.health()
            if state.get("migrations", {}).get("ok"):
                print(f"  {await _media(settings, ready.database)}")
                async with ready.database.read() as db:
                    faults += await still_removed(db)
                    faults += [_no_zone(*each) for each in await people_without_zone(db)]
                chains = await audit_chains(ready.database, settings.keep_audit_days, datetime.now(UTC))
                faults += await _untold(ready.database)
                faults += [f"audit log of {name}: {chain.fault}" for name, chain in chains.items() if chain.fault]
        except sa.exc.SQLAlchemyError as error:
            return [f"the database does not answer ({type(error).__name__}): check DATABASE_URL, or start it"]
    return [*state["reasons"], *faults]


def _no_zone(workspace: str, people: int) -> str:
    return (
        f"nobody told the time zone of {people} in “{workspace}”, whose lessons come by UTC: "
        f"ninety workspace --workspace '{workspace}' --set zone=Europe/Berlin language=de"
    )


async def _untold(database: Database) -> list[str]:
    """Other systems that something never reached."""
    faults = []
    async with database.read() as db:
        for workspace in await all_workspaces(db):
            counts = await counts_by_endpoint(db, workspace.id)
            if dead := sum(count for (_, state), count in counts.items() if state == OutboxState.DEAD.value):
                faults.append(
                    f"{dead} messages to other systems of {workspace.name} never arrived: `ninety webhooks` says why, "
                    "and `ninety webhooks again` tries them once more"
                )
    return faults


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
    yield from open_files(settings)
    for entry in voice_entries(settings):
        if entry.missing:
            print(f"  the voice {entry.name} ({entry.about}) is not installed: {entry.missing}")
    # Told and no fault: the doctor is mostly asked while Ninety runs.
    if not _port_is_free(settings):
        print(f"  port {settings.port} is in use, so Ninety, or something else, runs there already")


def _port_is_free(settings: Settings) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((settings.host, settings.port)) != 0


async def _examine_slack(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say how the app is set up, and what to click where it is not."""
    faults = 0
    async for well, what in slack_findings(settings, arguments.to):
        faults += well is False
        print(f"{MARKS[well]} {what}")
    print("\nSlack can be used." if not faults else f"\n{faults} to mend.")
    return 1 if faults else 0


async def _examine_teams(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say what is missing for Teams and how to mend it."""
    faults = await teams_faults(settings)
    for fault in faults:
        print(f"✗ {fault}")
    print("✓ Teams can be used" if not faults else f"\n{len(faults)} to mend.")
    return 1 if faults else 0


PLATFORMS = {"slack": _examine_slack, "teams": _examine_teams}
