"""Figures that take long to count keep nobody waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.feed.counted_behind import PATIENCE_S, CountedBehind

NOON, FRESH = datetime(2027, 3, 1, 12, tzinfo=UTC), timedelta(minutes=10)


class Source:
    """Counts how often it was counted, and takes until it is let go."""

    def __init__(self, *, at_once: bool) -> None:
        self.times, self.go = 0, asyncio.Event()
        if at_once:
            self.go.set()

    async def count(self) -> int:
        await self.go.wait()
        self.times += 1
        return self.times


@pytest.fixture
async def figures() -> AsyncIterator[CountedBehind[str, int]]:
    made: CountedBehind[str, int] = CountedBehind(FRESH, 0)
    yield made
    await made.close()


async def test_what_is_counted_in_time_is_shown_at_once_and_for_ten_minutes(figures: CountedBehind[str, int]) -> None:
    source = Source(at_once=True)
    assert [await figures.get("a", NOON + timedelta(minutes=at), source.count) for at in (0, 5, 9)] == [1, 1, 1]


async def test_what_takes_long_shows_nothing_first_and_is_counted_once(figures: CountedBehind[str, int]) -> None:
    source = Source(at_once=False)
    assert await asyncio.gather(*(figures.get("a", NOON, source.count) for _ in range(5))) == [0] * 5
    # Nobody waits any more: all five hundred are answered while one patience would last.
    async with asyncio.timeout(100 * PATIENCE_S):
        assert [await figures.get("a", NOON, source.count) for _ in range(500)] == [0] * 500
    source.go.set()
    await asyncio.sleep(0)
    assert await figures.get("a", NOON, source.count) == 1


async def test_the_last_figures_are_shown_while_new_ones_are_counted(figures: CountedBehind[str, int]) -> None:
    source = Source(at_once=True)
    await figures.get("a", NOON, source.count)
    source.go.clear()
    later = NOON + 2 * FRESH
    assert await figures.get("a", later, source.count) == 1
    source.go.set()
    while source.times < 2:  # noqa: ASYNC110  # a few turns of the loop
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await figures.get("a", later, source.count) == 2


async def test_a_count_that_fails_is_logged_and_tried_again(
    figures: CountedBehind[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> int:
        raise OSError("no database")

    assert await figures.get("a", NOON, fail) == 0
    assert "could not be counted" in caplog.text
    assert await figures.get("a", NOON, Source(at_once=True).count) == 1
