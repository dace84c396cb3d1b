"""The app was taken out of a workspace: its campaigns rest at once, and the audit says why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from schedules import desk, inbox, ledger
from schedules.campaigns import State
from schedules.enrolments import campaigns_of
from schedules.roster import Workspace

ACTOR = "platform"


async def remove_app(db: AsyncConnection, workspace: Workspace, why: str, now: datetime) -> None:
    """Pause every running campaign, so that installing the app again begins nothing by itself."""
    for campaign in await campaigns_of(db, workspace.id):
        if campaign.state is State.RUNNING:
            await desk.pause(db, campaign, ACTOR, now)
    await ledger.cancel(db, workspace.id, why)
    await inbox.note(db, workspace.id, ACTOR, "app removed", workspace.outside_id, now, why=why)
