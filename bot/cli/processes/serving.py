"""What the processes of an installation share: the worker's tasks, the web server, and how a process is stopped."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.wiring import Installation, listening, web_app
from schedules.ticker import Ticker


async def work_until(installation: Installation, stop: asyncio.Event) -> None:
    """Plan, send, settle and make clips until told to stop."""
    ticker = Ticker(installation.database, installation.rounds(), installation.clock.now, lambda: datetime.now(UTC))
    ticker.start()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(installation.sender.run(stop))
            tasks.create_task(installation.answer_worker.run(stop))
    finally:
        await ticker.stop()


@asynccontextmanager
async def serving(installation: Installation) -> AsyncIterator[None]:
    """The pages, and what chat platforms send, for as long as the block runs."""
    settings, started = installation.settings, datetime.now(UTC)
    app = web_app(installation, lambda: installation.health(started))
    async with installation.receiving(), listening(app, settings):
        yield


def stop_on_signal() -> asyncio.Event:
    """Set by Ctrl-C and by whatever supervises the process."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop
