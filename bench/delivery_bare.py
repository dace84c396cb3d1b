"""The floor of the delivery benchmark: slack_sdk posting the same messages from memory, with nothing written down."""

from __future__ import annotations

import asyncio
import os
from itertools import count

import aiohttp
import uvloop
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import blocks
from bench.delivery_world import SERIES
from bot import wording
from bot.chat import Button, Clip
from lessons.authoring import read_series


async def post_all() -> None:
    """Post COUNT messages over SLOTS slots; the message is built once, as a loop without a ledger would."""
    episode = read_series(SERIES).episodes[0]
    assert episode.check is not None
    watch = "https://lessons.example.com/watch/" + "x" * 180
    clip = Clip(episode.title, watch, "https://lessons.example.com/p.jpg", 60)
    buttons = [Button(option.text, "x" * 180) for option in episode.check.options]
    message = wording.episode("The Data Leak", 1, 5, episode.title, clip, episode.check.question, buttons)
    made, numbers, total = blocks(message, True), count(), int(os.environ["COUNT"])
    slots = int(os.environ["SLOTS"])
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=slots + 16)) as session:
        client = AsyncWebClient("xoxb-bare", f"{os.environ['FAKE_URL']}/api/", session=session, retry_handlers=[])

        async def send() -> None:
            while (number := next(numbers)) < total:
                metadata = {"event_type": "ninety_delivery", "event_payload": {"delivery_id": str(number)}}
                await client.chat_postMessage(
                    channel=f"D{number}",
                    text=message.summary,
                    blocks=made,
                    metadata=metadata,
                    unfurl_links=False,
                    unfurl_media=False,
                )

        print("ready", flush=True)
        await asyncio.gather(*[send() for _ in range(slots)])
        await asyncio.Event().wait()  # the benchmark ends the process when everything has arrived


def run() -> None:
    uvloop.run(post_all())
