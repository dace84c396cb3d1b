"""Learners who have no conversation with the bot yet, so that it can be opened before something is owed to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import CLAIMABLE, deliveries
from schedules.people.enrolments import enrolments
from schedules.people.identities import id_on
from schedules.people.roster import behind, learners, workspaces


@dataclass(frozen=True, slots=True)
class Unreached:
    """A learner without a conversation.

    Attributes:
        outside_id: the platform's id of the person.
        workspace_outside_id: the platform's id of the workspace.
    """

    workspace_id: str
    learner_id: str
    outside_id: str
    name: str
    workspace_outside_id: str


async def unreached_soon(
    db: AsyncConnection, platform: str, now: datetime, until: datetime, limit: int
) -> list[Unreached]:
    """Learners that something is owed to, or that an episode is planned for until then; the most urgent first."""
    served = workspaces.c.active & learners.c.active & (learners.c.platform == platform) & (learners.c.place == "")
    same = (deliveries.c.workspace_id == learners.c.workspace_id) & (deliveries.c.learner_id == learners.c.id)
    owed = _people(platform).join(deliveries, same).where(served, sa.text(CLAIMABLE), deliveries.c.due_at <= now)
    rows = list((await db.execute(owed.order_by(deliveries.c.due_at).limit(limit))).all())
    takes = (enrolments.c.workspace_id == learners.c.workspace_id) & (enrolments.c.learner_id == learners.c.id)
    soon = _people(platform).join(enrolments, takes).where(served, enrolments.c.next_at <= until)
    # Those to whom something is owed stand ahead in the list, so the limit cuts off who can still wait.
    rows += (await db.execute(soon.order_by(enrolments.c.next_at).limit(limit))).all()
    return _each_once(rows)[:limit]


async def unreached_person(
    db: AsyncConnection, platform: str, workspace_outside_id: str, outside_id: str
) -> Unreached | None:
    """One active learner by the platform's ids, None where a conversation is there already, or nobody is."""
    person = (workspaces.c.id == behind(platform, workspace_outside_id)) & (learners.c.platform == platform)
    query = _people(platform).where(person, learners.c.outside_id == outside_id)
    row = (await db.execute(query.where(learners.c.place == "", learners.c.active))).one_or_none()
    return Unreached(*row) if row else None


def _people(platform: str) -> sa.Select[Any]:
    return sa.select(
        learners.c.workspace_id,
        learners.c.id.label("learner_id"),
        learners.c.outside_id,
        learners.c.name,
        id_on(platform).label("workspace_outside_id"),
    ).join(workspaces, workspaces.c.id == learners.c.workspace_id)


def _each_once(rows: Sequence[Any]) -> list[Unreached]:
    return [Unreached(*row) for row in {row.learner_id: row for row in rows}.values()]
