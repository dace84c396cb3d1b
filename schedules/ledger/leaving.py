"""Stops everything for somebody who left the company, and lets it go on for somebody who came back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger import audit, ledger
from schedules.people.leavers import note_leaving, note_return
from schedules.people.places import give_back
from schedules.people.roster import change_learner, learners
from schedules.rules.kinds import DeliveryKind

WHY = "the learner left the company"
BY = "directory"


async def company_left(db: AsyncConnection, workspace_id: str, email: str, now: datetime) -> None:
    """Owe nothing more to somebody, from this transaction on. What they answered stays until they are erased."""
    await note_leaving(db, workspace_id, email, now)
    for learner_id in await _ids(db, workspace_id, email):
        await stop(db, workspace_id, learner_id, now)


async def company_joined(db: AsyncConnection, workspace_id: str, email: str, now: datetime) -> None:
    """Let somebody who had left be reached again; nothing changes for whoever never left."""
    # Directories say of everybody again and again that they are there, also of those who never left.
    if not await note_return(db, workspace_id, email):
        return
    for learner_id in await _ids(db, workspace_id, email):
        await change_learner(db, workspace_id, learner_id, active=True)
        await audit.note(db, workspace_id, BY, "came back", learner_id, now)


async def stop(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> None:
    """Let somebody be reached no more, and take back what was planned for them."""
    # Their conversation stays known, so that somebody who comes back is reached where they were.
    await change_learner(db, workspace_id, learner_id, active=False)
    taken = await ledger.cancel(db, workspace_id, WHY, learner_id=learner_id)
    # Whoever comes back goes on where they stopped, so what was on its way comes first then.
    names = ("workspace_id", "campaign_id", "learner_id", "position")
    episodes = [{name: getattr(row, name) for name in names} for row in taken if row.kind == DeliveryKind.EPISODE]
    await give_back(db, episodes, now)
    await audit.note(db, workspace_id, BY, "left the company", learner_id, now)


async def _ids(db: AsyncConnection, workspace_id: str, email: str) -> list[str]:
    theirs = (learners.c.workspace_id == workspace_id) & (sa.func.lower(learners.c.email) == email.casefold())
    return list((await db.execute(sa.select(learners.c.id).where(theirs, learners.c.email != ""))).scalars())
