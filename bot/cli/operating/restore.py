"""`ninety restore`: brings a backup into an empty place, and holds back what it still owes until it has looked."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from bot.cli.choosing import BadOrder
from bot.cli.operating import restored
from bot.operations.backup import NotDone, restore
from bot.settings import Settings, read_settings

DESCRIPTION = """\
Stop every process first. Brings a backup of `ninety backup` into an empty DATA_DIR and an empty database, and marks
what it still owes as uncertain, so that each message is looked for on its platform before it is sent again.

  ninety restore /backups/ninety-2026-12-01.tar --yes"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument("--yes", action="store_true", help="every process is stopped")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    if not arguments.yes:
        raise BadOrder("stop every process, and then add --yes")
    try:
        manifest = await asyncio.to_thread(restore, settings, arguments.file.resolve())
    except NotDone as fault:
        raise BadOrder(str(fault)) from fault
    print(f"Restored what was backed up at {manifest.at[:16]} UTC (schema {manifest.revision}, key {manifest.key}).")
    # The key came with the backup, and the settings were read before it was there.
    return await restored.work(read_settings(os.environ), arguments)
