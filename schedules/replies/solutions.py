"""Who was shown the right answer to a question before they gave their own: a manager reads it in the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata

solutions_seen = sa.Table(
    "solutions_seen",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("check_key", sa.String(200), primary_key=True),
    sa.Column("at", Instant, nullable=False),
)


async def shown_in_report(
    db: AsyncConnection, workspace_id: str, learner_id: str, check_keys: Iterable[str], now: datetime
) -> None:
    """Write down that somebody was shown the right answers to the questions of a report."""
    whose = {"workspace_id": workspace_id, "learner_id": learner_id, "at": now}
    # The report names them: looking for them among a large campaign's replies took 1.6 s at each opening.
    rows = [{**whose, "check_key": key} for key in sorted(set(check_keys))]
    if rows:
        await db.execute(insert_or_ignore(db, solutions_seen), rows)


async def was_shown(db: AsyncConnection, workspace_id: str, learner_id: str, check_key: str) -> bool:
    """Whether somebody was shown the right answer to a question."""
    where = (
        (solutions_seen.c.workspace_id == workspace_id)
        & (solutions_seen.c.learner_id == learner_id)
        & (solutions_seen.c.check_key == check_key)
    )
    return (await db.execute(sa.select(solutions_seen.c.at).where(where))).first() is not None
