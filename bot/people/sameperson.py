"""Who turns out to be one person on two platforms: two rows become one, where one of the two did nothing yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import metadata
from schedules.ledger import inbox
from schedules.ledger.ledger import deliveries
from schedules.people.addresses import addresses
from schedules.people.reaching import is_joined
from schedules.people.roster import Learner, change_learner, learner_by_id, learners

WELCOME = "welcome"  # the slot of what everybody is told first: having got it is no history
THEIRS = ("learner_id", "viewer_id", "toward_id")
ADDRESS = ("platform", "outside_id", "place", "service_url")


async def fold(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> Learner:
    """The one person that a learner is, now that their e-mail address is known or another one.

    Where both did something already they stay two, and the audit says so: what each learned is in reports and plans.
    """
    learner = await learner_by_id(db, workspace_id, learner_id)
    if learner is None:
        raise LookupError(f"learner {learner_id} was removed while being looked up")
    other = await _same_elsewhere(db, learner) if learner.email and await is_joined(db, workspace_id) else None
    if other is None:
        return learner
    if not await _did_something(db, learner):
        kept, gone = other, learner
    elif not await _did_something(db, other):
        kept, gone = learner, other
    else:
        await inbox.note(
            db, learner.workspace_id, "platform", "same e-mail, kept apart", learner.id, now, other=other.id
        )
        return learner
    await _merge(db, kept, gone)
    await inbox.note(db, kept.workspace_id, "platform", "same person", kept.id, now, was=gone.id)
    return await learner_by_id(db, kept.workspace_id, kept.id) or kept


async def _same_elsewhere(db: AsyncConnection, learner: Learner) -> Learner | None:
    """The only other active learner with the same e-mail address, if they share no platform."""
    here = (learners.c.workspace_id == learner.workspace_id) & learners.c.active & (learners.c.id != learner.id)
    same = sa.select(learners.c.id).where(here, sa.func.lower(learners.c.email) == learner.email.lower())
    ids = (await db.execute(same.limit(2))).scalars().all()
    other = await learner_by_id(db, learner.workspace_id, ids[0]) if len(ids) == 1 else None
    if other is None or set(await _platforms(db, other)) & set(await _platforms(db, learner)):
        return None
    return other


async def _platforms(db: AsyncConnection, learner: Learner) -> list[str]:
    beside = sa.select(addresses.c.platform).where(*_is(addresses, learner))
    return [learner.platform, *(await db.execute(beside)).scalars()]


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


async def _merge(db: AsyncConnection, kept: Learner, gone: Learner) -> None:
    """Give everything of one learner to another; the welcome stays in the ledger under a slot of its own."""
    welcome = sa.update(deliveries).where(*_is(deliveries, gone), deliveries.c.slot == WELCOME)
    await db.execute(welcome.values(learner_id=kept.id, slot=f"{WELCOME}:{gone.id}"))
    led = (learners.c.workspace_id == gone.workspace_id) & (learners.c.manager_id == gone.id)
    await db.execute(sa.update(learners).where(led).values(manager_id=kept.id))
    await db.execute(sa.update(addresses).where(*_is(addresses, gone)).values(learner_id=kept.id))
    await db.execute(sa.delete(learners).where(learners.c.workspace_id == gone.workspace_id, learners.c.id == gone.id))
    address = {name: getattr(gone, name) for name in ADDRESS}
    await db.execute(sa.insert(addresses).values(workspace_id=kept.workspace_id, learner_id=kept.id, **address))
    await change_learner(db, kept.workspace_id, kept.id, **both_wish(kept, gone), manages=kept.manages or gone.manages)


def both_wish(kept: Learner, other: Any) -> dict[str, object]:
    """Peace that was asked for on either platform counts for the person, and so does what they chose on either."""
    moments = [at for at in (kept.snoozed_until, other.snoozed_until) if at]
    chosen = {name: getattr(kept, name) or getattr(other, name) for name in ("own_zone", "own_locale", "send_time")}
    return {"consents": kept.consents and other.consents, "snoozed_until": max(moments, default=None), **chosen}
