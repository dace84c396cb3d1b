"""How a learner's place in a campaign moves: on a reply, back to what did not arrive, past what did after all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant
from schedules.people.enrolments import enrolments
from schedules.rules.kinds import EnrolmentStatus
from schedules.rules.planning import Enrolment


async def heard_from(db: AsyncConnection, workspace_id: str, campaign_id: str, learner_id: str) -> None:
    """The learner answered: they are not silent any more."""
    where = (
        (enrolments.c.workspace_id == workspace_id)
        & (enrolments.c.campaign_id == campaign_id)
        & (enrolments.c.learner_id == learner_id)
    )
    await db.execute(sa.update(enrolments).where(where).values(silent=0))


async def give_back(
    db: AsyncConnection,
    missed: Iterable[Mapping[str, object]],
    now: datetime,
    *,
    why: str = "",
    same_day: bool = True,
) -> None:
    """Episodes that did not arrive come next again, so that nobody's story has a hole (planning.missed).

    Args:
        missed: workspace_id, campaign_id, learner_id and position of each.
        why: what the manager reads about it.
        same_day: whether one may come on the local day of the try before.
    """
    rows = [{f"_{name}": value for name, value in place.items()} for place in missed]
    if rows:
        statement = _GIVE_BACK.values(last_at=None) if same_day else _GIVE_BACK
        await db.execute(statement, [{**row, "_now": now, "_why": why[:200]} for row in rows])


_GIVE_BACK = (
    sa.update(enrolments)
    .where(
        enrolments.c.workspace_id == sa.bindparam("_workspace_id"),
        enrolments.c.campaign_id == sa.bindparam("_campaign_id"),
        enrolments.c.learner_id == sa.bindparam("_learner_id"),
        enrolments.c.position > sa.bindparam("_position"),
    )
    .values(
        position=sa.bindparam("_position"),
        state=sa.case(
            (enrolments.c.state == EnrolmentStatus.FINISHED.value, EnrolmentStatus.ACTIVE.value),
            else_=enrolments.c.state,
        ),
        next_at=sa.func.coalesce(enrolments.c.next_at, sa.bindparam("_now", type_=Instant), type_=Instant),
        why=sa.bindparam("_why"),
    )
)


async def save_place(db: AsyncConnection, row: Any, place: Enrolment) -> None:
    """Write a learner's place in a campaign anew, as it is after they resumed.

    Args:
        row: of with_people(), which names the enrolment.
    """
    names = ("workspace_id", "campaign_id", "learner_id")
    key = [enrolments.c[name] == getattr(row, name) for name in names]
    values = {"state": place.state.value, "silent": place.silent, "next_at": place.next_at, "why": ""}
    await db.execute(sa.update(enrolments).where(*key).values(**values))


async def move_past(
    db: AsyncConnection, *, workspace_id: str, campaign_id: str, learner_id: str, position: int
) -> None:
    """An episode that was given back had arrived after all: the one after it comes next."""
    place = (enrolments.c.campaign_id == campaign_id) & (enrolments.c.learner_id == learner_id)
    place &= (enrolments.c.workspace_id == workspace_id) & (enrolments.c.position == position)
    await db.execute(sa.update(enrolments).where(place).values(position=position + 1))
