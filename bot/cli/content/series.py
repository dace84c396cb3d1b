"""`ninety series export`: from the catalogue back to a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.operations.exporting import NotExported, export_series
from bot.settings import Settings
from bot.wiring import Installation, installation
from lessons import catalog
from lessons.series import Series
from schedules.people.roster import all_workspaces

DESCRIPTION = "Writes a series of the catalogue into a folder: `ninety series export --help` says how."
EXPORT = """\
Writes Markdown, pictures, recordings and clips as docs/authoring.md describes them. What was
made or changed on a page comes with it; importing the folder brings back the same.

  ninety series export the-data-leak exported/the-data-leak"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    out = parser.add_subparsers(required=True, metavar="export").add_parser(
        "export",
        help="write a series of the catalogue into a folder",
        description=EXPORT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    out.add_argument("slug", help="the series, as its folder was called")
    out.add_argument("folder", type=Path, help="an empty folder, or a new one")
    add_workspace(out)
    out.add_argument("--drafts", action="store_true", help="the newest version, approved or not")
    out.add_argument("--force", action="store_true", help="write into a folder that holds something")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write a series of the catalogue into a folder."""
    async with installation(settings) as ready:
        series = await _series(ready, arguments)
        try:
            names = await export_series(series, ready.media, arguments.folder, force=arguments.force)
        except NotExported as fault:
            print(f"{fault}\n\nNothing was written to {arguments.folder}.", file=sys.stderr)
            return 1
    for name in names:
        print(arguments.folder / name)
    print(f"{series.title}, version {series.version}: {len(series.episodes)} episodes.")
    return 0


async def _series(ready: Installation, arguments: argparse.Namespace) -> Series:
    async with ready.database.read() as db:
        workspace = choose(await all_workspaces(db), arguments.workspace)
        # Drafts are what curators work on; what learners see is what is exported unless asked otherwise.
        read = catalog.latest_series if arguments.drafts else catalog.current_series
        series = await read(db, workspace.id, arguments.slug)
        slugs = [each.slug for each in await catalog.list_series(db, workspace.id)]
    if series is None:
        raise BadOrder(f"there is no series {arguments.slug!r}; there are: {', '.join(slugs) or 'none yet'}")
    return series
