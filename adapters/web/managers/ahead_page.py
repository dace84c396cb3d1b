"""The page that looks four weeks ahead: what a manager's people will have forgotten, what is asked about more."""

from __future__ import annotations

from aiohttp import web

from adapters.web.managers.access import Access, Caller, page
from bot.managers.roles import is_admin
from bot.messages.pages import ahead_texts
from bot.reports.forecast import asked_topics, fading_topics
from lessons.database import Database
from schedules.people.enrolments import campaigns_of

PATH = "/manage/ahead"


class AheadPage:
    """Shows the forecast of the caller's campaigns; an admin's is of all."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database, self._access = database, access

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._access.for_managers(self.ahead))

    async def ahead(self, request: web.Request, caller: Caller) -> web.Response:
        async with self._database.read() as db:
            admin = await is_admin(db, caller.manager)
            campaigns = await campaigns_of(db, caller.workspace.id, "" if admin else caller.manager.id)
            values = {
                "fading": await fading_topics(db, caller.workspace, campaigns, caller.now),
                "asked": await asked_topics(db, caller.workspace, caller.now),
            }
        return page(
            request,
            "manage_ahead.html",
            200,
            caller,
            m=ahead_texts.labels(),
            ahead=ahead_texts,
            percent=lambda share: f"{share:.0%}",
            **values,
        )
