"""The floor of the delivery benchmark: slack_sdk posting the same messages from memory, with nothing written down."""

from __future__ import annotations

import asyncio
import os
from itertools import count

import aiohttp
import uvloop
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.outbound.blocks import blocks
from bench.delivery_world import an_episode


async def post_all() -> None:
    """Post COUNT messages over SLOTS slots; the message is built once, as a loop without a ledger would."""
    message = an_episode()
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
