"""Answers of which a test knows whether their learner is asked how sure they were: it hangs on ids."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import new_id
from schedules.replies.certainty import is_asked_how_sure
from schedules.replies.replies import newest_by, replies

MANY = 1000


async def asked_about(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> str:
    """An id for a delivery whose answer is asked about, if it is the learner's next one.

    Two are never asked about in a row: where the newest answer stands in the way, a filler comes after it.
    """
    before = await newest_by(db, workspace_id, learner_id)
    if before and (fitting := _after(before)):
        return fitting
    filler = next(each for each in (new_id() for _ in range(MANY)) if _after(each))
    values = {"check_key": "another/question", "episode_id": "another", "choice": 0, "correct": True, "first_try": True}
    whose = {"workspace_id": workspace_id, "learner_id": learner_id, "delivery_id": filler}
    await db.execute(sa.insert(replies).values(**whose, **values, replied_at=now))
    return _after(filler)


def _after(before: str) -> str:
    return next((each for each in (new_id() for _ in range(MANY)) if is_asked_how_sure(each, before)), "")
