"""Events that came in and are not handled yet: a row for each before its platform is told that we have it.

Platforms give an application seconds to say that an event arrived, and handling one takes many statements. So arriving
events are written many at a time in one transaction, acknowledged, and handled afterwards, in order for each person.
What a dead process left is handled by another one; Bot.handle() does nothing the second time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.events import Event
from lessons.database import Database, Instant, Json, insert_or_ignore, metadata

log = logging.getLogger(__name__)

PARTITIONS = 4  # people whose events are handled at the same time; SQLite takes one writer, so there it is one
STALE = timedelta(seconds=20)  # an event this old was taken by a process that died, or is far behind
TRIES = 5
MOST = 200  # rows in one transaction
DEBOUNCE_S = 0.004  # without a new event for so long, there is time to handle one
PATIENCE_S = 0.1  # handling never waits longer than this for a gap between events

event_queue = sa.Table(
    "arrivals",
    metadata,
    sa.Column("platform", sa.String(20), primary_key=True),
    sa.Column("workspace", sa.String(120), primary_key=True),
    sa.Column("event_id", sa.String(200), primary_key=True),
    sa.Column("event", Json, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("look_at", Instant, nullable=False, index=True),
)

_KEY = ("platform", "workspace", "event_id")

Handled = asyncio.Future[bool]
"""Whether an event was handled; what failed is tried again later."""


class Closed(Exception):
    """The process is stopping: the platform delivers the event again."""


class EventQueue:
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
        partitions = 1 if database.is_sqlite else PARTITIONS
        self._partitions: list[asyncio.Queue[tuple[Event, Handled]]] = [asyncio.Queue() for _ in range(partitions)]

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
            partitions = [tasks.create_task(self._run_partition(partition)) for partition in self._partitions]
            writer = tasks.create_task(self._write())
            try:
                yield
            finally:
                self._closing = True
                self._work.set()
                await writer
                for partition in partitions:
                    partition.cancel()

    async def handled(self) -> None:
        """Returns when everything that was taken here is handled."""
        for partition in self._partitions:
            await partition.join()
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
            await self._in_one_transaction([event for event, _ in fresh], done)
        except Exception as fault:
            log.warning("events cannot be written: %s", type(fault).__name__)
            if len(fresh) > 1 and _concerns_a_value(fault):
                await self._write_each(fresh)  # one event that no database takes must not fail its neighbours
                return True
            # Whatever the database says, each sender must hear of it: the platform delivers the event again, and what
            # was handled meanwhile is deleted with the next transaction.
            for _, written in fresh:
                if not written.done():
                    written.set_exception(fault)
            return False
        del self._done[: len(done)]
        for event, written in fresh:
            self._pass_on(event, written)
        return True

    async def _write_each(self, fresh: Sequence[tuple[Event, asyncio.Future[Handled]]]) -> None:
        """Each in a transaction of its own, so that only the sender of what is broken hears of it."""
        for event, written in fresh:
            try:
                await self._in_one_transaction([event], [])
            except Exception as fault:
                # Every other event of the batch is still to be written, whatever this one met.
                if not written.done():
                    written.set_exception(fault)
            else:
                self._pass_on(event, written)

    async def _in_one_transaction(self, fresh: Sequence[Event], done: Sequence[Event]) -> None:
        async with self._database.write() as db:
            await _insert(db, fresh, self._now() + STALE)
            await _delete(db, [_key(event) for event in done])

    def _pass_on(self, event: Event, written: asyncio.Future[Handled]) -> None:
        """Let an event that is a row be handled, and its sender know that it is one."""
        handled: Handled = asyncio.get_running_loop().create_future()
        self._partition(event).put_nowait((event, handled))
        if not written.done():
            written.set_result(handled)

    def _partition(self, event: Event) -> asyncio.Queue[tuple[Event, Handled]]:
        return self._partitions[crc32(event.who.learner.encode()) % len(self._partitions)]

    async def _run_partition(self, partition: asyncio.Queue[tuple[Event, Handled]]) -> None:
        while True:
            event, handled = await partition.get()
            await self._debounce()
            done = await self._handled(event)
            if not handled.done():
                handled.set_result(done)
            if done:
                self._done.append(event)
                if partition.empty() or len(self._done) >= MOST // 4:
                    self._work.set()
            partition.task_done()

    async def _debounce(self) -> None:
        """Wait while more arrives: platforms wait for their acknowledgement, and people a little longer for answers."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self._busy():  # noqa: ASYNC110  # what is waited for is that nothing happens
            await asyncio.sleep(DEBOUNCE_S)

    def _busy(self) -> bool:
        return bool(self._fresh) or self._writing or self._arrived + DEBOUNCE_S > time.monotonic()

    async def _handled(self, event: Event) -> bool:
        """Whether the event is done with; what failed is tried again by handle_stale()."""
        try:
            await self._handle(event)
        except Exception:
            # One faulty event must not hold up the rest; its row stays and is tried again.
            log.exception("an event was not handled", extra={"kind": type(event).__name__})
            return False
        return True

    async def handle_stale(self, now: datetime) -> int:
        """Handle what dead processes left behind, and what failed before; returns how many were tried."""
        async with self._database.write() as db:
            rows = await _claim(db, self._platform, now)
        for row in rows:
            await self._handle_row(row)
        return len(rows)

    async def _handle_row(self, row: Any) -> None:
        """One event that was left behind; one that nobody can read is given up like one that nobody can handle."""
        given_up = row.tries >= TRIES
        if given_up:
            log.error("an event is given up after %s tries", TRIES, extra={"event": row.event_id})
        if given_up or ((event := _read(row)) and await self._handled(event)):
            async with self._database.write() as db:
                await _delete(db, [{name: getattr(row, name) for name in _KEY}])


