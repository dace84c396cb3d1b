"""Was it applied? What people answered a week or two after their season."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_update, metadata

PULSE = "pulse"
"""The slot of the question in the ledger."""

pulses = sa.Table(
    "pulses",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("answer", sa.String(12), nullable=False),
    sa.Column("answered_at", Instant, nullable=False),
)


class Applied(StrEnum):
    """Whether somebody used what they learned, in the week before they were asked."""

    YES = "yes"
    NO = "no"
    NO_OCCASION = "no_occasion"


async def keep_pulse(
    db: AsyncConnection, workspace_id: str, campaign_id: str, learner_id: str, answer: Applied, now: datetime
) -> None:
    """Keep an answer. The newest one counts: there is no right one to find out by trying."""
    key = {"workspace_id": workspace_id, "campaign_id": campaign_id, "learner_id": learner_id}
    row = {**key, "answer": answer.value, "answered_at": now}
    await db.execute(insert_or_update(db, pulses, key, ("answer", "answered_at")).values(row))
