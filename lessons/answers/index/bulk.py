"""Thousands of rows in one statement, on either database.

Only names of our own tables and columns become part of a statement's text; every value is bound.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

Rows = Sequence[tuple[Any, ...]]


async def fetch_rows(db: AsyncConnection, statement: str, values: Mapping[str, object]) -> Sequence[Any]:
    """The rows of a SELECT with :named values, as tuples; the caller has begun a transaction.

    On SQLite the driver is asked itself: through its adapter each statement takes four turns of the driver's thread
    instead of one, and those turns were most of what a question took.
    """
    if db.dialect.name == "postgresql":
        return (await db.execute(sa.text(statement), values)).all()
    driver: Any = (await db.get_raw_connection()).driver_connection
    return list(await driver.execute_fetchall(statement, values))


def among(db: AsyncConnection, column: str, name: str, kind: str) -> str:
    """The condition that a column is one of the values of a :named parameter, which many() makes.

    Args:
        kind: the column's type, as PostgreSQL calls it.
    """
    if db.dialect.name == "postgresql":
        return f"{column} = ANY(CAST(:{name} AS {kind}[]))"
    return f"{column} IN (SELECT value FROM json_each(:{name}))"  # noqa: S608


def many(db: AsyncConnection, values: Sequence[Any]) -> object:
    """Values that travel as one parameter, however many they are."""
    return list(values) if db.dialect.name == "postgresql" else json.dumps(list(values))


async def insert_rows(db: AsyncConnection, table: sa.Table, rows: Rows, on_conflict: str = "") -> None:
    """Insert rows, each with all columns in the table's order; the caller has begun a transaction.

    Args:
        on_conflict: an ON CONFLICT clause as both databases write it.
    """
    if not rows:
        return
    if db.dialect.name == "postgresql":
        arrays = _arrays(db, list(table.columns))
        await _on_postgres(db, f"INSERT INTO {table.name} SELECT * FROM unnest({arrays}) {on_conflict}", rows)  # noqa: S608
        return
    marks = ",".join("?" * len(table.columns))
    await _on_sqlite(db, f"INSERT INTO {table.name} VALUES ({marks}) {on_conflict}", rows)  # noqa: S608


async def delete_rows(db: AsyncConnection, keys: Sequence[sa.Column[Any]], rows: Rows, also: str = "TRUE") -> None:
    """Delete the rows whose key columns are one of the given tuples, where the condition `also` holds."""
    if not rows:
        return
    name, columns = keys[0].table.name, [key.name for key in keys]
    if db.dialect.name == "postgresql":
        same = " AND ".join(f"{name}.{column} = gone.{column}" for column in columns)
        gone = f"unnest({_arrays(db, keys)}) AS gone({','.join(columns)})"
        await _on_postgres(db, f"DELETE FROM {name} USING {gone} WHERE {same} AND {also}", rows)  # noqa: S608
        return
    same = " AND ".join(f"{column} = ?" for column in columns)
    await _on_sqlite(db, f"DELETE FROM {name} WHERE {same} AND {also}", rows)  # noqa: S608


def _arrays(db: AsyncConnection, columns: Sequence[sa.Column[Any]]) -> str:
    # A collation belongs to the column, not to a cast.
    kinds = [column.type.compile(db.dialect).split(" COLLATE")[0] for column in columns]
    return ",".join(f"CAST(${at} AS {kind}[])" for at, kind in enumerate(kinds, start=1))


async def _on_sqlite(db: AsyncConnection, statement: str, rows: Rows) -> None:
    driver: Any = (await db.get_raw_connection()).driver_connection
    async with driver.executemany(statement, rows):
        pass


async def _on_postgres(db: AsyncConnection, statement: str, rows: Rows) -> None:
    await db.exec_driver_sql(statement, tuple(list(column) for column in zip(*rows, strict=True)))
