"""How long what people did is kept: rows that are older go, some at a time, so that nobody waits for it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import delete_some
from schedules.ledger.audit import audit
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import campaigns
from schedules.replies.replies import replies
from schedules.replies.watching import views
from schedules.rules.campaigns import CampaignState
from schedules.rules.kinds import LIVE


class Record(StrEnum):
    """A kind of what is kept, as the settings name it."""

    MESSAGES = "messages"
    REPLIES = "replies"
    VIEWS = "views"
    AUDIT = "audit"


def _old(record: Record, before: datetime) -> tuple[sa.Table, sa.ColumnElement[bool]]:
    """Which rows of which table are older than an instant and belong to nothing that still runs."""
    table = {
        Record.MESSAGES: deliveries,
        Record.REPLIES: replies,
        Record.VIEWS: views,
        Record.AUDIT: audit,
    }[record]
    at = {
        Record.MESSAGES: deliveries.c.due_at,
        Record.REPLIES: replies.c.replied_at,
        Record.VIEWS: views.c.last_at,
        Record.AUDIT: audit.c.at,
    }[record]
    if record is Record.AUDIT:
        return table, at < before
    # A campaign that runs for years keeps its rows: its report and its order rest on them.
    running = (
        sa.exists()
        .where(campaigns.c.workspace_id == table.c.workspace_id, campaigns.c.id == table.c.campaign_id)
        .where(campaigns.c.state != CampaignState.ENDED.value)
    )
    where = (at < before) & ~running
    return table, where & deliveries.c.state.notin_(LIVE) if record is Record.MESSAGES else where


async def count_old(db: AsyncConnection, record: Record, before: datetime) -> int:
    """How many rows would go."""
    table, where = _old(record, before)
    return await db.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0


async def forget_old(db: AsyncConnection, record: Record, before: datetime, most: int) -> int:
    """Delete at most so many of them; returns how many went."""
    return await delete_some(db, *_old(record, before), most)
