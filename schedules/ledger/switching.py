"""A learner is reached elsewhere from now on, and what waited for a place to go to leaves for there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import hurry
from schedules.people import identities
from schedules.people.roster import Learner


async def heard_on(db: AsyncConnection, learner: Learner, platform: str, outside_id: str, now: datetime) -> Learner:
    """The learner, who is reached from now on where they just did something."""
    reached = await identities.heard_on(db, learner, platform, outside_id, now)
    if (reached.platform, reached.outside_id) != (learner.platform, learner.outside_id):
        await hurry(db, learner.workspace_id, learner.id, now)
    return reached


async def leave(db: AsyncConnection, learner: Learner, platform: str, now: datetime) -> bool:
    """Take a learner's address on a platform away; False when they have no other and stay as they are."""
    left = await identities.leave(db, learner, platform, now)
    # Only whoever was reached there has messages that waited for that place.
    if left and learner.platform == platform:
        await hurry(db, learner.workspace_id, learner.id, now)
    return left


async def close(db: AsyncConnection, workspace_id: str, platform: str, now: datetime) -> None:
    """Take everybody's address on a platform away. Whoever has no other waits until the app is there again."""
    for learner_id in await identities.close(db, workspace_id, platform, now):
        await hurry(db, workspace_id, learner_id, now)
