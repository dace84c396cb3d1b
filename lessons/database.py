"""The one MetaData, column types, and how a database is opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator
from uuid6 import uuid7

V = TypeVar("V")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SQLITE_BUSY_MS = 10_000  # how long a SQLite connection of another process may hold the write lock


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 in UTC: the same order and exactness on every database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuses a naive datetime with ValueError: it names no instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} names no instant: give it a zone")
        return micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(instant: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    gone = instant - EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def from_micros(value: int) -> datetime:
    """The instant that many microseconds after 1970 in UTC."""
    seconds, rest = divmod(value, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def new_id() -> str:
    """A UUIDv7 as 32 hexadecimal digits: unique, and in order of time."""
    return uuid7().hex


class Database:
    """An engine with one way to read and one way to write.

    SQLite takes one writer at a time: within a process, writers queue here in order instead of polling the file lock.
    """

    def __init__(self, url: str, pool_size: int = 8) -> None:
        self.engine = _engine(url, pool_size)
        self._reader = self.engine.execution_options(ninety_reads=True)
        self._one_writer = asyncio.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end of the block, rolled back when the block raises."""
        if self._one_writer is None:
            async with self.engine.begin() as db:
                yield db
            return
        async with self._one_writer, self.engine.begin() as db:
            yield db

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view; never waits for a writer."""
        async with self._reader.connect() as db:
            yield db

    async def compact(self) -> None:
        """Rewrite the file without what was deleted from it, which would stay readable in it until it is overwritten.

        PostgreSQL does that by itself, when it vacuums.
        """
        if self._one_writer is None:
            return
        async with self._one_writer, self.engine.connect() as db:
            # Past SQLAlchemy, which would begin a transaction: VACUUM runs in none.
            driver = (await db.get_raw_connection()).driver_connection
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                await driver.execute(statement)  # type: ignore[union-attr]

    async def close(self) -> None:
        await self.engine.dispose()


def _engine(url: str, pool_size: int) -> AsyncEngine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(
            parsed.set(drivername="sqlite+aiosqlite"),
            pool_size=pool_size,
            max_overflow=0,
            json_serializer=_json,
            hide_parameters=True,
            connect_args={"async_creator_fn": _opened},
        )
        sa.event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        sa.event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(
        parsed.set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        json_serializer=_json,
        hide_parameters=True,  # what people wrote must not come into logs with an error
    )


async def _opened(*place: Any, **options: Any) -> aiosqlite.Connection:
    """A connection; one that nobody waits for any more is closed again.

    Each has a thread of its own, which answers to the event loop: left behind, it would answer to one that has ended.
    """

    async def connect() -> aiosqlite.Connection:
        connection = aiosqlite.connect(*place, **options)
        connection._thread.daemon = True  # it must not hold up a process that ends without closing anything
        try:
            return await connection
        except BaseException:
            await asyncio.to_thread(connection._thread.join)  # it has a last word to say to this event loop
            raise

    opening = asyncio.ensure_future(connect())
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        await (await opening).close()
        raise


def _json(value: object) -> str:
    import orjson

    return orjson.dumps(value).decode()


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={SQLITE_BUSY_MS}", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the lock at once: upgrading a read lock later can only fail.
    reads = connection.get_execution_options().get("ninety_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def insert_into(db: AsyncConnection, table: sa.Table) -> Any:
    """An INSERT that can say what becomes of an existing row, in the words of the database that is connected."""
    return (postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert)(table)


def insert_or_ignore(db: AsyncConnection, table: sa.Table, keys: Iterable[str] | None = None) -> Any:
    """An INSERT that leaves an existing row with the same unique key as it is.

    Args:
        keys: the unique columns; every unique key of the table when left out.
    """
    return insert_into(db, table).on_conflict_do_nothing(index_elements=list(keys) if keys else None)


def insert_or_update(
    db: AsyncConnection,
    table: sa.Table,
    keys: Iterable[str],
    columns: Iterable[str],
    where: sa.ColumnElement[bool] | sa.TextClause | None = None,
) -> Any:
    """An INSERT that overwrites the given columns of an existing row with the same unique key.

    Args:
        where: what an existing row must be for that; others are left as they are.
    """
    statement = insert_into(db, table)
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_={name: statement.excluded[name] for name in columns}, where=where
    )


async def delete_some(db: AsyncConnection, table: sa.Table, where: sa.ColumnElement[bool], most: int) -> int:
    """Delete at most so many rows that fit; returns how many went."""
    # Neither database deletes with a limit by itself, and a million rows in one statement keep everybody waiting.
    key = sa.tuple_(*table.primary_key.columns)
    some = sa.select(*table.primary_key.columns).where(where).limit(most)
    return (await db.execute(sa.delete(table).where(key.in_(some)))).rowcount


def batches(values: Collection[V], most: int = 10_000) -> Iterator[list[V]]:
    """The values in parts that one statement takes: PostgreSQL takes 32,767 in all, and SQLite as many by default."""
    every = list(values)
    return (every[start : start + most] for start in range(0, len(every), most))
