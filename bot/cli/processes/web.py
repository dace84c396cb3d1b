"""`ninety web`: the pages alone."""

from __future__ import annotations

import argparse

from bot.cli.processes.serving import serving, stop_on_signal
from bot.settings import Settings
from bot.wiring import installation

DESCRIPTION = "Serves chat, player, reports and /healthz. Needs a worker beside it, and `ninety migrate` before it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: settings say everything."""


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    async with installation(settings) as ready:
        await ready.begin()
        await ready.connect()
        stop = stop_on_signal()
        async with serving(ready):
            print(f"Serving {settings.public_url}", flush=True)
            await stop.wait()
    return 0
