"""Uncertain deliveries: what dead workers left behind, and whose turn it is to be looked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant
from schedules.ledger.ledger import SENDING, UNCERTAIN, cancel_copies, deliveries
from schedules.people.addresses import addresses
from schedules.people.places import give_back, move_past
from schedules.people.roster import Learner, learners
from schedules.replies.replies import replies
from schedules.replies.watching import views
from schedules.rules.kinds import DeliveryKind, DeliveryState
from schedules.rules.skew import SKEW

UNSIGNED = "no sign of its reader by the next slot"
_OPEN_ENDED = deliveries.c.state.in_([DeliveryState.SENDING, DeliveryState.UNCERTAIN])
_GIVEN_UP = (deliveries.c.state == DeliveryState.EXPIRED) & (deliveries.c.reason == UNSIGNED)
_EPISODE = [deliveries.c[name] for name in ("workspace_id", "campaign_id", "learner_id", "position")]


async def mark_expired_uncertain(db: AsyncConnection, now: datetime, look_after: timedelta) -> int:
    """Mark as uncertain what a dead or late worker left in `sending`; returns how many."""
    done = await db.execute(
        sa.update(deliveries)
        .where(sa.text(SENDING), deliveries.c.lease_until < now)
        .values(state=DeliveryState.UNCERTAIN, try_at=now + look_after, looks=0)
    )
    return done.rowcount


async def claim_checks(
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
        # Two processes that look for one message would both ask the platform; the second passes over locked rows.
        .with_for_update(skip_locked=True, of=deliveries)
    )
    keys = [tuple(row) for row in await db.execute(pick)]
    if not keys:
        return []
    where = sa.tuple_(deliveries.c.workspace_id, deliveries.c.id).in_(keys)
    # If this process dies while it looks, the row comes up again by itself when the hold is over.
    await db.execute(sa.update(deliveries).where(where).values(try_at=now + hold))
    rows = await db.execute(sa.select(deliveries, *_where_it_went()).select_from(_with_addresses()).where(where))
    return rows.all()


def _with_addresses() -> sa.Join:
    """Deliveries with their reader's address on the platform that each was sent to, current or not."""
    current, further = [
        (table.c.workspace_id == deliveries.c.workspace_id)
        & (learner_id == deliveries.c.learner_id)
        & (table.c.platform == deliveries.c.platform)
        for table, learner_id in ((learners, learners.c.id), (addresses, addresses.c.learner_id))
    ]
    return deliveries.outerjoin(learners, current).outerjoin(addresses, further)


def _where_it_went() -> list[sa.Label[str]]:
    """The place and host of that address, "" when the learner is not on that platform any more."""
    columns = ("place", "service_url")
    return [sa.func.coalesce(learners.c[name], addresses.c[name], "").label(name) for name in columns]


async def confirm_by_activity(db: AsyncConnection, now: datetime, platforms: Sequence[str]) -> int:
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


async def give_up_unconfirmed(db: AsyncConnection, now: datetime, platforms: Sequence[str]) -> int:
    """Take back uncertain episodes that are past their use without a sign of their readers; returns how many.

    Each comes again with its learner's next slot, and the story waits for it: where nobody can look, a lesson that may
    come twice is better than one that never came. What is no episode stays uncertain.

    Args:
        platforms: those that cannot be looked at.
    """
    # First, in the same transaction: an answer that came in this minute must not be met by the lesson a second time.
    await confirm_by_activity(db, now, platforms)
    unsigned = sa.text(UNCERTAIN) & deliveries.c.platform.in_(platforms) & (deliveries.c.kind == DeliveryKind.EPISODE)
    taking = sa.update(deliveries).where(unsigned, deliveries.c.expires_at <= now)
    taken = await db.execute(taking.values(state=DeliveryState.EXPIRED, reason=UNSIGNED).returning(*_EPISODE))
    rows = [dict(row) for row in taken.mappings()]
    await give_back(db, rows, now)
    return len(rows)


