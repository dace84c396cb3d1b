"""What learners got so far, and how much is still to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import CLAIMABLE, SENDING, UNCERTAIN, Delivery, deliveries, delivery
from schedules.replies.replies import replies
from schedules.rules.kinds import DeliveryKind, DeliveryState


async def arrived_up_to(db: AsyncConnection, workspace_id: str, learner_id: str) -> dict[str, int]:
    """The number of the newest episode that arrived, for each campaign of a learner."""
    sent = (deliveries.c.kind == DeliveryKind.EPISODE) & (deliveries.c.state == DeliveryState.SENT)
    theirs = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    newest = sa.select(deliveries.c.campaign_id, sa.func.max(deliveries.c.position)).where(theirs, sent)
    return dict((await db.execute(newest.group_by(deliveries.c.campaign_id))).all())


async def latest(db: AsyncConnection, workspace_id: str, learner_id: str, kind: DeliveryKind) -> Delivery | None:
    """The learner's last delivery of a kind that was sent."""
    where = (
        (deliveries.c.workspace_id == workspace_id)
        & (deliveries.c.learner_id == learner_id)
        & (deliveries.c.kind == kind)
        & (deliveries.c.state == DeliveryState.SENT)
    )
    row = (await db.execute(sa.select(deliveries).where(where).order_by(deliveries.c.sent_at.desc()).limit(1))).first()
    return None if row is None else delivery(row)


async def seen_episodes(db: AsyncConnection, workspace_id: str, learner_id: str) -> set[str]:
    """Ids of the episodes that a learner was sent in any message."""
    theirs = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    sent = sa.select(deliveries.c.episode_id).where(theirs, deliveries.c.state == DeliveryState.SENT).distinct()
    return set((await db.execute(sent)).scalars())


async def answered_lessons(
    db: AsyncConnection, workspace_id: str, learner_id: str, most: int
) -> Sequence[tuple[datetime, bool]]:
    """When each of the newest episodes with a question came and whether it was answered, the newest first."""
    same = (replies.c.workspace_id == deliveries.c.workspace_id) & (replies.c.delivery_id == deliveries.c.id)
    theirs = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    sent = (deliveries.c.kind == DeliveryKind.EPISODE) & (deliveries.c.state == DeliveryState.SENT)
    columns = (deliveries.c.sent_at, replies.c.delivery_id.is_not(None))
    query = sa.select(*columns).select_from(deliveries.outerjoin(replies, same))
    newest_first = query.where(theirs, sent, deliveries.c.check_key != "").order_by(deliveries.c.sent_at.desc())
    return [(row[0], row[1]) for row in await db.execute(newest_first.limit(most))]


async def count(
    db: AsyncConnection, workspace_id: str, learner_id: str, kind: DeliveryKind, since: datetime, prompted: bool
) -> int:
    """How many deliveries of a kind a learner was owed since an instant, asked for by themself or not."""
    where = (
        (deliveries.c.workspace_id == workspace_id)
        & (deliveries.c.learner_id == learner_id)
        & (deliveries.c.kind == kind)
        & (deliveries.c.prompted == prompted)
        & (deliveries.c.due_at >= since)
    )
    return (await db.scalar(sa.select(sa.func.count()).select_from(deliveries).where(where))) or 0


async def backlog(db: AsyncConnection, now: datetime) -> dict[str, int]:
    """How many deliveries of the whole installation are overdue, sending and uncertain."""
    overdue = sa.select(sa.func.count()).where(sa.text(CLAIMABLE), deliveries.c.try_at <= now).scalar_subquery()
    sending = sa.select(sa.func.count()).select_from(deliveries).where(sa.text(SENDING)).scalar_subquery()
    uncertain = sa.select(sa.func.count()).select_from(deliveries).where(sa.text(UNCERTAIN)).scalar_subquery()
    row = (await db.execute(sa.select(overdue, sending, uncertain))).one()
    return {"overdue": row[0], "sending": row[1], "uncertain": row[2]}


async def oldest_overdue(db: AsyncConnection, now: datetime) -> datetime | None:
    """When the oldest delivery of the whole installation that is overdue should have left; None where none is."""
    waiting = sa.select(sa.func.min(deliveries.c.try_at)).where(sa.text(CLAIMABLE), deliveries.c.try_at <= now)
    oldest: datetime | None = await db.scalar(waiting)
    return oldest
