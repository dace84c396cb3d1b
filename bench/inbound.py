"""How fast presses and commands are acknowledged, each a row first, beside a bare bolt app that only acknowledges.

`python -m bench.inbound [--quick]`. Signed requests, half of them presses of answers and half commands, are posted by
this process to each server in turn, in its own process: first at 200 a second whatever the answers take, then as fast
as 128 connections go. The last line is JSON: throughput ours / bare, our 99th percentile at 200 a second, and how many
acknowledged requests are neither handled nor kept for handling afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import aiohttp
import sqlalchemy as sa

from bench.inbound_server import OURS, SECRET, URL
from bot.arrivals import arrivals
from bot.links import Links, Purpose, Ticket
from bot.migrate import migrate
from lessons import catalog
from lessons.database import Database
from schedules import ledger
from schedules.inbox import inbox
from schedules.ledger import Kind, State, deliveries
from schedules.roster import enter_learner, open_workspace
from tests.fakes.slack_workspace import command_body, press_body, signed
from tests.stories.world import EPISODES, put_series

RATE = 200  # requests a second
CONNECTIONS = 128
LEARNERS = 200
SLOWEST_S = 3.0  # Slack gives up then


@dataclass(frozen=True, slots=True)
class Run:
    """What one server did.

    Attributes:
        waits: seconds to each answer at 200 a second, sorted.
        per_second: requests answered a second at the maximum.
        acknowledged: requests answered 200.
        late: answers after more than three seconds, in both parts.
    """

    waits: Sequence[float]
    per_second: float
    acknowledged: int
    late: int

    @property
    def p99_ms(self) -> float:
        return self.waits[int(len(self.waits) * 0.99)] * 1000


async def prepare(folder: str, count: int) -> list[str]:
    """A database with a team that was sent lessons; returns bodies of requests, presses and commands in turn."""
    database, links, now = Database(f"sqlite:///{folder}/ninety.db"), Links(OURS, URL), datetime.now(UTC)
    await migrate(database)
    async with database.write() as db:
        workspace = await open_workspace(db, "slack", "T1", "Riverbank", now)
        await put_series(db, workspace.id, EPISODES, now)
        series = await catalog.current_series(db, workspace.id, "leak")
        assert series is not None
        people = [
            await enter_learner(db, workspace.id, f"U{number}", f"N{number}", now, place=f"D{number}")
            for number in range(LEARNERS)
        ]
        bodies, rows = [], []
        for number in range(count // 2):
            who, episode = people[number % LEARNERS], series.episodes[number % len(series.episodes)]
            row = ledger.owed(workspace.id, who.id, Kind.EPISODE, now, now + timedelta(days=1), slot=str(number))
            row |= {"episode_id": episode.id, "check_key": episode.check_key, "state": State.SENT.value}
            rows.append({**row, "sent_at": now, "message_ref": str(number)})
            token = links.token(
                Ticket(Purpose.CHOICE, workspace.id, str(row["id"]), who.id, "1"), now + timedelta(days=1)
            )
            action = {"type": "button", "action_id": "choose-3-1", "block_id": "choices-3", "value": token}
            press = json.dumps(press_body(who.outside_id, action, f"{number}.1"))
            bodies += [urlencode({"payload": press}), urlencode(command_body("help", who.outside_id, f"t{number}"))]
        await db.execute(sa.insert(deliveries), rows)
    await database.close()
    return bodies


@asynccontextmanager
async def server(kind: str, folder: str) -> AsyncIterator[str]:
    """A server in its own process; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.inbound_server", kind, str(port), folder), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        assert (await process.stdout.readline()).strip() == b"ready", f"{kind} did not start"
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGTERM)
        await process.wait()


async def measure(url: str, bodies: Sequence[str], steady: int) -> Run:
    """Post the first `steady` bodies at 200 a second, the others as fast as they are answered."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        for body in bodies[:2]:  # what a first request costs is no measure of the others
            await _post(session, url, body)
        at_rate = await _steadily(session, url, bodies[:steady])
        began = time.perf_counter()
        flat_out = await _flat_out(session, url, bodies[steady:])
        took = time.perf_counter() - began
    both = [*at_rate, *flat_out]
    good = sum(answered for _, answered in both)
    late = sum(wait > SLOWEST_S for wait, _ in both)
    return Run(sorted(wait for wait, _ in at_rate), len(flat_out) / took, good, late)


async def _steadily(session: aiohttp.ClientSession, url: str, bodies: Sequence[str]) -> list[tuple[float, bool]]:
    began = time.perf_counter()

    async def one(number: int, body: str) -> tuple[float, bool]:
        await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        return await _post(session, url, body)

    return list(await asyncio.gather(*[one(number, body) for number, body in enumerate(bodies)]))


async def _flat_out(session: aiohttp.ClientSession, url: str, bodies: Sequence[str]) -> list[tuple[float, bool]]:
    waiting = iter(bodies)

    async def connection() -> list[tuple[float, bool]]:
        return [await _post(session, url, body) for body in waiting]

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(connection()) for _ in range(CONNECTIONS)]
    return [one for task in running for one in task.result()]


async def _post(session: aiohttp.ClientSession, url: str, body: str) -> tuple[float, bool]:
    headers, began = signed(SECRET, body), time.perf_counter()
    async with session.post(url, data=body.encode(), headers=headers) as answer:
        await answer.read()
        return time.perf_counter() - began, answer.status == 200


async def kept(folder: str) -> int:
    """Requests that are handled, or wait to be."""
    database = Database(f"sqlite:///{folder}/ninety.db")
    async with database.read() as db:
        handled = set((await db.execute(sa.select(inbox.c.event_id))).scalars())
        handled |= set((await db.execute(sa.select(arrivals.c.event_id))).scalars())
    await database.close()
    return len(handled)


async def main(quick: bool) -> None:
    steady, flat_out, turns = (800, 1500, 2) if quick else (4000, 6000, 3)
    runs: dict[str, list[Run]] = {"ours": [], "bare": []}
    lost = 0
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as folder:
            bodies = await prepare(folder, steady + flat_out)
            for kind, measured in runs.items():
                async with server(kind, folder) as url:
                    measured.append(await measure(url, bodies, steady))
                last = measured[-1]
                print(f"{kind}: {last.per_second:.0f}/s, p99 {last.p99_ms:.0f} ms at {RATE}/s, {last.late} late")
            lost += len(bodies) - await kept(folder)
    ratios = [ours.per_second / bare.per_second for ours, bare in zip(runs["ours"], runs["bare"], strict=True)]
    waits = [wait for run in runs["ours"] for wait in run.waits]
    result = {
        "ratio_to_bare_bolt": round(sorted(ratios)[len(ratios) // 2], 3),
        "p99_ms_at_200": round(sorted(waits)[int(len(waits) * 0.99)] * 1000, 1),
        "lost": lost + sum(run.late for run in runs["ours"]),
        "per_second": round(max(run.per_second for run in runs["ours"])),
        "per_second_bare": round(max(run.per_second for run in runs["bare"])),
        "late": sum(run.late for run in runs["ours"]),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller, under a minute")
    asyncio.run(main(parser.parse_args().quick))
