"""A company that learns in Teams: the whole way from a signed activity over HTTP to the card that is seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.app import PATH, Door
from adapters.teams.chat import TeamsChat
from adapters.teams.managers import Managers
from adapters.teams.people import People
from adapters.teams.presses import Presses
from adapters.teams.seam import PLATFORM
from adapters.teams.transport import BotBuilderTransport
from bot.arrivals import Arrivals
from bot.composing import Composer
from bot.events import Event
from lessons.database import Database
from schedules import roster
from schedules.roster import Learner
from tests.adapters.teams.cards_seen import actions, buttons, words
from tests.adapters.teams.speaking import spoken_to
from tests.fakes.teams import TENANT, FakeTeams
from tests.stories.world import MONDAY, Card, Moved, World, make_world

Json = dict[str, Any]


@dataclass
class Office:
    """The world of the stories, spoken to by signed activities alone.

    Attributes:
        http: speaks to our door.
    """

    world: World
    teams: FakeTeams
    transport: BotBuilderTransport
    people: People
    arrivals: Arrivals
    http: TestClient[Any, Any]

    async def tell(self, activity: Json, authorization: str | None = None, **signed: Any) -> ClientResponse:
        """Send an activity as Teams does, then deliver what is owed."""
        header = self.teams.signed(activity, **signed) if authorization is None else authorization
        reply = await self.http.post(PATH, json=activity, headers={"Authorization": header} if header else {})
        await reply.read()
        await self.arrivals.handled()
        await self.world.library.answer_open()
        await self.world.postman.deliver_due()
        return reply

    async def install(self, name: str, **fields: Any) -> ClientResponse:
        """The app comes to somebody; they are part of the world from then on."""
        reply = await self.tell(self.teams.activity(name, "installationUpdate", action="add", **fields))
        async with self.world.database.read() as db:
            found = await roster.learner_outside(db, self.world.workspace.id, name)
        assert found is not None
        self.world.learners[name] = found
        return reply

    async def write(self, name: str, text: str, **fields: Any) -> ClientResponse:
        return await self.tell(self.teams.activity(name, text=text, **fields))

    async def press(self, name: str, label: str, **fields: Any) -> ClientResponse:
        """Press the newest button with that label."""
        shown = next(one for one in reversed(self.messages(name)) if label in buttons(one["card"]))
        action = next(one for one in actions(shown["card"]) if one["title"] == label)
        return await self.tell(self.execute(name, action, shown["id"], **fields))

    def execute(self, name: str, action: Json, ref: str, **fields: Any) -> Json:
        value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": action["data"]}}
        named = {"name": "adaptiveCard/action", "value": value, "replyToId": ref}
        return self.teams.activity(name, "invoke", **{**named, **fields})

    def messages(self, name: str) -> list[Json]:
        return self.teams.shown[f"a:{name}"]

    def sees(self, name: str) -> list[str]:
        return ["\n".join(words(one["card"])) for one in self.messages(name)]


@asynccontextmanager
async def an_office(database: Database, teams: FakeTeams) -> AsyncIterator[Office]:
    """The fake, our door and everything behind it."""
    clock = Moved(MONDAY)

    async def take(event: Event) -> None:
        await world.bot.handle(event)

    async def screen(learner: Learner) -> list[Card]:
        cards = [one["card"] for one in teams.shown[f"a:{learner.outside_id}"]]
        return [Card("\n".join(words(card)), buttons(card)) for card in cards]

    async with spoken_to(teams) as (transport, cloud):
        people = People(database, transport, clock, take, cloud.service_url)
        world = await make_world(database, TeamsChat(transport, cloud.service_url, people.renew), clock, screen)
        links = world.bot.links
        presses = Presses(database, links, clock, Composer(database, links))
        managers = Managers(database, transport, links, clock, approval_above=2)
        arrivals = Arrivals(database, take, clock.now, PLATFORM)
        parts = (transport, database, clock, people, presses, managers)
        door = Door(*parts, handle=take, take=arrivals.take, tenant_id=TENANT)
        app = web.Application()
        door.routes(app)
        async with arrivals.open(), TestClient(TestServer(app)) as http:
            yield Office(world, teams, transport, people, arrivals, http)
