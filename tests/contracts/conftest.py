"""Each platform as the contract sees it: the port, what is shown, and how it can be made to fail."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.slack.outbound.chat import SlackChat
from adapters.teams.outbound.chat import TeamsChat
from adapters.web.chat import messages
from adapters.web.chat.chat import WebChat
from bot.chat import Address, Chat
from lessons.database import Database
from tests.adapters.teams.speaking import never, spoken_to
from tests.fakes import slack as slack_fake
from tests.fakes import teams as teams_fake
from tests.stories.world import MONDAY, Moved


@dataclass
class Side:
    """One platform.

    Attributes:
        shown: everything that a learner's chat shows, one text a message, oldest first.
        fail: lets the next message meet a fault: "busy", "gone", "refused", "lost" or "broken"; None where the
            platform is in this process and cannot fail like that.
        cut_off: makes the platform unreachable; None where it cannot be.
    """

    chat: Chat
    shown: Callable[[Address], Awaitable[list[str]]]
    fail: Callable[[str], None] | None = None
    cut_off: Callable[[], Awaitable[None]] | None = None

    def address(self, learner: str = "ada") -> Address:
        return Address(self.chat.platform, "w1", learner, f"D-{learner}")


@pytest.fixture(params=["web", "slack", "teams"])
async def side(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Side]:
    if request.param == "web":
        yield _web(database)
    elif request.param == "slack":
        async for made in _slack():
            yield made
    else:
        async for made in _teams():
            yield made


def _web(database: Database) -> Side:
    async def shown(to: Address) -> list[str]:
        async with database.read() as db:
            said = await messages.latest(db, to.workspace_id, to.learner_id, 100)
        return [one.message.plain for one in said]

    return Side(WebChat(database, Moved(MONDAY)), shown)


SLACK_FAULTS = {
    "busy": slack_fake.Failure(429, "ratelimited", retry_after=7),
    "gone": slack_fake.Failure(200, "channel_not_found"),
    "refused": slack_fake.Failure(200, "restricted_action"),
    "lost": slack_fake.Failure(0, delivered=True),
    "broken": slack_fake.Failure(500, "internal_error"),
}


async def _slack() -> AsyncIterator[Side]:
    fake = slack_fake.FakeSlack()

    async def shown(to: Address) -> list[str]:
        return [json.dumps(one["blocks"], ensure_ascii=False) for one in fake.shown[to.place]]

    async def token(workspace_id: str) -> str:
        return f"xoxb-{workspace_id}"

    async with TestServer(fake.app()) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("/api/"))
        chat = SlackChat(token, session, inline_video=True, base_url=url, timeout_s=2)
        yield Side(chat, shown, lambda fault: fake.failures.append(SLACK_FAULTS[fault]), server.close)


TEAMS_FAULTS = {
    "busy": teams_fake.Failure(429, "Throttled", retry_after=7),
    "gone": teams_fake.Failure(403, "MessageWritesBlocked"),
    "refused": teams_fake.Failure(400, "BadSyntax"),
    "lost": teams_fake.Failure(0, delivered=True),
    "broken": teams_fake.Failure(500),
}


async def _teams() -> AsyncIterator[Side]:
    fake = teams_fake.FakeTeams()

    async def shown(to: Address) -> list[str]:
        return [json.dumps(one["card"], ensure_ascii=False) for one in fake.shown[to.place]]

    async with spoken_to(fake) as (transport, cloud):
        chat = TeamsChat(transport, cloud.service_url, never)
        yield Side(chat, shown, lambda fault: fake.failures.append(TEAMS_FAULTS[fault]))
