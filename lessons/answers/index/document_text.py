"""A document as it was read, for the page that opens at a passage."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.tables import documents, passages


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage in its document.

    Attributes:
        title: document and headings.
    """

    id: str
    title: str
    body: str
    page: int | None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document with its passages in order."""

    id: str
    title: str
    source: str
    language: str
    passages: Sequence[ReadPassage]


async def document_around(db: AsyncConnection, workspace_id: str, passage_id: str) -> ReadDocument | None:
    """The document that a passage stands in; None when this version of the passage is gone."""
    this = (passages.c.workspace_id == workspace_id) & (passages.c.id == passage_id)
    same = (documents.c.workspace_id == passages.c.workspace_id) & (documents.c.id == passages.c.document_id)
    query = sa.select(documents.c.id, documents.c.title, documents.c.source, documents.c.language)
    row = (await db.execute(query.join(passages, same).where(this, documents.c.kind == "document"))).one_or_none()
    return None if row is None else await _read(db, workspace_id, row)


async def document_of(db: AsyncConnection, workspace_id: str, document_id: str) -> ReadDocument | None:
    """The document of that id; None when it was removed."""
    this = (documents.c.workspace_id == workspace_id) & (documents.c.id == document_id)
    query = sa.select(documents.c.id, documents.c.title, documents.c.source, documents.c.language)
    row = (await db.execute(query.where(this, documents.c.kind == "document"))).one_or_none()
    return None if row is None else await _read(db, workspace_id, row)


async def _read(db: AsyncConnection, workspace_id: str, row: sa.Row[Any, Any, Any, Any]) -> ReadDocument:
    # Aliases are questions that people asked, not text of the document.
    theirs = (passages.c.workspace_id == workspace_id) & (passages.c.document_id == row.id) & ~passages.c.alias
    columns = (passages.c.id, passages.c.title, passages.c.body, passages.c.page)
    rows = await db.execute(sa.select(*columns).where(theirs).order_by(passages.c.ordinal))
    return ReadDocument(row.id, row.title, row.source, row.language, [ReadPassage(*values) for values in rows])


async def clip_around(db: AsyncConnection, workspace_id: str, passage_id: str) -> str:
    """The document id of the clip that a passage is said in; "" for a document's, or one that is gone."""
    this = (passages.c.workspace_id == workspace_id) & (passages.c.id == passage_id)
    same = (documents.c.workspace_id == passages.c.workspace_id) & (documents.c.id == passages.c.document_id)
    clip = sa.select(documents.c.id).join(passages, same).where(this, documents.c.kind == "clip")
    return await db.scalar(clip) or ""


async def changed_at(db: AsyncConnection, workspace_id: str, document_ids: Collection[str]) -> dict[str, datetime]:
    """When the content of documents was last seen to change, by their ids."""
    these = (documents.c.workspace_id == workspace_id) & documents.c.id.in_(document_ids)
    rows = await db.execute(sa.select(documents.c.id, documents.c.learned_at).where(these))
    return {row.id: row.learned_at for row in rows}
