"""Questions that a learner got and has not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import deliveries
from schedules.replies.replies import replies
from schedules.replies.reviews import sure_but_wrong
from schedules.rules.kinds import LESSONS, DeliveryKind, DeliveryState

OPEN_FOR = timedelta(days=30)  # as long as the link to a lesson works


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """One question that waits for an answer."""

    delivery_id: str
    kind: DeliveryKind
    episode_id: str
    check_key: str
    campaign_id: str
    sent_at: datetime


async def open_checks(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> list[OpenCheck]:
    """A learner's open questions: re-asks first, of those sure mistakes first; then episodes; each the oldest first.

    One for each question.
    """
    same = (replies.c.workspace_id == deliveries.c.workspace_id) & (replies.c.delivery_id == deliveries.c.id)
    columns = ("id", "kind", "episode_id", "check_key", "campaign_id", "sent_at")
    query = (
        sa.select(*[deliveries.c[name] for name in columns])
        .select_from(deliveries.outerjoin(replies, same))
        .where(deliveries.c.workspace_id == workspace_id, deliveries.c.learner_id == learner_id)
        .where(deliveries.c.state == DeliveryState.SENT, deliveries.c.sent_at > now - OPEN_FOR)
        .where(deliveries.c.kind.in_(LESSONS), deliveries.c.check_key != "", replies.c.delivery_id.is_(None))
        .order_by(deliveries.c.kind == DeliveryKind.EPISODE, ~sure_but_wrong(deliveries), deliveries.c.sent_at)
    )
    rows = [OpenCheck(row[0], DeliveryKind(row[1]), *row[2:]) for row in await db.execute(query)]
    # The later one overwrites the earlier one: an answer belongs to the question that the learner saw last.
    newest = {row.check_key: row.delivery_id for row in sorted(rows, key=lambda row: row.sent_at)}
    return [row for row in rows if newest[row.check_key] == row.delivery_id]
