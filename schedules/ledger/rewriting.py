"""Changes to what is owed already, and to whom: people who turn out to be one, people who leave, answers that come."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import CLAIMABLE, deliveries
from schedules.people.addresses import addresses
from schedules.people.merging import merged_preferences
from schedules.people.roster import Learner, change_learner, learners

WELCOME = "welcome"  # the slot of what everybody is told first: having got it is no history
_ADDRESS = ("platform", "outside_id", "place", "service_url")


async def merge_into(db: AsyncConnection, learner: Learner, gone: Learner) -> None:
    """Give everything of one learner to another; the welcome stays in the ledger under a slot of its own."""
    welcome = sa.update(deliveries).where(*_of(deliveries, gone), deliveries.c.slot == WELCOME)
    await db.execute(welcome.values(learner_id=learner.id, slot=f"{WELCOME}:{gone.id}"))
    led = (learners.c.workspace_id == gone.workspace_id) & (learners.c.manager_id == gone.id)
    await db.execute(sa.update(learners).where(led).values(manager_id=learner.id))
    await db.execute(sa.update(addresses).where(*_of(addresses, gone)).values(learner_id=learner.id))
    await db.execute(sa.delete(learners).where(learners.c.workspace_id == gone.workspace_id, learners.c.id == gone.id))
    address = {name: getattr(gone, name) for name in _ADDRESS}
    await db.execute(sa.insert(addresses).values(workspace_id=learner.workspace_id, learner_id=learner.id, **address))
    preferences = merged_preferences(learner, gone)
    await change_learner(db, learner.workspace_id, learner.id, **preferences, manages=learner.manages or gone.manages)


def _of(table: sa.Table, learner: Learner) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.workspace_id == learner.workspace_id, table.c.learner_id == learner.id


async def strike_out(db: AsyncConnection, learner: Learner) -> None:
    """Take a learner's name off what stays with others: whom they led, what they shared, and what they asked for."""
    led = (learners.c.workspace_id == learner.workspace_id) & (learners.c.manager_id == learner.id)
    await db.execute(sa.update(learners).where(led).values(manager_id=""))
    for about in ("share", "erase"):
        named = deliveries.c.slot.startswith(f"{about}:{learner.id}:", autoescape=True)
        words = sa.update(deliveries).where(deliveries.c.workspace_id == learner.workspace_id, named)
        await db.execute(words.values(body=None))


async def bring_forward(db: AsyncConnection, workspace_id: str, learner_id: str, slot: str, now: datetime) -> None:
    """Let changes leave now that were owed for later, by what their slots begin with."""
    theirs = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    these = theirs & deliveries.c.slot.startswith(slot, autoescape=True) & sa.text(CLAIMABLE)
    await db.execute(sa.update(deliveries).where(these).values(due_at=now, try_at=now))


async def answer_with(
    db: AsyncConnection, workspace_id: str, delivery_id: str, now: datetime, *, episode_id: str, check_key: str
) -> bool:
    """Let a message that waits for an answer leave with it now; False when it left already and has to be changed."""
    carrier = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.id == delivery_id)
    about = {"episode_id": episode_id, "check_key": check_key}
    await db.execute(sa.update(deliveries).where(carrier).values(about))
    waiting = sa.update(deliveries).where(carrier, sa.text(CLAIMABLE)).values(try_at=now)
    return (await db.execute(waiting.returning(deliveries.c.id))).one_or_none() is not None
