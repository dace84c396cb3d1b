"""What the ledger knows of single messages and single people: the questions that an adapter asks."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import CLAIMABLE, Delivery, DeliveryKind, DeliveryState, deliveries, delivery
from schedules.people.reach import Reached, reached_on
from schedules.people.roster import Learner, learners
from schedules.replies.replies import replies


async def delivery_by_ref(db: AsyncConnection, learner: Learner, ref: str) -> Delivery | None:
    """What was sent to a learner as the message with this id; an edit is no message of its own."""
    # Every delivery that has not left yet has an empty id, so an empty one would find any of them.
    if not ref:
        return None
    sent = _of(learner) & (deliveries.c.message_ref == ref) & (deliveries.c.kind != DeliveryKind.EDIT)
    row = (await db.execute(sa.select(deliveries).where(sent).limit(1))).first()
    return None if row is None else delivery(row)


async def body_for(db: AsyncConnection, learner: Learner, cause: str) -> object:
    """The stored body of what was owed to a learner for an event; None where nothing was."""
    return await db.scalar(sa.select(deliveries.c.body).where(_of(learner), deliveries.c.slot == cause))


async def newest_with_part(db: AsyncConnection, learner: Learner, part: str) -> Delivery | None:
    """The newest message that a learner was sent with a part of this kind in it, such as their settings."""
    # As text, since the two databases have no common way to look into a list of parts.
    holds = sa.cast(deliveries.c.body, sa.Text).contains(f'"{part}"', autoescape=True)
    sent = (deliveries.c.kind == DeliveryKind.ANSWER) & (deliveries.c.state == DeliveryState.SENT)
    newest = sa.select(deliveries).where(_of(learner), sent, holds).order_by(deliveries.c.sent_at.desc())
    row = (await db.execute(newest.limit(1))).first()
    return None if row is None else delivery(row)


async def edit_about(db: AsyncConnection, original: Delivery) -> Delivery | None:
    """The newest change of a message, whether it was made yet or not; None where it reads as it was sent."""
    about = (deliveries.c.workspace_id == original.workspace_id) & (deliveries.c.about_id == original.id)
    newest = sa.select(deliveries).where(about, deliveries.c.kind == DeliveryKind.EDIT).order_by(deliveries.c.id.desc())
    row = (await db.execute(newest.limit(1))).first()
    return None if row is None else delivery(row)


async def deliveries_for(db: AsyncConnection, workspace_id: str, slot: str) -> list[Delivery]:
    """What was owed to anybody under one name, such as the question that went to every second manager."""
    where = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.slot == slot)
    return [delivery(row) for row in await db.execute(sa.select(deliveries).where(where))]


async def owed_without_place(db: AsyncConnection, platform: str, now: datetime, limit: int) -> list[Reached]:
    """Learners to whom something is due and with whom no conversation was begun yet."""
    owed = sa.exists().where(
        deliveries.c.workspace_id == learners.c.workspace_id,
        deliveries.c.learner_id == learners.c.id,
        sa.text(CLAIMABLE),
        deliveries.c.due_at <= now,
    )
    rows = await db.execute(reached_on(platform).where(learners.c.place == "", owed).limit(limit))
    return [Reached(*row) for row in rows]


async def open_question(db: AsyncConnection, learner: Learner) -> Delivery | None:
    """The newest message to a learner whose question they have not answered."""
    same = (replies.c.workspace_id == deliveries.c.workspace_id) & (replies.c.delivery_id == deliveries.c.id)
    asked = deliveries.c.kind.in_((DeliveryKind.EPISODE, DeliveryKind.REASK, DeliveryKind.ANSWER))
    query = (
        sa.select(deliveries)
        .select_from(deliveries.outerjoin(replies, same))
        .where(_of(learner), asked, deliveries.c.state == DeliveryState.SENT)
        .where(deliveries.c.check_key != "", replies.c.delivery_id.is_(None))
        .order_by(deliveries.c.sent_at.desc())
    )
    row = (await db.execute(query.limit(1))).first()
    return None if row is None else delivery(row)


def _of(learner: Learner) -> sa.ColumnElement[bool]:
    return (deliveries.c.workspace_id == learner.workspace_id) & (deliveries.c.learner_id == learner.id)
