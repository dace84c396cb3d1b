"""The part of a campaign's page that says what comes after the season."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.managers.access import NOT_YOURS, Access, Caller, NoEntry
from adapters.web.managers.campaign_forms import posted
from adapters.web.managers.page_parts import back
from bot.managers.campaign_actions import may_steer
from bot.messages.trust import certificate_texts
from lessons.database import Database
from schedules.people.enrolments import campaign_by_id
from schedules.plans.afterwards.afterwards import MONTHS, NO_CERTIFICATE, afterwards_of, set_afterwards
from schedules.rules.campaigns import Campaign


async def afterwards_values(db: AsyncConnection, campaign: Campaign) -> Mapping[str, object]:
    """What the form on the campaign's page shows."""
    after = await afterwards_of(db, campaign.workspace_id, campaign.id)
    return {
        "after": after,
        "after_day": certificate_texts.full_date(date.fromisoformat(after.again_on)) if after.again_on else "",
        "after_words": certificate_texts.afterwards_labels(),
        "certificate_texts": certificate_texts,
        "certificate_months": MONTHS,
    }


class AfterwardsPage:
    """Takes the form."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database, self._access = database, access

    def routes(self, app: web.Application) -> None:
        app.router.add_post("/manage/campaigns/{id}/afterwards", self._access.for_managers(self.save))

    async def save(self, request: web.Request, caller: Caller) -> web.Response:
        values = await posted(request)
        chosen = {str(months): months for months in MONTHS}.get(values.get("certificate"), NO_CERTIFICATE)
        async with self._database.write() as db:
            campaign = await campaign_by_id(db, caller.workspace.id, request.match_info["id"])
            if campaign is None or not await may_steer(db, caller.manager, campaign):
                raise NoEntry(NOT_YOURS)
            await set_afterwards(db, campaign, chosen, values.get("yearly") == "yes", caller.manager.id, caller.now)
        return back(f"/manage/campaigns/{campaign.id}", "afterwards")
