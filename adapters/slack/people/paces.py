"""How fast Slack may be asked about people, shared by all processes of an installation."""

from __future__ import annotations

import asyncio
from datetime import datetime

from lessons.database import Database
from schedules.ledger import pacing

OPEN = "conversations.open"
LIST = "users.list"
PACES = {OPEN: (50 / 60, 5.0), LIST: (20 / 60, 5.0)}
"""Method -> calls a second and burst. Slack's tiers 3 and 2 allow 50 and 20 a minute; bursts are not documented."""


async def wait_for_turn(database: Database, workspace_id: str, method: str, now: datetime) -> None:
    """Returns when the workspace may be asked once more."""
    async with database.write() as db:
        wait = await pacing.reserve(db, workspace_id, method, now)
    # Outside of the transaction: sleeping within it would keep every other writer waiting.
    await asyncio.sleep(wait.total_seconds())
