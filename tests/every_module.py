"""Everything of the program imported, so that every table is known."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import adapters
import bot
import lessons
import schedules

PROGRAMS = ("__main__", "worker", "confined", "migrations")  # modules that run when they are imported


@cache
def import_every_module() -> None:
    """Which tables are known would else depend on the tests that ran before in the same process."""
    for package in (lessons, schedules, bot, adapters):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(name in module.name for name in PROGRAMS):
                importlib.import_module(module.name)
