"""Remembers what was read: once for all who ask at the same time, and for as long as it may be shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST = 4096  # values: several times the episodes and clips that a company of 100,000 has under way in a day


class AsyncCache(Generic[K, V]):
    """Values by key; beyond MOST the one that was asked for longest ago is forgotten.

    The age is that of the caller's clock, which tests and the playground move, and not of the machine's.

    Args:
        fresh: how long a value may be shown; None for what never changes.
    """

    def __init__(self, fresh: timedelta | None = None) -> None:
        self._fresh = fresh
        self._values: LRUCache[K, tuple[datetime, V]] = LRUCache(MOST)
        self._locks: WeakValueDictionary[K, asyncio.Lock] = WeakValueDictionary()

    async def get(self, key: K, now: datetime, read: Callable[[], Awaitable[V]]) -> V:
        """The value, read when it is not there or too old. What read raises is not remembered."""
        if (dated := self._fresh_value(key, now)) is not None:
            return dated[1]
        async with self._locks.setdefault(key, asyncio.Lock()):
            if (dated := self._fresh_value(key, now)) is None:
                dated = self._values[key] = now, await read()
        return dated[1]

    def get_if_fresh(self, key: K, now: datetime) -> V | None:
        """The value where it is there and not too old; None where it would have to be read."""
        dated = self._fresh_value(key, now)
        return None if dated is None else dated[1]

    def put(self, key: K, now: datetime, value: V) -> None:
        """Remember a value that was read elsewhere."""
        self._values[key] = now, value

    def _fresh_value(self, key: K, now: datetime) -> tuple[datetime, V] | None:
        dated = self._values.get(key)
        if dated is None or self._fresh is None:
            return dated
        return dated if timedelta(0) <= now - dated[0] < self._fresh else None
