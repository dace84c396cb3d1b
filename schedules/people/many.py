"""Many learners at once: as a list brings them, or as a name finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import insert_or_ignore, new_id
from schedules.people.roster import LEARNER_COLUMNS, Learner, learner_from, learners
from schedules.people.suppressed import suppressed_among


async def enter_learners(
    db: AsyncConnection, workspace_id: str, people: Sequence[Mapping[str, object]], now: datetime
) -> None:
    """Write rows for many people at once; who is in the workspace already is left as they are.

    Who was erased is not entered: only they themselves can come back.

    Args:
        people: columns of each, outside_id and name among them.
    """
    marks = [str(person.get(column, "")) for person in people for column in ("outside_id", "email")]
    erased = await suppressed_among(db, workspace_id, marks)
    rows = [
        {"workspace_id": workspace_id, "id": new_id(), "created_at": now, **person}
        for person in people
        if not erased & {person.get("outside_id"), person.get("email")}
    ]
    if rows:
        await db.execute(insert_or_ignore(db, learners, ["workspace_id", "outside_id"]), rows)


async def learners_named(db: AsyncConnection, workspace_id: str, name: str, most: int) -> list[Learner]:
    """Active learners who get lessons and whose name has these words in it, by name."""
    where = (learners.c.workspace_id == workspace_id) & learners.c.active & learners.c.consents
    # What a person writes is searched as it stands: % and _ are no wildcards.
    named = learners.c.name.icontains(name, autoescape=True)
    rows = await db.execute(
        sa.select(*LEARNER_COLUMNS).where(where, named).order_by(learners.c.name, learners.c.id).limit(most)
    )
    return [learner_from(row) for row in rows]
