"""What is owed and what became of it: one row for every message a learner is to get, before any byte leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_update, metadata, new_id


class Kind(StrEnum):
    """What a delivery brings."""

    EPISODE = "episode"
    REMINDER = "reminder"
    REASK = "reask"
    NOTICE = "notice"
    SURVEY = "survey"
    DIGEST = "digest"
    ANSWER = "answer"
    EDIT = "edit"


LESSONS = (Kind.EPISODE, Kind.REASK)
"""The kinds that use up a learner's weekly budget."""


class State(StrEnum):
    """Where a delivery stands; design: planned -> sending -> sent, and the ways beside."""

    PLANNED = "planned"
    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


SLOT = ("workspace_id", "learner_id", "campaign_id", "position", "kind", "slot")
"""What names a thing owed: nothing with the same slot is owed twice."""

CLAIMABLE = "state IN ('planned', 'waiting')"  # written out: a planner cannot match a bound value to a partial index
SENDING = "state = 'sending'"
UNCERTAIN = "state = 'uncertain'"

# No body is no value at all, not JSON's null, which would be decoded at every send.
Body = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("campaign_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("slot", sa.String(120), nullable=False, server_default=""),
    sa.Column("episode_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("check_key", sa.String(200), nullable=False, server_default=""),
    sa.Column("about_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("body", Body),
    sa.Column("prompted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("state", sa.String(10), nullable=False, server_default=State.PLANNED.value),
    sa.Column("reason", sa.String(400), nullable=False, server_default=""),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("try_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),
    sa.Column("claimed_at", Instant),
    sa.Column("lease_until", Instant),
    sa.Column("looks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("message_ref", sa.String(200), nullable=False, server_default=""),
    sa.Column("sent_at", Instant),
    sa.Column("remind_at", Instant),
    sa.Column("reminded", sa.Integer, nullable=False, server_default="0"),
    sa.Column("platform", sa.String(20), nullable=False, server_default=""),
    sa.UniqueConstraint(*SLOT),
)
for name, columns, where in (
    ("ix_deliveries_claimable", ("workspace_id", "try_at", "id"), CLAIMABLE),
    ("ix_deliveries_leases", ("lease_until",), SENDING),
    ("ix_deliveries_uncertain", ("try_at",), UNCERTAIN),
    ("ix_deliveries_reminders", ("remind_at",), "remind_at IS NOT NULL"),
):
    condition = sa.text(where)
    sa.Index(name, *[deliveries.c[column] for column in columns], sqlite_where=condition, postgresql_where=condition)
sa.Index("ix_deliveries_campaign", deliveries.c.workspace_id, deliveries.c.campaign_id, deliveries.c.position)
sa.Index("ix_deliveries_sent", deliveries.c.workspace_id, deliveries.c.learner_id, deliveries.c.sent_at)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message owed to one learner.

    Attributes:
        campaign_id: "" when no campaign asked for it.
        position: the episode's number in the campaign's series; 0 when it is none.
        slot: what tells deliveries of the same kind and position apart, such as a local date.
        about_id: the delivery that this one reminds of, edits or belongs to; "" none.
        body: the stored parts of the message where it is not composed at sending.
        prompted: the learner asked for it just now, so quiet hours, snooze and budget do not apply.
        due_at: when it was promised.
        try_at: when it may next be claimed or looked for.
        expires_at: from then on it is no longer useful.
        remind_at: when a reminder of it is to be planned; None when it needs none.
        platform: where it was sent, "" before it left for the first time.
    """

    workspace_id: str
    id: str
    learner_id: str
    campaign_id: str
    kind: Kind
    position: int
    slot: str
    episode_id: str
    check_key: str
    about_id: str
    body: Any
    prompted: bool
    state: State
    reason: str
    due_at: datetime
    try_at: datetime
    expires_at: datetime
    attempt: int
    claimed_at: datetime | None
    lease_until: datetime | None
    looks: int
    message_ref: str
    sent_at: datetime | None
    remind_at: datetime | None
    reminded: int
    platform: str


def delivery(row: Any) -> Delivery:
    """A row of the table, as a value."""
    values = dict(row._mapping)
    return Delivery(**{**values, "kind": Kind(values["kind"]), "state": State(values["state"])})


def owed(
    workspace_id: str, learner_id: str, kind: Kind, due_at: datetime, expires_at: datetime, **values: object
) -> dict[str, object]:
    """A new row for plan(); the id is made here, so that it can be named before the row is written."""
    return {
        "workspace_id": workspace_id,
        "id": new_id(),
        "learner_id": learner_id,
        "campaign_id": "",
        "kind": kind.value,
        "position": 0,
        "slot": "",
        "episode_id": "",
        "check_key": "",
        "about_id": "",
        "body": None,
        "prompted": False,
        "state": State.PLANNED.value,
        "reason": "",
        "due_at": due_at,
        "try_at": due_at,
        "expires_at": expires_at,
        **values,
    }


async def plan(db: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Write what is owed. A slot that is already owed is left as it is: planning twice does no harm.

    A slot that was taken back before anything left is owed again, as after a pause that ended the same day.
    """
    if rows:
        again = ["state", "reason", "episode_id", "due_at", "try_at", "expires_at"]
        taken_back = sa.text("deliveries.state IN ('cancelled', 'expired') AND deliveries.message_ref = ''")
        await db.execute(insert_or_update(db, deliveries, SLOT, again, taken_back), list(rows))


async def delivery_by_id(db: AsyncConnection, workspace_id: str, delivery_id: str) -> Delivery | None:
    where = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.id == delivery_id)
    row = (await db.execute(sa.select(deliveries).where(where))).one_or_none()
    return None if row is None else delivery(row)


async def stop_reminding(db: AsyncConnection, workspace_id: str, delivery_id: str) -> None:
    """The delivery needs no reminder any more, and one that was planned does not leave."""
    mine = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.id == delivery_id)
    done = await db.execute(sa.update(deliveries).where(mine).values(remind_at=None).returning(deliveries.c.learner_id))
    if learner_id := done.scalar_one_or_none():
        which = {"learner_id": learner_id, "kind": Kind.REMINDER, "about_id": delivery_id}
        await cancel(db, workspace_id, "answered meanwhile", **which)


async def shown_as(db: AsyncConnection, first: Delivery) -> list[Delivery]:
    """Every message that shows a delivery's buttons: itself and its reminders, as far as they left or are leaving."""
    same = (deliveries.c.id == first.id) | (
        (deliveries.c.learner_id == first.learner_id)
        & (deliveries.c.kind == Kind.REMINDER)
        & (deliveries.c.about_id == first.id)
    )
    left = deliveries.c.state.in_([State.SENDING, State.UNCERTAIN, State.SENT])
    rows = await db.execute(sa.select(deliveries).where(deliveries.c.workspace_id == first.workspace_id, same, left))
    return [delivery(row) for row in rows]


async def cancel(db: AsyncConnection, workspace_id: str, reason: str, **which: str) -> Sequence[Any]:
    """Take back what has not left yet; returns the workspace, campaign, learner, kind and position of each.

    Args:
        which: column values that a delivery must have, such as campaign_id or learner_id.
    """
    where = (deliveries.c.workspace_id == workspace_id) & sa.text(CLAIMABLE)
    for column, value in which.items():
        where &= deliveries.c[column] == value
    taken_back = sa.update(deliveries).where(where).values(state=State.CANCELLED, reason=reason)
    names = ("workspace_id", "campaign_id", "learner_id", "kind", "position")
    return (await db.execute(taken_back.returning(*[deliveries.c[name] for name in names]))).all()


async def cancel_copies(
    db: AsyncConnection, reason: str, *, workspace_id: str, campaign_id: str, learner_id: str, position: int
) -> None:
    """Take back what has not left yet of one episode of a learner's campaign."""
    same = (deliveries.c.campaign_id == campaign_id) & (deliveries.c.learner_id == learner_id)
    same &= (deliveries.c.workspace_id == workspace_id) & (deliveries.c.kind == Kind.EPISODE)
    copies = sa.update(deliveries).where(same, deliveries.c.position == position, sa.text(CLAIMABLE))
    await db.execute(copies.values(state=State.CANCELLED, reason=reason))


async def hurry(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> None:
    """Let what the learner had put off leave at its next chance."""
    mine = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    put_off = mine & sa.text(CLAIMABLE) & (deliveries.c.try_at > now) & (deliveries.c.due_at <= now)
    await db.execute(sa.update(deliveries).where(put_off).values(try_at=now))


async def latest(db: AsyncConnection, workspace_id: str, learner_id: str, kind: Kind) -> Delivery | None:
    """The learner's last delivery of a kind that was sent."""
    where = (
        (deliveries.c.workspace_id == workspace_id)
        & (deliveries.c.learner_id == learner_id)
        & (deliveries.c.kind == kind)
        & (deliveries.c.state == State.SENT)
    )
    row = (await db.execute(sa.select(deliveries).where(where).order_by(deliveries.c.sent_at.desc()).limit(1))).first()
    return None if row is None else delivery(row)


async def count(
    db: AsyncConnection, workspace_id: str, learner_id: str, kind: Kind, since: datetime, prompted: bool
) -> int:
    """How many deliveries of a kind a learner was owed since an instant, asked for by themself or not."""
    where = (
        (deliveries.c.workspace_id == workspace_id)
        & (deliveries.c.learner_id == learner_id)
        & (deliveries.c.kind == kind)
        & (deliveries.c.prompted == prompted)
        & (deliveries.c.due_at >= since)
    )
    return (await db.scalar(sa.select(sa.func.count()).select_from(deliveries).where(where))) or 0


async def backlog(db: AsyncConnection, now: datetime) -> dict[str, int]:
    """How many deliveries of the whole installation are overdue, sending and uncertain."""
    overdue = sa.select(sa.func.count()).where(sa.text(CLAIMABLE), deliveries.c.try_at <= now).scalar_subquery()
    sending = sa.select(sa.func.count()).select_from(deliveries).where(sa.text(SENDING)).scalar_subquery()
    doubt = sa.select(sa.func.count()).select_from(deliveries).where(sa.text(UNCERTAIN)).scalar_subquery()
    row = (await db.execute(sa.select(overdue, sending, doubt))).one()
    return {"overdue": row[0], "sending": row[1], "uncertain": row[2]}
