"""Procrastinate as a peer: one job a message, its own worker, PostgreSQL."""

from __future__ import annotations

import asyncio
import os

import aiohttp
import procrastinate
from slack_sdk.web.async_client import AsyncWebClient

DATABASE = os.environ["BENCH_DATABASE"]
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=DATABASE, min_size=2, max_size=10))
clients: list[AsyncWebClient] = []


@app.task
async def send(number: int) -> None:
    metadata = {"event_type": "ninety_delivery", "event_payload": {"delivery_id": str(number)}}
    await clients[0].chat_postMessage(channel=f"D{number}", text="An episode", metadata=metadata)


async def main() -> None:
    count = int(os.environ["COUNT"])
    async with app.open_async(), aiohttp.ClientSession() as session:
        clients.append(AsyncWebClient("xoxb", f"{os.environ['FAKE_URL']}/api/", session=session, retry_handlers=[]))
        await app.schema_manager.apply_schema_async()
        for start in range(0, count, 500):
            await send.batch_defer_async(*[{"number": number} for number in range(start, min(count, start + 500))])
        await app.run_worker_async(concurrency=int(os.environ["SLOTS"]), wait=True, install_signal_handlers=True)


if __name__ == "__main__":
    asyncio.run(main())
