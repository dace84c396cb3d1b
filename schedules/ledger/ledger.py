"""What is owed and what became of it: one row for every message a learner is to get, before any byte leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, insert_or_update, metadata, new_id
from schedules.rules.kinds import LESSONS as LESSONS
from schedules.rules.kinds import LIVE
from schedules.rules.kinds import DeliveryKind as DeliveryKind
from schedules.rules.kinds import DeliveryState as DeliveryState

SLOT = ("workspace_id", "learner_id", "campaign_id", "position", "kind", "slot")
"""What names a thing owed: nothing with the same slot is owed twice."""

PAGE = "page"
"""The platform of what a learner opened on their own page: no message carries it."""

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
    sa.Column("state", sa.String(10), nullable=False, server_default=DeliveryState.PLANNED.value),
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
    # The database itself refuses a second row for one slot, whichever two planners were at it.
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
# Other systems are told of what happened lately, every 15 seconds: without it each look reads the whole ledger.
sa.Index("ix_deliveries_lately", deliveries.c.workspace_id, deliveries.c.sent_at)
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
    kind: DeliveryKind
    position: int
    slot: str
    episode_id: str
    check_key: str
    about_id: str
    body: Any
    prompted: bool
    state: DeliveryState
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
    return Delivery(**{**values, "kind": DeliveryKind(values["kind"]), "state": DeliveryState(values["state"])})


def owed(
    workspace_id: str, learner_id: str, kind: DeliveryKind, due_at: datetime, expires_at: datetime, **values: object
) -> dict[str, object]:
    """A new row for plan(); the id is made here, so that it can be named before the row is written."""
    row = {
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
        "state": DeliveryState.PLANNED.value,
        "reason": "",
        "due_at": due_at,
        "try_at": due_at,
        "expires_at": expires_at,
        **values,
    }
    return {**row, "id": _slot_id(row)} if row["campaign_id"] and "id" not in values else row


def _slot_id(row: Mapping[str, object]) -> str:
    """The id of what a campaign owes follows from its slot.

    A database that was restored from a backup plans again what was sent after the backup was made. With the same id as
    then, looking at the platform finds the message, and it is not sent twice.
    """
    text = "\0".join(str(row[column]) for column in SLOT)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


async def plan(db: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Write what is owed. A slot that is already owed is left as it is: planning twice does no harm.

    A slot that was taken back before anything left is owed again, as after a pause that ended the same day; and so is
    one that was refused: else its episode would be passed over without a word.
    """
    if rows:
        again = ["state", "reason", "episode_id", "check_key", "prompted", "due_at", "try_at", "expires_at"]
        # A row with a message's id did leave once: it stays, or its episode would be sent a second time.
        taken_back = sa.text("deliveries.state IN ('cancelled', 'expired', 'refused') AND deliveries.message_ref = ''")
        await db.execute(insert_or_update(db, deliveries, SLOT, again, taken_back), list(rows))


async def id_in_slot(db: AsyncConnection, row: Mapping[str, object]) -> str:
    """The id of the delivery that has a row's slot: the row's own, or of one that was owed before it."""
    where = sa.and_(*(deliveries.c[name] == row[name] for name in SLOT))
    delivery_id: str | None = await db.scalar(sa.select(deliveries.c.id).where(where))
    return delivery_id or ""


async def ids_shown_as(db: AsyncConnection, workspace_id: str, learner_id: str, message_ref: str) -> list[str]:
    """The ids of a learner's deliveries that a platform shows as one message of its own."""
    theirs = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    query = sa.select(deliveries.c.id).where(theirs, deliveries.c.message_ref == message_ref)
    return list((await db.execute(query)).scalars())


async def asked_ahead(db: AsyncConnection, workspace_id: str, learner_id: str) -> str:
    """The id of the episode that a learner asked for and that has not arrived yet, "" when there is none."""
    where = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    where &= (deliveries.c.kind == DeliveryKind.EPISODE) & deliveries.c.prompted & deliveries.c.state.in_(LIVE)
    newest = sa.select(deliveries.c.id).where(where).order_by(deliveries.c.due_at.desc()).limit(1)
    return await db.scalar(newest) or ""


