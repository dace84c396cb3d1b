"""`ninety backup`: one file with everything that cannot be made again."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli.choosing import BadOrder
from bot.operations.backup import NotDone, back_up
from bot.settings import Settings

DESCRIPTION = """\
Writes the database, the key, the provenance keys and the media into one file, while everything goes on. PostgreSQL's
client programs must be there for a PostgreSQL database. The file holds people's data and the key: keep it safe.

  ninety backup /backups/ninety-2026-12-01.tar"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file to write; it must be new")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        manifest = await asyncio.to_thread(back_up, settings, arguments.file.resolve())
    except NotDone as fault:
        raise BadOrder(str(fault)) from fault
    size = arguments.file.stat().st_size
    print(f"Wrote {arguments.file}: {size >> 20} MB, schema {manifest.revision}, key {manifest.key}.")
    return 0
