"""What time it is: the database's where processes share one, moved ahead only where nobody real is served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.lease import uptime
from bot.platform_time import MOST_SKEW, PlatformTime, skew_fault, spoken
from lessons.database import Database, Instant, insert_or_ignore, insert_or_update, metadata
from schedules.people.finding import names_of_served

clocks = sa.Table(
    "clocks",
    metadata,
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("ahead_us", sa.BigInteger, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)
test_workspaces = sa.Table(
    "test_workspaces",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("since", Instant, nullable=False),
)
# Names of clocks: the playground's, that of workspaces which an operator marked as tests, and the measured skew.
PLAYGROUND, TEST, SKEW = "playground", "test", "skew"

LOCAL_CHAT = "web"  # the playground's platform: its people are invented
SKEW_LIFE = timedelta(minutes=10)  # what was measured longer ago says nothing of now
_PROBES = 3  # the quickest of a few round trips tells the server's time best
_MICROSECOND = timedelta(microseconds=1)


class RealPeople(ValueError):
    """Time is not moved, because real people would get their lessons at the wrong hour; the text names where."""


class Clock:
    """The one source of `now` for everything that runs; rules take it as an argument.

    Args:
        name: whose time may be moved: the playground's in a process that plays it, test workspaces' in every other.
        platform_time: what the chat platforms' answers say of the time.

    Attributes:
        ahead: how far time was moved; zero wherever anybody real is served.
    """

    def __init__(self, name: str = TEST, platform_time: PlatformTime | None = None) -> None:
        self.ahead = timedelta(0)
        self.platform_time = platform_time or PlatformTime()
        self._name = name
        self._database_ahead = timedelta(0)
        self._origin = _both_clocks()

    def now(self) -> datetime:
        return self.real_now() + self.ahead

    def real_now(self) -> datetime:
        """The time that was not moved: this machine's, or the database server's where processes share one."""
        return datetime.now(UTC) + self._database_ahead

    @property
    def fault(self) -> str:
        """Why nothing may be sent just now, for an operator; "" when the time can be trusted."""
        jump = self._jump()
        if abs(jump) > MOST_SKEW:
            return f"this machine's clock was just set by {spoken(jump)}: sending waits until the time is measured anew"
        return self.platform_time.fault

    async def refresh(self, database: Database) -> None:
        """Learn how far the database's clock is ahead of this machine's, and whether time was moved."""
        async with database.read() as db:
            moved = await db.scalar(sa.select(clocks.c.ahead_us).where(clocks.c.name == self._name))
            may_move = not await _real_workspaces(db) and (self._name == PLAYGROUND or await _has_tests(db))
        self.ahead = (moved or 0) * _MICROSECOND if may_move else timedelta(0)
        if not database.is_sqlite:
            self._database_ahead = await _database_ahead(database)
        if abs(self._jump()) > MOST_SKEW:
            self.platform_time.forget()
        self._origin = _both_clocks()

    async def move(self, database: Database, by: timedelta) -> None:
        """Put the time of the playground, or of test workspaces, further ahead, for every process.

        Raises:
            RealPeople: somebody real is served from the same database.
        """
        async with database.write() as db:
            if names := await _real_workspaces(db):
                raise RealPeople(f"{', '.join(names)} would get lessons at the wrong hour: time is not moved here")
            now = datetime.now(UTC)
            await db.execute(insert_or_ignore(db, clocks).values(name=self._name, ahead_us=0, changed_at=now))
            moved = sa.update(clocks).where(clocks.c.name == self._name)
            await db.execute(moved.values(ahead_us=clocks.c.ahead_us + by // _MICROSECOND, changed_at=now))
        self.ahead += by

    async def note_skew(self, database: Database) -> None:
        """Let every process see what this one measured, as /healthz and doctor tell it."""
        ahead = self.platform_time.ahead
        if ahead is None:
            return
        row = {"name": SKEW, "ahead_us": ahead // _MICROSECOND, "changed_at": datetime.now(UTC)}
        async with database.write() as db:
            await db.execute(insert_or_update(db, clocks, ["name"], ["ahead_us", "changed_at"]).values(row))

    def _jump(self) -> timedelta:
        """By how much the wall clock was set since the last refresh: the other clock cannot be set."""
        (wall, steady), (wall_then, steady_then) = _both_clocks(), self._origin
        return (wall - wall_then) - timedelta(seconds=steady - steady_then)


async def noted_skew(db: AsyncConnection) -> timedelta | None:
    """How far the clock of whoever sends was ahead of the platforms', where that was measured lately."""
    row = (await db.execute(sa.select(clocks).where(clocks.c.name == SKEW))).one_or_none()
    if row is None or abs(datetime.now(UTC) - row.changed_at) > SKEW_LIFE:
        return None
    return timedelta(microseconds=row.ahead_us)


async def noted_fault(db: AsyncConnection) -> str:
    """What is wrong with the clock of whoever sends; "" nothing."""
    return skew_fault(await noted_skew(db))


async def mark_as_test(db: AsyncConnection, workspace_id: str, now: datetime) -> None:
    """Let the time of a workspace be moved: nobody in it needs a lesson at the right hour."""
    await db.execute(insert_or_ignore(db, test_workspaces).values(workspace_id=workspace_id, since=now))


async def unmark_as_test(db: AsyncConnection, workspace_id: str) -> None:
    """The workspace's people are real from now on."""
    await db.execute(sa.delete(test_workspaces).where(test_workspaces.c.workspace_id == workspace_id))


async def tests_among(db: AsyncConnection) -> Sequence[str]:
    """Ids of the workspaces that are marked as tests."""
    return (await db.execute(sa.select(test_workspaces.c.workspace_id))).scalars().all()


async def _real_workspaces(db: AsyncConnection) -> Sequence[str]:
    """Names of the workspaces whose people are real: neither the playground's nor marked as a test."""
    return await names_of_served(db, LOCAL_CHAT, await tests_among(db))


async def serves_real_people(database: Database) -> Sequence[str]:
    """Names of the workspaces beside which the playground must not be opened."""
    async with database.read() as db:
        return await _real_workspaces(db)


async def _has_tests(db: AsyncConnection) -> bool:
    return await db.scalar(sa.select(test_workspaces.c.workspace_id).limit(1)) is not None


async def _database_ahead(database: Database) -> timedelta:
    """How far the database server's clock is ahead of ours, within half a round trip."""
    measured = []
    async with database.read() as db:
        for _ in range(_PROBES):
            before = datetime.now(UTC)
            theirs = await db.scalar(sa.text("SELECT clock_timestamp()"))
            trip = datetime.now(UTC) - before
            measured.append((trip, theirs - before - trip / 2))
    ahead: timedelta = min(measured)[1]
    return ahead


def _both_clocks() -> tuple[datetime, float]:
    """The clock that can be set, and the one that only goes on."""
    return datetime.now(UTC), uptime()
