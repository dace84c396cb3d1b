"""Campaigns that managers requested and nobody started yet: from the dry run to the start, or to somebody's no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, metadata, new_id
from schedules.people.roster import Learner
from schedules.rules.campaigns import Proposal

LIFE = timedelta(days=7)  # an older request was made for other people at another time

requests = sa.Table(
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
    sa.Column("wished_at", Instant, nullable=False, key="requested_at"),
)


class RequestState(StrEnum):
    """What became of a request so far."""

    SHOWN = "shown"
    ASKED = "asked"
    STARTED = "started"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class CampaignRequest:
    """A campaign that was looked at in a dry run.

    Attributes:
        people: ids of the learners it was looked at with.
        decided_by: who started or declined it, "" nobody yet.
    """

    workspace_id: str
    id: str
    manager_id: str
    proposal: Proposal
    people: tuple[str, ...]
    state: RequestState
    requested_at: datetime
    decided_by: str = ""


def new_request(manager: Learner, proposal: Proposal, people: Sequence[str], now: datetime) -> CampaignRequest:
    """A request as a dry run shows it, not kept yet."""
    return CampaignRequest(manager.workspace_id, new_id(), manager.id, proposal, tuple(people), RequestState.SHOWN, now)


async def save_request(db: AsyncConnection, request: CampaignRequest) -> None:
    """Write down what a dry run showed."""
    row = {
        "workspace_id": request.workspace_id,
        "id": request.id,
        "manager_id": request.manager_id,
        "proposal": _to_json(request.proposal),
        "people": list(request.people),
        "state": request.state.value,
        "requested_at": request.requested_at,
    }
    await db.execute(sa.insert(requests).values(row))


async def request_by_id(
    db: AsyncConnection, workspace_id: str, request_id: str, now: datetime
) -> CampaignRequest | None:
    """The request; None when there is none, or it is too old to be approved."""
    row = (await db.execute(sa.select(requests).where(_is(workspace_id, request_id)))).one_or_none()
    if row is None or row.requested_at < now - LIFE:
        return None
    proposal = _from_json(row.proposal)
    key = (row.workspace_id, row.id, row.manager_id)
    return CampaignRequest(*key, proposal, tuple(row.people), RequestState(row.state), row.requested_at, row.decided_by)


async def change_state(
    db: AsyncConnection, request: CampaignRequest, to: RequestState, *, by: str = "", campaign_id: str = ""
) -> bool:
    """Move a request on; False when somebody was faster."""
    unchanged = _is(request.workspace_id, request.id) & (requests.c.state == request.state.value)
    values = {"state": to.value, "decided_by": by, "campaign_id": campaign_id}
    moved = await db.execute(sa.update(requests).where(unchanged).values(**values).returning(requests.c.id))
    return moved.one_or_none() is not None


def _is(workspace_id: str, request_id: str) -> sa.ColumnElement[bool]:
    return (requests.c.workspace_id == workspace_id) & (requests.c.id == request_id)


def _to_json(proposal: Proposal) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.to_builtins(proposal)
    return value | {
        "weekdays": sorted(proposal.weekdays),
        "opens": f"{proposal.opens:%H:%M}",
        "closes": f"{proposal.closes:%H:%M}",
        "reminders": [delay.total_seconds() for delay in proposal.reminders],
    }


def _from_json(value: dict[str, Any]) -> Proposal:
    """A proposal from its row: msgspec reads times with seconds only, which rows do not have."""
    times = {name: time.fromisoformat(value[name]) for name in ("opens", "closes")}
    delays = [timedelta(seconds=delay) for delay in value["reminders"]]
    return msgspec.convert({**value, **times, "reminders": delays}, Proposal)
