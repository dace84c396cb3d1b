"""What the faults tests stand on: deliveries that are due, a fake platform over HTTP, processes to do harm to."""

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
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiohttp.test_utils import TestServer

from bot.chat import Message, Text
from bot.messages.codec import to_json
from lessons.database import Database, new_id
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind, deliveries
from schedules.ledger.pacing import set_pace
from schedules.people import roster
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.faults import worker

# Processes are forked from one that has imported everything and runs nothing: they start in a moment.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.worker"])

PATIENCE_S = 200.0  # a busy machine is slow; only what hangs takes this long


def start(target: Callable[..., None], *arguments: object) -> BaseProcess:
    """A process that runs a function of tests.faults.worker."""
    process = _FORKS.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


@dataclass
class Ground:
    """A database with deliveries due, the fake that they go to, and the workers between.

    Attributes:
        url: where the fake answers.
        owed: conversations to each of which one message is owed.
    """

    database: Database
    fake: FakeSlack | FakeTeams
    url: str
    workers: list[BaseProcess] = field(default_factory=list)
    owed: set[str] = field(default_factory=set)

    @property
    def platform(self) -> str:
        return worker.SLACK if isinstance(self.fake, FakeSlack) else worker.TEAMS

    async def owe(self, count: int, workspaces: int = 8, *, per_second: float = 0, burst: float = 1) -> list[str]:
        """Messages that learners asked for just now, spread over new workspaces; returns the workspaces' ids."""
        now = datetime.now(UTC)
        body = to_json(Message("Hello", (Text("Hello."),)))
        async with self.database.write() as db:
            homes = [await _workspace(db, self.platform, now, per_second, burst) for _ in range(workspaces)]
            people = [_learner(homes[number % workspaces], self.platform, number, now) for number in range(count)]
            rows = [
                ledger.owed(
                    str(one["workspace_id"]),
                    str(one["id"]),
                    DeliveryKind.ANSWER,
                    now,
                    now + timedelta(hours=3),
                    body=body,
                    prompted=True,
                )
                for one in people
            ]
            await db.execute(sa.insert(roster.learners), people)
            await ledger.plan(db, rows)
        self.owed |= {str(one["place"]) for one in people}
        return homes

    def hire(self, count: int = 1, clock_file: Path | None = None) -> None:
        """Start workers; with a file, their host clock is set through it."""
        url = self.database.engine.url.render_as_string(hide_password=False)
        by = (str(clock_file),) if clock_file else ()
        self.workers += [start(worker.send, url, self.platform, self.url, *by) for _ in range(count)]

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

    @property
    def came(self) -> int:
        """How many messages the fake has kept."""
        return sum(map(len, self.fake.shown.values()))

    async def arrived(self, count: int) -> None:
        """Wait until the fake has kept that many messages."""
        async with asyncio.timeout(PATIENCE_S):
            while self.came < count:  # noqa: ASYNC110  # the fake does not tell, it is looked at
                await asyncio.sleep(0.005)

    async def called(self, count: int) -> None:
        """Wait until that many requests have reached the fake."""
        async with asyncio.timeout(PATIENCE_S):
            while self.fake.calls.total() < count:  # noqa: ASYNC110
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
        return sum(not self.fake.shown[place] for place in self.owed)

    @property
    def doubled(self) -> int:
        return sum(max(0, len(messages) - 1) for messages in self.fake.shown.values())


def _writable(file: str) -> bool:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0.2)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


async def _workspace(db: Any, platform: str, now: datetime, per_second: float, burst: float) -> str:
    opened = await roster.open_workspace(db, platform, new_id(), "Team", now, asks_how_sure=False)
    await set_pace(db, opened.id, per_second, burst)
    return opened.id


def _learner(workspace_id: str, platform: str, number: int, now: datetime) -> dict[str, object]:
    made: dict[str, object] = {"workspace_id": workspace_id, "id": new_id(), "created_at": now}
    where = {"platform": platform, "outside_id": f"U{number}", "place": f"D-{workspace_id}-{number}"}
    return {**made, **where, "name": "Ada"}


@asynccontextmanager
async def ground(database: Database, fake: FakeSlack | FakeTeams) -> AsyncIterator[Ground]:
    """The fake on loopback; every worker is gone at the end."""
    async with TestServer(fake.app()) as server:
        made = Ground(database, fake, str(server.make_url("")))
        try:
            yield made
        finally:
            while made.workers:
                made.kill(0)
