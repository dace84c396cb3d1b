"""Posts signed requests to servers in processes of their own, and tells how they bore it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import sqlalchemy as sa

from bot.event_queue import event_queue
from lessons.database import Database
from schedules.ledger.events_seen import inbox

RATE = 200  # requests a second
CONNECTIONS = 128


@dataclass(frozen=True, slots=True)
class Request:
    """A request, ready to be posted."""

    body: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """What one server did.

    Attributes:
        waits: seconds to each answer at 200 a second, sorted.
        per_second: requests answered a second at the maximum.
        acknowledged: requests answered 200.
        late: answers that came too late for the platform, in both parts.
    """

    waits: Sequence[float]
    per_second: float
    acknowledged: int
    late: int

    @property
    def p99_ms(self) -> float:
        return p99_ms([self])


def p99_ms(runs: Sequence[Run]) -> float:
    """The wait at 200 a second that one in a hundred is longer than."""
    waits = sorted(wait for run in runs for wait in run.waits)
    return round(waits[int(len(waits) * 0.99)] * 1000, 1)


def ratio(ours: Sequence[Run], bare: Sequence[Run]) -> float:
    """Our throughput as a share of the bare one, turn by turn, in the median."""
    ratios = sorted(one.per_second / other.per_second for one, other in zip(ours, bare, strict=True))
    return round(ratios[len(ratios) // 2], 3)


@asynccontextmanager
async def server(module: str, path: str, kind: str, *arguments: str) -> AsyncIterator[str]:
    """A server in its own process, `python -m MODULE KIND PORT ...`; gives the address to post to."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, kind, str(port), *arguments), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        assert (await process.stdout.readline()).strip() == b"ready", f"{kind} did not start"
        yield f"http://127.0.0.1:{port}{path}"
    finally:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGTERM)
        await process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def measure(kind: str, url: str, requests: Sequence[Request], steady: int, slowest_s: float) -> Run:
    """Post the first `steady` requests at 200 a second, the others as fast as they are answered.

    Args:
        slowest_s: the platform gives up then.
    """
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        for request in requests[:2]:  # what a first request costs is no measure of the others
            await _post(session, url, request)
        at_rate = await _steadily(session, url, requests[:steady])
        began = time.perf_counter()
        flat_out = await _flat_out(session, url, requests[steady:])
        took = time.perf_counter() - began
    both = [*at_rate, *flat_out]
    good = sum(answered for _, answered in both)
    late = sum(wait > slowest_s for wait, _ in both)
    run = Run(sorted(wait for wait, _ in at_rate), len(flat_out) / took, good, late)
    print(f"{kind}: {run.per_second:.0f}/s, p99 {run.p99_ms:.0f} ms at {RATE}/s, {late} late")
    return run


async def _steadily(session: aiohttp.ClientSession, url: str, requests: Sequence[Request]) -> list[tuple[float, bool]]:
    began = time.perf_counter()

    async def one(number: int, request: Request) -> tuple[float, bool]:
        await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        return await _post(session, url, request)

    return list(await asyncio.gather(*[one(number, request) for number, request in enumerate(requests)]))


async def _flat_out(session: aiohttp.ClientSession, url: str, requests: Sequence[Request]) -> list[tuple[float, bool]]:
    waiting = iter(requests)

    async def connection() -> list[tuple[float, bool]]:
        return [await _post(session, url, request) for request in waiting]

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(connection()) for _ in range(CONNECTIONS)]
    return [one for task in running for one in task.result()]


async def _post(session: aiohttp.ClientSession, url: str, request: Request) -> tuple[float, bool]:
    began = time.perf_counter()
    async with session.post(url, data=request.body.encode(), headers=request.headers) as answer:
        await answer.read()
        return time.perf_counter() - began, answer.status == 200


async def kept(folder: str) -> int:
    """Requests that are handled, or wait to be."""
    database = Database(f"sqlite:///{folder}/ninety.db")
    async with database.read() as db:
        handled = set((await db.execute(sa.select(inbox.c.event_id))).scalars())
        handled |= set((await db.execute(sa.select(event_queue.c.event_id))).scalars())
    await database.close()
    return len(handled)
