"""What was read is remembered for those who ask next, and no longer than it holds."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.async_cache import MOST, AsyncCache

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Source:
    """Counts how often it is read; fails while it is broken."""

    def __init__(self) -> None:
        self.reads = 0
        self.broken = False

    async def read(self) -> int:
        self.reads += 1
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("no answer")
        return self.reads


async def test_everybody_who_asks_at_once_gets_the_value_of_one_reading() -> None:
    cache, source = AsyncCache[str, int](), Source()
    assert await asyncio.gather(*(cache.get("a", NOON, source.read) for _ in range(9))) == [1] * 9


async def test_a_value_is_read_again_when_it_is_too_old_or_the_clock_went_back() -> None:
    cache, source = AsyncCache[str, int](timedelta(minutes=1)), Source()
    times = [timedelta(0), timedelta(seconds=59), timedelta(seconds=60), timedelta(seconds=30)]
    assert [await cache.get("a", NOON + after, source.read) for after in times] == [1, 1, 2, 3]


async def test_a_failure_is_not_remembered() -> None:
    cache, source = AsyncCache[str, int](), Source()
    source.broken = True
    with pytest.raises(OSError):
        await cache.get("a", NOON, source.read)
    source.broken = False
    assert await cache.get("a", NOON, source.read) == 2


async def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    cache, source = AsyncCache[int, int](), Source()
    for key in range(MOST):
        await cache.get(key, NOON, source.read)
    await cache.get(0, NOON, source.read)  # the oldest is asked for again, so that the second is the oldest now
    await cache.get(MOST, NOON, source.read)
    assert await cache.get(0, NOON, source.read) == 1
    assert await cache.get(1, NOON, source.read) == MOST + 2
