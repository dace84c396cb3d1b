"""Who can be reached on a platform and who cannot yet: the questions that an adapter asks of the roster."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.identities import id_on
from schedules.people.roster import REACH, learners, workspaces


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody on a platform, with where they are reached there.

    Attributes:
        outside_id, outside_workspace: the platform's ids of the person and of the workspace.
        place, service_url: "" where no conversation was begun yet.
    """

    workspace_id: str
    learner_id: str
    outside_id: str
    name: str
    outside_workspace: str
    place: str
    service_url: str


async def without_email(db: AsyncConnection, platform: str, limit: int, but: Collection[str]) -> list[Reached]:
    """Learners reached on a platform whose e-mail address is not known.

    Args:
        but: ids of learners that were looked up already.
    """
    query = reached_on(platform).where(learners.c.email == "", learners.c.place != "").limit(limit + len(but))
    rows = [Reached(*row) for row in await db.execute(query)]
    return [row for row in rows if row.learner_id not in but][:limit]


async def ids_without_place(db: AsyncConnection, workspace_id: str, platform: str) -> list[str]:
    """The platform's ids of everybody with whom there is no conversation on it."""
    owner = (learners.c.workspace_id == REACH.c.workspace_id) & (learners.c.id == REACH.c.learner_id)
    unreached = (REACH.c.workspace_id == workspace_id) & (REACH.c.platform == platform) & (REACH.c.place == "")
    query = sa.select(REACH.c.outside_id).join(learners, owner).where(unreached, learners.c.active)
    return list((await db.execute(query)).scalars())


async def service_urls(db: AsyncConnection, workspace_id: str, platform: str) -> list[str]:
    """The hosts from which people of a workspace were heard, the most frequent first."""
    own = (learners.c.workspace_id == workspace_id) & (learners.c.platform == platform)
    query = sa.select(learners.c.service_url).where(own, learners.c.service_url != "")
    query = query.group_by(learners.c.service_url).order_by(sa.func.count().desc())
    return list((await db.execute(query)).scalars())


def reached_on(platform: str) -> sa.Select[Any]:
    """Active learners who are reached on a platform now, as the columns of Reached."""
    row = (
        learners.c.workspace_id,
        learners.c.id,
        learners.c.outside_id,
        learners.c.name,
        id_on(platform),
        learners.c.place,
        learners.c.service_url,
    )
    joined = sa.select(*row).join(workspaces, workspaces.c.id == learners.c.workspace_id)
    return joined.where(learners.c.platform == platform, workspaces.c.active, learners.c.active)
