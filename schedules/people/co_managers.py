"""Managers of a campaign beside the one who began it: they see and steer it as that one does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata

co_managers = sa.Table(
    "co_managers",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("manager_id", sa.String(32), primary_key=True),
    sa.Column("added_at", Instant, nullable=False),
)


async def add_co_manager(
    db: AsyncConnection, workspace_id: str, campaign_id: str, manager_id: str, now: datetime
) -> bool:
    """Let somebody see and steer a campaign; False when they did already."""
    row = {"workspace_id": workspace_id, "campaign_id": campaign_id, "manager_id": manager_id, "added_at": now}
    written = await db.execute(insert_or_ignore(db, co_managers).values(row).returning(co_managers.c.manager_id))
    return written.one_or_none() is not None


async def remove_co_manager(db: AsyncConnection, workspace_id: str, campaign_id: str, manager_id: str) -> bool:
    """Let somebody see and steer a campaign no more; False when they did not."""
    where = _of(workspace_id, campaign_id) & (co_managers.c.manager_id == manager_id)
    return (await db.execute(sa.delete(co_managers).where(where))).rowcount > 0


async def co_managers_of(db: AsyncConnection, workspace_id: str, campaign_id: str) -> Sequence[str]:
    """The ids of a campaign's further managers, those first who came first."""
    query = sa.select(co_managers.c.manager_id).where(_of(workspace_id, campaign_id))
    return list((await db.execute(query.order_by(co_managers.c.added_at, co_managers.c.manager_id))).scalars())


async def is_co_manager(db: AsyncConnection, workspace_id: str, campaign_id: str, manager_id: str) -> bool:
    where = _of(workspace_id, campaign_id) & (co_managers.c.manager_id == manager_id)
    return (await db.execute(sa.select(co_managers.c.manager_id).where(where))).first() is not None


def co_managed(workspace_id: str, manager_id: str) -> sa.Select[tuple[str]]:
    """The ids of the campaigns that somebody manages beside another one."""
    where = (co_managers.c.workspace_id == workspace_id) & (co_managers.c.manager_id == manager_id)
    return sa.select(co_managers.c.campaign_id).where(where)


def _of(workspace_id: str, campaign_id: str) -> sa.ColumnElement[bool]:
    return (co_managers.c.workspace_id == workspace_id) & (co_managers.c.campaign_id == campaign_id)
