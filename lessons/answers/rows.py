"""Thousands of rows in one statement, on either database.

Only names of our own tables and columns become part of a statement's text; every value is bound.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

Rows = Sequence[tuple[Any, ...]]


def among(db: AsyncConnection, column: sa.Column[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Whether the column is one of the values, which travel as one parameter, however many they are."""
    if db.dialect.name == "postgresql":
        return column == sa.any_(sa.bindparam(None, list(values), type_=ARRAY(column.type)))
    each = sa.func.json_each(sa.bindparam(None, json.dumps(list(values)), type_=sa.Text())).table_valued("value")
    return column.in_(sa.select(each.c.value))


async def insert_rows(db: AsyncConnection, table: sa.Table, rows: Rows, on_conflict: str = "") -> None:
    """Insert rows, each with all columns in the table's order.

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
    await db.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks}) {on_conflict}", list(rows))  # noqa: S608


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
    await db.exec_driver_sql(f"DELETE FROM {name} WHERE {same} AND {also}", list(rows))  # noqa: S608


def _arrays(db: AsyncConnection, columns: Sequence[sa.Column[Any]]) -> str:
    # A collation belongs to the column, not to a cast.
    kinds = [column.type.compile(db.dialect).split(" COLLATE")[0] for column in columns]
    return ",".join(f"CAST(${at} AS {kind}[])" for at, kind in enumerate(kinds, start=1))


async def _on_postgres(db: AsyncConnection, statement: str, rows: Rows) -> None:
    await db.exec_driver_sql(statement, tuple(list(column) for column in zip(*rows, strict=True)))
