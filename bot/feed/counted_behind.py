"""Figures that take seconds to count: nobody waits for them, whoever comes sees the last ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

log = logging.getLogger(__name__)

# A page that is half a second later is not noticed, and most companies are counted within it.
PATIENCE_S = 0.5
# Counting takes at most a twentieth of a database's time, however large the company is.
REST = 20


class CountedBehind(Generic[K, V]):
    """Values by key, counted anew in the background once they are older than `fresh` on the caller's clock."""

    def __init__(self, fresh: timedelta, nothing: V) -> None:
        self._fresh, self._nothing = fresh, nothing
        self._values: dict[K, tuple[datetime, timedelta, V]] = {}
        self._counting: dict[K, tuple[float, asyncio.Task[None]]] = {}

    async def get(self, key: K, now: datetime, count: Callable[[], Awaitable[V]]) -> V:
        """The last value; where there is none yet, what is counted within PATIENCE_S of the begin, else `nothing`."""
        dated = self._values.get(key)
        if dated is None or not timedelta(0) <= now - dated[0] < max(self._fresh, REST * dated[1]):
            time = asyncio.get_running_loop().time
            if key not in self._counting:
                self._counting[key] = time(), asyncio.create_task(self._count(key, now, count))
            if dated is None:
                began, task = self._counting[key]
                # Whoever comes later waits for what is left of it: a first count may take as long as a minute.
                await asyncio.wait([task], timeout=max(0.0, began + PATIENCE_S - time()))
                dated = self._values.get(key)
        return self._nothing if dated is None else dated[2]

    async def _count(self, key: K, now: datetime, count: Callable[[], Awaitable[V]]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            value = await count()
            self._values[key] = now, timedelta(seconds=loop.time() - began), value
        except Exception:
            # The page goes on with what it has; the next one who comes counts again.
            log.exception("the figures of a learner's page could not be counted")
        finally:
            del self._counting[key]

    async def close(self) -> None:
        """Count no further."""
        counting = [task for _, task in self._counting.values()]
        for task in counting:
            task.cancel()
        await asyncio.gather(*counting, return_exceptions=True)
