"""Days on which much goes wrong at once: nothing is lost, doubled or passed over, whatever platform and database."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.dates import PlatformTimes, date_trace
from bot.operations.checks import clock_check
from bot.operations.health import health
from bot.operations.keys import WrongKey, hold_key
from bot.settings import read_settings
from bot.wiring import installation
from schedules.ledger.faults.restored import doubt_what_was_due
from tests.faults.company import Company, back_up
from tests.stories.world import MONDAY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PEOPLE = 200 if os.environ.get("NINETY_LONG") else 5
RIGHT, WRONG = "a" * 32, "b" * 32


@pytest.fixture
async def day(place: Company) -> Company:
    """A campaign for everybody starts on this Monday, between nine and ten."""
    for number in range(PEOPLE):
        await place.world.join(f"P{number}", manages=number == 0)
    await place.world.beat()
    await place.world.start(*place.world.learners, silent_limit=9, reminders=(), spacing=False)
    return place


async def test_an_app_that_is_dead_for_three_days_costs_nobody_an_episode(day: Company) -> None:
    await day.world.until(MONDAY + DAY)
    logging.disable(logging.CRITICAL)
    day.platform.break_app()
    await day.world.until(MONDAY + 4 * DAY)
    logging.disable(logging.NOTSET)
    assert day.all_got(1)
    day.platform.mend_app()
    await day.world.until(MONDAY + 11 * DAY)
    assert day.all_got(1, 2, 3, 4, 5)


async def test_a_fifth_of_the_people_blocks_the_app_and_half_get_new_conversations(day: Company) -> None:
    names = list(day.world.learners)
    await day.world.until(MONDAY + DAY)
    blocked, moved = names[: PEOPLE // 5], names[PEOPLE // 2 :]
    for name in blocked:
        day.platform.block(name)
    for name in moved:
        day.platform.move(name)
    await day.world.until(MONDAY + 7 * DAY)
    assert day.came() == {name: [1] if name in blocked else [1, 2, 3, 4, 5] for name in names}
    for name in blocked:
        day.platform.unblock(name)
        await day.world.write(name, "help")
    await day.world.until(MONDAY + 14 * DAY)
    assert day.all_got(1, 2, 3, 4, 5)


async def measure(day: Company, ahead: timedelta) -> None:
    """Ask the platform for the time, on a machine whose clock is ahead of it."""
    measured = day.world.clock.platform_time
    trace = date_trace(measured.observe, lambda: datetime.now(UTC) + ahead)
    measured.forget()
    async with TestServer(day.platform.app()) as server, aiohttp.ClientSession(trace_configs=[trace]) as session:
        await PlatformTimes(session, [str(server.make_url("/"))]).look(measured)


async def test_a_host_ten_minutes_ahead_sends_nothing_until_its_clock_is_right(day: Company) -> None:
    await measure(day, timedelta(minutes=10))
    await day.world.until(MONDAY + 3 * HOUR)
    assert day.all_got()
    status, state = await health(day.world.database, day.world.clock, {}, [clock_check(day.world.clock)])
    assert status == 503
    assert any("clock is 10 minutes ahead" in reason for reason in state["reasons"])
    await measure(day, timedelta(0))
    await day.world.until(MONDAY + DAY + 3 * HOUR)
    assert day.all_got(1, 2)


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
async def test_a_clock_that_is_an_hour_off_for_a_moment_doubles_and_freezes_nothing(
    day: Company, by: timedelta
) -> None:
    await day.world.until(MONDAY + timedelta(minutes=45))
    for jump in (by, -by):
        day.world.clock.at += jump
        await day.world.beat()
    await day.world.until(MONDAY + 3 * HOUR)
    assert day.all_got(1)
    await day.world.until(MONDAY + DAY + 3 * HOUR)
    assert day.all_got(1, 2)


async def test_a_backup_of_an_hour_ago_is_restored_and_nobody_gets_a_lesson_twice_or_none(
    day: Company, tmp_path: Path
) -> None:
    """Where nobody can look at what was sent, the readers' presses show it.

    The backup holds what is due within two hours: so long before its time a message becomes a row.
    """
    await day.world.beat()
    backup = await back_up(day.world.database, tmp_path)
    sent: set[str] = set()
    while not sent:  # each gets theirs at a minute of their own
        await day.world.until(day.world.clock.at + timedelta(minutes=2))
        sent = {name for name, numbers in day.came().items() if numbers}
    await backup.restore()
    async with day.world.database.write() as db:
        assert await doubt_what_was_due(db, day.world.clock.at) == len(sent)
    for name in sent:
        await day.world.press(name, "Report it")
    await day.world.until(MONDAY + DAY + 3 * HOUR)
    assert day.all_got(1, 2)


async def test_a_process_with_another_key_starts_nothing_and_burns_no_lesson(day: Company, tmp_path: Path) -> None:
    database = day.world.database
    async with database.write() as db:
        await hold_key(db, RIGHT, ())
    url = database.engine.url.render_as_string(hide_password=False)
    wanted = {"DATA_DIR": str(tmp_path / "other"), "DATABASE_URL": url, "SECRET_KEY": WRONG, **day.platform.settings}
    await day.world.until(MONDAY + timedelta(minutes=45))
    async with installation(read_settings(wanted)) as other:
        with pytest.raises(WrongKey, match="is not the one that this database belongs to"):
            await other.begin()
    await day.world.until(MONDAY + DAY + 3 * HOUR)
    assert day.all_got(1, 2)
