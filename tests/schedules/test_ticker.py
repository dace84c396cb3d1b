"""The heartbeat: rounds come around, and what goes wrong in one is written down and stops nothing."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lessons.database import Database
from schedules.ticker import Round, Tick, Ticker, is_late, last_ticks
from tests.schedules.team import MONDAY


def _real() -> datetime:
    return datetime.now(UTC)


async def _ticks(database: Database) -> dict[str, Tick]:
    async with database.read() as db:
        return {tick.kind: tick for tick in await last_ticks(db)}


async def test_rounds_begin_at_once_and_come_around_again(database: Database) -> None:
    seen: list[datetime] = []

    async def work(now: datetime) -> None:
        seen.append(now)

    ticker = Ticker(database, [Round("plan", 0.05, work)], lambda: MONDAY, _real)
    ticker.start()
    async with asyncio.timeout(10):
        while len(seen) < 3:  # noqa: ASYNC110  # the scheduler tells nobody
            await asyncio.sleep(0.01)
    await ticker.stop()
    assert set(seen) == {MONDAY}
    assert (await _ticks(database))["plan"].fault == ""


async def test_a_round_that_fails_is_written_down_and_the_next_one_clears_it(
    either_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    faults = [RuntimeError("the clip was gone"), None]

    async def work(_: datetime) -> None:
        if fault := faults.pop(0):
            raise fault

    ticker = Ticker(either_database, [], lambda: MONDAY, _real)
    with caplog.at_level(logging.CRITICAL):
        await ticker.beat(Round("clips", 5, work))
    assert (await _ticks(either_database))["clips"].fault == "RuntimeError: the clip was gone"
    await ticker.beat(Round("clips", 5, work))
    tick = (await _ticks(either_database))["clips"]
    assert tick.fault == ""
    assert _real() - tick.last_at < timedelta(seconds=30)


async def test_a_beat_survives_that_the_database_is_away(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no such folder/ninety.db")
    did: list[datetime] = []

    async def work(now: datetime) -> None:
        did.append(now)

    await Ticker(database, [], lambda: MONDAY, _real).beat(Round("plan", 5, work))
    await database.close()
    assert did == [MONDAY]


async def test_a_ticker_that_never_began_can_be_stopped_and_leaves_no_beat(database: Database) -> None:
    did: list[datetime] = []

    async def work(now: datetime) -> None:
        did.append(now)

    await Ticker(database, [Round("plan", 5, work)], lambda: MONDAY, _real).stop()
    assert did == []
    async with database.read() as db:
        assert await last_ticks(db) == []


async def test_stopping_waits_for_the_round_under_way(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    began, did = asyncio.Event(), []

    async def work(_: datetime) -> None:
        began.set()
        await asyncio.sleep(0.2)
        did.append("all of it")

    ticker = Ticker(database, [Round("plan", 3600, work)], lambda: MONDAY, _real)
    ticker.start()
    await began.wait()
    await ticker.stop()
    assert (did, (await _ticks(database))["plan"].fault) == (["all of it"], "")
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


async def test_a_round_that_does_not_end_is_cut_short_without_a_traceback(
    database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.ticker.GRACE_S", 0.05)
    began = asyncio.Event()

    async def work(_: datetime) -> None:
        began.set()
        await asyncio.Event().wait()

    ticker = Ticker(database, [Round("plan", 3600, work)], lambda: MONDAY, _real)
    ticker.start()
    await began.wait()
    await ticker.stop()
    warned = [(one.getMessage(), one.exc_info) for one in caplog.records if one.levelno >= logging.WARNING]
    assert warned == [("rounds are cut short", None)]


async def test_a_round_that_takes_longer_than_its_interval_warns_of_nothing_and_is_not_late(
    database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S20: the first minute of every installation logged 26 warnings while clips were drawn."""
    monkeypatch.setattr("schedules.ticker.AGAIN_S", 0.0)
    began, enough, running = asyncio.Event(), asyncio.Event(), 0

    async def work(_: datetime) -> None:
        nonlocal running
        running += 1
        began.set()
        await enough.wait()

    ticker = Ticker(database, [Round("clips", 0.02, work)], lambda: MONDAY, _real)
    ticker.start()
    await began.wait()
    async with asyncio.timeout(10):
        while "clips" not in await _ticks(database):  # noqa: ASYNC110  # the scheduler tells nobody
            await asyncio.sleep(0.02)
    assert running == 1, "one of a kind at a time"
    enough.set()
    await ticker.stop()
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(("every", "seconds", "late"), [(5, 44, False), (5, 46, True), (3600, 3000, False)])
def test_a_round_is_late_after_several_missed_beats(every: float, seconds: float, late: bool) -> None:
    assert is_late(MONDAY, every, MONDAY + timedelta(seconds=seconds)) is late
