"""One worker process of the delivery benchmark: the product's own sender with the product's own Slack adapter."""

from __future__ import annotations

import asyncio
import os

import aiohttp
import uvloop

from adapters.slack.outbound.chat import SlackChat
from bot.clock import Clock
from bot.delivery.composer import Composer
from bot.delivery.sender import Limits, Sender
from bot.links import Links
from lessons.database import Database


async def work() -> None:
    """Send what is due until the process is ended."""
    database, clock = Database(os.environ["BENCH_DATABASE"]), Clock()
    slots = int(os.environ["SLOTS"])

    async def token(workspace_id: str) -> str:
        return f"xoxb-{workspace_id}"

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=slots + 16)) as session:
        chat = SlackChat(token, session, inline_video=True, base_url=f"{os.environ['FAKE_URL']}/api/")
        links = Links("a secret of more than thirty-two characters", "https://lessons.example.com")
        sender = Sender(database, {"slack": chat}, Composer(database, links), clock, Limits(slots=slots))
        print("ready", flush=True)
        await sender.run(asyncio.Event())


def run() -> None:
    uvloop.run(work())
