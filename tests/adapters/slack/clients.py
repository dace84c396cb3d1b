"""How people in Slack reach us: what Slack would send for each of their deeds, through the one door or the other."""

from __future__ import annotations

import html
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp.test_utils import TestServer

from adapters.slack.connection import connect_slack
from adapters.slack.connector.keys import SlackKeys
from adapters.slack.connector.port import CHOOSE, CLIP_MENU
from adapters.slack.service import SlackService
from adapters.web.app import bare_app
from lessons.database import Database
from schedules.ledger.pacing import set_pace
from tests.adapters.slack.blockkit import pressable
from tests.fakes.slack_workspace import (
    FakeWorkspace,
    SignedClient,
    command_body,
    dm_event,
    event_body,
    member,
    press_body,
)
from tests.stories.world import MONDAY, Moved, Screen, World, make_world

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
OURS = "a secret of more than thirty-two characters"
KEYS = SlackKeys(bot_token="xoxb-1")
HTTP, SOCKET = replace(KEYS, signing_secret=SECRET), replace(KEYS, app_token="xapp-1")
Json = dict[str, Any]


class Door(Protocol):
    """One way in."""

    async def bring(self, kind: str, payload: Json) -> None:
        """A payload of Slack's ("events_api", "slash_commands" or "interactive"), until it is acknowledged."""


@dataclass(frozen=True, slots=True)
class SignedHttp:
    """Slack's servers post it, signed."""

    signed_client: SignedClient

    async def bring(self, kind: str, payload: Json) -> None:
        bodies = {
            "events_api": lambda: json.dumps(payload),
            "slash_commands": lambda: urlencode(payload),
            "interactive": lambda: urlencode({"payload": json.dumps(payload)}),
        }
        answer = await self.signed_client.post(bodies[kind]())
        assert answer.status == 200, await answer.text()


class SocketMode:
    """Slack sends it in an envelope over the web socket that we opened."""

    def __init__(self, fake: FakeWorkspace) -> None:
        self._fake = fake
        self._numbers = count(1)

    async def bring(self, kind: str, payload: Json) -> None:
        await self._fake.push(kind, payload, f"envelope-{next(self._numbers)}")


@dataclass(frozen=True, slots=True)
class SlackMouth:
    """People at Slack's keyboard.

    Attributes:
        sent: event id -> what was sent for it: what is delivered again is the same to the letter.
    """

    slack: SlackService
    fake: FakeWorkspace
    door: Door
    sent: dict[str, Json] = field(default_factory=dict)

    async def join(self, name: str, zone: str, event_id: str) -> None:
        self.fake.users.append(member(name, name, zone))
        await self._event({"type": "team_join", "user": self.fake.users[-1]}, event_id)

    async def leave(self, name: str, event_id: str) -> None:
        (who,) = [one for one in self.fake.users if one["id"] == name]
        who["deleted"] = True
        await self._event({"type": "user_change", "user": who}, event_id)

    async def write(self, name: str, words: str, event_id: str, command: bool) -> None:
        """Words; Slack takes those that begin with a slash for a command, wherever they are written."""
        typed = html.escape(words, quote=False)
        if command or words.startswith("/learn"):
            body = command_body(typed if command else typed.removeprefix("/learn").strip(), name, event_id)
            await self._bring("slash_commands", dict(body), event_id)
        else:
            await self._event(dm_event(name, typed), event_id)

    async def press(self, name: str, token: str, event_id: str) -> None:
        await self._press(name, self._button(token), event_id)

    async def keep(self, name: str, token: str, deed: str, event_id: str) -> None:
        menu = {"type": "overflow", "action_id": CLIP_MENU, "block_id": f"{CLIP_MENU}:1:{token}"}
        await self._press(name, menu | {"selected_option": {"value": deed}}, event_id)

    def _button(self, token: str) -> Json:
        """The button as it was shown to somebody; for a token that nobody was shown, what a forger would send."""
        for shown in (one for messages in self.fake.shown.values() for one in messages):
            for element in pressable(shown["blocks"]):
                if element["value"] == token:
                    return element
        return {"type": "button", "action_id": f"{CHOOSE}-0-0", "block_id": "choices-0", "value": token}

    async def _press(self, name: str, element: Json, event_id: str) -> None:
        await self._bring("interactive", press_body(name, element, event_id), event_id)

    async def _event(self, event: Json, event_id: str) -> None:
        await self._bring("events_api", event_body(event, event_id), event_id)

    async def _bring(self, kind: str, payload: Json, event_id: str) -> None:
        await self.door.bring(kind, self.sent.setdefault(event_id, payload))
        await self.slack.handled()


@asynccontextmanager
async def spoken_in_slack(
    database: Database, fake: FakeWorkspace, screen: Screen, keys: SlackKeys
) -> AsyncIterator[World]:
    """A world whose people are in Slack; the keys say which door is open: HTTP or SOCKET."""
    clock = Moved(MONDAY)
    public_url = "https://ninety.example.com"
    async with TestServer(fake.app()) as api, aiohttp.ClientSession() as session:
        base = str(api.make_url("/api/"))
        connection = connect_slack(keys, database, clock, session, secret=OURS, public_url=public_url, base_url=base)
        world = await make_world(database, connection.chat, clock, screen)
        slack = SlackService(connection, world.bot)
        assert await slack.connect()
        await _without_paces(database, world.workspace.id)
        async with TestServer(bare_app([slack.pages], _healthy)) as ours, slack.receiving():
            signed_client = SignedClient(session, str(ours.make_url("/slack/events")), SECRET)
            door = SocketMode(fake) if keys.app_token else SignedHttp(signed_client)
            world.mouth = SlackMouth(slack, fake, door)
            yield world


async def _without_paces(database: Database, workspace_id: str) -> None:
    async with database.write() as db:
        for method in ("send", "conversations.open", "users.list"):
            await set_pace(db, workspace_id, 0, 1, method)


async def _healthy() -> tuple[int, Json]:
    return 200, {}
