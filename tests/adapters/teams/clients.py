"""How people in Teams reach us: what Teams posts for what they do, signed, to the address of the real service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer

from adapters.teams.connection import TeamsConnection
from adapters.teams.connector.keys import TeamsKeys
from adapters.teams.connector.port import CARD, WORDS
from adapters.teams.inbound.app import PATH
from adapters.teams.outbound.cards import KEEP
from adapters.teams.outbound.choices import CHOOSE
from adapters.teams.outbound.settings_card import SETTLE
from adapters.teams.service import TeamsService
from adapters.web.app import bare_app
from bot.delivery.composer import Composer
from bot.links import Links
from lessons.database import Database
from schedules.ledger.pacing import set_pace
from tests.adapters.teams.cards_seen import actions, buttons, inputs
from tests.adapters.teams.offices import OURS, PUBLIC_URL
from tests.fakes.teams import APP, PASSWORD, TENANT, FakeTeams
from tests.stories.world import MONDAY, Moved, Screen, World, make_world

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TeamsMouth:
    """People at their Teams clients.

    Attributes:
        url: the address that Teams posts to.
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
        if answer["type"] == WORDS:
            self.fake.toasts[f"D-{name}"] = (len(self.fake.shown[f"D-{name}"]), answer["value"])

    async def fill(self, name: str, label: str, value: str, event_id: str) -> None:
        """A field of the newest form; the client sends them all, and shows the card that it gets back instead."""
        shown, save = next(
            (message, action)
            for message in reversed(self.fake.shown[f"D-{name}"])
            for action in actions(message["card"])
            if action.get("verb") == SETTLE
        )
        fields = inputs(shown["card"])
        changed = next(field for words, field in fields.items() if words.startswith(label))
        values = {field["id"]: field.get("value", "") for field in fields.values()}
        values[changed["id"]] = _typed(changed, value)
        pressed = {"type": "Action.Execute", "verb": SETTLE, "data": {**save["data"], **values}}
        named = {"name": "adaptiveCard/action", "value": {"action": pressed}, "replyToId": shown["id"]}
        answer = await self._tell(name, "invoke", event_id, **named)
        assert (answer["statusCode"], answer["type"]) == (200, CARD), answer
        shown["card"] = answer["value"]

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
        await self.service.event_queue.handled()
        return answer


def _typed(field: Json, value: str) -> str:
    """What the client sends for what was typed, or for the choice whose words begin so."""
    choices = field.get("choices", ())
    return str(next((one["value"] for one in choices if one["title"].startswith(value)), value))


@asynccontextmanager
async def spoken_in_teams(database: Database, fake: FakeTeams, screen: Screen) -> AsyncIterator[World]:
    """A world whose people are in Teams."""
    clock = Moved(MONDAY)
    fake.now = clock.now
    async with TestServer(fake.app()) as connector, aiohttp.ClientSession() as session:
        cloud, links = fake.cloud(str(connector.make_url("/"))), Links(OURS, PUBLIC_URL)
        connection = TeamsConnection(TeamsKeys(APP, PASSWORD, TENANT), database, session, cloud)
        world = await make_world(database, connection.chat, clock, screen)
        service = TeamsService(connection, world.bot, Composer(database, links), reply_within_s=60.0)
        await service.connect()
        async with database.write() as db:
            await set_pace(db, world.workspace.id, 0, 1)  # a story does not wait for Teams' pace
        async with TestServer(bare_app([service.pages], _healthy)) as ours, service.receiving():
            world.mouth = TeamsMouth(service, fake, session, str(ours.make_url(PATH)))
            yield world


async def _healthy() -> tuple[int, Json]:
    return 200, {}
