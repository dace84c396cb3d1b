"""What learners replied to checks: the first reply to a delivery counts, and nothing overwrites it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata
from schedules.people.addresses import workspace_links
from schedules.people.roster import REACH, learners

replies = sa.Table(
    "replies",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("delivery_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("episode_id", sa.String(32), nullable=False),
    sa.Column("check_key", sa.String(200), nullable=False),
    sa.Column("choice", sa.Integer, nullable=False),
    sa.Column("correct", sa.Boolean, nullable=False),
    sa.Column("first_try", sa.Boolean, nullable=False),
    sa.Column("days_since", sa.Float),
    sa.Column("seconds", sa.Float),
    sa.Column("confidence", sa.Integer),
    sa.Column("replied_at", Instant, nullable=False),
    sa.Column("confidence_until", Instant),
)
sa.Index("ix_replies_campaign", replies.c.workspace_id, replies.c.campaign_id, replies.c.episode_id)
sa.Index("ix_replies_lately", replies.c.workspace_id, replies.c.replied_at)
sa.Index("ix_replies_check", replies.c.workspace_id, replies.c.learner_id, replies.c.check_key)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one learner answered to one delivery.

    Attributes:
        first_try: it is this learner's first reply to this check ever, and nobody told them the right one before.
        days_since: days since they last replied to the same check, or were told its point anew; None on the first try.
        seconds: from the message being sent to the reply.
        confidence: 1 (guessed) to 3 (sure), where asked.
        confidence_until: until when the verdict waits for it; None where nobody asks.
    """

    workspace_id: str
    delivery_id: str
    learner_id: str
    campaign_id: str
    episode_id: str
    check_key: str
    choice: int
    correct: bool
    first_try: bool
    days_since: float | None
    seconds: float | None
    confidence: int | None
    replied_at: datetime
    confidence_until: datetime | None = None

    def waits(self, now: datetime) -> bool:
        """Whether the verdict is held back until the learner said how sure they were."""
        return self.confidence is None and self.confidence_until is not None and now < self.confidence_until


_REPLY_COLUMNS = [replies.c[name] for name in Reply.__slots__]


async def keep_first(db: AsyncConnection, reply: Reply) -> bool:
    """Keep the first reply to a delivery.

    Returns:
        False when one was already there: a second press, or the platform's retry of the first.
    """
    row = {name: getattr(reply, name) for name in Reply.__slots__}
    written = await db.execute(insert_or_ignore(db, replies).values(row).returning(replies.c.delivery_id))
    return written.one_or_none() is not None


async def keep_confidence(
    db: AsyncConnection, workspace_id: str, delivery_id: str, learner_id: str, confidence: int, now: datetime
) -> Reply | None:
    """Keep how sure somebody was of a choice, 1 to 3; the first word counts.

    Returns:
        The reply with it; None when it came too late, or was said before.
    """
    reply = (
        (replies.c.workspace_id == workspace_id)
        & (replies.c.delivery_id == delivery_id)
        & (replies.c.learner_id == learner_id)
    )
    waiting = reply & replies.c.confidence.is_(None) & (replies.c.confidence_until > now)
    update = sa.update(replies).where(waiting).values(confidence=confidence)
    row = (await db.execute(update.returning(*_REPLY_COLUMNS))).one_or_none()
    return None if row is None else Reply(*row)


async def newest_by(db: AsyncConnection, workspace_id: str, learner_id: str) -> str:
    """The delivery of a learner's newest reply, "" before the first."""
    where = (replies.c.workspace_id == workspace_id) & (replies.c.learner_id == learner_id)
    newest = sa.select(replies.c.delivery_id).where(where).order_by(replies.c.replied_at.desc()).limit(1)
    return await db.scalar(newest) or ""


async def one_at_a_time(db: AsyncConnection, workspace_id: str, learner_id: str) -> None:
    """Let nobody else keep a reply of a learner until this transaction ends; waits while another one does."""
    row = sa.select(learners.c.id).where((learners.c.workspace_id == workspace_id) & (learners.c.id == learner_id))
    await db.execute(row.with_for_update(key_share=True))


async def reply_to(db: AsyncConnection, workspace_id: str, delivery_id: str, learner_id: str) -> Reply | None:
    """The reply that was kept, if any."""
    where = (
        (replies.c.workspace_id == workspace_id)
        & (replies.c.delivery_id == delivery_id)
        & (replies.c.learner_id == learner_id)
    )
    row = (await db.execute(sa.select(*_REPLY_COLUMNS).where(where))).one_or_none()
    return None if row is None else Reply(*row)


async def replies_by(db: AsyncConnection, workspace_id: str, learner_id: str, check_key: str = "") -> list[Reply]:
    """What a learner replied, oldest first; to one check only when it is named."""
    where = (replies.c.workspace_id == workspace_id) & (replies.c.learner_id == learner_id)
    if check_key:
        where &= replies.c.check_key == check_key
    rows = await db.execute(sa.select(*_REPLY_COLUMNS).where(where).order_by(replies.c.replied_at))
    return [Reply(*row) for row in rows]


async def answered_before_linking(db: AsyncConnection, workspace_id: str, learner_id: str, check_key: str) -> bool:
    """Whether a learner answered a check in the workspace that their company's second platform led to before.

    Its rows stay there, and were shown the verdict all the same.
    """
    there = workspace_links.join(learners, learners.c.workspace_id == workspace_links.c.replaced_id)
    same = (REACH.c.workspace_id == workspace_links.c.workspace_id) & (REACH.c.outside_id == learners.c.outside_id)
    theirs = (replies.c.workspace_id == learners.c.workspace_id) & (replies.c.learner_id == learners.c.id)
    query = sa.select(replies.c.delivery_id).select_from(there.join(REACH, same).join(replies, theirs))
    whose = (workspace_links.c.workspace_id == workspace_id) & (REACH.c.learner_id == learner_id)
    return (await db.execute(query.where(whose, replies.c.check_key == check_key).limit(1))).first() is not None


def answered_check(deliveries: sa.FromClause) -> sa.Exists:
    """Whether a delivery's reader answered its question anywhere: in another campaign too, or when asked once more."""
    answers = replies.alias()  # the statement around may join the reply to this very delivery
    return sa.exists().where(
        answers.c.workspace_id == deliveries.c.workspace_id,
        answers.c.learner_id == deliveries.c.learner_id,
        answers.c.check_key == deliveries.c.check_key,
    )


async def votes(
    db: AsyncConnection, workspace_id: str, campaign_id: str, check_key: str, options: int
) -> Sequence[int]:
    """How many learners of a campaign chose each option on their first try, by option."""
    where = (
        (replies.c.workspace_id == workspace_id)
        & (replies.c.campaign_id == campaign_id)
        & (replies.c.check_key == check_key)
        & replies.c.first_try
    )
    counted = await db.execute(sa.select(replies.c.choice, sa.func.count()).where(where).group_by(replies.c.choice))
    by_choice: dict[int, int] = dict(counted.all())
    return [by_choice.get(choice, 0) for choice in range(options)]


async def people_who_answered(db: AsyncConnection, workspace_id: str, since: datetime) -> dict[str, int]:
    """How many people answered each episode's check since an instant."""
    people = sa.func.count(sa.distinct(replies.c.learner_id))
    where = (replies.c.workspace_id == workspace_id) & (replies.c.replied_at >= since)
    rows = await db.execute(sa.select(replies.c.episode_id, people).where(where).group_by(replies.c.episode_id))
    return {row[0]: row[1] for row in rows}
