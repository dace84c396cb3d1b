"""The app was taken out of a platform: what is left goes on elsewhere or rests at once, and the audit says why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger import audit, ledger, switching
from schedules.people import identities
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Workspace
from schedules.plans import campaigns
from schedules.rules.campaigns import CampaignState

ACTOR = "platform"
REMOVED = "app removed"


async def remove_app(db: AsyncConnection, workspace: Workspace, why: str, now: datetime) -> bool:
    """Write to nobody on the platform through which the workspace was found; whether nothing of the app is left.

    On the last platform every running campaign is paused, so that installing the app again begins nothing by itself.
    """
    if await identities.is_linked(db, workspace.id):
        await switching.close(db, workspace.id, workspace.platform, now)
        await audit.note(
            db, workspace.id, ACTOR, REMOVED, workspace.outside_id, now, why=why, platform=workspace.platform
        )
        return False
    for campaign in await campaigns_of(db, workspace.id):
        if campaign.state is CampaignState.RUNNING:
            await campaigns.pause(db, campaign, ACTOR, now)
    await ledger.cancel(db, workspace.id, why)
    await audit.note(db, workspace.id, ACTOR, REMOVED, workspace.outside_id, now, why=why)
    return True
