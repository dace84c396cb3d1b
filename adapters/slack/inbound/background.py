"""What is done after Slack was answered: small tasks that belong to one group and end with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

log = logging.getLogger(__name__)
LASTING = "lasting"


class BackgroundTasks:
    """Tasks that outlive the request that began them, but not the process."""

    def __init__(self) -> None:
        self._tasks: asyncio.TaskGroup | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Work can be begun for as long as the block runs; what is under way at its end is cut off."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                yield
            finally:
                self._tasks = None
                for task in self._under_way:
                    task.cancel()

    def run(self, work: Coroutine[Any, Any, object], what: str, *, lasting: bool = False) -> None:
        """Begin work; a fault in it is logged.

        Args:
            lasting: it goes on until the process stops.
        """
        if self._tasks is None:
            return work.close()
        task = self._tasks.create_task(_guarded(work, what), name=LASTING if lasting else None)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def done(self) -> None:
        """Returns when nothing is under way but what lasts as long as the process."""
        while passing := {task for task in self._under_way if task.get_name() != LASTING}:
            await asyncio.wait(passing)


async def _guarded(work: Coroutine[Any, Any, object], what: str) -> None:
    try:
        await work
    except Exception:
        # One faulty task must not take the group, and the process with it, down.
        log.exception("%s failed", what)
