"""One rate for a workspace, whoever sends: many processes together never go faster, and hardly slower."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lessons.database import EPOCH, Database
from schedules.ledger.pacing import Quota, block, pacing, reserve, set_pace
from tests.schedules.team import MONDAY, Team, make_team

SECOND = timedelta(seconds=1)


async def test_two_processes_together_hold_one_rate(either_database: Database) -> None:
    team = await make_team(either_database, per_second=20, burst=10)
    await team.owe_all(250)
    other = Team(
        Database(either_database.engine.url.render_as_string(hide_password=False)), team.workspace, team.campaign
    )
    sent_by: list[float] = []
    for step in range(100):
        now = MONDAY + step * SECOND / 10
        claims = await asyncio.gather(team.claim(8, now), other.claim(8, now), team.claim(8, now))
        sent_by += [step / 10] * sum(map(len, claims))
    await other.database.close()
    for end in (1.0, 5.0, 9.9):
        allowed = 10 + 20 * end
        assert 0.95 * (allowed - 1) <= sum(at <= end for at in sent_by) <= allowed + 1


async def test_a_burst_goes_at_once_and_then_the_rate_holds(either_database: Database) -> None:
    team = await make_team(either_database, per_second=2, burst=5)
    await team.owe_all(20)
    assert [len(await team.claim(now=MONDAY + step * SECOND / 2)) for step in range(4)] == [5, 1, 1, 1]
    assert len(await team.claim(now=MONDAY + 60 * SECOND)) == 5


async def test_a_rate_of_zero_is_without_limit(database: Database) -> None:
    team = await make_team(database, per_second=0)
    await team.owe_all(100)
    assert len(await team.claim(100)) == 100


async def test_reservations_of_one_method_come_one_interval_apart(either_database: Database) -> None:
    async with either_database.write() as db:
        await set_pace(db, "w1", 2, 1, "conversations.open")

    async def wait() -> timedelta:
        async with either_database.write() as db:
            return await reserve(db, "w1", "conversations.open", MONDAY)

    waits = await asyncio.gather(*[wait() for _ in range(6)])
    assert sorted(waits) == [step * SECOND / 2 for step in range(6)]


async def test_a_method_without_a_rate_waits_for_nobody(database: Database) -> None:
    async with database.write() as db:
        assert await reserve(db, "w1", "views.open", MONDAY) == timedelta(0)
        await set_pace(db, "w1", 0, 1, "views.open")
        assert await reserve(db, "w1", "views.open", MONDAY) == timedelta(0)


async def test_a_reservation_waits_until_a_block_is_over(database: Database) -> None:
    async with database.write() as db:
        await set_pace(db, "w1", 10, 5, "chat.update")
        await block(db, "w1", MONDAY + 7 * SECOND, "chat.update")
        assert await reserve(db, "w1", "chat.update", MONDAY) == 7 * SECOND


async def test_an_earlier_block_never_shortens_a_later_one(either_database: Database) -> None:
    async with either_database.write() as db:
        await set_pace(db, "w1", 1, 1)
        for seconds in (10, 30, 20):
            await block(db, "w1", MONDAY + seconds * SECOND)
        assert await db.scalar(sa.select(pacing.c.blocked_until)) == MONDAY + 30 * SECOND


async def test_a_new_rate_keeps_what_is_reserved_and_blocked(either_database: Database) -> None:
    async with either_database.write() as db:
        await set_pace(db, "w1", 1, 1)
        await reserve(db, "w1", "send", MONDAY)
        await block(db, "w1", MONDAY + SECOND)
        before = (await db.execute(sa.select(pacing.c.arrival, pacing.c.blocked_until))).one()
        await set_pace(db, "w1", 50, 20)
        after = (await db.execute(sa.select(pacing))).one()
    assert (after.arrival, after.blocked_until) == tuple(before)
    assert (after.per_second, after.burst) == (50, 20)


@pytest.mark.parametrize(("since_s", "room"), [(-1, 3), (0, 5), (0.2, 5), (100, 5)])
def test_room_grows_with_time_and_never_beyond_the_burst(since_s: float, room: int) -> None:
    quota = Quota("w1", per_second=2, burst=5, arrival=MONDAY)
    assert quota.room(MONDAY + since_s * SECOND, 10) == room


def test_there_is_never_more_room_than_is_wanted() -> None:
    assert Quota("w1", 2, 5, EPOCH).room(MONDAY, 3) == 3
    assert Quota("w1", 0, 1, EPOCH).room(MONDAY, 300) == 300
    assert Quota("w1", 2, 5, MONDAY + 60 * SECOND).room(MONDAY, 3) == 0
