"""How people in Teams reach us: what Teams posts for each of their deeds, signed, at the door of the real service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer

from adapters.teams.app import PATH
from adapters.teams.cards import CHOOSE, KEEP
from adapters.teams.service import TeamsKeys, TeamsService
from adapters.web.app import bare_app
from bot.links import Links
from bot.sending.composing import Composer
from lessons.database import Database
from schedules.ledger.pacing import set_pace
from tests.adapters.teams.cards_seen import buttons
from tests.adapters.teams.offices import OURS, PUBLIC_URL
from tests.fakes.teams import APP, PASSWORD, TENANT, FakeTeams
from tests.stories.world import MONDAY, Moved, Screen, World, make_world

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TeamsMouth:
    """People at their Teams clients.

    Attributes:
        url: of our door.
        sent: event id -> what was sent for it: what is delivered again is the same to the letter.
    """

    service: TeamsService
    fake: FakeTeams
    session: aiohttp.ClientSession
    url: str
    sent: dict[str, Json] = field(default_factory=dict)

    async def join(self, name: str, zone: str, event_id: str) -> None:
        """The app reaches somebody: Teams tells it twice, in two ways."""
        self.fake.places[name] = f"D-{name}"
        added = [{"id": f"28:{APP}"}, {"id": f"29:{name}"}]
        await self._tell(name, "conversationUpdate", f"{event_id} first", membersAdded=added)
        await self._tell(name, "installationUpdate", event_id, action="add", localTimezone=zone)

    async def leave(self, name: str, event_id: str) -> None:
        await self._tell(name, "installationUpdate", event_id, action="remove")

    async def write(self, name: str, words: str, event_id: str, command: bool) -> None:
        typed = f"/learn {words}".strip() if command else words
        await self._tell(name, "message", event_id, text=typed)

    async def press(self, name: str, token: str, event_id: str) -> None:
        """A button of a card; its invoke must be answered within the request, by a card or by words."""
        pressed = {"type": "Action.Execute", "verb": CHOOSE, "data": {"do": CHOOSE, "token": token}}
        named = {"name": "adaptiveCard/action", "value": {"action": pressed}, "replyToId": self._shown_with(token)}
        answer = await self._tell(name, "invoke", event_id, **named)
        assert answer["statusCode"] == 200, answer

    async def keep(self, name: str, token: str, deed: str, event_id: str) -> None:
        await self._tell(name, "message", event_id, value={"do": KEEP, "deed": deed, "token": token})

    def _shown_with(self, token: str) -> str:
        """The message in which the button was shown; "" for one that nobody was shown."""
        everything = [one for messages in self.fake.shown.values() for one in messages]
        return next((one["id"] for one in everything if token in buttons(one["card"]).values()), "")

    async def _tell(self, who: str, kind: str, event_id: str, **fields: Any) -> Json:
        place = {"id": f"D-{who}", "conversationType": "personal", "tenantId": TENANT}
        fresh = self.fake.activity(who, kind, conversation=place, **fields)
        activity = self.sent.setdefault(event_id, fresh)
        headers = {"Authorization": self.fake.signed(activity)}
        async with self.session.post(self.url, json=activity, headers=headers) as reply:
            assert reply.status == 200, await reply.text()
            answer: Json = await reply.json() if kind == "invoke" else {}
        await self.service.arrivals.handled()
        return answer


@asynccontextmanager
async def spoken_in_teams(database: Database, fake: FakeTeams, screen: Screen) -> AsyncIterator[World]:
    """A world whose people are in Teams."""
    clock = Moved(MONDAY)
    fake.now = clock.now
    async with TestServer(fake.app()) as connector, aiohttp.ClientSession() as session:
        cloud, links = fake.cloud(str(connector.make_url("/"))), Links(OURS, PUBLIC_URL)
        keys = TeamsKeys(APP, PASSWORD, TENANT)
        service = TeamsService(
            keys, database, clock, session, links, Composer(database, links), cloud, shown_within_s=10.0
        )
        world = await make_world(database, service.chat, clock, screen)
        service.attend(world.bot)
        await service.connect()
        async with database.write() as db:
            await set_pace(db, world.workspace.id, 0, 1)  # a story does not wait for Teams' pace
        async with TestServer(bare_app([service.pages], _healthy)) as ours, service.receiving():
            world.mouth = TeamsMouth(service, fake, session, str(ours.make_url(PATH)))
            yield world


async def _healthy() -> tuple[int, Json]:
    return 200, {}
