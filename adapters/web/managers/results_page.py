"""The page of a campaign's results: who needs the manager, what got lost where, what is not known, and one press."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from aiohttp import web
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.managers.access import NOT_YOURS, Access, Caller, NoEntry, page
from adapters.web.managers.results_csv import results_csv
from adapters.web.managers.results_view import ResultsView, WatchView, level, results_view
from adapters.web.pages.charts import clock, spark
from adapters.web.pages.report import attached
from bot.events import CampaignAction
from bot.links import Links
from bot.managers.campaign_actions import may_steer, nudge_silent
from bot.messages import manager_texts
from bot.messages.common_texts import long_date
from bot.messages.managing import hook_texts, survey_page_texts
from bot.messages.pages import results_texts
from bot.reports.standing import standing_results
from bot.reports.visibility import named
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import learners_of
from schedules.rules.campaigns import Campaign, CampaignState

PATH = "/manage/campaigns/{id}/results"
REMINDED = "reminded-"


class ResultsPage:
    """Shows the results, gives them away as a table, and reminds the silent.

    Args:
        wake: called when something may leave at once.
    """

    def __init__(self, database: Database, links: Links, access: Access, wake: Callable[[], None]) -> None:
        self._database, self._links, self._access, self._wake = database, links, access, wake

    def routes(self, app: web.Application) -> None:
        behind = self._access.for_managers
        app.router.add_get(PATH, behind(self.results))
        app.router.add_get(f"{PATH}.csv", behind(self.sheet))
        app.router.add_post("/manage/campaigns/{id}/remind", behind(self.remind))

    async def results(self, request: web.Request, caller: Caller) -> web.Response:
        campaign, view = await self._read(request, caller)
        zone = ZoneInfo(caller.manager.zone)
        at = view.facts.at.astimezone(zone)
        values = {
            "campaign": campaign,
            "state": manager_texts.state_name(campaign.state),
            "m": results_texts.labels(),
            "results": results_texts,
            "s": survey_page_texts.labels(),
            "view": view,
            "zone": zone,
            "hooks_title": hook_texts.labels()["title"],
            "at": f"{long_date(at.date())}, {at:%H:%M}",
            "notice": _notice(request),
            "m_remind": manager_texts.action_label(CampaignAction.NUDGE),
            "level": level,
            "clock": clock,
            "spark": _spark,
            "may_remind": campaign.state is CampaignState.RUNNING and view.facts.states.silent > 0,
        }
        return page(request, "manage_results.html", 200, caller, **values)

    async def sheet(self, request: web.Request, caller: Caller) -> web.Response:
        """Every figure of the page, one in a row."""
        campaign, view = await self._read(request, caller)
        headers = {"Content-Disposition": attached(f"{campaign.name} {view.facts.at:%Y-%m-%d}.csv")}
        return web.Response(text=results_csv(view), content_type="text/csv", charset="utf-8", headers=headers)

    async def _read(self, request: web.Request, caller: Caller) -> tuple[Campaign, ResultsView]:
        async with self._database.read() as db:
            campaign = await _campaign(db, request, caller)
            view = await _view(db, caller, campaign)
        async with self._database.write() as db:
            # Whoever is counted in it may ask who read it, as with the report.
            about = (caller.workspace.id, caller.manager.id, audit.REPORT_OPENED, campaign.id, caller.now)
            await audit.note(db, *about)
        return campaign, view

    async def remind(self, request: web.Request, caller: Caller) -> web.Response:
        """The same as the button in chat."""
        async with self._database.write() as db:
            campaign = await _campaign(db, request, caller)
            people = await nudge_silent(caller.turn(db, self._links), campaign)
        self._wake()
        where = f"/manage/campaigns/{campaign.id}/results?said={REMINDED}{people}"
        return web.Response(status=303, headers={"Location": where})


async def _view(db: AsyncConnection, caller: Caller, campaign: Campaign) -> ResultsView:
    facts = await standing_results(db, caller.workspace.id, campaign.id, caller.now)
    privacy = caller.workspace.privacy
    wanted = [each.learner_id for each in facts.states.first] if named("lessons", privacy) else []
    leads = {each.manager_id for each in facts.by_team if each.manager_id}
    return results_view(
        facts,
        await _named(db, caller.workspace.id, wanted),
        await _named(db, caller.workspace.id, sorted(leads)),
        privacy=privacy,
    )


async def _named(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> dict[str, str]:
    return {each.id: each.name for each in await learners_of(db, workspace_id, ids)} if ids else {}


def _spark(clip: WatchView) -> Markup:
    """The curve of a clip; what it says in short is its text alternative."""
    return spark(clip.curve, f"{results_texts.labels()['curve']}: {clip.title}. {clip.leave}".rstrip(" ."))


def _notice(request: web.Request) -> str:
    words = request.query.get("said", "")
    number = words.removeprefix(REMINDED)
    # The number comes from an address, which anybody can type: it is shown and does nothing.
    if not words.startswith(REMINDED) or not (number.isascii() and number.isdecimal()) or len(number) > 6:
        return ""
    return results_texts.reminded(int(number))


async def _campaign(db: AsyncConnection, request: web.Request, caller: Caller) -> Campaign:
    """Raises NoEntry where it is not the caller's."""
    campaign = await campaign_by_id(db, caller.workspace.id, request.match_info["id"])
    if campaign is None or not await may_steer(db, caller.manager, campaign):
        raise NoEntry(NOT_YOURS)
    return campaign
