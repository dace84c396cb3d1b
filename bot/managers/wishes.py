"""Campaigns that managers wish for and nobody started yet: from the dry run to the start, or to somebody's no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, metadata, new_id
from schedules.people.roster import Learner
from schedules.rules.campaigns import Proposal

LIFE = timedelta(days=7)  # an older wish was made for other people at another time

wishes = sa.Table(
    "wishes",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("manager_id", sa.String(32), nullable=False),
    sa.Column("proposal", Json, nullable=False),
    sa.Column("people", Json, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("decided_by", sa.String(32), nullable=False, server_default=""),
    sa.Column("campaign_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("wished_at", Instant, nullable=False),
)


class State(StrEnum):
    """Where a wish stands."""

    SHOWN = "shown"
    ASKED = "asked"
    STARTED = "started"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Wish:
    """A campaign that was looked at in a dry run.

    Attributes:
        people: ids of the learners it was looked at with.
    """

    workspace_id: str
    id: str
    manager_id: str
    proposal: Proposal
    people: tuple[str, ...]
    state: State
    wished_at: datetime


async def keep(db: AsyncConnection, manager: Learner, proposal: Proposal, people: Sequence[str], now: datetime) -> str:
    """Write down what was shown in a dry run; returns its id."""
    row = {
        "workspace_id": manager.workspace_id,
        "id": new_id(),
        "manager_id": manager.id,
        "proposal": _to_json(proposal),
        "people": list(people),
        "state": State.SHOWN.value,
        "wished_at": now,
    }
    await db.execute(sa.insert(wishes).values(row))
    return str(row["id"])


async def wish_by_id(db: AsyncConnection, workspace_id: str, wish_id: str, now: datetime) -> Wish | None:
    """The wish; None when there is none, or it is too old to be granted."""
    row = (await db.execute(sa.select(wishes).where(_is(workspace_id, wish_id)))).one_or_none()
    if row is None or row.wished_at < now - LIFE:
        return None
    proposal = _from_json(row.proposal)
    return Wish(row.workspace_id, row.id, row.manager_id, proposal, tuple(row.people), State(row.state), row.wished_at)


async def move(db: AsyncConnection, wish: Wish, to: State, *, by: str = "", campaign_id: str = "") -> bool:
    """Move a wish on; False when somebody was faster."""
    unchanged = _is(wish.workspace_id, wish.id) & (wishes.c.state == wish.state.value)
    values = {"state": to.value, "decided_by": by, "campaign_id": campaign_id}
    moved = await db.execute(sa.update(wishes).where(unchanged).values(**values).returning(wishes.c.id))
    return moved.one_or_none() is not None


def _is(workspace_id: str, wish_id: str) -> sa.ColumnElement[bool]:
    return (wishes.c.workspace_id == workspace_id) & (wishes.c.id == wish_id)


def _to_json(proposal: Proposal) -> dict[str, Any]:
    values = {field.name: getattr(proposal, field.name) for field in fields(proposal)}
    return values | {
        "weekdays": sorted(proposal.weekdays),
        "opens": f"{proposal.opens:%H:%M}",
        "closes": f"{proposal.closes:%H:%M}",
        "start": proposal.start.isoformat(),
        "reminders": [delay.total_seconds() for delay in proposal.reminders],
    }


def _from_json(value: dict[str, Any]) -> Proposal:
    return Proposal(
        **{
            **value,
            "weekdays": frozenset(value["weekdays"]),
            "opens": time.fromisoformat(value["opens"]),
            "closes": time.fromisoformat(value["closes"]),
            "start": date.fromisoformat(value["start"]),
            "reminders": tuple(timedelta(seconds=delay) for delay in value["reminders"]),
        }
    )
