"""Remembers what was read: once for all who ask at the same time, and for as long as it may be shown."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST = 4096


class Shelf(Generic[K, V]):
    """Values by key.

    Args:
        fresh: how long a value may be shown; None for what never changes.
    """

    def __init__(self, fresh: timedelta | None = None) -> None:
        self._fresh = fresh
        self._kept: dict[K, tuple[datetime, V]] = {}
        self._locks: defaultdict[K, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, key: K, now: datetime, read: Callable[[], Awaitable[V]]) -> V:
        """The value, read when it is not there or too old. What read raises is not remembered."""
        if (held := self._held(key, now)) is not None:
            return held[1]
        async with self._locks[key]:
            if (held := self._held(key, now)) is None:
                held = now, await read()
                self._keep(key, held)
        return held[1]

    def _held(self, key: K, now: datetime) -> tuple[datetime, V] | None:
        held = self._kept.get(key)
        if held is None or self._fresh is None:
            return held
        return held if timedelta(0) <= now - held[0] < self._fresh else None

    def _keep(self, key: K, held: tuple[datetime, V]) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
            self._locks.clear()
        self._kept[key] = held
