"""Forms of campaigns that a manager goes on with later; nobody else sees them, and nothing comes of them by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, insert_or_update, metadata, new_id

MOST = 20  # of one manager: what is older than that is not gone on with

drafts = sa.Table(
    "campaign_drafts",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("manager_id", sa.String(32), nullable=False),
    sa.Column("form", Json, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A form as it was typed."""

    id: str
    form: Mapping[str, Any]
    saved_at: datetime


async def save_draft(
    db: AsyncConnection, workspace_id: str, manager_id: str, draft_id: str, form: Mapping[str, Any], now: datetime
) -> str:
    """Keep a form; returns its id.

    Args:
        draft_id: the draft that it is a newer form of, "" for a new one. One of somebody else is left as it is.
    """
    is_newer = draft_id and await draft_by_id(db, workspace_id, manager_id, draft_id) is not None
    fresh_id = draft_id if is_newer else new_id()
    row = {"workspace_id": workspace_id, "id": fresh_id, "manager_id": manager_id, "form": form, "saved_at": now}
    await db.execute(insert_or_update(db, drafts, ["workspace_id", "id"], ["form", "saved_at"]).values(row))
    return fresh_id


async def draft_by_id(db: AsyncConnection, workspace_id: str, manager_id: str, draft_id: str) -> CampaignDraft | None:
    """A manager's own draft."""
    query = sa.select(drafts.c.id, drafts.c.form, drafts.c.saved_at)
    row = (await db.execute(query.where(_own(workspace_id, manager_id), drafts.c.id == draft_id))).one_or_none()
    return None if row is None else CampaignDraft(*row)


async def drafts_of(db: AsyncConnection, workspace_id: str, manager_id: str) -> Sequence[CampaignDraft]:
    """A manager's drafts, the newest first."""
    query = sa.select(drafts.c.id, drafts.c.form, drafts.c.saved_at).where(_own(workspace_id, manager_id))
    return [CampaignDraft(*row) for row in await db.execute(query.order_by(drafts.c.saved_at.desc()).limit(MOST))]


async def remove_draft(db: AsyncConnection, workspace_id: str, manager_id: str, draft_id: str) -> None:
    """Take a draft away, when it was started or is not wanted any more."""
    await db.execute(sa.delete(drafts).where(_own(workspace_id, manager_id), drafts.c.id == draft_id))


def _own(workspace_id: str, manager_id: str) -> sa.ColumnElement[bool]:
    return (drafts.c.workspace_id == workspace_id) & (drafts.c.manager_id == manager_id)
