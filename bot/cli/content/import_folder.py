"""`ninety import`: from what people write to what people watch."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.choosing import add_workspace, choose
from bot.clips.rehearsal import rehearse
from bot.operations.migrate import migrate
from bot.settings import Settings
from bot.voices import voices_of
from bot.wiring import Installation, installation
from lessons import catalog
from lessons.authoring import AuthoringErrors, read_pages
from lessons.series import Series
from schedules.people.roster import Workspace, all_workspaces

DESCRIPTION = """\
Reads a folder of Markdown files (docs/authoring.md), shows what changed since the last import,
and makes the clips that are new. Importing twice changes nothing. Faults are all named at once,
with file and line, and then nothing is imported: every line is spoken and every film looked at.

  ninety import examples/the-data-leak"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder with series.md and the episodes")
    add_workspace(parser)
    parser.add_argument("--no-clips", action="store_true", help="leave the clips to the worker")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Bring a series from a folder into the catalogue and make its clips."""
    # Read before anything is opened: a folder with a fault must leave no trace.
    try:
        read = await asyncio.to_thread(read_pages, arguments.folder, voices=set(voices_of(settings)))
    except AuthoringErrors as faults:
        return _refused(arguments.folder, faults)
    async with installation(settings) as ready:
        workspace = await open_workspace(ready, arguments.workspace)
        try:
            for hint in await rehearse(read, ready.studio, whole=not arguments.no_clips):
                print(f"  {hint}")
        except AuthoringErrors as faults:
            return _refused(arguments.folder, faults)
        return await _import(ready, workspace, read.series, arguments.no_clips)


def _refused(folder: Path, faults: AuthoringErrors) -> int:
    print(faults, file=sys.stderr)
    print(f"\nNothing was imported from {folder}.", file=sys.stderr)
    return 1


async def open_workspace(ready: Installation, name: str | None) -> Workspace:
    """The workspace that a command means, also on a database that no version has run on yet."""
    # Authors import into a fresh folder, where no process has made the tables yet.
    await migrate(ready.database)
    if ready.playground:
        await ready.playground.workspace()
    async with ready.database.read() as db:
        return choose(await all_workspaces(db), name)


async def _import(ready: Installation, workspace: Workspace, series: Series, no_clips: bool) -> int:
    done = await ready.clips.bring_in(workspace, series, datetime.now(UTC))
    for change in done.changes or ("Nothing changed since the last import.",):
        print(change)
    # The worker makes clips too; here the author sees at once what came of each.
    if no_clips:
        return 0
    own = {episode.id for episode in done.series.episodes}
    # What failed when the machine was too busy, or before a program was mended, may be made this time.
    async with ready.database.write() as db:
        for episode_id in own:
            await catalog.want_failed_again(db, workspace.id, episode_id)
    count = await ready.clips.make_wanted(datetime.now(UTC), lambda words: print(f"  {words} …", flush=True))
    print(f"{series.title}, version {done.series.version}: {count} clips made.")
    async with ready.database.read() as db:
        unmade = [clip for clip in await catalog.troubled_clips(db, workspace.id) if clip[0].episode_id in own]
    for clip, title in unmade:
        print(f"{title} ({clip.key}, {clip.language}) could not be made: {clip.reason}", file=sys.stderr)
    return 1 if unmade else 0
