"""What a company's directory tells, as it tells it: its users and groups, one row each, changed by one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, batches, insert_or_ignore, metadata, new_id

records = sa.Table(
    "directory_records",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("unique_name", sa.String(320), nullable=False),  # in small letters
    sa.Column("email", sa.String(320), nullable=False),  # in small letters, "" for groups
    sa.Column("body", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.UniqueConstraint("workspace_id", "kind", "unique_name"),
)


class RecordKind(StrEnum):
    """What a record is of."""

    USER = "User"
    GROUP = "Group"


@dataclass(frozen=True, slots=True)
class DirectoryRecord:
    """One user or group.

    Attributes:
        unique_name: what no other of its kind has, in small letters.
        body: as the directory sent it, without what we add.
    """

    workspace_id: str
    id: str
    kind: RecordKind
    unique_name: str
    email: str
    body: Mapping[str, Any]
    version: int
    made_at: datetime
    changed_at: datetime


def _record(row: Any) -> DirectoryRecord:
    values = dict(row._mapping)
    return DirectoryRecord(**{**values, "kind": RecordKind(values["kind"])})


def _is(workspace_id: str, record_id: str) -> sa.ColumnElement[bool]:
    return (records.c.workspace_id == workspace_id) & (records.c.id == record_id)


async def add_record(
    db: AsyncConnection,
    workspace_id: str,
    kind: RecordKind,
    unique_name: str,
    email: str,
    body: Mapping[str, Any],
    now: datetime,
) -> DirectoryRecord | None:
    """A new record; None when another one has its name."""
    record = DirectoryRecord(workspace_id, new_id(), kind, unique_name, email, body, 1, now, now)
    row = {name: getattr(record, name) for name in DirectoryRecord.__slots__}
    keys = ["workspace_id", "kind", "unique_name"]
    written = await db.execute(insert_or_ignore(db, records, keys).values(row).returning(records.c.id))
    return record if written.one_or_none() else None


async def record_by_id(
    db: AsyncConnection, workspace_id: str, kind: RecordKind, record_id: str, *, to_change: bool = False
) -> DirectoryRecord | None:
    """The record of that id.

    Args:
        to_change: whoever changes it at the same time comes after.
    """
    query = sa.select(records).where(_is(workspace_id, record_id), records.c.kind == kind.value)
    row = (await db.execute(query.with_for_update() if to_change else query)).one_or_none()
    return None if row is None else _record(row)


async def name_taken(db: AsyncConnection, record: DirectoryRecord, unique_name: str) -> bool:
    """Whether another record of its kind has that name."""
    same = (records.c.workspace_id == record.workspace_id) & (records.c.kind == record.kind.value)
    query = sa.select(records.c.id).where(same, records.c.unique_name == unique_name, records.c.id != record.id)
    return (await db.execute(query.limit(1))).first() is not None


async def change_record(
    db: AsyncConnection,
    record: DirectoryRecord,
    unique_name: str,
    email: str,
    body: Mapping[str, Any],
    now: datetime,
) -> DirectoryRecord | None:
    """The record with this in it; None when somebody changed it since it was read."""
    unchanged = _is(record.workspace_id, record.id) & (records.c.version == record.version)
    values = {
        "unique_name": unique_name,
        "email": email,
        "body": body,
        "version": record.version + 1,
        "changed_at": now,
    }
    change = sa.update(records).where(unchanged).values(**values).returning(*records.c)
    row = (await db.execute(change)).one_or_none()
    return None if row is None else _record(row)


async def remove_record(db: AsyncConnection, record: DirectoryRecord) -> None:
    await db.execute(sa.delete(records).where(_is(record.workspace_id, record.id)))


async def remove_user(db: AsyncConnection, workspace_id: str, email: str) -> int:
    """Take away what the directory told of a person; returns how many records that were."""
    theirs = (records.c.workspace_id == workspace_id) & (records.c.email == email.casefold())
    return (await db.execute(sa.delete(records).where(theirs))).rowcount


async def emails_of(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> dict[str, str]:
    """The addresses of users by the id of their record, of those that are there."""
    where = (records.c.workspace_id == workspace_id) & (records.c.email != "")
    emails: dict[str, str] = {}
    for some in batches(set(ids)):
        query = sa.select(records.c.id, records.c.email).where(where, records.c.id.in_(some))
        emails |= {row.id: row.email for row in await db.execute(query)}
    return emails


async def records_of(
    db: AsyncConnection, workspace_id: str, kinds: Sequence[RecordKind], unique_name: str = ""
) -> list[DirectoryRecord]:
    """The records of some kinds in the order in which they came; only that of one name where it is given."""
    where = (records.c.workspace_id == workspace_id) & records.c.kind.in_([kind.value for kind in kinds])
    if unique_name:
        where &= records.c.unique_name == unique_name
    return [_record(row) for row in await db.execute(sa.select(records).where(where).order_by(records.c.id))]
