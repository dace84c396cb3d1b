"""gallery: every message as each platform shows it."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.platforms import gallery_files
from bot.settings import Settings


async def write_gallery(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the gallery's pages."""
    folder: Path = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    files = gallery_files()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    print(f"Wrote {len(files)} files: open {folder / 'index.html'} in a browser.")
    return 0


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    looks = commands.add_parser(
        "gallery",
        help="write pages with every message as each platform shows it",
        description="Every message that can be sent and every window, for each platform, in light and dark, for a\n"
        "telephone and wide, so that a person can look. The pages open without a server; while the playground runs\n"
        "they are at /gallery/ too.\n\n"
        "  python -m bot gallery --out gallery",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    looks.add_argument("--out", type=Path, default=Path("gallery"), help="the folder to write into")
    looks.set_defaults(do=write_gallery)
