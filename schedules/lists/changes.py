"""What happened lately in campaigns, as other systems are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.episodes import LESSON_CLIPS
from schedules.ledger.ledger import deliveries
from schedules.replies.replies import replies
from schedules.replies.watching import views

_LESSONS = ("episode", "reask")


async def sent_since(db: AsyncConnection, workspace_id: str, since: datetime) -> Sequence[Any]:
    """Lessons and questions that arrived."""
    names = ("id", "learner_id", "campaign_id", "kind", "episode_id", "sent_at")
    where = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.sent_at >= since)
    where &= deliveries.c.kind.in_(_LESSONS)
    return (await db.execute(sa.select(*[deliveries.c[name] for name in names]).where(where))).all()


async def replied_since(db: AsyncConnection, workspace_id: str, since: datetime) -> Sequence[Any]:
    """First replies to questions."""
    names = ("delivery_id", "learner_id", "campaign_id", "episode_id", "check_key", "choice", "correct", "first_try")
    where = (replies.c.workspace_id == workspace_id) & (replies.c.replied_at >= since)
    query = sa.select(*[replies.c[name] for name in names], replies.c.seconds, replies.c.replied_at).where(where)
    return (await db.execute(query)).all()


async def watched_since(db: AsyncConnection, workspace_id: str, since: datetime) -> Sequence[Any]:
    """Main clips that their own learner watched on in."""
    names = ("delivery_id", "viewer_id", "campaign_id", "episode_id", "watched_low", "watched_high")
    own = (deliveries.c.workspace_id == views.c.workspace_id) & (deliveries.c.id == views.c.delivery_id)
    own &= deliveries.c.learner_id == views.c.viewer_id
    where = (views.c.workspace_id == workspace_id) & (views.c.last_at >= since) & views.c.clip_key.in_(LESSON_CLIPS)
    columns = [views.c[name] for name in names]
    query = sa.select(*columns, views.c.first_at, views.c.last_at).join(deliveries, own).where(where)
    return (await db.execute(query)).all()