async def repeat_harmless(db: AsyncConnection, now: datetime, platforms: Sequence[str]) -> int:
    """Let uncertain messages leave once more of which a second copy harms nobody; returns how many.

    These are answers that somebody waits for, and changes of messages: changed twice, a message reads the same.

    Args:
        platforms: those that cannot be looked at.
    """
    answer = (deliveries.c.kind == DeliveryKind.ANSWER) & deliveries.c.prompted
    harmless = answer | (deliveries.c.kind == DeliveryKind.EDIT)
    where = sa.text(UNCERTAIN) & deliveries.c.platform.in_(platforms) & harmless & (deliveries.c.try_at <= now)
    done = await db.execute(sa.update(deliveries).where(where).values(state=DeliveryState.WAITING, try_at=now))
    return done.rowcount


async def confirm(db: AsyncConnection, workspace_id: str, delivery_id: str, ref: str, now: datetime) -> None:
    """Its reader pressed something in the message: it arrived, under this id of the platform's.

    An episode that was given up as unsigned does not come a second time then, if its copy did not leave yet.

    A reminder carries the buttons of what it reminds of, so an id that another delivery has says nothing of this one.
    """
    other = deliveries.alias()
    others = sa.exists().where(
        other.c.workspace_id == workspace_id, other.c.message_ref == ref, other.c.id != delivery_id
    )
    this = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.id == delivery_id)
    unnamed = sa.update(deliveries).where(this, deliveries.c.message_ref == "", ~others)
    # Taken for sent by hand or by its reader's activity it has no id yet, and without one it cannot be changed later.
    await db.execute(unnamed.where(deliveries.c.state == DeliveryState.SENT).values(message_ref=ref))
    await db.execute(unnamed.where(_OPEN_ENDED).values({**arrived(now), "message_ref": ref}))
    late = await db.execute(unnamed.where(_GIVEN_UP).values({**arrived(now), "message_ref": ref}).returning(*_EPISODE))
    for row in late.mappings().all():
        await cancel_copies(db, "it had arrived after all", **row)
        await move_past(db, **row)


def _sent_there(learner: Learner, platform: str) -> sa.ColumnElement[bool]:
    theirs = (deliveries.c.workspace_id == learner.workspace_id) & (deliveries.c.learner_id == learner.id)
    return theirs & (deliveries.c.platform == platform)


async def is_uncertain(db: AsyncConnection, learner: Learner, platform: str) -> bool:
    """Whether the end of something that was begun to be sent to a learner on a platform is not known."""
    sent_to_them = _sent_there(learner, platform)
    return await db.scalar(sa.select(deliveries.c.id).where(sent_to_them, _OPEN_ENDED).limit(1)) is not None


async def confirm_by_read_receipt(
    db: AsyncConnection, learner: Learner, platform: str, ref: str, written_at: datetime, now: datetime
) -> bool:
    """Whether a message that its reader has read, and that no delivery is known to be, settles an uncertain one.

    It does when it was written while one single attempt was under way that nobody had prompted: what somebody wrote
    themself just before is a message too, and its id must not be taken for that of the answer.
    """
    sent_to_them = _sent_there(learner, platform)
    if await db.scalar(sa.select(deliveries.c.id).where(sent_to_them, deliveries.c.message_ref == ref).limit(1)):
        return False
    under_way = (deliveries.c.claimed_at <= written_at + SKEW) & (deliveries.c.lease_until >= written_at)
    uncertain = sa.select(deliveries.c.id, deliveries.c.prompted).where(sent_to_them, _OPEN_ENDED, under_way)
    # Two are enough to know that it is not clear which one was read.
    rows = (await db.execute(uncertain.where(deliveries.c.kind != DeliveryKind.EDIT).limit(2))).all()
    if len(rows) != 1 or rows[0].prompted:
        return False
    await confirm(db, learner.workspace_id, rows[0].id, ref, now)
    return True


def _has(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a table holds something of the delivery's."""
    return sa.exists().where(table.c.workspace_id == deliveries.c.workspace_id, table.c.delivery_id == deliveries.c.id)


def arrived(now: datetime) -> dict[str, Any]:
    """What is known of a delivery once it is known to have arrived; an episode still wants its answer."""
    wants_answer = (deliveries.c.kind == DeliveryKind.EPISODE) & (deliveries.c.check_key != "") & ~_has(replies)
    return {
        "state": DeliveryState.SENT,
        "reason": "",
        # The claim is the nearest instant that is known to the sending: it was not confirmed by the platform.
        "sent_at": sa.func.coalesce(deliveries.c.claimed_at, sa.literal(now, Instant), type_=Instant),
        "remind_at": sa.case((wants_answer, sa.literal(now, Instant)), else_=sa.null()),
    }
