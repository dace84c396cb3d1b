"""What a rule came upon: listed once, and done once, by one conditional statement."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, batches, insert_or_ignore, metadata
from schedules.rules.acting.automation import Automation

hits = sa.Table(
    "automation_hits",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("automation_id", sa.String(32), primary_key=True),
    sa.Column("slot", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("team", sa.String(200), nullable=False),
    sa.Column("lead_id", sa.String(32), nullable=False),
    sa.Column("check_key", sa.String(200), nullable=False),
    sa.Column("answers_right", sa.Integer, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("acted_at", Instant),
)


class HitState(StrEnum):
    """What became of it."""

    LISTED = "listed"  # nothing yet
    ACTED = "acted"  # the refresher was given, or the manager was told
    TAKEN = "taken"  # the manager took the offer


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody, or a team, that a rule is about.

    Attributes:
        learner_id: "" for a team.
        team, lead_id: the team's name, or whom its people report to where it has none; both "" for a person.
        check_key: the question, "" where none is meant.
        answers_right, tries: first answers of a team, 0 for a person.
    """

    slot: str
    learner_id: str = ""
    team: str = ""
    lead_id: str = ""
    check_key: str = ""
    answers_right: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True)
class ListedHit:
    """One of them, with what became of it."""

    hit: Hit
    state: HitState
    seen_at: datetime


def slot_of(*parts: str) -> str:
    """What names a thing that a rule acts on once."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


async def list_hits(db: AsyncConnection, automation: Automation, fresh: Sequence[Hit], now: datetime) -> None:
    """Write down what a rule came upon; what it knows already is left as it is."""
    about = {"workspace_id": automation.workspace_id, "automation_id": automation.id}
    state = {"state": HitState.LISTED.value, "seen_at": now}
    # What was listed before keeps the day on which it was first seen.
    rows = [about | state | {name: getattr(hit, name) for name in Hit.__slots__} for hit in fresh]
    if rows:
        await db.execute(insert_or_ignore(db, hits), rows)


async def claim(db: AsyncConnection, automation: Automation, wanted: Sequence[Hit], now: datetime) -> list[Hit]:
    """Those of the hits that nothing was done about, which is now done by the caller, in the same transaction."""
    claimed: set[str] = set()
    for some in batches([hit.slot for hit in wanted]):
        open_ones = _of(automation) & hits.c.slot.in_(some) & (hits.c.state == HitState.LISTED.value)
        change = sa.update(hits).where(open_ones).values(state=HitState.ACTED.value, acted_at=now)
        claimed |= set((await db.execute(change.returning(hits.c.slot))).scalars())
    return [hit for hit in wanted if hit.slot in claimed]


async def unclaimed(db: AsyncConnection, automation: Automation, wanted: Sequence[Hit]) -> list[Hit]:
    """Those of the hits that nothing was done about."""
    where = _of(automation) & (hits.c.state == HitState.LISTED.value)
    slots = set((await db.execute(sa.select(hits.c.slot).where(where))).scalars())
    return [hit for hit in wanted if hit.slot in slots]


async def take_offer(db: AsyncConnection, workspace_id: str, automation_id: str, slot: str) -> Hit | None:
    """Take what a manager was offered; None when it was taken before."""
    where = (hits.c.workspace_id == workspace_id) & (hits.c.automation_id == automation_id) & (hits.c.slot == slot)
    change = sa.update(hits).where(where, hits.c.state == HitState.ACTED.value).values(state=HitState.TAKEN.value)
    row = (await db.execute(change.returning(*[hits.c[name] for name in Hit.__slots__]))).one_or_none()
    return None if row is None else Hit(*row)


async def hits_of(db: AsyncConnection, automation: Automation, most: int) -> tuple[int, list[ListedHit]]:
    """How many a rule came upon, and the newest of them."""
    number = await db.scalar(sa.select(sa.func.count()).where(_of(automation))) or 0
    columns = [hits.c[name] for name in (*Hit.__slots__, "state", "seen_at")]
    query = sa.select(*columns).where(_of(automation)).order_by(hits.c.seen_at.desc(), hits.c.slot).limit(most)
    return number, [ListedHit(Hit(*row[:-2]), HitState(row.state), row.seen_at) for row in await db.execute(query)]


async def forget_hits(db: AsyncConnection, automation: Automation) -> None:
    """Take away what a rule that is removed came upon."""
    await db.execute(sa.delete(hits).where(_of(automation)))


def _of(automation: Automation) -> sa.ColumnElement[bool]:
    return (hits.c.workspace_id == automation.workspace_id) & (hits.c.automation_id == automation.id)
