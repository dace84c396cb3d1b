"""`ninety gallery`: every message as each platform shows it."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.platforms import gallery_files
from bot.settings import Settings

DESCRIPTION = """\
Every message that can be sent and every window, for each platform, in light and dark, for a
telephone and wide, so that a person can look. The pages open without a server; while the playground runs
they are at /gallery/ too.

  ninety gallery --out gallery"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("gallery"), help="the folder to write into")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the gallery's pages."""
    folder: Path = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    # Made in memory first: a fault in one message leaves no half gallery behind.
    files = gallery_files()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    print(f"Wrote {len(files)} files: open {folder / 'index.html'} in a browser.")
    return 0
