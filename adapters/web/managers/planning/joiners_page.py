"""The choice on a campaign's page of the group that it follows."""

from __future__ import annotations

from aiohttp import web

from adapters.web.managers.access import NOT_YOURS, Access, Caller, NoEntry
from adapters.web.managers.campaign_forms import posted
from bot.links import Links
from bot.managers.campaign_actions import may_steer
from bot.managers.joiners.joiners import choose_group
from lessons.database import Database
from schedules.people.enrolments import campaign_by_id


class JoinersPage:
    """Takes the choice."""

    def __init__(self, database: Database, links: Links, access: Access) -> None:
        self._database, self._links, self._access = database, links, access

    def routes(self, app: web.Application) -> None:
        app.router.add_post("/manage/campaigns/{id}/joiners", self._access.for_managers(self.choose))

    async def choose(self, request: web.Request, caller: Caller) -> web.Response:
        group = (await posted(request)).get("group")[:200]
        async with self._database.write() as db:
            campaign = await campaign_by_id(db, caller.workspace.id, request.match_info["id"], to_change=True)
            if campaign is None or not await may_steer(db, caller.manager, campaign):
                raise NoEntry(NOT_YOURS)
            done = await choose_group(caller.turn(db, self._links), campaign, group)
        notice = ("following" if group else "not_following") if done else "no_group"
        return web.Response(status=303, headers={"Location": f"/manage/campaigns/{campaign.id}?said={notice}"})