async def open_on_page(db: AsyncConnection, row: Mapping[str, object], now: datetime) -> str:
    """Note that a learner opened something on their own page, where it needs no message; returns the delivery's id.

    Opening the same again, by its slot, is the same delivery.
    """
    opened = {**row, "state": DeliveryState.SENT.value, "sent_at": now, "platform": PAGE}
    await db.execute(insert_or_ignore(db, deliveries, list(SLOT)).values(opened))
    return await id_in_slot(db, row)


async def delivery_by_id(db: AsyncConnection, workspace_id: str, delivery_id: str) -> Delivery | None:
    where = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.id == delivery_id)
    row = (await db.execute(sa.select(deliveries).where(where))).one_or_none()
    return None if row is None else delivery(row)


async def stop_reminding(db: AsyncConnection, workspace_id: str, learner_id: str, check_key: str) -> None:
    """The learner answered this question: nothing reminds them of it any more, wherever it was asked."""
    questions = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    questions &= (deliveries.c.check_key == check_key) & deliveries.c.remind_at.is_not(None)
    await db.execute(sa.update(deliveries).where(questions).values(remind_at=None))
    which = {"learner_id": learner_id, "kind": DeliveryKind.REMINDER, "check_key": check_key}
    await cancel(db, workspace_id, "answered meanwhile", **which)


async def shown_as(db: AsyncConnection, first: Delivery) -> list[Delivery]:
    """Every message that shows a delivery's buttons: itself and its reminders, as far as they left or are leaving."""
    same = (deliveries.c.id == first.id) | (
        (deliveries.c.learner_id == first.learner_id)
        & (deliveries.c.kind == DeliveryKind.REMINDER)
        & (deliveries.c.about_id == first.id)
    )
    left = deliveries.c.state.in_([DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.SENT])
    # What was opened on a page has no message that could be changed.
    left_by_message = left & (deliveries.c.platform != PAGE)
    where = (deliveries.c.workspace_id == first.workspace_id) & same & left_by_message
    rows = await db.execute(sa.select(deliveries).where(where))
    return [delivery(row) for row in rows]


async def cancel(db: AsyncConnection, workspace_id: str, reason: str, **which: str) -> Sequence[Any]:
    """Take back what has not left yet; returns the workspace, campaign, learner, kind and position of each.

    Args:
        which: column values that a delivery must have, such as campaign_id or learner_id.
    """
    where = (deliveries.c.workspace_id == workspace_id) & sa.text(CLAIMABLE)
    for column, value in which.items():
        where &= deliveries.c[column] == value
    taken_back = sa.update(deliveries).where(where).values(state=DeliveryState.CANCELLED, reason=reason)
    names = ("workspace_id", "campaign_id", "learner_id", "kind", "position")
    return (await db.execute(taken_back.returning(*[deliveries.c[name] for name in names]))).all()


async def cancel_copies(
    db: AsyncConnection, reason: str, *, workspace_id: str, campaign_id: str, learner_id: str, position: int
) -> None:
    """Take back what has not left yet of one episode of a learner's campaign."""
    same = (deliveries.c.campaign_id == campaign_id) & (deliveries.c.learner_id == learner_id)
    same &= (deliveries.c.workspace_id == workspace_id) & (deliveries.c.kind == DeliveryKind.EPISODE)
    copies = sa.update(deliveries).where(same, deliveries.c.position == position, sa.text(CLAIMABLE))
    await db.execute(copies.values(state=DeliveryState.CANCELLED, reason=reason))


async def hurry(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> None:
    """Let what the learner had put off leave at its next chance."""
    theirs = (deliveries.c.workspace_id == workspace_id) & (deliveries.c.learner_id == learner_id)
    # Only what was promised by now: what is planned for later keeps the moment that the learner chose.
    put_off = theirs & sa.text(CLAIMABLE) & (deliveries.c.try_at > now) & (deliveries.c.due_at <= now)
    await db.execute(sa.update(deliveries).where(put_off).values(try_at=now))
