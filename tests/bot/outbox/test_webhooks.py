"""Other systems hear of what happened: signed, once under one id however often it is sent, and never unseen lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestServer

from adapters.posting import HttpPoster
from bot.outbox.endpoints import EndpointKind, OutboxEvent, add_endpoint, open_endpoints, signing_secret
from bot.outbox.harvesting import harvest
from bot.outbox.rows import DELAYS, OutboxState, dead_events, outbox, revive
from bot.outbox.sending import Credentials, send_due
from bot.privacy.erasure import forget_person
from lessons.database import Database
from schedules.people import roster
from tests.bot.world import MONDAY, World, furnished
from tests.fakes.receiver import Receiver

KEY, HOME = "a secret of more than thirty-two characters", "https://lessons.example.com"
HERE = (ip_network("127.0.0.0/8"),)
LATER = MONDAY + timedelta(hours=2)


@dataclass
class Systems:
    world: World
    receiver: Receiver
    url: str

    async def add(self, kind: EndpointKind = EndpointKind.WEBHOOK, *events: OutboxEvent) -> str:
        path = "/hook" if kind is EndpointKind.WEBHOOK else "/xapi"
        async with self.world.database.write() as db:
            home = self.world.workspace.id
            added = await add_endpoint(db, home, kind, self.url + path, events or list(OutboxEvent), MONDAY)
        self.receiver.secret = signing_secret(KEY, added) if kind is EndpointKind.WEBHOOK else ""
        return added

    async def beat(self, hours: float = 0, keys: tuple[str, ...] = (KEY,)) -> int:
        """One round of work, so many hours after everything happened."""
        now = LATER + timedelta(hours=hours)
        await harvest(self.world.database, HOME, now)
        return await send_due(self.world.database, HttpPoster(HERE), Credentials(keys, ("user", "secret")), now)

    async def states(self) -> dict[str, int]:
        query = sa.select(outbox.c.state, sa.func.count().label("rows")).group_by(outbox.c.state)
        async with self.world.database.read() as db:
            return {row.state: row.rows for row in await db.execute(query)}


@pytest.fixture
async def systems(either_database: Database) -> AsyncIterator[Systems]:
    world, receiver = await furnished(either_database, privacy=False), Receiver()
    async with TestServer(receiver.app(), host="127.0.0.1") as server:
        yield Systems(world, receiver, f"http://127.0.0.1:{server.port}")


async def live(world: World, *names: str) -> None:
    """Each of them gets a lesson, watches it whole and answers."""
    await world.join(*names)
    for name in names:
        delivery = await world.deliver(name)
        await world.watch(name, delivery, range(20))
        await world.answer(name, delivery, 1)


async def test_a_system_hears_of_everything_signed_as_its_library_checks_it(systems: Systems) -> None:
    await systems.add()
    await live(systems.world, "Ada")
    await systems.beat()
    told = [json.loads(body) for body in systems.receiver.bodies.values()]
    assert {each["type"] for each in told} == {event.value for event in OutboxEvent}
    reply = next(each["data"] for each in told if each["type"] == "reply.recorded")
    assert (reply["lesson"], reply["answer"], reply["correct"]) == ("the-leak/the-mail@1", "Report it", True)
    assert "learner_id" not in reply, "who answered what is shown to nobody"
    sent = next(each["data"] for each in told if each["type"] == "delivery.sent")
    assert sent["learner_id"] == systems.world.team["Ada"].id


async def test_in_privacy_mode_nobody_stands_in_it(systems: Systems) -> None:
    async with systems.world.database.write() as db:
        await roster.change_workspace(db, systems.world.workspace.id, privacy=True)
    await systems.add()
    await live(systems.world, "Ada")
    await systems.beat()
    assert len(systems.receiver.bodies) == 4
    assert systems.world.team["Ada"].id not in str(systems.receiver.bodies)


async def test_reading_the_ledger_again_tells_nothing_twice(systems: Systems) -> None:
    await systems.add()
    await live(systems.world, "Ada", "Bo")
    for _ in range(3):
        await systems.beat()
    assert set(systems.receiver.came.values()) == {1}
    assert len(systems.receiver.came) == 8


async def test_only_what_a_system_asked_for_and_nothing_from_before(systems: Systems) -> None:
    await live(systems.world, "Ada")
    async with systems.world.database.write() as db:
        home = systems.world.workspace.id
        url = f"{systems.url}/hook"
        await add_endpoint(db, home, EndpointKind.WEBHOOK, url, [OutboxEvent.SENT], MONDAY + timedelta(minutes=1))
    await systems.beat()
    assert systems.receiver.bodies == {}


async def test_a_system_that_is_away_gets_it_later_under_the_same_id(systems: Systems) -> None:
    await systems.add(EndpointKind.WEBHOOK, OutboxEvent.SENT)
    await live(systems.world, "Ada")
    systems.receiver.failures = [503, 500]
    assert await systems.beat() == 1
    assert await systems.beat() == 0, "its delay is not over"
    await systems.beat(hours=1)
    await systems.beat(hours=2)
    assert await systems.states() == {"sent": 1}
    assert set(systems.receiver.came.values()) == {1}


async def test_what_never_arrives_is_dead_is_seen_and_can_be_tried_once_more(systems: Systems) -> None:
    await systems.add(EndpointKind.WEBHOOK, OutboxEvent.SENT)
    await live(systems.world, "Ada")
    systems.receiver.failures = [500] * (len(DELAYS) + 1)
    for day in range(len(DELAYS) + 1):
        await systems.beat(hours=25 * day)
    assert await systems.states() == {"dead": 1}
    async with systems.world.database.write() as db:
        (row,) = await dead_events(db, systems.world.workspace.id, 10)
        assert (row.event, row.reason) == ("delivery.sent", "it answered 500")
        assert await revive(db, systems.world.workspace.id, LATER) == 1
    await systems.beat(hours=999)
    assert await systems.states() == {"sent": 1}


async def test_whoever_answers_410_is_told_nothing_more(systems: Systems) -> None:
    await systems.add(EndpointKind.WEBHOOK, OutboxEvent.SENT)
    await live(systems.world, "Ada")
    systems.receiver.failures = [410]
    await systems.beat()
    async with systems.world.database.read() as db:
        assert await open_endpoints(db) == []
    assert await systems.states() == {OutboxState.DEAD.value: 1}


async def test_while_two_keys_are_valid_a_receiver_with_the_old_one_takes_it(systems: Systems) -> None:
    await systems.add(EndpointKind.WEBHOOK, OutboxEvent.SENT)
    await live(systems.world, "Ada")
    await systems.beat(keys=("another secret of more than thirty-two letters", KEY))
    assert await systems.states() == {"sent": 1}


@pytest.mark.parametrize(
    "inside", ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "http://[::1]/", "http://localhost/"]
)
async def test_nothing_is_sent_into_our_own_network(systems: Systems, inside: str) -> None:
    async with systems.world.database.write() as db:
        home = systems.world.workspace.id
        await add_endpoint(db, home, EndpointKind.WEBHOOK, inside, [OutboxEvent.SENT], MONDAY)
    await live(systems.world, "Ada")
    await harvest(systems.world.database, HOME, LATER)
    await send_due(systems.world.database, HttpPoster(), Credentials((KEY,)), LATER)
    async with systems.world.database.read() as db:
        reasons = (await db.execute(sa.select(outbox.c.reason))).scalars().all()
    assert ["private network" in reason for reason in reasons] == [True]


async def test_what_is_owed_about_somebody_goes_with_them(systems: Systems) -> None:
    await systems.add()
    await live(systems.world, "Ada", "Bo")
    await harvest(systems.world.database, HOME, LATER)
    async with systems.world.database.write() as db:
        await forget_person(db, systems.world.workspace, systems.world.team["Ada"], LATER)
        left = (await db.execute(sa.select(outbox.c.learner_id, outbox.c.content))).all()
    assert {row.learner_id for row in left} == {systems.world.team["Bo"].id}
    assert systems.world.team["Ada"].id not in str(left)
