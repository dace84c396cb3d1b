"""The zone and language of people whom no platform told either of, and who chose none."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.person_fields import NOBODYS_ZONE
from schedules.people.roster import change_workspace, learners, workspaces


async def set_default_zone(db: AsyncConnection, workspace_id: str, zone: str) -> int:
    """Keep a workspace's own zone, and give it to whoever had none or the one before; returns how many those are."""
    before = await db.scalar(sa.select(workspaces.c.zone).where(workspaces.c.id == workspace_id)) or NOBODYS_ZONE
    await change_workspace(db, workspace_id, zone=zone)
    return await _move(db, workspace_id, "zone", (before, NOBODYS_ZONE), zone or NOBODYS_ZONE)


async def set_default_language(db: AsyncConnection, workspace_id: str, language: str) -> int:
    """The same for the language."""
    before = await db.scalar(sa.select(workspaces.c.locale).where(workspaces.c.id == workspace_id)) or language
    await change_workspace(db, workspace_id, locale=language)
    return await _move(db, workspace_id, "locale", (before,), language)


async def _move(db: AsyncConnection, workspace_id: str, column: str, from_: Sequence[str], to: str) -> int:
    theirs = (learners.c.workspace_id == workspace_id) & learners.c[column].in_(from_) & (learners.c[column] != to)
    return (await db.execute(sa.update(learners).where(theirs).values({column: to}))).rowcount


async def give_default_zones(db: AsyncConnection) -> None:
    """Give people who came since the zone of their workspace, where nobody told theirs."""
    # One statement for all: people come by many ways, and none of them has to remember this.
    own = sa.select(workspaces.c.zone).where(workspaces.c.id == learners.c.workspace_id).scalar_subquery()
    without = (learners.c.zone == NOBODYS_ZONE) & (own != "") & (own != NOBODYS_ZONE)
    await db.execute(sa.update(learners).where(without).values(zone=own))


async def people_without_zone(db: AsyncConnection) -> list[tuple[str, int]]:
    """Workspaces that have no zone of their own, with how many of their people nobody knows the zone of."""
    whose = (learners.c.workspace_id == workspaces.c.id) & learners.c.active
    unknown = (learners.c.zone == NOBODYS_ZONE) & (learners.c.own_zone == "")
    query = (
        sa.select(workspaces.c.name, sa.func.count())
        .join(learners, whose)
        .where(workspaces.c.active, workspaces.c.zone == "", unknown)
        .group_by(workspaces.c.id, workspaces.c.name)
        .order_by(workspaces.c.name)
    )
    return [(row[0], row[1]) for row in await db.execute(query)]
