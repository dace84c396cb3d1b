"""What arrived and is not handled yet: a row for every event before its platform is told that we have it.

Platforms give an application seconds to say that an event arrived, and handling one takes many statements. So arriving
events are written many at a time in one transaction, acknowledged, and handled afterwards, in order for each person.
What a dead process left is handled by another one; Bot.handle() does nothing the second time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.events import Asked, Chose, Event, Joined, Kept, Left, Managed, Person, Preferred, Shared
from lessons.database import Database, Instant, Json, insert_or_ignore, metadata

log = logging.getLogger(__name__)

LANES = 4  # people whose events are handled at the same time; SQLite takes one writer, so there it is one
STALE = timedelta(seconds=20)  # an arrival this old was taken by a process that died, or is far behind
TRIES = 5
MOST = 200  # rows in one transaction
CALM_S = 0.004  # without an arrival for so long, there is time to handle one
PATIENCE_S = 0.1  # handling never waits longer than this for calm

arrivals = sa.Table(
    "arrivals",
    metadata,
    sa.Column("platform", sa.String(20), primary_key=True),
    sa.Column("workspace", sa.String(120), primary_key=True),
    sa.Column("event_id", sa.String(200), primary_key=True),
    sa.Column("event", Json, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("look_at", Instant, nullable=False, index=True),
)

_EVENTS: dict[str, Any] = {
    kind.__name__: kind for kind in (Asked, Chose, Joined, Left, Kept, Shared, Managed, Preferred)
}
_KEY = ("platform", "workspace", "event_id")

Handled = asyncio.Future[bool]
"""Whether an event was handled; what failed is tried again later."""


class Closed(Exception):
    """The process is stopping: the platform delivers the event again."""


class Arrivals:
    """Takes one platform's events in one process and handles them.

    Args:
        handle: what to do with an event; the same one twice does no harm.
        platform: whose events these are: what dead processes left of other platforms is for others to handle.
    """

    def __init__(
        self,
        database: Database,
        handle: Callable[[Event], Awaitable[None]],
        now: Callable[[], datetime],
        platform: str,
    ) -> None:
        self._database = database
        self._platform = platform
        self._handle = handle
        self._now = now
        self._fresh: list[tuple[Event, asyncio.Future[Handled]]] = []
        self._done: list[Event] = []
        self._work = asyncio.Event()
        self._closing = False
        self._arrived = 0.0
        self._writing = False
        lanes = 1 if database.is_sqlite else LANES
        self._lanes: list[asyncio.Queue[tuple[Event, Handled]]] = [asyncio.Queue() for _ in range(lanes)]

    async def take(self, event: Event) -> Handled:
        """Returns once the event is in the database, with what is done when it was handled too.

        Raises:
            Closed: the process is stopping.
        """
        if self._closing:
            raise Closed
        written: asyncio.Future[Handled] = asyncio.get_running_loop().create_future()
        self._fresh.append((event, written))
        self._arrived = time.monotonic()
        self._work.set()
        return await written

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Writes and handles for as long as the block runs; what is taken but not handled then stays a row."""
        async with asyncio.TaskGroup() as tasks:
            lanes = [tasks.create_task(self._run_lane(lane)) for lane in self._lanes]
            writer = tasks.create_task(self._write())
            try:
                yield
            finally:
                self._closing = True
                self._work.set()
                await writer
                for lane in lanes:
                    lane.cancel()

    async def handled(self) -> None:
        """Returns when everything that was taken here is handled."""
        for lane in self._lanes:
            await lane.join()
        while self._done:  # the writer empties the list
            self._work.set()
            await asyncio.sleep(0.005)

    async def _write(self) -> None:
        """Write what arrived, and delete what was handled, in one transaction after the other."""
        while not self._closing or self._fresh:
            await self._work.wait()
            self._work.clear()
            self._writing = True
            while (self._fresh or self._done) and await self._write_some():
                continue
            self._writing = False

    async def _write_some(self) -> bool:
        """One transaction; False when the database did not take it."""
        fresh, done = self._fresh[:MOST], self._done[:MOST]
        del self._fresh[:MOST]
        try:
            async with self._database.write() as db:
                await _insert(db, [event for event, _ in fresh], self._now() + STALE)
                await _delete(db, done)
        except Exception as fault:
            # Whatever the database says, each sender must hear of it: the platform delivers the event again, and what
            # was handled meanwhile is deleted with the next transaction.
            log.warning("arrivals cannot be written: %s", type(fault).__name__)
            for _, written in fresh:
                if not written.done():
                    written.set_exception(fault)
            return False
        del self._done[: len(done)]
        for event, written in fresh:
            handled: Handled = asyncio.get_running_loop().create_future()
            self._lane(event).put_nowait((event, handled))
            if not written.done():
                written.set_result(handled)
        return True

    def _lane(self, event: Event) -> asyncio.Queue[tuple[Event, Handled]]:
        return self._lanes[crc32(event.who.learner.encode()) % len(self._lanes)]

    async def _run_lane(self, lane: asyncio.Queue[tuple[Event, Handled]]) -> None:
        while True:
            event, handled = await lane.get()
            await self._let_others_in()
            done = await self._handle_one(event)
            if not handled.done():
                handled.set_result(done)
            if done:
                self._done.append(event)
                if lane.empty() or len(self._done) >= MOST // 4:
                    self._work.set()
            lane.task_done()

    async def _let_others_in(self) -> None:
        """Wait while more arrives: platforms wait for their acknowledgement, and people a little longer for answers."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self._busy():  # noqa: ASYNC110  # calm is the absence of events
            await asyncio.sleep(CALM_S)

    def _busy(self) -> bool:
        return bool(self._fresh) or self._writing or self._arrived + CALM_S > time.monotonic()

    async def _handle_one(self, event: Event) -> bool:
        """Whether the event is done with; what failed is tried again by handle_stale()."""
        try:
            await self._handle(event)
        except Exception:
            # One faulty event must not hold up the rest; its row stays and is tried again.
            log.exception("an arrival was not handled", extra={"kind": type(event).__name__})
            return False
        return True

    async def handle_stale(self, now: datetime) -> int:
        """Handle what dead processes left behind, and what failed before; returns how many were tried."""
        async with self._database.write() as db:
            rows = await _claim(db, self._platform, now)
        for row in rows:
            event = from_json(row.event)
            given_up = row.tries >= TRIES
            if given_up:
                log.error("an arrival is given up after %s tries", TRIES, extra={"kind": type(event).__name__})
            if given_up or await self._handle_one(event):
                async with self._database.write() as db:
                    await _delete(db, [event])
        return len(rows)


async def _insert(db: AsyncConnection, events: Sequence[Event], look_at: datetime) -> None:
    rows = [{**_key(event), "event": to_json(event), "look_at": look_at} for event in events]
    if rows:
        await db.execute(insert_or_ignore(db, arrivals), rows)


async def _delete(db: AsyncConnection, events: Sequence[Event]) -> None:
    if events:
        where = [arrivals.c[name] == sa.bindparam(f"_{name}") for name in _KEY]
        rows = [{f"_{name}": value for name, value in _key(event).items()} for event in events]
        await db.execute(sa.delete(arrivals).where(*where), rows)


async def _claim(db: AsyncConnection, platform: str, now: datetime) -> Sequence[Any]:
    """A platform's arrivals nobody dealt with, oldest first; other processes leave them alone for a while."""
    stale = (arrivals.c.platform == platform) & (arrivals.c.look_at <= now)
    due = sa.select(arrivals).where(stale).order_by(arrivals.c.look_at).limit(MOST)
    rows = (await db.execute(due.with_for_update(skip_locked=True))).all()
    for row in rows:
        mine = [arrivals.c[name] == getattr(row, name) for name in _KEY]
        await db.execute(sa.update(arrivals).where(*mine).values(look_at=now + STALE, tries=row.tries + 1))
    return rows


def _key(event: Event) -> dict[str, str]:
    who = event.who
    return {"platform": who.platform, "workspace": who.workspace, "event_id": event.event_id[:200]}


def to_json(event: Event) -> dict[str, Any]:
    """The event as JSON values; from_json gives the same event back."""
    return {"kind": type(event).__name__, **asdict(event), "at": event.at.isoformat()}


def from_json(value: dict[str, Any]) -> Event:
    """The event that to_json was given."""
    fields = {name: one for name, one in value.items() if name != "kind"}
    fields |= {"who": Person(**fields["who"]), "at": datetime.fromisoformat(fields["at"])}
    event: Event = _EVENTS[value["kind"]](**fields)
    return event
