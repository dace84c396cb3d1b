"""What managers say that they saw of a season in somebody's work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_update, metadata

observations = sa.Table(
    "observations",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("manager_id", sa.String(32), nullable=False),
    sa.Column("answer", sa.String(12), nullable=False),
    sa.Column("answered_at", Instant, nullable=False),
)


class Observed(StrEnum):
    """Whether a manager saw it applied."""

    YES = "yes"
    NO = "no"
    CANNOT_SAY = "cannot_say"


async def keep_observation(
    db: AsyncConnection,
    workspace_id: str,
    campaign_id: str,
    learner_id: str,
    manager_id: str,
    answer: Observed,
    now: datetime,
) -> None:
    """Keep an answer; the newest one counts."""
    key = {"workspace_id": workspace_id, "campaign_id": campaign_id, "learner_id": learner_id}
    row = {**key, "manager_id": manager_id, "answer": answer.value, "answered_at": now}
    await db.execute(insert_or_update(db, observations, key, ("manager_id", "answer", "answered_at")).values(row))


async def observed_of(
    db: AsyncConnection, workspace_id: str, campaign_id: str, learner_ids: Sequence[str]
) -> dict[str, Observed]:
    """What was answered about each of these learners, by id."""
    where = (observations.c.workspace_id == workspace_id) & (observations.c.campaign_id == campaign_id)
    query = sa.select(observations.c.learner_id, observations.c.answer)
    rows = await db.execute(query.where(where, observations.c.learner_id.in_(learner_ids)))
    return {row.learner_id: Observed(row.answer) for row in rows}
