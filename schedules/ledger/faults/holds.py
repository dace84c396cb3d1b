"""Workspaces that the app itself cannot write to: nothing of theirs leaves but one message now and then, to try.

A revoked token or a missing permission is a fault of the app, not of those who wait for a lesson. Their deliveries
wait, and the first that leaves again ends the hold.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import EPOCH, Instant, insert_or_ignore, metadata
from schedules.ledger.pacing import SEND, SEND_ON, block, pacing

log = logging.getLogger(__name__)

# An operator mends a token within minutes, and whoever waits for an answer meanwhile should not wait much longer.
# Five minutes are 288 tries a day for each held workspace, which no platform counts as abuse.
PROBE = timedelta(minutes=5)

holds = sa.Table(
    "holds",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("platform", sa.String(20), primary_key=True),
    sa.Column("since", Instant, nullable=False),
    sa.Column("reason", sa.String(400), nullable=False),
    sa.Column("over_at", Instant),
    sa.Column("told_at", Instant, key="reported_at"),
)


@dataclass(frozen=True, slots=True)
class Hold:
    """A workspace that cannot be written to on a platform, or could not until lately.

    Attributes:
        reason: what is wrong and what to do about it.
        over_at: when a message left again; None while the hold lasts.
        reported_at: when its managers were told that it began; None when they were not yet.
    """

    workspace_id: str
    platform: str
    since: datetime
    reason: str
    over_at: datetime | None
    reported_at: datetime | None


_COLUMNS = [holds.c[field.name] for field in fields(Hold)]


def is_held(workspace_id: sa.ColumnElement[str], method: sa.ColumnElement[str]) -> sa.Exists:
    """Whether the sends that a row of pacing stands for are held, as part of a statement over it."""
    same = (method == SEND) | (method == SEND_ON + holds.c.platform)
    return sa.exists().where(holds.c.workspace_id == workspace_id, holds.c.over_at.is_(None), same)


async def hold(db: AsyncConnection, workspace_id: str, platform: str, reason: str, now: datetime) -> None:
    """Let nothing but a try leave for this workspace; the first time is logged, and its managers are to be told."""
    row = {"workspace_id": workspace_id, "platform": platform, "since": now, "reason": reason[:400]}
    fresh = await db.execute(insert_or_ignore(db, holds).values(row).returning(holds.c.platform))
    began = fresh.one_or_none() is not None
    if not began:  # a hold that ended, and whose end nobody was told yet, begins anew
        ended = sa.update(holds).where(_is(workspace_id, platform), holds.c.over_at.is_not(None))
        done = await db.execute(ended.values(**row, over_at=None, reported_at=None).returning(holds.c.platform))
        began = done.one_or_none() is not None
    if began:
        log.error("a workspace is held: %s", reason, extra={"workspace": workspace_id, "platform": platform})
    for method in (SEND, SEND_ON + platform):  # a workspace has one of them
        await block(db, workspace_id, now + PROBE, method)


async def release(db: AsyncConnection, workspace_id: str, platform: str, now: datetime) -> None:
    """The app works again there: a message left, or was refused for a reason of its own."""
    ended = sa.update(holds).where(_is(workspace_id, platform), holds.c.over_at.is_(None)).values(over_at=now)
    if (await db.execute(ended.returning(holds.c.platform))).one_or_none() is not None:
        log.warning("a workspace is written to again", extra={"workspace": workspace_id, "platform": platform})
        await try_now(db, workspace_id, platform)


async def try_now(db: AsyncConnection, workspace_id: str, platform: str) -> None:
    """Let the next try leave at once: the app was just installed again, or somebody mended what was wrong."""
    sends = pacing.c.method.in_([SEND, SEND_ON + platform])
    quota = sa.update(pacing).where(pacing.c.workspace_id == workspace_id, sends)
    await db.execute(quota.values(blocked_until=EPOCH))


async def current_holds(db: AsyncConnection) -> list[Hold]:
    """Every hold that lasts, the longest first: for the health page and `doctor`."""
    query = sa.select(*_COLUMNS).where(holds.c.over_at.is_(None)).order_by(holds.c.since)
    return [Hold(*row) for row in await db.execute(query)]


async def unreported_holds(db: AsyncConnection) -> list[Hold]:
    """Holds whose beginning or end the managers were not told yet, locked against other processes."""
    unreported = holds.c.reported_at.is_(None) | holds.c.over_at.is_not(None)
    return [Hold(*row) for row in await db.execute(sa.select(*_COLUMNS).where(unreported).with_for_update())]


async def mark_reported(db: AsyncConnection, reported: Hold, now: datetime) -> None:
    """The managers' messages are in the ledger; a hold that is over is not needed any more."""
    row = _is(reported.workspace_id, reported.platform)
    if reported.over_at is None:
        await db.execute(sa.update(holds).where(row).values(reported_at=now))
    else:
        # Compared, in case the hold began anew after it was read: that one is still to be told about.
        await db.execute(sa.delete(holds).where(row, holds.c.over_at == reported.over_at))


def _is(workspace_id: str, platform: str) -> sa.ColumnElement[bool]:
    return (holds.c.workspace_id == workspace_id) & (holds.c.platform == platform)
