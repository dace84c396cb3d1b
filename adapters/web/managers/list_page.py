"""The list of campaigns, with its search, and a manager's own drafts."""

from __future__ import annotations

from aiohttp import web

from adapters.web.managers.access import HOME, Access, Caller, page
from adapters.web.managers.campaign_forms import posted
from adapters.web.managers.page_parts import back, fits
from bot.learners.own_pace import running_first
from bot.managers.campaign_look import MOST_NAMES
from bot.managers.planning.drafts import drafts_of, remove_draft
from bot.managers.roles import is_admin
from bot.messages import manager_texts
from bot.messages.managing import planning_texts
from bot.messages.pages import manage_texts
from lessons import catalog
from lessons.database import Database
from schedules.ledger.figures.campaign_counts import people_in
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import learners_of
from schedules.rules.campaigns import CampaignState

ASKED_FOR = ("q", "state", "series", "manager")


class ListPage:
    """Shows the campaigns that a manager may steer, and takes drafts away."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database, self._access = database, access

    def routes(self, app: web.Application) -> None:
        app.router.add_get(HOME, self._access.for_managers(self.every))
        app.router.add_post("/manage/drafts", self._access.for_managers(self.discard))

    async def every(self, request: web.Request, caller: Caller) -> web.Response:
        """A manager's campaigns; an admin sees those of others too."""
        asking = {name: request.query.get(name, "")[:200] for name in ASKED_FOR}
        async with self._database.read() as db:
            admin = await is_admin(db, caller.manager)
            every = await campaigns_of(db, caller.workspace.id, "" if admin else caller.manager.id)
            fitting = [each for each in running_first(every) if fits(each, asking)][:MOST_NAMES]
            counts = await people_in(db, caller.workspace.id, [each.id for each in fitting])
            leads = await learners_of(db, caller.workspace.id, sorted({each.manager_id for each in every}))
            series = {each.slug: each.title for each in await catalog.list_series(db, caller.workspace.id)}
            drafts = await drafts_of(db, caller.workspace.id, caller.manager.id)
        notices = {**manage_texts.notices(), **planning_texts.notices()}
        values = {
            "rows": [(each, manager_texts.state_name(each.state), counts.get(each.id, 0)) for each in fitting],
            "any": bool(every),
            "asking": asking,
            "states": [(each.value, manager_texts.state_name(each)) for each in CampaignState],
            "series": [(slug, title) for slug, title in series.items() if any(c.series_slug == slug for c in every)],
            # One manager alone is no choice: most managers see their own campaigns and nobody else's.
            "managers": [(each.id, each.name) for each in leads] if len(leads) > 1 else [],
            "leads": {each.id: each.name for each in leads},
            "drafts": [(each, _name(each.form, series)) for each in drafts],
            "notice": notices.get(request.query.get("said", ""), ""),
            "p": planning_texts.labels(),
        }
        return page(request, "manage_list.html", 200, caller, **values)

    async def discard(self, request: web.Request, caller: Caller) -> web.Response:
        """Take one of the manager's own drafts away."""
        draft_id = (await posted(request)).get("draft")[:32]
        async with self._database.write() as db:
            await remove_draft(db, caller.workspace.id, caller.manager.id, draft_id)
        return back(HOME, "draft_gone")


def _name(form: object, series: dict[str, str]) -> str:
    words = dict(form) if isinstance(form, dict) else {}
    return planning_texts.draft_of(str(words.get("name", "")), series.get(str(words.get("series", "")), ""))
