"""What was delivered, played and answered, message by message: what evidence is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.episodes import LESSON_CLIPS
from schedules.ledger.ledger import deliveries
from schedules.people.roster import learners
from schedules.replies.replies import replies
from schedules.replies.watching import HALF, views
from schedules.rules.kinds import DeliveryKind, DeliveryState

TAUGHT = (DeliveryKind.EPISODE.value, DeliveryKind.REASK.value)


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson or question that was owed to one learner.

    Attributes:
        kind: an episode, or a question asked again.
        played_seconds: different seconds of the clip that were played.
        choice: index of the option that was picked; None without a reply.
    """

    delivery_id: str
    learner_id: str
    learner: str
    campaign_id: str
    kind: str
    episode_id: str
    state: DeliveryState
    due_at: datetime
    sent_at: datetime | None
    played_at: datetime | None
    played_seconds: int
    answered_at: datetime | None
    choice: int | None
    correct: bool | None
    first_try: bool | None


async def taught(
    db: AsyncConnection, workspace_id: str, *, campaign_id: str = "", learner_id: str = ""
) -> list[Taught]:
    """Everything that was owed in a campaign or to a learner, in the order in which it was due."""
    # Joined to people who are there: who was erased stands in no evidence.
    same = deliveries.c.workspace_id == learners.c.workspace_id
    viewed = (views.c.workspace_id == deliveries.c.workspace_id) & (views.c.delivery_id == deliveries.c.id)
    # The learner's own view of the main clip: a colleague who was shown it, or a branch, proves nothing.
    viewed &= (views.c.viewer_id == deliveries.c.learner_id) & views.c.clip_key.in_(LESSON_CLIPS)
    replied = (replies.c.workspace_id == deliveries.c.workspace_id) & (replies.c.delivery_id == deliveries.c.id)
    query = (
        sa.select(
            *[deliveries.c[name] for name in ("id", "learner_id", "campaign_id", "kind", "episode_id", "state")],
            *(deliveries.c.due_at, deliveries.c.sent_at, learners.c.name, views.c.first_at),
            *(views.c.watched_low, views.c.watched_high, replies.c.replied_at, replies.c.choice),
            *(replies.c.correct, replies.c.first_try),
        )
        .join(learners, same & (learners.c.id == deliveries.c.learner_id))
        .outerjoin(views, viewed)
        .outerjoin(replies, replied & (replies.c.learner_id == deliveries.c.learner_id))
        .where(deliveries.c.workspace_id == workspace_id, deliveries.c.kind.in_(TAUGHT))
        .order_by(deliveries.c.due_at, deliveries.c.id)
    )
    if campaign_id:
        query = query.where(deliveries.c.campaign_id == campaign_id)
    if learner_id:
        query = query.where(deliveries.c.learner_id == learner_id)
    return [
        Taught(
            *(row.id, row.learner_id, row.name, row.campaign_id, row.kind, row.episode_id),
            DeliveryState(row.state),
            *(row.due_at, row.sent_at, row.first_at, _seconds(row.watched_low, row.watched_high)),
            *(row.replied_at, row.choice, row.correct, row.first_try),
        )
        for row in await db.execute(query)
    ]


def _seconds(low: int | None, high: int | None) -> int:
    return ((low or 0) | (high or 0) << HALF).bit_count()
