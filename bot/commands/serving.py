"""run, web, worker: the processes of an installation."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.health import health
from bot.migrate import migrate
from bot.playground import Step
from bot.settings import Settings
from bot.wiring import EVERY_S, Installation, installation, web_app
from lessons import catalog
from lessons.authoring import read_series
from schedules.people.roster import all_workspaces
from schedules.ticker import Ticker

SAMPLE = Path(__file__).parents[2] / "examples" / "the-data-leak"
CLOSE_S = 2.0  # how long open pages are waited for when the process stops


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Everything in one process: migrations, the sample where nothing is there yet, web and worker."""
    async with installation(settings) as built:
        await migrate(built.database)
        await built.clock.refresh(built.database)
        await built.connect()
        if built.playground:
            await _first_time(built)
        else:
            await _sample_for_newcomers(built)
        await built.set_paces()
        stop = _stop_on_signal()
        async with _serving(built), asyncio.TaskGroup() as tasks:
            print(f"\n  Ninety is at {settings.public_url}\n  Press Ctrl-C to stop it.\n", flush=True)
            tasks.create_task(_work(built, stop))
            tasks.create_task(_open_story(built))
            tasks.create_task(built.studio.warm_up())
        print("Stopped; the next start goes on from here.", flush=True)
    return 0


async def serve_web(settings: Settings, arguments: argparse.Namespace) -> int:
    """The pages alone."""
    async with installation(settings) as built:
        await built.clock.refresh(built.database)
        await built.connect()
        stop = _stop_on_signal()
        async with _serving(built):
            print(f"Serving {settings.public_url}", flush=True)
            await stop.wait()
    return 0


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """The worker alone: planning, sending, settling, making clips."""
    async with installation(settings) as built:
        await built.clock.refresh(built.database)
        await built.set_paces()
        await _work(built, _stop_on_signal())
    return 0


async def _work(built: Installation, stop: asyncio.Event) -> None:
    ticker = Ticker(built.database, built.rounds(), built.clock.now, lambda: datetime.now(UTC))
    ticker.start()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(built.postman.run(stop))
            tasks.create_task(built.library.run(stop))
    finally:
        await ticker.stop()


@asynccontextmanager
async def _serving(built: Installation) -> AsyncIterator[None]:
    settings = built.settings
    app = web_app(built, lambda: health(built.database, built.clock, EVERY_S))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_S)
    async with built.receiving():
        await runner.setup()
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
            yield
        finally:
            await runner.cleanup()


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def _first_time(built: Installation) -> None:
    """Give a newcomer something to play: the sample series with its clips, and a team that starts it."""
    assert built.playground is not None  # noqa: S101  # the caller asked
    workspace = await built.playground.workspace()
    async with built.database.read() as db:
        known = await catalog.list_series(db, workspace.id)
    if not known:
        series = await asyncio.to_thread(read_series, SAMPLE)
        await built.clips.bring_in(workspace, series, datetime.now(UTC))
    await built.clips.make_wanted(datetime.now(UTC), _say)


async def _sample_for_newcomers(built: Installation) -> None:
    """Give each workspace that has no series yet the sample, so that a manager can start a campaign at once."""
    async with built.database.read() as db:
        everybody = [one for one in await all_workspaces(db) if one.active]
        bare = [one for one in everybody if not await catalog.list_series(db, one.id)]
    for workspace in bare:
        series = await asyncio.to_thread(read_series, SAMPLE)
        await built.clips.bring_in(workspace, series, datetime.now(UTC))


async def _open_story(built: Installation) -> None:
    """On the very first start, move playground time to the first lesson, so that one is there to watch."""
    if built.playground:
        workspace = await built.playground.workspace()
        async with built.database.read() as db:
            series = await catalog.list_series(db, workspace.id)
        if series and await built.playground.fill(series[0]):
            await built.set_paces()
            await built.playground.advance(Step.NEXT_LESSON)


def _say(words: str) -> None:
    print(f"  {words} …", file=sys.stderr, flush=True)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    for name, what, do, more in _COMMANDS:
        parser = commands.add_parser(
            name, help=what, description=more, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        parser.set_defaults(do=do)


_COMMANDS: Sequence[tuple[str, str, object, str]] = (
    (
        "run",
        "everything in one process, for a laptop or a small team",
        run,
        "Brings the database up to date, makes the sample series' clips when they are not there yet, and serves the\n"
        "pages and the worker in one process. Prints one address; open it in a browser.\n\n"
        "  PORT=8080 python -m bot run",
    ),
    (
        "web",
        "the pages alone; run as many as you like",
        serve_web,
        "Serves chat, player, reports and /healthz. Needs a worker beside it, and `migrate` before it.",
    ),
    (
        "worker",
        "the worker alone; run as many as you like",
        work,
        "Plans, sends, reminds, re-asks, settles and makes clips. Any number of workers share one database.",
    ),
)
