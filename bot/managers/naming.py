"""Commands that name somebody: share with a colleague, make somebody a manager."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.events import Asked, Shared
from bot.learners import keeping
from bot.links import Links
from bot.managers.standing import runs_it
from bot.people.people import say
from bot.words import keepwords, managerwords
from schedules.ledger import inbox
from schedules.people import roster
from schedules.people.roster import Learner, learner_outside, learners


async def named(db: AsyncConnection, workspace_id: str, words: str) -> Learner | None:
    """Whom "@…" names: the platform's id, or a name that one person alone has."""
    name = words.strip().removeprefix("@").strip()
    if found := await learner_outside(db, workspace_id, name):
        return found
    where = (learners.c.workspace_id == workspace_id) & (sa.func.lower(learners.c.name) == name.lower())
    ids = (await db.execute(sa.select(learners.c.outside_id).where(where, learners.c.active))).scalars().all()
    return await learner_outside(db, workspace_id, ids[0]) if len(ids) == 1 else None


async def share(db: AsyncConnection, learner: Learner, event: Asked, words: str, links: Links, now: datetime) -> None:
    """Share the lesson that they got last with whom the words name."""
    if not words:
        return await say(db, learner, keepwords.share_how(), event.event_id, now)
    colleague = await named(db, learner.workspace_id, words)
    to = colleague.outside_id if colleague else ""
    await keeping.share(db, learner, Shared(event.who, event.event_id, "", to, event.at), links, now)


async def name_manager(db: AsyncConnection, learner: Learner, words: str, cause: str, now: datetime) -> None:
    """Let somebody start campaigns; only who runs the workspace may say so."""
    if not await runs_it(db, learner):
        return await say(db, learner, managerwords.only_admins(), cause, now)
    chosen = await named(db, learner.workspace_id, words) if words else None
    if chosen is None or not chosen.active:
        return await say(db, learner, managerwords.manager_how(), cause, now)
    await roster.change_learner(db, chosen.workspace_id, chosen.id, manages=True)
    await inbox.note(db, learner.workspace_id, learner.id, "manager named", chosen.id, now)
    await say(db, learner, managerwords.named_manager(chosen.name), cause, now)
