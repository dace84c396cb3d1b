"""Rows for other systems, oldest first, so many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import HOLDOUT, campaigns, enrolments
from schedules.people.roster import LEARNER_COLUMNS, learners
from schedules.replies.replies import replies


async def people_page(db: AsyncConnection, workspace_id: str, after: str, most: int) -> Sequence[Any]:
    """Learners, with the columns of LEARNER_COLUMNS."""
    query = sa.select(*LEARNER_COLUMNS).where(learners.c.workspace_id == workspace_id, learners.c.id > after)
    return (await db.execute(query.order_by(learners.c.id).limit(most))).all()


async def campaigns_page(db: AsyncConnection, workspace_id: str, after: str, most: int) -> Sequence[Any]:
    """Campaigns, with how many take part in each."""
    taking_part = (
        sa.select(sa.func.count())
        .where(enrolments.c.workspace_id == campaigns.c.workspace_id, enrolments.c.campaign_id == campaigns.c.id)
        .where(enrolments.c.state != HOLDOUT)
        .scalar_subquery()
    )
    columns = [campaigns.c[name] for name in ("id", "name", "series_slug", "manager_id", "state")]
    query = sa.select(*columns, campaigns.c.created_at, campaigns.c.started_at, campaigns.c.ended_at)
    query = query.add_columns(taking_part.label("people"))
    where = (campaigns.c.workspace_id == workspace_id) & (campaigns.c.id > after)
    return (await db.execute(query.where(where).order_by(campaigns.c.id).limit(most))).all()


async def deliveries_page(
    db: AsyncConnection, workspace_id: str, after: str, most: int, *, campaign_id: str = ""
) -> Sequence[Any]:
    """Messages of campaigns; what the bot answered to somebody is nobody else's."""
    names = (
        "id",
        "learner_id",
        "campaign_id",
        "kind",
        "position",
        "episode_id",
        "state",
        "reason",
        "due_at",
        "sent_at",
    )
    where = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.id > after)
    where &= deliveries.c.campaign_id == campaign_id if campaign_id else deliveries.c.campaign_id != ""
    query = sa.select(*[deliveries.c[name] for name in names]).where(where)
    return (await db.execute(query.order_by(deliveries.c.id).limit(most))).all()


async def replies_page(
    db: AsyncConnection,
    workspace_id: str,
    after: tuple[datetime, str, str] | None,
    most: int,
    *,
    smallest: int,
    campaign_id: str = "",
) -> Sequence[Any]:
    """Replies in campaigns, without whose they are.

    Args:
        after: instant, delivery and learner of the last one that was read; None for the first page.
        smallest: replies to a check that fewer people answered in their campaign are left out.
    """
    names = ("delivery_id", "learner_id", "campaign_id", "episode_id", "check_key", "choice", "correct", "first_try")
    enough = (
        sa.select(replies.c.campaign_id, replies.c.check_key)
        .where(replies.c.workspace_id == workspace_id)
        .group_by(replies.c.campaign_id, replies.c.check_key)
        .having(sa.func.count(sa.distinct(replies.c.learner_id)) >= smallest)
    )
    place = (replies.c.replied_at, replies.c.delivery_id, replies.c.learner_id)
    where = replies.c.workspace_id == workspace_id
    if after:
        values = [sa.literal(value, column.type) for value, column in zip(after, place, strict=True)]
        where &= sa.tuple_(*place) > sa.tuple_(*values)
    where &= replies.c.campaign_id == campaign_id if campaign_id else replies.c.campaign_id != ""
    where &= sa.tuple_(replies.c.campaign_id, replies.c.check_key).in_(enough)
    query = sa.select(*[replies.c[name] for name in names], replies.c.days_since, replies.c.replied_at).where(where)
    return (await db.execute(query.order_by(*place).limit(most))).all()
