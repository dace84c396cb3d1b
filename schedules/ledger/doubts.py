"""Deliveries that nobody knows the end of: what dead workers left, and whose turn it is to be looked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant
from schedules.ledger.ledger import SENDING, UNCERTAIN, Kind, State, cancel_copies, deliveries
from schedules.people.addresses import addresses
from schedules.people.enrolments import give_back, move_past
from schedules.people.roster import Learner, learners
from schedules.replies.replies import replies
from schedules.replies.views import views

SKEW = timedelta(seconds=5)  # how far a platform's clock may be behind ours
UNSIGNED = "no sign of its reader by the next slot"
_OPEN_ENDED = deliveries.c.state.in_([State.SENDING, State.UNCERTAIN])
_GIVEN_UP = (deliveries.c.state == State.EXPIRED) & (deliveries.c.reason == UNSIGNED)
_EPISODE = [deliveries.c[name] for name in ("workspace_id", "campaign_id", "learner_id", "position")]


async def doubt_expired(db: AsyncConnection, now: datetime, look_after: timedelta) -> int:
    """Mark as uncertain what a dead or late worker left in `sending`; returns how many."""
    done = await db.execute(
        sa.update(deliveries)
        .where(sa.text(SENDING), deliveries.c.lease_until < now)
        .values(state=State.UNCERTAIN, try_at=now + look_after, looks=0)
    )
    return done.rowcount


async def claim_looks(
    db: AsyncConnection, now: datetime, limit: int, hold: timedelta, platforms: Sequence[str]
) -> Sequence[Any]:
    """Uncertain deliveries whose time to look has come, held for this process, with the learners' addresses.

    Args:
        platforms: those that can be looked at.
    """
    pick = (
        sa.select(deliveries.c.workspace_id, deliveries.c.id)
        .where(sa.text(UNCERTAIN), deliveries.c.try_at <= now, deliveries.c.platform.in_(platforms))
        .order_by(deliveries.c.try_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    keys = [tuple(row) for row in await db.execute(pick)]
    if not keys:
        return []
    where = sa.tuple_(deliveries.c.workspace_id, deliveries.c.id).in_(keys)
    await db.execute(sa.update(deliveries).where(where).values(try_at=now + hold))
    rows = await db.execute(sa.select(deliveries, *_where_it_went()).select_from(_with_addresses()).where(where))
    return rows.all()


def _with_addresses() -> sa.Join:
    """Deliveries with their reader's address on the platform that each was sent to, current or not."""
    now, beside = [
        (table.c.workspace_id == deliveries.c.workspace_id)
        & (learner_id == deliveries.c.learner_id)
        & (table.c.platform == deliveries.c.platform)
        for table, learner_id in ((learners, learners.c.id), (addresses, addresses.c.learner_id))
    ]
    return deliveries.outerjoin(learners, now).outerjoin(addresses, beside)


def _where_it_went() -> list[sa.Label[str]]:
    """The place and host of that address, "" when the learner is not on that platform any more."""
    columns = ("place", "service_url")
    return [sa.func.coalesce(learners.c[name], addresses.c[name], "").label(name) for name in columns]


async def settle_by_signs(db: AsyncConnection, now: datetime, platforms: Sequence[str]) -> int:
    """Mark as sent what its reader showed a sign of: they replied to it, or watched its clip; returns how many.

    Args:
        platforms: those that cannot be looked at; elsewhere looking also tells the message's id.
    """
    signed = _has(replies) | _has(views)
    done = await db.execute(
        sa.update(deliveries)
        .where(sa.text(UNCERTAIN), deliveries.c.platform.in_(platforms), signed)
        .values(arrived(now))
    )
    return done.rowcount


