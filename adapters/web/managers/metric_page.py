"""The page on which a manager compares a number of the business between who got a season and who waits for it."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.managers.access import NOT_YOURS, Access, Caller, NoEntry, page
from bot.managers.campaign_actions import may_steer
from bot.managers.metric import BadMetric, compare, read_metric
from bot.messages.pages import metric_texts
from lessons.database import Database
from schedules.people.enrolments import campaign_by_id
from schedules.rules.campaigns import Campaign

PATH = "/manage/campaigns/{id}/metric"


class MetricPage:
    """Shows the form, and what comes of a file."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database, self._access = database, access

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._access.for_managers(self.form))
        app.router.add_post(PATH, self._access.for_managers(self.compare))

    async def form(self, request: web.Request, caller: Caller) -> web.Response:
        async with self._database.read() as db:
            return _page(request, caller, await _campaign(db, request, caller))

    async def compare(self, request: web.Request, caller: Caller) -> web.Response:
        """The result of the file that was sent; nothing of it is written anywhere."""
        async with self._database.read() as db:
            campaign = await _campaign(db, request, caller)
            content = await _file(request)
            if content is None:
                return _page(request, caller, campaign, 422, faults=[metric_texts.labels()["choose"]])
            try:
                result = await compare(db, campaign, read_metric(content, campaign.cadence.start))
            except BadMetric as refused:
                faults = [metric_texts.fault(row, kind.value, words) for row, kind, words in refused.faults]
                return _page(request, caller, campaign, 422, faults=faults)
        return _page(request, caller, campaign, result=result)


async def _file(request: web.Request) -> bytes | None:
    """The content of the file in the form; None where none was chosen."""
    sent = (await request.post()).get("file")
    return sent.file.read() if isinstance(sent, web.FileField) and sent.filename else None


async def _campaign(db: AsyncConnection, request: web.Request, caller: Caller) -> Campaign:
    """Raises NoEntry where it is not the caller's."""
    campaign = await campaign_by_id(db, caller.workspace.id, request.match_info["id"])
    if campaign is None or not await may_steer(db, caller.manager, campaign):
        raise NoEntry(NOT_YOURS)
    return campaign


def _page(
    request: web.Request, caller: Caller, campaign: Campaign, status: int = 200, **values: object
) -> web.Response:
    about = {"campaign": campaign, "m": metric_texts.labels(), "metric": metric_texts, "faults": [], "result": None}
    return page(request, "manage_metric.html", status, caller, **{**about, **values})
