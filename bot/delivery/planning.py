"""Everything that decides what is owed to whom: the planner, the reminders and the questions that come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.chat import Chat
from bot.delivery.reconciling import repeat_unconfirmed
from lessons.database import Database
from schedules.plans.planner import plan_due
from schedules.plans.reasking import plan_reasks
from schedules.plans.reminding import plan_reminders


class Planning:
    """What a worker plans at each beat."""

    def __init__(self, database: Database, chats: Mapping[str, Chat]) -> None:
        self._database = database
        self._chats = chats

    async def plan(self, now: datetime) -> None:
        """One beat of everything."""
        await self.episodes(now)
        await self.reminders(now)
        await self.reasks(now)

    async def episodes(self, now: datetime) -> None:
        """Plan what the campaigns owe."""
        # What was given up comes first: planned past it, the episode after it would come twice.
        await repeat_unconfirmed(self._database, self._chats, now)
        await plan_due(self._database, now)

    async def reminders(self, now: datetime) -> None:
        await plan_reminders(self._database, now)

    async def reasks(self, now: datetime) -> None:
        await plan_reasks(self._database, now)
