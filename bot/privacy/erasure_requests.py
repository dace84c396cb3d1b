"""Requests of people to be erased: from their own press to a second person's yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_or_ignore, metadata, new_id
from schedules.people.roster import Learner

LIFE = timedelta(days=30)  # as long as the law gives whoever is asked (GDPR, article 12.3); then it can be asked anew

erasure_requests = sa.Table(
    "erasure_requests",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("decided_by", sa.String(32), nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.UniqueConstraint("workspace_id", "learner_id"),
)


class ErasureState(StrEnum):
    """What became of a request; when it is done, a receipt stands in its place."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Somebody wants to be erased.

    Attributes:
        decided_by: id of whoever said yes or no, "" nobody yet.
    """

    workspace_id: str
    id: str
    learner_id: str
    state: ErasureState
    decided_by: str
    asked_at: datetime


async def ask_for_erasure(db: AsyncConnection, learner: Learner, now: datetime) -> ErasureRequest | None:
    """Keep a request; None where one of theirs is open."""
    over = (erasure_requests.c.state == ErasureState.DECLINED.value) | (erasure_requests.c.asked_at < now - LIFE)
    theirs = (erasure_requests.c.workspace_id == learner.workspace_id) & (erasure_requests.c.learner_id == learner.id)
    # One row for each person: a second request in the same moment finds the first in its place.
    await db.execute(sa.delete(erasure_requests).where(theirs, over))
    request = ErasureRequest(learner.workspace_id, new_id(), learner.id, ErasureState.ASKED, "", now)
    row = {
        **{"workspace_id": request.workspace_id, "id": request.id, "learner_id": learner.id},
        **{"state": request.state.value, "decided_by": "", "asked_at": now},
    }
    fresh = insert_or_ignore(db, erasure_requests).values(row).returning(erasure_requests.c.id)
    return request if (await db.execute(fresh)).one_or_none() else None


async def erasure_request(db: AsyncConnection, workspace_id: str, request_id: str) -> ErasureRequest | None:
    requests = await _requests(db, _is(workspace_id, request_id))
    return requests[0] if requests else None


async def request_of(db: AsyncConnection, learner: Learner) -> ErasureRequest | None:
    """What somebody asked for last; None nothing."""
    theirs = (erasure_requests.c.workspace_id == learner.workspace_id) & (erasure_requests.c.learner_id == learner.id)
    requests = await _requests(db, theirs)
    return requests[0] if requests else None


async def approved_requests(db: AsyncConnection) -> list[ErasureRequest]:
    """Those that a second person agreed to and that are not done, of every workspace."""
    return await _requests(db, erasure_requests.c.state == ErasureState.APPROVED.value)


async def decide_erasure(db: AsyncConnection, request: ErasureRequest, to: ErasureState, by: str) -> bool:
    """A second person's yes or no; False when somebody was faster."""
    undecided = _is(request.workspace_id, request.id) & (erasure_requests.c.state == ErasureState.ASKED.value)
    moved = sa.update(erasure_requests).where(undecided).values(state=to.value, decided_by=by)
    return (await db.execute(moved.returning(erasure_requests.c.id))).one_or_none() is not None


def _is(workspace_id: str, request_id: str) -> sa.ColumnElement[bool]:
    return (erasure_requests.c.workspace_id == workspace_id) & (erasure_requests.c.id == request_id)


async def _requests(db: AsyncConnection, which: sa.ColumnElement[bool]) -> list[ErasureRequest]:
    return [
        ErasureRequest(row.workspace_id, row.id, row.learner_id, ErasureState(row.state), row.decided_by, row.asked_at)
        for row in await db.execute(sa.select(erasure_requests).where(which).order_by(erasure_requests.c.asked_at))
    ]
