"""Who is in a workspace, by what is asked: managers, names and addresses, who reports to whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.roster import Learner, learners, learners_of, workspaces


async def managers_of(db: AsyncConnection, workspace_id: str) -> list[Learner]:
    """Everybody who manages, also those who left."""
    where = (learners.c.workspace_id == workspace_id) & learners.c.manages
    ids = (await db.execute(sa.select(learners.c.id).where(where))).scalars().all()
    return await learners_of(db, workspace_id, ids)


async def ids_called(db: AsyncConnection, workspace_id: str, name: str) -> Sequence[str]:
    """Ids of those with that name, e-mail address or id, also of those who left."""
    # Most people have no address, so an empty name would fit them all.
    in_workspace = (learners.c.workspace_id == workspace_id) & (sa.literal(name) != "")
    named = [learners.c[column] == name for column in ("id", "outside_id", "name", "email")]
    return (await db.execute(sa.select(learners.c.id).where(in_workspace, sa.or_(*named)))).scalars().all()


async def learners_at(db: AsyncConnection, workspace_id: str, email: str) -> list[Learner]:
    """Whoever has an e-mail address, in capitals or not, and did not leave."""
    same = sa.func.lower(learners.c.email) == email.strip().lower()
    where = (learners.c.workspace_id == workspace_id) & (learners.c.email != "") & same
    return await learners_of(
        db, workspace_id, (await db.execute(sa.select(learners.c.id).where(where))).scalars().all()
    )


async def count_named(db: AsyncConnection, workspace_id: str, name: str) -> int:
    """How many people have exactly this name."""
    named = sa.select(sa.func.count()).where(learners.c.workspace_id == workspace_id, learners.c.name == name)
    return await db.scalar(named) or 0


async def contacts(db: AsyncConnection, workspace_id: str) -> list[tuple[str, str, str]]:
    """Outside id, e-mail address and name of everybody who did not leave."""
    active = (learners.c.workspace_id == workspace_id) & learners.c.active
    rows = await db.execute(sa.select(learners.c.outside_id, learners.c.email, learners.c.name).where(active))
    return [(row[0], row[1], row[2]) for row in rows]


async def reporting_lines(db: AsyncConnection, workspace_id: str) -> list[tuple[str, str]]:
    """(learner id, manager's id) of everybody whose manager is known."""
    where = (learners.c.workspace_id == workspace_id) & (learners.c.manager_id != "")
    rows = await db.execute(sa.select(learners.c.id, learners.c.manager_id).where(where))
    return [(row[0], row[1]) for row in rows]


async def names_of_served(db: AsyncConnection, but_platform: str, but_ids: Collection[str]) -> Sequence[str]:
    """Names of the workspaces that are served, but for those of one platform and those with these ids."""
    served = workspaces.c.active & (workspaces.c.platform != but_platform) & workspaces.c.id.not_in(but_ids)
    return (await db.execute(sa.select(workspaces.c.name).where(served).order_by(workspaces.c.name))).scalars().all()
