"""What each learner still knows of each check, and which checks are due to be asked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_update, metadata
from schedules.replies.replies import Reply, replies, replies_by
from schedules.rules.spacing import SURE, ReviewState, review

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("check_key", sa.String(200), primary_key=True),
    sa.Column("campaign_id", sa.String(32), nullable=False),
    sa.Column("episode_id", sa.String(32), nullable=False),
    sa.Column("stability", sa.Float, nullable=False),
    sa.Column("difficulty", sa.Float, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
    sa.Column("state", sa.Integer, nullable=False),
    sa.Column("step", sa.Integer),
    sa.Column("lapses", sa.Integer, nullable=False),
    sa.Column("asked", sa.Integer, nullable=False, server_default="0"),
    sa.Column("unheard", sa.Integer, nullable=False, server_default="0"),
)
GIVE_UP = 3  # re-asks in a row without a reply, after which a check is let go until the learner answers it somewhere
_OPEN = sa.text(f"unheard < {GIVE_UP}")
sa.Index("ix_reviews_due", reviews.c.due_at, sqlite_where=_OPEN, postgresql_where=_OPEN)

_STATE = [field.name for field in fields(ReviewState)]
_KEYS = ["workspace_id", "learner_id", "check_key"]


def state_of(row: Any) -> ReviewState:
    """A row of the table as what spacing knows."""
    return ReviewState(**{name: getattr(row, name) for name in _STATE})


async def record(db: AsyncConnection, workspace_id: str, learner_id: str, reply: Reply, now: datetime) -> None:
    """Learn from one more reply when the check comes back."""
    key = {"workspace_id": workspace_id, "learner_id": learner_id, "check_key": reply.check_key}
    where = [reviews.c[name] == value for name, value in key.items()]
    row = (await db.execute(sa.select(reviews).where(*where))).one_or_none()
    # The key spreads the instants over a day: a team that answered together is not asked again all at once.
    name = f"{learner_id}:{reply.check_key}"
    state = review(state_of(row) if row else None, reply.correct, now, reply.seconds, reply.confidence, key=name)
    values = {
        **key,
        "campaign_id": reply.campaign_id,
        "episode_id": reply.episode_id,
        "asked": row.asked if row else 0,
        # They answered, so the asking in vain begins to count anew.
        "unheard": 0,
        **{field: getattr(state, field) for field in _STATE},
    }
    changed = [column for column in values if column not in key]
    await db.execute(insert_or_update(db, reviews, _KEYS, changed).values(values))


async def reconsider(db: AsyncConnection, reply: Reply) -> None:
    """Learn from how sure somebody was of their newest choice: an interval follows from all of their replies."""
    earlier = await replies_by(db, reply.workspace_id, reply.learner_id, reply.check_key)
    state: ReviewState | None = None
    for each in earlier:
        name = f"{each.learner_id}:{each.check_key}"
        state = review(state, each.correct, each.replied_at, each.seconds, each.confidence, key=name)
    where = (
        (reviews.c.workspace_id == reply.workspace_id)
        & (reviews.c.learner_id == reply.learner_id)
        & (reviews.c.check_key == reply.check_key)
        # Answered once more meanwhile: that reply counted this word already.
        & (reviews.c.last_at == reply.replied_at)
    )
    if state is not None and state.last_at == reply.replied_at:
        values = {name: getattr(state, name) for name in _STATE}
        await db.execute(sa.update(reviews).where(where).values(values))


def sure_but_wrong(table: sa.FromClause) -> sa.Exists:
    """Whether the newest reply of a row's learner to its check was wrong though they were sure of it.

    Args:
        table: has workspace_id, learner_id and check_key.
    """
    answers, later = replies.alias(), replies.alias()

    def same(each: sa.FromClause) -> sa.ColumnElement[bool]:
        columns = ("workspace_id", "learner_id", "check_key")
        return sa.and_(*(each.c[name] == table.c[name] for name in columns))

    newer = sa.exists().where(same(later), later.c.replied_at > answers.c.replied_at)
    return sa.exists().where(same(answers), ~answers.c.correct, answers.c.confidence == SURE, ~newer)


async def states_in(
    db: AsyncConnection, workspace_id: str, campaign_ids: Sequence[str], most: int
) -> dict[str, list[ReviewState]]:
    """What everybody in these campaigns knows, by check; of the most people whose rows come first by their ids."""
    where = (reviews.c.workspace_id == workspace_id) & reviews.c.campaign_id.in_(campaign_ids)
    rows = await db.execute(sa.select(reviews).where(where).order_by(reviews.c.learner_id).limit(most))
    states: dict[str, list[ReviewState]] = defaultdict(list)
    for row in rows:
        states[row.check_key].append(state_of(row))
    return dict(states)


async def reviews_of(db: AsyncConnection, workspace_id: str, learner_id: str) -> dict[str, ReviewState]:
    """What is known of one learner, by check."""
    where = (reviews.c.workspace_id == workspace_id) & (reviews.c.learner_id == learner_id)
    rows = await db.execute(sa.select(reviews).where(where))
    return {row.check_key: state_of(row) for row in rows}
