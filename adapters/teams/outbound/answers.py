"""What the bot answered to an event, read back from the ledger, to be shown where it was asked for."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.messages.codec import from_json
from bot.turn import is_short
from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.figures.lookups import body_for
from schedules.people.roster import Learner


async def answer_to(db: AsyncConnection, learner: Learner, cause: str) -> Message | None:
    """What the bot says about an event in a message of its own; None where it says nothing."""
    body = await body_for(db, learner, cause)
    return from_json(body) if isinstance(body, dict) and "parts" in body else None


async def shown_in_place(database: Database, learner: Learner, cause: str, answer: Message | None) -> None:
    """Take a short answer back that was shown where it was asked for: a phone would announce it a second time."""
    # Only a short answer fits beside a card; a longer one is still owed as a message. What left already stays.
    if answer is not None and is_short(answer):
        async with database.write() as db:
            reason = "shown where it was asked for"
            await ledger.cancel(db, learner.workspace_id, reason, learner_id=learner.id, slot=cause)
