"""`ninety worker`: planning, sending, reconciling and making clips, without pages."""

from __future__ import annotations

import argparse

from bot.cli.processes.serving import stop_on_signal, work_until
from bot.settings import Settings
from bot.wiring import installation

DESCRIPTION = (
    "Plans, sends, reminds, re-asks, reconciles and makes clips. Any number of workers share one database.\n"
    "Needs `ninety migrate` before it."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: settings say everything."""


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    async with installation(settings) as ready:
        await ready.begin()
        # Without a pace a workspace would be written to without limit.
        await ready.set_paces()
        await work_until(ready, stop_on_signal())
    return 0
