"""What learners replied to checks: the first reply to a delivery counts, and nothing overwrites it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata

replies = sa.Table(
    "replies",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("delivery_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("episode_id", sa.String(32), nullable=False),
    sa.Column("check_key", sa.String(200), nullable=False),
    sa.Column("choice", sa.Integer, nullable=False),
    sa.Column("correct", sa.Boolean, nullable=False),
    sa.Column("first_try", sa.Boolean, nullable=False),
    sa.Column("days_since", sa.Float),
    sa.Column("seconds", sa.Float),
    sa.Column("confidence", sa.Integer),
    sa.Column("replied_at", Instant, nullable=False),
)
sa.Index("ix_replies_campaign", replies.c.workspace_id, replies.c.campaign_id, replies.c.episode_id)
sa.Index("ix_replies_check", replies.c.workspace_id, replies.c.learner_id, replies.c.check_key)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one learner answered to one delivery.

    Attributes:
        first_try: it is this learner's first reply to this check ever.
        days_since: days since their reply before it to the same check; None on the first try.
        seconds: from the message being sent to the reply.
        confidence: 1 (guessed) to 3 (sure), where asked.
    """

    workspace_id: str
    delivery_id: str
    learner_id: str
    campaign_id: str
    episode_id: str
    check_key: str
    choice: int
    correct: bool
    first_try: bool
    days_since: float | None
    seconds: float | None
    confidence: int | None
    replied_at: datetime


_REPLY_COLUMNS = [replies.c[name] for name in Reply.__slots__]


async def keep_first(db: AsyncConnection, reply: Reply) -> bool:
    """Keep the first reply to a delivery.

    Returns:
        False when one was already there: a second press, or the platform's retry of the first.
    """
    row = {name: getattr(reply, name) for name in Reply.__slots__}
    kept = await db.execute(insert_or_ignore(db, replies).values(row).returning(replies.c.delivery_id))
    return kept.one_or_none() is not None


async def reply_to(db: AsyncConnection, workspace_id: str, delivery_id: str, learner_id: str) -> Reply | None:
    """The reply that was kept, if any."""
    where = (
        (replies.c.workspace_id == workspace_id)
        & (replies.c.delivery_id == delivery_id)
        & (replies.c.learner_id == learner_id)
    )
    row = (await db.execute(sa.select(*_REPLY_COLUMNS).where(where))).one_or_none()
    return None if row is None else Reply(*row)


async def replies_by(db: AsyncConnection, workspace_id: str, learner_id: str, check_key: str = "") -> list[Reply]:
    """What a learner replied, oldest first; to one check only when it is named."""
    where = (replies.c.workspace_id == workspace_id) & (replies.c.learner_id == learner_id)
    if check_key:
        where &= replies.c.check_key == check_key
    rows = await db.execute(sa.select(*_REPLY_COLUMNS).where(where).order_by(replies.c.replied_at))
    return [Reply(*row) for row in rows]


async def votes(
    db: AsyncConnection, workspace_id: str, campaign_id: str, check_key: str, options: int
) -> Sequence[int]:
    """How many learners of a campaign chose each option on their first try, by option."""
    where = (
        (replies.c.workspace_id == workspace_id)
        & (replies.c.campaign_id == campaign_id)
        & (replies.c.check_key == check_key)
        & replies.c.first_try
    )
    counted = await db.execute(sa.select(replies.c.choice, sa.func.count()).where(where).group_by(replies.c.choice))
    by_choice: dict[int, int] = dict(counted.all())
    return [by_choice.get(choice, 0) for choice in range(options)]
