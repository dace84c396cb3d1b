"""How a campaign stands, in the few figures that a manager looks at in passing; reports have the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.people.enrolments import enrolments
from schedules.replies.replies import replies
from schedules.rules.planning import EnrolmentStatus


@dataclass(frozen=True, slots=True)
class CampaignCounts:
    """Figures of one campaign.

    Attributes:
        people: those who are in it, the held-out ones too.
        questions, answered: episodes with a question that arrived, and how many of them were answered.
        next_at: when the next episode leaves, None when none is planned.
    """

    people: int = 0
    questions: int = 0
    answered: int = 0
    next_at: datetime | None = None


async def counts_of(db: AsyncConnection, workspace_id: str, campaign_ids: Sequence[str]) -> dict[str, CampaignCounts]:
    """The figures of some campaigns, by id."""
    people = {row.campaign_id: row for row in await db.execute(_people(workspace_id, campaign_ids))}
    questions = {row.campaign_id: row for row in await db.execute(_questions(workspace_id, campaign_ids))}
    return {
        campaign_id: CampaignCounts(
            people[campaign_id].people if campaign_id in people else 0,
            questions[campaign_id].questions if campaign_id in questions else 0,
            questions[campaign_id].answered if campaign_id in questions else 0,
            people[campaign_id].next_at if campaign_id in people else None,
        )
        for campaign_id in campaign_ids
    }


def _people(workspace_id: str, campaign_ids: Sequence[str]) -> sa.Select[tuple[str, int, datetime | None]]:
    takes = (enrolments.c.workspace_id == workspace_id) & enrolments.c.campaign_id.in_(campaign_ids)
    next_at = sa.func.min(enrolments.c.next_at, type_=enrolments.c.next_at.type).label("next_at")
    query = sa.select(enrolments.c.campaign_id, sa.func.count().label("people"), next_at)
    return query.where(takes).group_by(enrolments.c.campaign_id)


def _questions(workspace_id: str, campaign_ids: Sequence[str]) -> sa.Select[tuple[str, int, int]]:
    arrived = (deliveries.c.workspace_id == workspace_id) & deliveries.c.campaign_id.in_(campaign_ids)
    arrived &= (deliveries.c.kind == DeliveryKind.EPISODE) & (deliveries.c.state == DeliveryState.SENT)
    same = (replies.c.workspace_id == deliveries.c.workspace_id) & (replies.c.delivery_id == deliveries.c.id)
    query = sa.select(
        deliveries.c.campaign_id,
        sa.func.count().label("questions"),
        sa.func.count(replies.c.delivery_id).label("answered"),
    ).select_from(deliveries.outerjoin(replies, same))
    # An episode without a question cannot be answered; counting it would look like silence.
    return query.where(arrived, deliveries.c.check_key != "").group_by(deliveries.c.campaign_id)


async def episodes_of_waiting(db: AsyncConnection, workspace_id: str) -> dict[str, int]:
    """How many episodes each learner got who still waits for one in any campaign."""
    same = (deliveries.c.workspace_id == enrolments.c.workspace_id) & (
        deliveries.c.learner_id == enrolments.c.learner_id
    )
    sent = same & (deliveries.c.kind == DeliveryKind.EPISODE) & (deliveries.c.state == DeliveryState.SENT)
    got = sa.func.count(sa.distinct(deliveries.c.id))
    query = sa.select(enrolments.c.learner_id, got).select_from(enrolments.outerjoin(deliveries, sent))
    waiting = (enrolments.c.workspace_id == workspace_id) & (enrolments.c.state == EnrolmentStatus.ACTIVE)
    rows = await db.execute(query.where(waiting).group_by(enrolments.c.learner_id))
    return {row[0]: row[1] for row in rows}


async def people_in(db: AsyncConnection, workspace_id: str, campaign_ids: Sequence[str]) -> dict[str, int]:
    """How many people each of some campaigns has, the held-out ones too; no entry where there is none."""
    takes = (enrolments.c.workspace_id == workspace_id) & enrolments.c.campaign_id.in_(campaign_ids)
    query = sa.select(enrolments.c.campaign_id, sa.func.count()).where(takes).group_by(enrolments.c.campaign_id)
    counts: dict[str, int] = dict((await db.execute(query)).all())
    return counts


async def has_more_than(db: AsyncConnection, workspace_id: str, campaign_id: str, messages: int) -> bool:
    """Whether a campaign owed more messages than that; no more of them are counted."""
    own = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.campaign_id == campaign_id)
    some = sa.select(sa.literal(1)).where(own).limit(messages + 1).subquery()
    return (await db.scalar(sa.select(sa.func.count()).select_from(some)) or 0) > messages
