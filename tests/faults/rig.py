"""What the faults tests stand on: deliveries that are due, a fake Slack over HTTP, and processes to do harm to."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from typing import Any

import sqlalchemy as sa
from aiohttp.test_utils import TestServer

from bot.chat import Message, Text
from bot.words.codec import to_json
from lessons.database import Database, new_id
from schedules.ledger import ledger
from schedules.ledger.ledger import Kind, deliveries
from schedules.ledger.pacing import set_pace
from schedules.people import roster
from tests.fakes.slack import FakeSlack
from tests.faults import worker

# Processes are forked from one that has imported everything and runs nothing: they start in a moment.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.worker"])

PATIENCE_S = 60.0


def start(target: Callable[..., None], *arguments: object) -> BaseProcess:
    """A process that runs a function of tests.faults.worker."""
    process = _FORKS.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


@dataclass
class Ground:
    """A database with deliveries due, the fake that they go to, and the workers between."""

    database: Database
    slack: FakeSlack
    slack_url: str
    workers: list[BaseProcess] = field(default_factory=list)
    owed: set[str] = field(default_factory=set)

    async def owe(self, count: int, workspaces: int = 8, *, per_second: float = 0, burst: float = 1) -> list[str]:
        """Messages that learners asked for just now, spread over new workspaces; returns the workspaces' ids."""
        now = datetime.now(UTC)
        body = to_json(Message("Hello", (Text("Hello."),)))
        async with self.database.write() as db:
            homes = [await _workspace(db, now, per_second, burst) for _ in range(workspaces)]
            people = [_learner(homes[number % workspaces], number, now) for number in range(count)]
            rows = [
                ledger.owed(
                    str(one["workspace_id"]),
                    str(one["id"]),
                    Kind.ANSWER,
                    now,
                    now + timedelta(hours=1),
                    body=body,
                    prompted=True,
                )
                for one in people
            ]
            await db.execute(sa.insert(roster.learners), people)
            await ledger.plan(db, rows)
        self.owed |= {str(row["id"]) for row in rows}
        return homes

    def hire(self, count: int = 1) -> None:
        """Start workers."""
        url = self.database.engine.url.render_as_string(hide_password=False)
        self.workers += [start(worker.send, url, self.slack_url) for _ in range(count)]

    def kill(self, number: int) -> None:
        """End a worker as the power failing would."""
        victim = self.workers.pop(number)
        victim.kill()
        victim.join()

    async def pause(self, number: int) -> None:
        """Stop a worker between two transactions: inside of one it would hold SQLite's only write lock."""
        while True:
            os.kill(self._pid(number), signal.SIGSTOP)
            if _writable(str(self.database.engine.url.database)):
                return
            self.wake(number)
            await asyncio.sleep(0.01)

    def wake(self, number: int) -> None:
        os.kill(self._pid(number), signal.SIGCONT)

    def _pid(self, number: int) -> int:
        pid = self.workers[number].pid
        assert pid is not None
        return pid

    async def arrived(self, count: int) -> None:
        """Wait until the fake has kept that many messages."""
        async with asyncio.timeout(PATIENCE_S):
            while self.slack.counts.total() < count:  # noqa: ASYNC110  # the fake does not tell, it is looked at
                await asyncio.sleep(0.005)

    async def called(self, count: int) -> None:
        """Wait until that many requests have reached the fake."""
        async with asyncio.timeout(PATIENCE_S):
            while self.slack.calls.total() < count:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def settled(self, patience_s: float = PATIENCE_S) -> Counter[str]:
        """Wait until nothing is planned, under way or in doubt; how many deliveries ended in each state."""
        end = asyncio.get_running_loop().time() + patience_s
        while True:
            states = await self.states()
            if not {"planned", "waiting", "sending", "uncertain"} & set(states):
                return states
            assert asyncio.get_running_loop().time() < end, f"not settled in time: {states}"
            await asyncio.sleep(0.1)

    async def states(self) -> Counter[str]:
        async with self.database.read() as db:
            counted = sa.select(deliveries.c.state, sa.func.count()).group_by(deliveries.c.state)
            return Counter(dict((await db.execute(counted)).all()))

    @property
    def lost(self) -> int:
        return len(self.owed - set(self.slack.counts))

    @property
    def doubled(self) -> int:
        return sum(count - 1 for count in self.slack.counts.values())


def _writable(file: str) -> bool:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0.2)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


async def _workspace(db: Any, now: datetime, per_second: float, burst: float) -> str:
    opened = await roster.open_workspace(db, "slack", new_id(), "Team", now)
    await set_pace(db, opened.id, per_second, burst)
    return opened.id


def _learner(workspace_id: str, number: int, now: datetime) -> dict[str, object]:
    made: dict[str, object] = {"workspace_id": workspace_id, "id": new_id(), "created_at": now}
    where = {"platform": "slack", "outside_id": f"U{number}", "place": f"D-{workspace_id}-{number}"}
    return {**made, **where, "name": "Ada"}


@asynccontextmanager
async def ground(database: Database, slack: FakeSlack) -> AsyncIterator[Ground]:
    """The fake on loopback; every worker is gone at the end."""
    async with TestServer(slack.app()) as server:
        made = Ground(database, slack, str(server.make_url("/api/")))
        try:
            yield made
        finally:
            while made.workers:
                made.kill(0)
