"""What dead workers leave is doubted, and looked for by one process at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger.faults import uncertain
from schedules.ledger.ledger import DeliveryState, deliveries
from tests.schedules.team import LEASE, MONDAY, Team, make_team, sent

SECOND = timedelta(seconds=1)
AFTER = MONDAY + LEASE + SECOND
HOLD = timedelta(minutes=1)


async def _doubt(team: Team, at: object = AFTER) -> int:
    async with team.database.write() as db:
        return await uncertain.mark_expired_uncertain(db, at, 5 * SECOND)  # type: ignore[arg-type]


async def _looks(team: Team, seconds: float, limit: int = 10, platform: str = "slack") -> set[str]:
    async with team.database.write() as db:
        rows = await uncertain.claim_checks(db, AFTER + seconds * SECOND, limit, HOLD, [platform])
    return {row.id for row in rows}


async def test_only_what_outlived_its_lease_is_doubted(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(3)
    done, hanging = await team.claim(2)
    await team.claim(0, outcomes=[sent(done)])
    (fresh,) = await team.claim(now=MONDAY + LEASE)
    assert await _doubt(team, MONDAY + LEASE) == 0
    assert await _doubt(team) == 1
    states = {one.id: (await team.delivery(one.id)).state for one in (done, hanging, fresh)}
    assert states == {done.id: DeliveryState.SENT, hanging.id: DeliveryState.UNCERTAIN, fresh.id: DeliveryState.SENDING}


async def test_what_is_in_doubt_is_looked_for_only_after_a_while_and_by_one_process(either_database: Database) -> None:
    team = await make_team(either_database)
    owed = set(await team.owe_all(6))
    await team.claim()
    await _doubt(team)
    assert not await _looks(team, 4)
    other = Team(
        Database(either_database.engine.url.render_as_string(hide_password=False)), team.workspace, team.campaign
    )
    first, second, third = await asyncio.gather(_looks(team, 6, 3), _looks(other, 6, 3), _looks(other, 6, 3))
    await other.database.close()
    assert first | second | third == owed
    assert len(first) + len(second) + len(third) == len(owed)


async def test_a_process_that_died_while_looking_is_followed_by_another(database: Database) -> None:
    team = await make_team(database)
    await team.owe_all(1)
    await team.claim()
    await _doubt(team)
    assert await _looks(team, 6)
    assert not await _looks(team, 6 + 59)
    assert await _looks(team, 6 + 61)


async def test_a_platform_that_cannot_be_looked_at_is_left_alone(database: Database) -> None:
    team = await make_team(database)
    await team.owe_all(1)
    await team.claim()
    await _doubt(team)
    async with database.write() as db:
        await db.execute(sa.update(deliveries).values(platform="teams"))
    assert not await _looks(team, 6)
    assert await _looks(team, 6, platform="teams")


async def test_an_answer_that_comes_late_settles_the_doubt(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(1)
    (claimed,) = await team.claim()
    await _doubt(team)
    await team.claim(0, outcomes=[sent(claimed, AFTER)])
    row = await team.delivery(claimed.id)
    assert (row.state, row.sent_at) == (DeliveryState.SENT, AFTER)
