"""What became of episodes: how many people got each, and how many knew its answer; what one learner had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import PAGE, deliveries
from schedules.people.roster import learners
from schedules.replies.replies import replies
from schedules.rules.kinds import LESSONS, DeliveryState

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reach:
    """Figures of one episode; nobody is named in them."""

    seen: int = 0
    right: int = 0


async def reach_of_episodes(
    db: AsyncConnection, workspace_id: str, since: datetime, manager_id: str = ""
) -> Mapping[str, Reach]:
    """By episode, since an instant; of one manager's people when one is named."""
    got = _people(deliveries, deliveries.c.sent_at, workspace_id, since, manager_id)
    got = got.where(deliveries.c.state == DeliveryState.SENT, deliveries.c.episode_id != "")
    knew = _people(replies, replies.c.replied_at, workspace_id, since, manager_id).where(replies.c.correct)
    seen = {row[0]: row[1] for row in await db.execute(got)}
    right = {row[0]: row[1] for row in await db.execute(knew)}
    return {each: Reach(seen.get(each, 0), right.get(each, 0)) for each in seen.keys() | right.keys()}


def _people(
    table: sa.Table, at: sa.ColumnElement[datetime], workspace_id: str, since: datetime, manager_id: str
) -> sa.Select[Any]:
    """Episode and how many different people, from a table that names both."""
    # People, not messages: who got an episode again would else count twice.
    people = sa.func.count(sa.distinct(table.c.learner_id))
    query = sa.select(table.c.episode_id, people).where(table.c.workspace_id == workspace_id, at >= since)
    if manager_id:
        # Named one by one, so that each is looked up: a join reads everybody's rows (374 instead of 6 ms at 300,000).
        team = sa.select(learners.c.id).where(learners.c.workspace_id == workspace_id)
        query = query.where(table.c.learner_id.in_(team.where(learners.c.manager_id == manager_id)))
    return query.group_by(table.c.episode_id)


@dataclass(frozen=True, slots=True)
class Had:
    """An episode that a learner got, once for each time.

    Attributes:
        lesson: it counts against the weekly budget.
        opened: they opened it themself, on their own page.
    """

    delivery_id: str
    episode_id: str
    sent_at: datetime
    lesson: bool
    opened: bool


async def had_by(db: AsyncConnection, workspace_id: str, learner_id: str, since: datetime) -> list[Had]:
    """What a learner got since an instant, newest first."""
    columns = ("id", "episode_id", "sent_at", "kind", "platform")
    query = (
        sa.select(*[deliveries.c[name] for name in columns])
        .where(deliveries.c.workspace_id == workspace_id, deliveries.c.learner_id == learner_id)
        .where(deliveries.c.state == DeliveryState.SENT, deliveries.c.sent_at >= since, deliveries.c.episode_id != "")
        .order_by(deliveries.c.sent_at.desc())
    )
    return [Had(row[0], row[1], row[2], row[3] in LESSONS, row[4] == PAGE) for row in await db.execute(query)]