async def give_up_unsigned(db: AsyncConnection, now: datetime, platforms: Sequence[str]) -> int:
    """Take back episodes in doubt that are past their use without a sign of their readers; returns how many.

    Each comes again with its learner's next slot, and the story waits for it: where nobody can look, a lesson that may
    come twice is better than one that never came. What is no episode stays in doubt.

    Args:
        platforms: those that cannot be looked at.
    """
    await settle_by_signs(db, now, platforms)
    unsigned = sa.text(UNCERTAIN) & deliveries.c.platform.in_(platforms) & (deliveries.c.kind == Kind.EPISODE)
    taking = sa.update(deliveries).where(unsigned, deliveries.c.expires_at <= now)
    taken = await db.execute(taking.values(state=State.EXPIRED, reason=UNSIGNED).returning(*_EPISODE))
    rows = [dict(row) for row in taken.mappings()]
    await give_back(db, rows, now)
    return len(rows)


async def shown(db: AsyncConnection, workspace_id: str, delivery_id: str, ref: str, now: datetime) -> None:
    """Its reader pressed something in the message: it arrived, under this id of the platform's.

    An episode that was given up as unsigned does not come a second time then, if its copy did not leave yet.

    A reminder carries the buttons of what it reminds of, so an id that another delivery has says nothing of this one.
    """
    other = deliveries.alias()
    others = sa.exists().where(
        other.c.workspace_id == workspace_id, other.c.message_ref == ref, other.c.id != delivery_id
    )
    mine = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.id == delivery_id)
    unnamed = sa.update(deliveries).where(mine, deliveries.c.message_ref == "", ~others)
    await db.execute(unnamed.where(deliveries.c.state == State.SENT).values(message_ref=ref))
    await db.execute(unnamed.where(_OPEN_ENDED).values({**arrived(now), "message_ref": ref}))
    late = await db.execute(unnamed.where(_GIVEN_UP).values({**arrived(now), "message_ref": ref}).returning(*_EPISODE))
    for row in late.mappings().all():
        await cancel_copies(db, "it had arrived after all", **row)
        await move_past(db, **row)


def _sent_there(learner: Learner, platform: str) -> sa.ColumnElement[bool]:
    mine = (deliveries.c.workspace_id == learner.workspace_id) & (deliveries.c.learner_id == learner.id)
    return mine & (deliveries.c.platform == platform)


async def in_doubt(db: AsyncConnection, learner: Learner, platform: str) -> bool:
    """Whether the end of something that was begun to be sent to a learner on a platform is not known."""
    there = _sent_there(learner, platform)
    return await db.scalar(sa.select(deliveries.c.id).where(there, _OPEN_ENDED).limit(1)) is not None


async def settle_by_reading(
    db: AsyncConnection, learner: Learner, platform: str, ref: str, written_at: datetime, now: datetime
) -> bool:
    """Whether a message that its reader has read, and that no delivery is known to be, settles one in doubt.

    It does when it was written while one single attempt was under way that nobody had prompted: what somebody wrote
    themself just before is a message too, and its id must not be taken for that of the answer.
    """
    there = _sent_there(learner, platform)
    if await db.scalar(sa.select(deliveries.c.id).where(there, deliveries.c.message_ref == ref).limit(1)):
        return False
    under_way = (deliveries.c.claimed_at <= written_at + SKEW) & (deliveries.c.lease_until >= written_at)
    doubtful = sa.select(deliveries.c.id, deliveries.c.prompted).where(there, _OPEN_ENDED, under_way)
    found = (await db.execute(doubtful.where(deliveries.c.kind != Kind.EDIT).limit(2))).all()
    if len(found) != 1 or found[0].prompted:
        return False
    await shown(db, learner.workspace_id, found[0].id, ref, now)
    return True


def _has(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a table holds something of the delivery's."""
    return sa.exists().where(table.c.workspace_id == deliveries.c.workspace_id, table.c.delivery_id == deliveries.c.id)


def arrived(now: datetime) -> dict[str, Any]:
    """What is known of a delivery once it is known to have arrived; an episode still wants its answer."""
    wants_answer = (deliveries.c.kind == Kind.EPISODE) & (deliveries.c.check_key != "") & ~_has(replies)
    return {
        "state": State.SENT,
        "reason": "",
        "sent_at": sa.func.coalesce(deliveries.c.claimed_at, sa.literal(now, Instant), type_=Instant),
        "remind_at": sa.case((wants_answer, sa.literal(now, Instant)), else_=sa.null()),
    }