def _read(row: Any) -> Event | None:
    """The event of a row; None for one that another release wrote, or that is damaged: others must not wait for it."""
    try:
        return from_json(msgspec.json.decode(row.event))
    except (msgspec.MsgspecError, ValueError):
        log.exception("an event cannot be read", extra={"event": row.event_id})
        return None


def _concerns_a_value(fault: Exception) -> bool:
    """Whether the database, or the way to it, refused what is to be written, and works otherwise."""
    gone = isinstance(fault, (sa.exc.OperationalError, sa.exc.InterfaceError, OSError))
    return isinstance(fault, (sa.exc.StatementError, UnicodeError, ValueError, TypeError)) and not gone


async def _insert(db: AsyncConnection, events: Sequence[Event], look_at: datetime) -> None:
    rows = [{**_key(event), "event": to_json(event), "look_at": look_at} for event in events]
    if rows:
        await db.execute(insert_or_ignore(db, event_queue), rows)


async def _delete(db: AsyncConnection, keys: Sequence[Mapping[str, str]]) -> None:
    if keys:
        where = [event_queue.c[name] == sa.bindparam(f"_{name}") for name in _KEY]
        rows = [{f"_{name}": value for name, value in key.items()} for key in keys]
        await db.execute(sa.delete(event_queue).where(*where), rows)


async def _claim(db: AsyncConnection, platform: str, now: datetime) -> Sequence[Any]:
    """A platform's events nobody dealt with, oldest first; other processes leave them alone for a while."""
    stale = (event_queue.c.platform == platform) & (event_queue.c.look_at <= now)
    # The event as text: a damaged one would fail the whole fetch where its column is decoded.
    columns = (
        *(event_queue.c[name] for name in (*_KEY, "tries")),
        sa.cast(event_queue.c.event, sa.Text).label("event"),
    )
    due = sa.select(*columns).where(stale).order_by(event_queue.c.look_at).limit(MOST)
    rows = (await db.execute(due.with_for_update(skip_locked=True))).all()
    for row in rows:
        same = [event_queue.c[name] == getattr(row, name) for name in _KEY]
        await db.execute(sa.update(event_queue).where(*same).values(look_at=now + STALE, tries=row.tries + 1))
    return rows


def _key(event: Event) -> dict[str, str]:
    who = event.who
    return {"platform": who.platform, "workspace": who.workspace, "event_id": event.event_id[:200]}


def to_json(event: Event) -> dict[str, Any]:
    """The event as JSON values; from_json gives the same event back."""
    value: dict[str, Any] = msgspec.to_builtins(event)
    return value


def from_json(value: dict[str, Any]) -> Event:
    """The event that to_json was given, also by an earlier release."""
    event: Event = msgspec.convert(value, Event)
    return event
