"""`ninety run`: everything in one process."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from bot.cli.examples import SAMPLE
from bot.cli.processes.serving import serving, stop_on_signal, work_until
from bot.operations.migrate import migrate
from bot.playground import Playground, TimeStep
from bot.settings import Settings
from bot.wiring import Installation, installation
from lessons import catalog
from lessons.authoring import read_series
from schedules.people.roster import Workspace, all_workspaces

DESCRIPTION = """\
Brings the database up to date, makes the sample series' first clip when it is not there yet, and serves
the pages and the worker in one process, which makes the other clips meanwhile. Prints one address to open.

  PORT=8080 ninety run"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: settings say everything."""


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Everything in one process: migrations, the sample where there is no series yet, web and worker."""
    async with installation(settings) as ready:
        await migrate(ready.database)
        await ready.begin()
        await ready.connect()
        if ready.playground:
            await _fill_catalogue(ready, ready.playground)
        else:
            await _sample_for_newcomers(ready)
        # Paces come before the first send: without one, a workspace is written to without limit.
        await ready.set_paces()
        stop = stop_on_signal()
        async with serving(ready), asyncio.TaskGroup() as tasks:
            print(f"\n  Ninety is at {settings.public_url}\n  Press Ctrl-C to stop it.\n", flush=True)
            tasks.create_task(work_until(ready, stop))
            tasks.create_task(_open_story(ready))
            tasks.create_task(ready.studio.warm_up())
        print("Stopped; the next start goes on from here.", flush=True)
    return 0


async def _fill_catalogue(ready: Installation, playground: Playground) -> None:
    """Give a newcomer to the playground the sample series with its clips."""
    workspace = await playground.workspace()
    async with ready.database.read() as db:
        series = await catalog.list_series(db, workspace.id)
    if not series:
        await _bring_sample(ready, workspace)
    await _make_first_clip(ready, workspace)


async def _make_first_clip(ready: Installation, workspace: Workspace) -> None:
    """Make one clip before the page opens, so that there is a lesson to watch; the worker makes the others."""
    async with ready.database.read() as db:
        wanted = await catalog.count_wanted(db, workspace.id)
    if wanted:
        _report_progress(f"making the first of {wanted} clips; the others are made while you watch")
        await ready.clips.make_next(datetime.now(UTC))


async def _sample_for_newcomers(ready: Installation) -> None:
    """Give each workspace that has no series yet the sample, so that a manager can start a campaign at once."""
    async with ready.database.read() as db:
        served = [workspace for workspace in await all_workspaces(db) if workspace.active]
        bare = [workspace for workspace in served if not await catalog.list_series(db, workspace.id)]
    for workspace in bare:
        await _bring_sample(ready, workspace)


async def _bring_sample(ready: Installation, workspace: Workspace) -> None:
    series = await asyncio.to_thread(read_series, SAMPLE)
    await ready.clips.bring_in(workspace, series, datetime.now(UTC))


async def _open_story(ready: Installation) -> None:
    """On the very first start, move playground time to the first lesson, so that there is one to watch."""
    if ready.playground:
        workspace = await ready.playground.workspace()
        async with ready.database.read() as db:
            series = await catalog.list_series(db, workspace.id)
        if series and await ready.playground.fill(series[0]):
            await ready.set_paces()
            await ready.playground.advance(TimeStep.NEXT_LESSON)


def _report_progress(words: str) -> None:
    print(f"  {words} …", file=sys.stderr, flush=True)
