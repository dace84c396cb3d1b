"""A company that learns in Teams: the whole way from a signed activity over HTTP to the card that is seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.connection import TeamsConnection
from adapters.teams.connector.keys import TeamsKeys
from adapters.teams.inbound.app import PATH
from adapters.teams.people.directory import TeamsDirectory
from adapters.teams.service import TeamsService
from bot.delivery.composer import Composer
from bot.event_queue import EventQueue
from bot.inbound import Bot
from lessons.database import Database
from schedules.people import roster
from schedules.people.roster import Learner
from tests.adapters.teams.cards_seen import actions, buttons, words
from tests.fakes.teams import APP, PASSWORD, TENANT, FakeTeams
from tests.stories.world import MONDAY, Card, Moved, World, make_world

OURS = "a secret of more than thirty-two characters"
PUBLIC_URL = "http://127.0.0.1:3000"
Json = dict[str, Any]


@dataclass
class Office:
    """The world of the stories, spoken to by signed activities alone.

    Attributes:
        http: speaks to our address.
    """

    world: World
    teams: FakeTeams
    service: TeamsService
    connection: TeamsConnection
    http: TestClient[Any, Any]

    @property
    def people(self) -> TeamsDirectory:
        return self.service.people

    @property
    def event_queue(self) -> EventQueue:
        return self.service.event_queue

    async def tell(self, activity: Json, authorization: str | None = None, **signed: Any) -> ClientResponse:
        """Send an activity as Teams does, then deliver what is owed."""
        header = self.teams.signed(activity, **signed) if authorization is None else authorization
        reply = await self.http.post(PATH, json=activity, headers={"Authorization": header} if header else {})
        await reply.read()
        await self.event_queue.handled()
        await self.world.answer_worker.answer_open()
        await self.world.sender.deliver_due()
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
    """The fake, our address and everything behind it."""
    clock = Moved(MONDAY)
    teams.now = clock.now

    async def screen(learner: Learner) -> list[Card]:
        cards = [one["card"] for one in teams.shown[f"a:{learner.outside_id}"]]
        return [Card("\n".join(words(card)), buttons(card)) for card in cards]

    async with TestServer(teams.app()) as server, aiohttp.ClientSession() as session:
        teams.cloud(str(server.make_url("/")))
        connection = a_connection(database, session, teams)
        world = await make_world(database, connection.chat, clock, screen)
        service = a_service(connection, world.bot)
        async with served(service) as http:
            yield Office(world, teams, service, connection, http)


def a_connection(database: Database, session: aiohttp.ClientSession, teams: FakeTeams) -> TeamsConnection:
    """What speaks to the fake."""
    return TeamsConnection(TeamsKeys(APP, PASSWORD, TENANT), database, session, teams.cloud(teams.url))


def a_service(connection: TeamsConnection, bot: Bot) -> TeamsService:
    """Teams as one process has it; a campaign for more than two people needs a second manager."""
    composer = Composer(bot.database, bot.links)
    return TeamsService(connection, bot, composer, approval_above=2, reply_within_s=60.0)


@asynccontextmanager
async def served(service: TeamsService) -> AsyncIterator[TestClient[Any, Any]]:
    """Whoever speaks to a process that serves Teams."""
    app = web.Application()
    service.pages(app)
    async with service.receiving(), TestClient(TestServer(app)) as http:
        yield http
