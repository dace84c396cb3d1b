"""Processes that tell other systems are killed: nothing is lost, and what comes again has the same id and bytes."""

from __future__ import annotations

import asyncio
import random

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestServer

from bot.outbox.endpoints import EndpointKind, OutboxEvent, add_endpoint, signing_secret
from bot.outbox.rows import outbox
from lessons.database import Database
from tests.bot.world import MONDAY, furnished
from tests.fakes.receiver import Receiver
from tests.faults import worker
from tests.faults.rig import PATIENCE_S, start

PEOPLE, KILLS = 150, 6


@pytest.mark.parametrize("kind", EndpointKind)
async def test_kills_lose_nothing_and_what_comes_twice_is_the_same(
    either_database: Database, kind: EndpointKind
) -> None:
    world, receiver, moments = await furnished(either_database), Receiver(latency_s=0.05), random.Random(20261201)
    async with TestServer(receiver.app(), host="127.0.0.1") as server:
        url = f"http://127.0.0.1:{server.port}" + ("/hook" if kind is EndpointKind.WEBHOOK else "/xapi")
        async with either_database.write() as db:
            endpoint = await add_endpoint(db, world.workspace.id, kind, url, list(OutboxEvent), MONDAY)
        receiver.secret = signing_secret(worker.KEY, endpoint) if kind is EndpointKind.WEBHOOK else ""
        names = [f"Person {number}" for number in range(PEOPLE)]
        await world.join(*names)
        for name in names:
            delivery = await world.deliver(name)
            await world.watch(name, delivery, range(20))
            await world.answer(name, delivery, 1)
        told = 4 * PEOPLE if kind is EndpointKind.WEBHOOK else 3 * PEOPLE
        address = either_database.engine.url.render_as_string(hide_password=False)
        hired = start(worker.tell, address)
        for count in sorted(moments.sample(range(20, told - 60), KILLS)):
            await came(receiver, count)
            hired.kill()
            hired.join()
            hired = start(worker.tell, address)
        await came(receiver, told)
        await settled(either_database)
        hired.kill()
        hired.join()
    assert len(receiver.came) == told, "each that happened, and nothing else"
    assert receiver.changed == []
    # At each kill so many were under way at most, and were not known to have arrived.
    assert sum(receiver.came.values()) - told <= KILLS * worker.UNDER_WAY


async def came(receiver: Receiver, count: int) -> None:
    """Until so many ids came."""
    async with asyncio.timeout(PATIENCE_S):
        while len(receiver.came) < count:  # noqa: ASYNC110  # it comes over HTTP from other processes
            await asyncio.sleep(0.01)


async def settled(database: Database) -> None:
    """Until every row is known to have arrived."""
    waiting = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state != "sent")
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with database.read() as db:
                if not await db.scalar(waiting):
                    return
            await asyncio.sleep(0.1)
