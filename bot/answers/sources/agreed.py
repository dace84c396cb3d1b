"""Who looks after a document and until when it holds, by its own word or a curator's: the newer word counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.drafts import DocumentSource, document_id
from lessons.database import insert_or_update, metadata

TOLD_BEFORE = timedelta(days=14)

agreements = sa.Table(
    "agreements",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("document_id", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(100), nullable=False, server_default=""),
    sa.Column("valid_until", sa.String(10), nullable=False, server_default=""),  # ISO, "" without an end
    # What the document said when it was last read: a curator's word stays until the document says something new.
    sa.Column("stated_owner", sa.String(100), nullable=False, server_default=""),
    sa.Column("stated_until", sa.String(10), nullable=False, server_default=""),
    sa.Column("told_until", sa.String(10), nullable=False, server_default=""),  # the end that curators heard of
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed about a document.

    Attributes:
        owner: who looks after it, "" for nobody.
        valid_until: the last day on which it holds; None without an end.
    """

    document_id: str
    owner: str = ""
    valid_until: date | None = None

    def overdue(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.valid_until is not None and self.valid_until < today

    def soon(self, today: date) -> bool:
        """Whether it runs out within the time that curators are told before, or has run out."""
        return self.valid_until is not None and self.valid_until <= today + TOLD_BEFORE


async def state(db: AsyncConnection, workspace_id: str, source: DocumentSource) -> None:
    """Take over what a document says of itself, where that is not what it said when it was read before."""
    stated = {"stated_owner": source.owner, "stated_until": _iso(source.valid_until)}
    this = _is(workspace_id, document_id(source.uri))
    # Compared with what it said, not with what holds: a curator's later word is no reason to take its old one again.
    before = (await db.execute(sa.select(agreements.c.stated_owner, agreements.c.stated_until).where(this))).first()
    if before is None and not any(stated.values()):
        return
    if before is None or (before.stated_owner, before.stated_until) != tuple(stated.values()):
        values = {"owner": source.owner, "valid_until": stated["stated_until"], **stated}
        await _put(db, workspace_id, document_id(source.uri), values)


async def agree(db: AsyncConnection, workspace_id: str, agreement: Agreement) -> None:
    """Keep what a curator says."""
    values = {"owner": agreement.owner, "valid_until": _iso(agreement.valid_until)}
    await _put(db, workspace_id, agreement.document_id, values)


async def _put(db: AsyncConnection, workspace_id: str, its_id: str, values: Mapping[str, str]) -> None:
    change = insert_or_update(db, agreements, ["workspace_id", "document_id"], list(values))
    await db.execute(change.values(workspace_id=workspace_id, document_id=its_id, **values))


async def forget(db: AsyncConnection, workspace_id: str, its_id: str) -> None:
    """Nothing is agreed about a document that is gone."""
    await db.execute(sa.delete(agreements).where(_is(workspace_id, its_id)))


async def agreements_of(
    db: AsyncConnection, workspace_id: str, ids: Collection[str] | None = None
) -> dict[str, Agreement]:
    """What is agreed about documents, by their ids; about all of them without ids."""
    where = agreements.c.workspace_id == workspace_id
    if ids is not None:
        where &= agreements.c.document_id.in_(ids)
    rows = await db.execute(sa.select(agreements).where(where))
    return {row.document_id: Agreement(row.document_id, row.owner, _date(row.valid_until)) for row in rows}


async def take_untold(db: AsyncConnection, workspace_id: str, today: date) -> list[Agreement]:
    """Documents that run out soon and that no curator was told of, the first to run out first.

    They count as told from now on, in one statement, so that two workers do not tell the same.
    """
    last = today + TOLD_BEFORE
    soon = agreements.c.valid_until.between(today.isoformat(), last.isoformat())
    untold = (agreements.c.workspace_id == workspace_id) & soon & (agreements.c.told_until != agreements.c.valid_until)
    change = sa.update(agreements).where(untold).values(told_until=agreements.c.valid_until)
    rows = await db.execute(change.returning(agreements.c.document_id, agreements.c.owner, agreements.c.valid_until))
    ending = [Agreement(row.document_id, row.owner, _date(row.valid_until)) for row in rows]
    return sorted(ending, key=lambda each: (each.valid_until or date.max, each.document_id))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _is(workspace_id: str, its_id: str) -> sa.ColumnElement[bool]:
    return (agreements.c.workspace_id == workspace_id) & (agreements.c.document_id == its_id)
