"""Managers hear once that the app cannot write to their workspace, and once more when it can again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.messages import platform_texts
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.faults.holds import Hold, mark_reported, unreported_holds
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Learner, learners_of
from schedules.rules.campaigns import CampaignState
from schedules.rules.kinds import DeliveryKind
from schedules.rules.planning import NOTICE_USEFUL

_CONCERNED = (CampaignState.RUNNING, CampaignState.PAUSED)


async def tell_managers(database: Database, now: datetime) -> int:
    """Owe the managers of held workspaces what they have to know; returns how many holds there was news of.

    What they are owed waits in the ledger like everything else there, or leaves through another platform at once.
    """
    async with database.write() as db:
        news = await unreported_holds(db)
        for hold in news:
            await _tell(db, hold, now)
            await mark_reported(db, hold, now)
    return len(news)


async def _tell(db: AsyncConnection, hold: Hold, now: datetime) -> None:
    began = f"held {hold.platform} {hold.since.isoformat()}"
    if hold.over_at is None:
        waits = partial(platform_texts.lessons_wait, hold.platform, hold.since, hold.reason)
        return await _owe(db, hold, began, waits, now)
    # Whoever did not hear of the beginning yet reads of both in one message.
    await ledger.cancel(db, hold.workspace_id, "it is over", kind=DeliveryKind.NOTICE, slot=began)
    goes_on = partial(platform_texts.lessons_go_on, hold.platform, hold.since, hold.over_at, hold.reason)
    await _owe(db, hold, f"over {began}", goes_on, now)


async def _owe(db: AsyncConnection, hold: Hold, slot: str, words: Callable[[], Message], now: datetime) -> None:
    """Args: words: the notice, made anew in each manager's language."""
    rows = [
        ledger.owed(
            hold.workspace_id,
            manager.id,
            DeliveryKind.NOTICE,
            now,
            now + NOTICE_USEFUL,
            slot=slot,
            body=_in_language_of(manager, words),
        )
        for manager in await _managers(db, hold.workspace_id)
    ]
    await ledger.plan(db, rows)


def _in_language_of(manager: Learner, words: Callable[[], Message]) -> dict[str, Any]:
    with speaking(manager.locale, manager.platform):
        return to_json(words())


async def _managers(db: AsyncConnection, workspace_id: str) -> list[Learner]:
    """Those whose campaigns run or are paused."""
    ids = {each.manager_id for each in await campaigns_of(db, workspace_id) if each.state in _CONCERNED}
    return await learners_of(db, workspace_id, sorted(ids))
