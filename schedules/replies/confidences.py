"""How sure people say they are before a season and after it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_update, metadata

LEVELS = (1, 4)  # four, so that nobody can press the middle
confidences = sa.Table(
    "confidences",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("phase", sa.String(8), primary_key=True),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("answered_at", Instant, nullable=False),
)


class Phase(StrEnum):
    """When somebody was asked."""

    BEFORE = "before"
    AFTER = "after"


async def keep_confidence(
    db: AsyncConnection,
    workspace_id: str,
    campaign_id: str,
    learner_id: str,
    phase: Phase,
    level: int,
    now: datetime,
) -> None:
    """Keep an answer, 1 (not sure at all) to 4 (very sure). The newest one counts: nobody is tested by it."""
    key = {"workspace_id": workspace_id, "campaign_id": campaign_id, "learner_id": learner_id, "phase": phase.value}
    row = {**key, "level": level, "answered_at": now}
    await db.execute(insert_or_update(db, confidences, key, ("level", "answered_at")).values(row))
