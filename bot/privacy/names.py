"""Takes a person's name and words out of what others were told: a manager's list, a colleague's recommendation."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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
    return await strip_words(db, workspace_id, name, INSTEAD)


async def strip_words(
    db: AsyncConnection, workspace_id: str, words: str, instead: str, readers: Collection[str] = ()
) -> int:
    """Put other words in the place of some in every stored message; returns how many rows held them.

    Args:
        readers: whose messages; everybody's when left out.
    """
    count = 0
    for table in metadata.sorted_tables:
        for column in MESSAGES:
            if column not in table.c or "workspace_id" not in table.c or (readers and "learner_id" not in table.c):
                continue
            where = table.c.workspace_id == workspace_id
            where = where & table.c.learner_id.in_(readers) if readers else where
            count += await _strip(db, table.c[column], where, words, instead)
    return count


async def _strip(
    db: AsyncConnection, column: sa.Column[Any], which: sa.ColumnElement[bool], name: str, instead: str
) -> int:
    table = column.table
    where = [which, sa.cast(column, sa.Text).contains(name, autoescape=True)]
    # A name with letters beyond ASCII may be escaped in JSON; then its longest plain part finds it.
    if not name.isascii() or '"' in name or "\\" in name or "\n" in name:
        longest = max(re.findall(r"[ -!#-\[\]-~]+", name) or [""], key=len)
        where[1] = sa.cast(column, sa.Text).contains(longest, autoescape=True)
    keys = list(table.primary_key.columns)
    rows = (await db.execute(sa.select(*keys, column.label("held")).where(*where))).mappings().all()
    # Whole words alone: "Ada" must not leave a hole in "Adam".
    word, count = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), 0
    for row in rows:
        changed = _without(row["held"], word, instead)
        if changed != row["held"]:
            same = sa.and_(*[key == row[key.name] for key in keys])
            await db.execute(sa.update(table).where(same).values({column.name: changed}))
            count += 1
    return count


def _without(value: Any, word: re.Pattern[str], instead: str) -> Any:
    """The same JSON with the words replaced in its texts."""
    match value:
        case str():
            return word.sub(lambda _: instead, value)
        case Mapping():
            return {key: _without(each, word, instead) for key, each in value.items()}
        case list():
            return [_without(each, word, instead) for each in value]
        case _:
            return value
