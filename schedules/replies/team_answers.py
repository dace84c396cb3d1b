"""How a team did at one question: what stands in the place of a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.roster import learners
from schedules.replies.replies import replies

GOAL = 0.8  # four of five: what a team may reach together, and no measurement


@dataclass(frozen=True, slots=True)
class TeamGoal:
    """How a team did at its newest question.

    Attributes:
        team: whose it is, "" for everybody in the campaign.
        asked_at: when the learner got the question, on their own clock.
        right, of: first tries.
    """

    team: str
    asked_at: datetime
    right: int
    of: int

    @property
    def share(self) -> float:
        return self.right / self.of

    @property
    def reached(self) -> bool:
        return self.share >= GOAL


async def team_answers(
    db: AsyncConnection, workspace_id: str, campaign_id: str, check_key: str, manager_id: str
) -> tuple[int, int]:
    """First tries at a campaign's question that were right, and how many there were.

    Args:
        manager_id: whose team is counted; "" counts everybody in the campaign.
    """
    tries = (replies.c.workspace_id == workspace_id) & (replies.c.campaign_id == campaign_id)
    tries &= (replies.c.check_key == check_key) & replies.c.first_try
    right = sa.func.sum(sa.case((replies.c.correct, 1), else_=0))
    query = sa.select(right, sa.func.count()).select_from(replies).where(tries)
    if manager_id:
        person = (learners.c.workspace_id == replies.c.workspace_id) & (learners.c.id == replies.c.learner_id)
        query = query.join(learners, person).where(learners.c.manager_id == manager_id)
    row = (await db.execute(query)).one()
    return row[0] or 0, row[1]
