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


async def main() -> None:
    """Post COUNT messages over SLOTS slots; the message is built once, as a loop without a ledger would."""
    episode = read_series(SERIES).episodes[0]
    assert episode.check is not None
    clip = Clip(
        episode.title, "https://lessons.example.com/watch/" + "x" * 180, "https://lessons.example.com/p.jpg", 60
    )
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

        await asyncio.gather(*[send() for _ in range(slots)])


if __name__ == "__main__":
    uvloop.run(main())
