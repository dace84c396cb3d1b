"""import, series: from what people write to what people watch, and back."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.exporting import NotExported, export_series
from bot.migrate import migrate
from bot.settings import Settings
from bot.wiring import installation
from lessons import catalog
from lessons.authoring import AuthoringErrors, read_series
from schedules.people.roster import Workspace, all_workspaces


class BadOrder(ValueError):
    """The command cannot be done as it was typed; the text says what to type instead."""


async def import_folder(settings: Settings, arguments: argparse.Namespace) -> int:
    """Bring a series from a folder into the catalogue and make its clips."""
    try:
        series = read_series(arguments.folder)
    except AuthoringErrors as faults:
        print(faults, file=sys.stderr)
        print(f"\nNothing was imported from {arguments.folder}.", file=sys.stderr)
        return 1
    async with installation(settings) as built:
        await migrate(built.database)
        if built.playground:
            await built.playground.workspace()
        async with built.database.read() as db:
            workspace = choose(await all_workspaces(db), arguments.workspace)
        done = await built.clips.bring_in(workspace, series, datetime.now(UTC))
        for change in done.changes or ("Nothing changed since the last import.",):
            print(change)
        if not arguments.no_clips:
            made = await built.clips.make_wanted(datetime.now(UTC), lambda words: print(f"  {words} …", flush=True))
            print(f"{series.title}, version {done.series.version}: {made} clips made.")
    return 0


async def export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write a series of the catalogue into a folder."""
    async with installation(settings) as built:
        async with built.database.read() as db:
            workspace = choose(await all_workspaces(db), arguments.workspace)
            read = catalog.latest_series if arguments.drafts else catalog.current_series
            series = await read(db, workspace.id, arguments.slug)
            known = [one.slug for one in await catalog.list_series(db, workspace.id)]
        if series is None:
            raise BadOrder(f"there is no series {arguments.slug!r}; there are: {', '.join(known) or 'none yet'}")
        try:
            names = await export_series(series, built.media, arguments.folder, force=arguments.force)
        except NotExported as fault:
            print(f"{fault}\n\nNothing was written to {arguments.folder}.", file=sys.stderr)
            return 1
    for name in names:
        print(arguments.folder / name)
    print(f"{series.title}, version {series.version}: {len(series.episodes)} episodes.")
    return 0


def choose(workspaces: list[Workspace], name: str | None) -> Workspace:
    """The workspace of that name or id; the only one that is served when none is named.

    Raises:
        BadOrder: none fits, or several could be meant.
    """
    fitting = [one for one in workspaces if name in (None, one.name, one.id, one.outside_id)]
    if name is None:
        fitting = [one for one in fitting if one.active] or fitting
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(one.name for one in workspaces) or "none yet"
    raise BadOrder(f"say which workspace with --workspace; there are: {names}")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    parser = commands.add_parser(
        "import",
        help="bring a series from a folder into the catalogue",
        description="Reads a folder of Markdown files (docs/authoring.md), shows what changed since the last import,\n"
        "and makes the clips that are new. Importing twice changes nothing. Faults are all named at once,\n"
        "with file and line, and then nothing is imported.\n\n  python -m bot import examples/the-data-leak",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="the folder with series.md and the episodes")
    parser.add_argument("--workspace", help="name of the workspace, where there are several")
    parser.add_argument("--no-clips", action="store_true", help="leave the clips to the worker")
    parser.set_defaults(do=import_folder)
    series = commands.add_parser("series", help="write a series back into a folder").add_subparsers(required=True)
    out = series.add_parser(
        "export",
        help="write a series of the catalogue into a folder",
        description="Writes Markdown, pictures, recordings and clips as docs/authoring.md describes them. What was\n"
        "made or changed on a page comes with it; importing the folder brings back the same.\n\n"
        "  python -m bot series export the-data-leak exported/the-data-leak",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    out.add_argument("slug", help="the series, as its folder was called")
    out.add_argument("folder", type=Path, help="an empty folder, or one that is not there yet")
    out.add_argument("--workspace", help="name of the workspace, where there are several")
    out.add_argument("--drafts", action="store_true", help="the newest version, approved or not")
    out.add_argument("--force", action="store_true", help="write into a folder that holds something")
    out.set_defaults(do=export)
