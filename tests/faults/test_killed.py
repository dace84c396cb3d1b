"""Workers are killed or stopped in the middle of a run: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import random

import pytest

from lessons.database import Database
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.faults.rig import ground
from tests.faults.worker import LIMITS

COUNT, KILLS = 2_000, 10


@pytest.mark.parametrize("seed", [20261120])
async def test_ten_kills_in_two_thousand_deliveries_lose_nothing_and_double_nothing(
    either_database: Database, seed: int
) -> None:
    moments = random.Random(seed)
    async with ground(either_database, FakeSlack(latency_s=0.03)) as field:
        await field.owe(COUNT)
        field.hire(2)
        for count in sorted(moments.sample(range(50, COUNT - 100), KILLS)):
            await field.arrived(count)
            await asyncio.sleep(moments.random() * 0.03)  # anywhere in a message's way, not only at its end
            field.kill(moments.randrange(2))
            field.hire()
        states = await field.settled()
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": COUNT}


async def test_a_worker_that_was_stopped_past_its_lease_doubles_nothing_when_it_goes_on(database: Database) -> None:
    async with ground(database, FakeSlack(latency_s=0.6)) as field:
        await field.owe(100)
        field.hire()
        await field.called(2 * LIMITS.slots)
        await field.pause(0)  # a round of requests is under way, and as many more wait for a slot
        field.hire()
        await asyncio.sleep(LIMITS.lease.total_seconds())
        await field.settled()
        field.wake(0)
        await asyncio.sleep(1.0)
        states = await field.states()
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": 100}


async def test_where_nobody_can_look_a_kill_loses_no_answer(either_database: Database) -> None:
    """Teams shows nobody what was sent. What was under way at a kill is sent again: twice harms nobody, never does."""
    kills = 3
    async with ground(either_database, FakeTeams(latency_s=0.1)) as field:
        await field.owe(300)
        field.hire(2)
        for number in range(kills):
            await field.arrived(60 * (number + 1))
            field.kill(0)
            field.hire()
        states = await field.settled()
    assert field.lost == 0
    assert field.doubled <= kills * (LIMITS.slots + LIMITS.ahead)
    assert states == {"sent": 300}
