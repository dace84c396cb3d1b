"""A transport that speaks to the fake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp.test_utils import TestServer

from adapters.teams.connector.clouds import Cloud
from adapters.teams.connector.credentials import AppToken
from adapters.teams.connector.transport import BotBuilderTransport
from adapters.teams.connector.verify import Inspector, Keys
from bot.chat import Address
from bot.faults import ChatGone
from tests.fakes.teams import APP, PASSWORD, TENANT, FakeTeams


@asynccontextmanager
async def spoken_to(teams: FakeTeams, timeout_s: float = 2.0) -> AsyncIterator[tuple[BotBuilderTransport, Cloud]]:
    """The fake served on loopback, and the transport to it."""
    async with TestServer(teams.app()) as server, aiohttp.ClientSession() as session:
        cloud = teams.cloud(str(server.make_url("/")))
        inspector = Inspector(Keys(session, cloud.keys_url), cloud, APP)
        token = AppToken(session, cloud, TENANT, APP, PASSWORD)
        yield BotBuilderTransport(session, inspector, token, APP, timeout_s=timeout_s), cloud


async def never(to: Address) -> Address:
    """For those whose conversation is never forgotten."""
    raise ChatGone("the conversation was forgotten")
