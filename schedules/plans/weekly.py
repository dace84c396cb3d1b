"""What happened in a campaign within a week: who was reached, who answered, and which question was hard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.replies.replies import replies


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """Figures of the episodes with a question that arrived within the week.

    Attributes:
        reached: people to whom one arrived.
        answered: of these, who answered each of theirs.
        right, tries: first answers that were right, of how many.
        hardest: check_key with its right answers and tries, the one with the smallest share of right ones; None
            without any answer.
    """

    reached: int
    answered: int
    right: int
    tries: int
    hardest: tuple[str, int, int] | None

    @property
    def silent(self) -> int:
        return self.reached - self.answered


async def week_of(
    db: AsyncConnection, workspace_id: str, campaign_id: str, since: datetime, until: datetime
) -> WeekFigures:
    """The figures of a campaign between two instants, the second one left out."""
    answer = (replies.c.workspace_id == deliveries.c.workspace_id) & (replies.c.delivery_id == deliveries.c.id)
    query = (
        sa.select(deliveries.c.learner_id, deliveries.c.check_key, replies.c.correct, replies.c.first_try)
        .select_from(deliveries.outerjoin(replies, answer))
        .where(deliveries.c.workspace_id == workspace_id, deliveries.c.campaign_id == campaign_id)
        .where(deliveries.c.kind == DeliveryKind.EPISODE, deliveries.c.state == DeliveryState.SENT)
        .where(deliveries.c.sent_at >= since, deliveries.c.sent_at < until, deliveries.c.check_key != "")
    )
    people: set[str] = set()
    silent: set[str] = set()
    tries: dict[str, list[bool]] = {}
    for row in await db.execute(query):
        people.add(row.learner_id)
        # One open question makes somebody silent, whatever else they answered in that week.
        if row.correct is None:
            silent.add(row.learner_id)
        elif row.first_try:
            tries.setdefault(row.check_key, []).append(row.correct)
    return WeekFigures(
        reached=len(people),
        answered=len(people - silent),
        right=sum(map(sum, tries.values())),
        tries=sum(map(len, tries.values())),
        hardest=_hardest(tries),
    )


def _hardest(tries: dict[str, list[bool]]) -> tuple[str, int, int] | None:
    if not tries:
        return None
    # The key decides among equals, so that the same week is told the same way each time.
    key = min(tries, key=lambda each: (sum(tries[each]) / len(tries[each]), each))
    return key, sum(tries[key]), len(tries[key])
