"""Finds who an event is from, and says things to them through the ledger: first the row, then the message."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.events import Person
from bot.messages.codec import to_json
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind
from schedules.people import roster
from schedules.people.roster import Learner, Workspace

ANSWER_LIFE = timedelta(days=1)


async def find(db: AsyncConnection, who: Person) -> tuple[Workspace, Learner] | None:
    """The workspace and learner that a platform's ids name, or None when either is unknown or gone."""
    workspace = await roster.workspace_outside(db, who.platform, who.workspace)
    if workspace is None or not workspace.active:
        return None
    learner = await roster.learner_outside(db, workspace.id, who.learner, who.platform)
    return None if learner is None or not learner.active else (workspace, learner)


async def say(
    db: AsyncConnection,
    learner: Learner,
    message: Message,
    cause: str,
    now: datetime,
    kind: DeliveryKind = DeliveryKind.ANSWER,
) -> None:
    """Owe a learner a message that they asked for just now.

    Args:
        cause: what it answers, such as the event's id; the same cause is answered once.
    """
    row = ledger.owed(
        learner.workspace_id,
        learner.id,
        kind,
        now,
        now + ANSWER_LIFE,
        slot=cause,
        body=to_json(message),
        prompted=True,
    )
    await ledger.plan(db, [row])
