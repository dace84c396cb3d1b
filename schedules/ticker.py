"""The heartbeat: calls each round of work at its interval, and writes down when it last did. Keeps no jobs of its own.

Due work is rows; the scheduler only wakes us. Missed beats are made up by one, never by many.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Database, Instant, insert_or_update, metadata

log = logging.getLogger(__name__)
# A beat that is skipped while a clip is drawn is no news: health tells of a round that is late.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)

LONGEST_S = 900.0  # a clip of 90 seconds takes one or two minutes; a round of a quarter of an hour hangs
AGAIN_S = 10.0  # between two signs of life of a round that takes long
GRACE_S = 5.0  # how long a round may take to end when the process stops

ticks = sa.Table(
    "ticks",
    metadata,
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("last_at", Instant, nullable=False),
    sa.Column("took_ms", sa.Integer, nullable=False),
    sa.Column("fault", sa.String(200), nullable=False, server_default=""),
)


@dataclass(frozen=True, slots=True)
class Round:
    """A kind of work that comes around.

    Attributes:
        every: seconds between two beats.
        work: does what is due at the given instant.
    """

    kind: str
    every: float
    work: Callable[[datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Tick:
    """When a round last came around, and what went wrong, "" nothing."""

    kind: str
    last_at: datetime
    took_ms: int
    fault: str


class Ticker:
    """Runs rounds in this process until stopped.

    Args:
        now: playground time or the database's, as the rounds need it.
        real_now: the time that heartbeats are written in.
    """

    def __init__(
        self,
        database: Database,
        rounds: Sequence[Round],
        now: Callable[[], datetime],
        real_now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._rounds = rounds
        self._now = now
        self._real_now = real_now
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._under_way: set[asyncio.Task[None]] = set()
        self._began: dict[str, float] = {}
        self._wrote_at: dict[str, float] = {}

    def start(self) -> None:
        """Begin to beat, every round at once and then at its interval."""
        for each in self._rounds:
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[each],
                seconds=each.every,
                id=each.kind,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                next_run_time=self._real_now(),
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Beat no more. Rounds under way are waited for, but not longer than GRACE_S."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        await asyncio.sleep(0)  # rounds that are due at this very moment begin
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GRACE_S)
        if self._under_way:
            log.warning("rounds are cut short", extra={"rounds": len(self._under_way)})
            for round_ in self._under_way:
                round_.cancel()
            await asyncio.wait(self._under_way)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # the scheduler lets go of the event loop on its next turn

    async def _tick(self, each: Round) -> None:
        """A beat of the scheduler, begun as a task that stop() can wait for: the scheduler's own it would only cut off.

        A round that is still under way goes on: drawing a clip takes longer than its interval.
        """
        if each.kind in self._began:
            return await self._still_under_way(each)
        self._began[each.kind] = time.monotonic()
        beating = asyncio.create_task(self.beat(each))
        self._under_way.add(beating)
        beating.add_done_callback(self._under_way.discard)
        beating.add_done_callback(lambda _: self._began.pop(each.kind))

    async def _still_under_way(self, each: Round) -> None:
        """Write down now and then that a long round goes on, so that nobody takes it for one that does not come."""
        seconds, now = time.monotonic() - self._began[each.kind], time.monotonic()
        if seconds < LONGEST_S and now - self._wrote_at.get(each.kind, 0.0) > AGAIN_S:
            self._wrote_at[each.kind] = now
            await self._write(each, int(seconds * 1000), "")

    async def beat(self, each: Round) -> None:
        """Do one round, and write down how it went."""
        began, fault = time.monotonic(), ""
        try:
            await each.work(self._now())
        except Exception as error:
            # One faulty round must not stop the heart; the health page shows it.
            log.exception("a round failed", extra={"round": each.kind})
            fault = f"{type(error).__name__}: {error}"[:200]
        await self._write(each, int((time.monotonic() - began) * 1000), fault)

    async def _write(self, each: Round, took_ms: int, fault: str) -> None:
        row = {"kind": each.kind, "last_at": self._real_now(), "took_ms": took_ms, "fault": fault}
        try:
            async with self._database.write() as db:
                await db.execute(insert_or_update(db, ticks, ["kind"], ["last_at", "took_ms", "fault"]).values(row))
        except (sa.exc.SQLAlchemyError, OSError):
            # The database is away; the next beat tells.
            log.warning("the heartbeat could not be written", extra={"round": each.kind})


async def last_ticks(db: AsyncConnection) -> list[Tick]:
    """When each round last came around, by kind."""
    rows = await db.execute(sa.select(ticks).order_by(ticks.c.kind))
    return [Tick(row.kind, row.last_at, row.took_ms, row.fault) for row in rows]


def is_late(last_at: datetime, every: float, real_now: datetime) -> bool:
    """Whether a round that came around at an instant has missed several beats in a row since."""
    return real_now - last_at > timedelta(seconds=3 * every + 30)
