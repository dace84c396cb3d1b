"""The round for people who left: what a platform brings back is stopped again, and after some days they are erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.directory.records import remove_user
from bot.operations.erasing import Forgetful, erase
from bot.operations.media_cleanup import Sweepable
from lessons.database import Database
from schedules.ledger.leaving import stop
from schedules.people.leavers import Leaver, left_before, note_return, still_active
from schedules.people.person_fields import forget_address
from schedules.people.roster import learner_by_id, workspace_by_id


async def let_leavers_go(
    database: Database, media: Sweepable, studio: Forgetful, erase_after_days: int, now: datetime
) -> int:
    """Stop whom a platform holds for active, and erase who left long enough ago; returns how many were erased.

    Args:
        erase_after_days: 0 erases nobody by itself.
    """
    # A platform's list, or somebody who writes, makes a learner active; the directory knows better.
    async with database.write() as db:
        for leaver in await still_active(db):
            await stop(db, leaver.workspace_id, leaver.learner_id, now)
    if not erase_after_days:
        return 0
    async with database.read() as db:
        due = await left_before(db, now - timedelta(days=erase_after_days))
    # One after the other: a company that lets hundreds go at once must not keep everybody else waiting.
    for leaver in due:
        await _erase(database, media, studio, leaver, now)
    return len(due)


async def _erase(database: Database, media: Sweepable, studio: Forgetful, leaver: Leaver, now: datetime) -> None:
    async with database.read() as db:
        workspace = await workspace_by_id(db, leaver.workspace_id)
        learner = await learner_by_id(db, leaver.workspace_id, leaver.learner_id) if leaver.learner_id else None
    if workspace and learner:
        await erase(database, media, studio, workspace, learner, now)
    # Somebody whom no platform knows has rows in the company's list all the same.
    async with database.write() as db:
        await forget_address(db, leaver.workspace_id, leaver.email)
        await remove_user(db, leaver.workspace_id, leaver.email)
        await note_return(db, leaver.workspace_id, leaver.email)
