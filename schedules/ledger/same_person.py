"""Who turns out to be one person on two platforms: two rows become one, where one of the two did nothing yet."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import metadata
from schedules.ledger import audit
from schedules.ledger.ledger import deliveries
from schedules.ledger.rewriting import WELCOME, merge_into
from schedules.people.addresses import addresses
from schedules.people.identities import is_linked
from schedules.people.roster import Learner, learner_by_id, learners

THEIRS = ("learner_id", "viewer_id", "toward_id")


async def merge_learners(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> Learner:
    """The one person that a learner is, now that their e-mail address is known or another one.

    Where both did something already they stay two, and the audit says so: what each learned is in reports and plans.
    """
    learner = await learner_by_id(db, workspace_id, learner_id)
    if learner is None:
        raise LookupError(f"learner {learner_id} was removed while being looked up")
    other = await _same_elsewhere(db, learner) if learner.email and await is_linked(db, workspace_id) else None
    if other is None:
        return learner
    if not await _did_something(db, learner):
        survivor, gone = other, learner
    elif not await _did_something(db, other):
        survivor, gone = learner, other
    else:
        await audit.note(
            db, learner.workspace_id, "platform", "same e-mail, kept apart", learner.id, now, other=other.id
        )
        return learner
    await merge_into(db, survivor, gone)
    await audit.note(db, survivor.workspace_id, "platform", "same person", survivor.id, now, was=gone.id)
    return await learner_by_id(db, survivor.workspace_id, survivor.id) or survivor


async def _same_elsewhere(db: AsyncConnection, learner: Learner) -> Learner | None:
    """The only other active learner with the same e-mail address, if they share no platform."""
    others = (learners.c.workspace_id == learner.workspace_id) & learners.c.active & (learners.c.id != learner.id)
    same = sa.select(learners.c.id).where(others, sa.func.lower(learners.c.email) == learner.email.lower())
    ids = (await db.execute(same.limit(2))).scalars().all()
    other = await learner_by_id(db, learner.workspace_id, ids[0]) if len(ids) == 1 else None
    if other is None or set(await _platforms(db, other)) & set(await _platforms(db, learner)):
        return None
    return other


async def _platforms(db: AsyncConnection, learner: Learner) -> list[str]:
    elsewhere = sa.select(addresses.c.platform).where(*_is(addresses, learner))
    return [learner.platform, *(await db.execute(elsewhere)).scalars()]


def _is(table: sa.Table, learner: Learner) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.workspace_id == learner.workspace_id, table.c.learner_id == learner.id


async def _did_something(db: AsyncConnection, learner: Learner) -> bool:
    """Whether any table holds more of a learner than their addresses and what they were welcomed with."""
    for table in metadata.sorted_tables:
        named = [table.c[name] == learner.id for name in THEIRS if name in table.c]
        if not named or "workspace_id" not in table.c or table is addresses:
            continue
        query = sa.select(sa.literal(1)).where(table.c.workspace_id == learner.workspace_id, sa.or_(*named))
        if table is deliveries:
            query = query.where(deliveries.c.slot != WELCOME)
        if (await db.execute(query.limit(1))).first():
            return True
    return False
