"""Takes a person's name out of what was written to others: a manager's list, a colleague's recommendation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import metadata
from schedules.people.finding import count_named

# Columns that keep what people were told, what was done to whom, and who looks after a document.
MESSAGES = ("body", "message", "detail", "owner", "stated_owner")
INSTEAD = "somebody who left"
SHORTEST = 3  # letters; of a shorter name nobody could tell where it is a word


async def strip_name(db: AsyncConnection, workspace_id: str, name: str) -> int:
    """Replace a name in every stored message of a workspace; returns how many rows held it.

    Nothing is done where somebody else has the same name: their colleagues' messages may be about them.
    """
    if len(name.strip()) < SHORTEST or await count_named(db, workspace_id, name) > 1:
        return 0
    return sum(
        [
            await _strip(db, table, table.c[column], workspace_id, name)
            for table in metadata.sorted_tables
            for column in MESSAGES
            if column in table.c and "workspace_id" in table.c
        ]
    )


async def _strip(db: AsyncConnection, table: sa.Table, column: sa.Column[Any], workspace_id: str, name: str) -> int:
    where = [table.c.workspace_id == workspace_id, sa.cast(column, sa.Text).contains(name, autoescape=True)]
    # A name with letters beyond ASCII may be escaped in JSON; then its longest plain part finds it.
    if not name.isascii():
        where[1] = sa.cast(column, sa.Text).contains(max(re.findall(r"[ -!#-\[\]-~]+", name) or [""], key=len))
    keys = list(table.primary_key.columns)
    rows = (await db.execute(sa.select(*keys, column.label("held")).where(*where))).mappings().all()
    word, count = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), 0
    for row in rows:
        changed = _without(row["held"], word)
        if changed != row["held"]:
            same = sa.and_(*[key == row[key.name] for key in keys])
            await db.execute(sa.update(table).where(same).values({column: changed}))
            count += 1
    return count


def _without(value: Any, word: re.Pattern[str]) -> Any:
    """The same JSON with the name replaced in its texts."""
    match value:
        case str():
            return word.sub(INSTEAD, value)
        case Mapping():
            return {key: _without(each, word) for key, each in value.items()}
        case list():
            return [_without(each, word) for each in value]
        case _:
            return value
