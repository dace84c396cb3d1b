"""What time it is: the database's time where processes share one, moved by the playground where one is played."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from lessons.database import Database, Instant, insert_or_update, metadata

clocks = sa.Table(
    "clocks",
    metadata,
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("ahead_us", sa.BigInteger, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)
PLAYGROUND = "playground"
_PROBES = 3  # the quickest of a few round trips tells the server's time best


class Clock:
    """The one source of `now` for everything that runs; rules take it as an argument.

    Attributes:
        ahead: how far playground time is ahead of real time; zero outside the playground.
    """

    def __init__(self) -> None:
        self.ahead = timedelta(0)
        self._skew = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._skew + self.ahead

    async def refresh(self, database: Database) -> None:
        """Learn how far the database's clock and the playground's are ahead of this machine's."""
        async with database.read() as db:
            self.ahead = timedelta(
                microseconds=await db.scalar(sa.select(clocks.c.ahead_us).where(clocks.c.name == PLAYGROUND)) or 0
            )
        if not database.is_sqlite:
            self._skew = await _skew(database)

    async def move(self, database: Database, by: timedelta) -> None:
        """Put playground time further ahead, for every process."""
        self.ahead += by
        row = {
            "name": PLAYGROUND,
            "ahead_us": self.ahead // timedelta(microseconds=1),
            "changed_at": datetime.now(UTC),
        }
        async with database.write() as db:
            await db.execute(insert_or_update(db, clocks, ["name"], ["ahead_us", "changed_at"]).values(row))


async def _skew(database: Database) -> timedelta:
    """How far the database server's clock is ahead of ours, within half a round trip."""
    measured = []
    async with database.read() as db:
        for _ in range(_PROBES):
            before = datetime.now(UTC)
            theirs = await db.scalar(sa.text("SELECT clock_timestamp()"))
            trip = datetime.now(UTC) - before
            measured.append((trip, theirs - before - trip / 2))
    skew: timedelta = min(measured)[1]
    return skew
