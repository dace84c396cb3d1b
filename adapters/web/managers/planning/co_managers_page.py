"""The part of a campaign's page that says who manages it."""

from __future__ import annotations

from aiohttp import web

from adapters.web.managers.access import NOT_YOURS, Access, Caller, NoEntry
from adapters.web.managers.campaign_forms import posted
from bot.links import Links
from bot.managers.planning.co_managing import may_share, share_no_more, share_with
from lessons.database import Database
from schedules.people.enrolments import campaign_by_id


class CoManagersPage:
    """Adds managers to a campaign and takes them away."""

    def __init__(self, database: Database, links: Links, access: Access) -> None:
        self._database, self._links, self._access = database, links, access

    def routes(self, app: web.Application) -> None:
        app.router.add_post("/manage/campaigns/{id}/managers", self._access.for_managers(self.change))

    async def change(self, request: web.Request, caller: Caller) -> web.Response:
        values = await posted(request)
        async with self._database.write() as db:
            campaign = await campaign_by_id(db, caller.workspace.id, request.match_info["id"], to_change=True)
            # Whoever was added may steer it, but says not who else does: that stays with whoever answers for it.
            if campaign is None or not await may_share(db, caller.manager, campaign):
                raise NoEntry(NOT_YOURS)
            turn, manager_id = caller.turn(db, self._links), values.get("manager")[:32]
            if values.get("do") == "remove":
                notice = "manager_gone" if await share_no_more(turn, campaign, manager_id) else "manager_not"
            else:
                notice = "manager_added" if await share_with(turn, campaign, manager_id) else "manager_not"
        return web.Response(status=303, headers={"Location": f"/manage/campaigns/{campaign.id}?said={notice}"})
