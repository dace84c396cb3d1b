"""Procrastinate as a peer: one job a message, its own worker, PostgreSQL."""

from __future__ import annotations

import asyncio
import os

import aiohttp
import procrastinate
from procrastinate.types import JSONDict
from slack_sdk.web.async_client import AsyncWebClient

BATCH = 500

database = procrastinate.PsycopgConnector(conninfo=os.environ["BENCH_DATABASE"], min_size=2, max_size=10)
app = procrastinate.App(connector=database)
clients: list[AsyncWebClient] = []


@app.task
async def send(number: int) -> None:
    metadata = {"event_type": "ninety_delivery", "event_payload": {"delivery_id": str(number)}}
    await clients[0].chat_postMessage(channel=f"D{number}", text="An episode", metadata=metadata)


async def defer() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        jobs: list[JSONDict] = [{"number": number} for number in range(int(os.environ["COUNT"]))]
        for start in range(0, len(jobs), BATCH):
            await send.batch_defer_async(*jobs[start : start + BATCH])


async def work() -> None:
    async with app.open_async(), aiohttp.ClientSession() as session:
        clients.append(AsyncWebClient("xoxb", f"{os.environ['FAKE_URL']}/api/", session=session, retry_handlers=[]))
        print("ready", flush=True)
        await app.run_worker_async(concurrency=int(os.environ["SLOTS"]), wait=True, install_signal_handlers=False)


def fill() -> None:
    """Write down COUNT jobs."""
    asyncio.run(defer())


def run() -> None:
    asyncio.run(work())
