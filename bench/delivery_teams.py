"""One worker process of the delivery benchmark for Teams: the product's own sender and its own Teams adapter."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import uvloop

from adapters.teams.connector.clouds import Cloud
from adapters.teams.connector.credentials import AppToken
from adapters.teams.connector.transport import BotBuilderTransport
from adapters.teams.connector.verify import Inspector, Keys
from adapters.teams.outbound.chat import TeamsChat
from bot.chat import Address
from bot.clock import Clock
from bot.delivery.composer import Composer
from bot.delivery.sender import Limits, Sender
from bot.faults import ChatGone
from bot.links import Links
from lessons.database import Database
from tests.fakes.teams import APP, PASSWORD, TENANT, FakeTeams

LOOK_S = 0.1  # how often the fake is asked whether everything came
TICK_S = 0.005  # how often the loop is seen to turn


def cloud() -> Cloud:
    return FakeTeams().cloud(os.environ["FAKE_URL"])


@asynccontextmanager
async def transport() -> AsyncIterator[BotBuilderTransport]:
    """Our transport to the fake, with the token and the keys that it gives out."""
    where = cloud()
    connector = aiohttp.TCPConnector(limit=int(os.environ["SLOTS"]) + 16)
    async with aiohttp.ClientSession(connector=connector) as session:
        inspector = Inspector(Keys(session, where.keys_url), where, APP)
        yield BotBuilderTransport(session, inspector, AppToken(session, where, TENANT, APP, PASSWORD), APP)


def make_sender(speaks: BotBuilderTransport) -> Sender:
    database, slots = Database(os.environ["BENCH_DATABASE"]), int(os.environ["SLOTS"])
    chat = TeamsChat(speaks, cloud().service_url, _never)
    links = Links("a secret of more than thirty-two characters", "https://lessons.example.com")
    return Sender(database, {"teams": chat}, Composer(database, links), Clock(), Limits(slots=slots))


async def _never(to: Address) -> Address:
    raise ChatGone("the fake forgets no conversation")


async def work() -> None:
    """Send what is due until the process is ended."""
    async with transport() as speaks:
        sender = make_sender(speaks)
        print("ready", flush=True)
        await sender.run(asyncio.Event())


def run() -> None:
    uvloop.run(work())


async def pause() -> None:
    """Send what is due and check an activity while tokens and keys come slowly; prints the loop's longest pause, ms."""
    gaps: list[float] = []
    stop, fake = asyncio.Event(), os.environ["FAKE_URL"]
    async with transport() as speaks, aiohttp.ClientSession(fake) as session:
        told = await _read(session, "/control/signed")
        beat = asyncio.create_task(_beat(gaps))
        sending = asyncio.create_task(make_sender(speaks).run(stop))
        await speaks.verify_inbound({"Authorization": told["authorization"]}, told["activity"])
        while (await _read(session, "/control/stats"))["unique"] < int(os.environ["COUNT"]):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_S)
        stop.set()
        await sending
        beat.cancel()
    print(round(max(gaps) * 1000, 1), flush=True)


async def _read(session: aiohttp.ClientSession, path: str) -> dict[str, Any]:
    async with session.get(path) as reply:
        found: dict[str, Any] = await reply.json()
        return found


async def _beat(gaps: list[float]) -> None:
    """Keep how late each tick came."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(TICK_S)
        gaps.append(time.perf_counter() - before - TICK_S)


def run_pause() -> None:
    uvloop.run(pause())
