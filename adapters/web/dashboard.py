"""The report page: a campaign's figures for its manager, behind a signed link, and the same as a table."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web import charts
from adapters.web.sheets import figures_csv
from adapters.web.site import SITE
from bot.clock import Clock
from bot.links import BadLink, ExpiredLink, Links, Purpose, Ticket
from bot.reports import Report, campaign_report
from lessons.database import Database
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import learner_by_id

HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


class NotForYou(Exception):
    """No report opens with this link.

    Attributes:
        title, advice: what is wrong and what to do, for the manager.
    """

    def __init__(self, status: int, title: str, advice: str) -> None:
        super().__init__(title)
        self.status, self.title, self.advice = status, title, advice


EXPIRED = NotForYou(
    410, "This link has expired", "Links to reports work for 7 days. Write “report” to the bot to get a fresh one."
)
NOT_OURS = NotForYou(
    404,
    "This link does not work",
    "It was cut off or changed on the way. Write “report” to the bot to get a fresh one.",
)
NO_LONGER = NotForYou(
    403,
    "This report is not open to you",
    "It is for whoever manages the campaign now. If that is you, ask whoever runs Ninety at your company to say so.",
)


@dataclass(frozen=True, slots=True)
class Times:
    """Instants as the manager reads them."""

    zone: ZoneInfo

    def day(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{local.day} {local:%B %Y}"

    def minute(self, at: datetime) -> str:
        return f"{self.day(at)}, {at.astimezone(self.zone):%H:%M}"


def report_pages(app: web.Application, database: Database, links: Links, clock: Clock) -> None:
    """Serve a campaign's report and its figures as CSV."""
    pages = _Reports(database, links, clock)
    app.router.add_get("/report/{token}", pages.page)
    app.router.add_get("/report/{token}/figures.csv", pages.sheet)


class _Reports:
    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database = database
        self._links = links
        self._clock = clock

    async def page(self, request: web.Request) -> web.Response:
        site, token = request.app[SITE], request.match_info["token"]
        try:
            report = await self._report(token)
        except NotForYou as gone:
            response = site.page("gone.html", gone.status, gone=gone)
        else:
            times = Times(ZoneInfo(report.zone))
            response = site.page("report.html", report=report, charts=charts, times=times, token=token)
        response.headers.update(HEADERS)
        return response

    async def sheet(self, request: web.Request) -> web.Response:
        try:
            report = await self._report(request.match_info["token"])
        except NotForYou as gone:
            return request.app[SITE].page("gone.html", gone.status, gone=gone)
        headers = {**HEADERS, "Content-Disposition": _attached(f"{report.campaign} {report.at:%Y-%m-%d}.csv")}
        return web.Response(text=figures_csv(report), content_type="text/csv", charset="utf-8", headers=headers)

    async def _report(self, token: str) -> Report:
        now = self._clock.now()
        ticket = self._ticket(token, now)
        async with self._database.read() as db:
            await _check(db, ticket)
            return await campaign_report(db, ticket.workspace_id, ticket.subject, now)

    def _ticket(self, token: str, now: datetime) -> Ticket:
        try:
            return self._links.read(token, Purpose.REPORT, now)
        except ExpiredLink as error:
            raise EXPIRED from error
        except BadLink as error:
            raise NOT_OURS from error


async def _check(db: AsyncConnection, ticket: Ticket) -> None:
    """The link was made for a manager of this campaign; whether they still are is asked each time.

    Raises:
        NotForYou: they are not.
    """
    campaign = await campaign_by_id(db, ticket.workspace_id, ticket.subject)
    person = await learner_by_id(db, ticket.workspace_id, ticket.person)
    manages = person is not None and person.active and person.manages
    if campaign is None or not manages or campaign.manager_id != ticket.person:
        raise NO_LONGER


def _attached(name: str) -> str:
    """A header that names a download, in ASCII for old programs and in full for the others (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9._ -]", "", plain).strip()
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"
