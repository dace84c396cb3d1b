"""The disk is full for a while: nothing more is sent, and once there is room everything comes once."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from lessons.database import Database
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.faults.company import Company
from tests.faults.rig import Ground, ground
from tests.faults.worker import LIMITS

COUNT = 2_000 if os.environ.get("NINETY_LONG") else 120
NO_ROOM = (
    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$",
    "CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON deliveries FOR EACH STATEMENT EXECUTE FUNCTION no_room()",
)
ROOM = ("DROP TRIGGER no_room ON deliveries", "DROP FUNCTION no_room")


ARRIVALS = tuple(statement.replace("deliveries", "arrivals") for statement in NO_ROOM)


@asynccontextmanager
async def full_disk(field: Ground) -> AsyncIterator[None]:
    """No process can write to the database's files: SQLite's belong to the workers, PostgreSQL says it by itself."""
    await _fill(field, 0, NO_ROOM)
    try:
        yield
    finally:
        await _fill(field, resource.RLIM_INFINITY, ROOM)


async def _fill(field: Ground, largest: int, statements: tuple[str, ...]) -> None:
    if not field.database.is_sqlite:
        return await _say(field.database, statements)
    for worker in field.workers:
        assert worker.pid is not None
        resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux sets the limits of another process")
@pytest.mark.parametrize("fake", [FakeSlack, FakeTeams])
@pytest.mark.parametrize(
    "full_s",
    [pytest.param(0.5, id="a moment"), pytest.param(1.5 * LIMITS.lease.total_seconds(), id="longer than a lease")],
)
async def test_a_full_disk_stops_sending_and_loses_and_doubles_nothing(
    either_database: Database, fake: type[FakeSlack | FakeTeams], full_s: float
) -> None:
    async with ground(either_database, fake(latency_s=0.1)) as field:
        await field.owe(COUNT)
        field.hire(2)
        await field.arrived(COUNT // 4)
        async with full_disk(field):
            await asyncio.sleep(full_s)
            held = field.came
        states = await field.settled()
        assert all(worker.is_alive() for worker in field.workers)
    assert held < COUNT
    assert field.lost == 0
    # Where nobody can look, an answer whose lease is over is sent again, since twice harms nobody; no lesson ever is.
    under_way = 2 * (LIMITS.slots + LIMITS.ahead)
    blind = fake is FakeTeams and full_s > LIMITS.lease.total_seconds()
    assert field.doubled <= (under_way if blind else 0)
    assert states == {"sent": COUNT}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux sets the limits of another process")
async def test_what_cannot_be_written_down_is_not_acknowledged_and_answered_once_when_it_comes_again(
    place: Company,
) -> None:
    await place.world.join("Ada")
    await place.world.beat()
    async with no_room_for_events(place.world.database):
        with pytest.raises(AssertionError):  # any status but 200, so that the platform sends it again
            await place.world.mouth.write("Ada", "help", "e1", False)
    for _ in range(2):
        await place.world.write("Ada", "help", "e1")
    assert sum("What you can write to me" in words for words in await place.world.sees("Ada")) == 1


@asynccontextmanager
async def no_room_for_events(database: Database) -> AsyncIterator[None]:
    """For SQLite no file of this process may grow, which looks like a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if database.is_sqlite:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    else:
        await _say(database, ARRIVALS)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        if not database.is_sqlite:
            await _say(database, tuple(statement.replace("deliveries", "arrivals") for statement in ROOM))


async def _say(database: Database, statements: tuple[str, ...]) -> None:
    async with database.write() as db:
        for statement in statements:
            await db.execute(sa.text(statement))
