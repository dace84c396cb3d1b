"""Many rows as one bound value, so that a batch costs one statement however long it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from lessons.database import Instant, micros

WORD = sa.String()
NUMBER = sa.BigInteger()
MOMENT = Instant()


def packed(rows: Iterable[object]) -> dict[str, str]:
    """The parameters of a statement over a batch: dicts or dataclasses that have the batch's columns by name."""
    # Dates are handed to _plain: the columns hold microseconds, and orjson's own text for a date would not compare with
    # them.
    return {"rows": orjson.dumps(list(rows), _plain, orjson.OPT_PASSTHROUGH_DATETIME).decode()}


def _plain(value: object) -> int:
    if isinstance(value, datetime):
        return micros(value)
    raise TypeError(f"{type(value).__name__} cannot be part of a batch")


def batch(dialect: str, **columns: TypeEngine[Any]) -> sa.FromClause:
    """The packed rows as a table of these columns. Build the statement around it once for each kind of database."""
    rows = sa.bindparam("rows", type_=sa.Text)
    # One bound text instead of a parameter for each value: both databases limit how many parameters a statement may
    # have.
    if dialect == "postgresql":
        named = [sa.column(name, kind) for name, kind in columns.items()]
        records = sa.func.json_to_recordset(sa.cast(rows, postgresql.JSON)).table_valued(*named)
        return records.render_derived(name="batch", with_types=True)
    each = sa.func.json_each(rows).table_valued("value")
    values = [
        sa.func.json_extract(each.c.value, sa.literal_column(f"'$.{name}'"), type_=kind).label(name)
        for name, kind in columns.items()
    ]
    return sa.select(*values).subquery("batch")
