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

from adapters.web.http.gone import NotForYou, Readers
from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from adapters.web.pages import charts
from adapters.web.pages.csv_export import figures_csv
from bot.clock import Clock
from bot.links import BadLink, ExpiredLink, Links, Purpose, Ticket
from bot.managers.campaign_actions import manages
from bot.messages import manager_texts
from bot.messages.catalogue import ENGLISH, speaking, template, told
from bot.messages.lower.delivery_texts import undelivered
from bot.messages.pages import figure_texts, report_texts
from bot.reports import Figure, Report
from bot.reports.standing import standing_report
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner, learner_by_id
from schedules.replies import solutions
from schedules.rules.campaigns import CampaignState

HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


EXPIRED = NotForYou(
    410,
    template("This link has expired"),
    template("Links to reports work for 7 days. Write “report” to the bot to get a fresh one."),
)
NOT_OURS = NotForYou(
    404,
    template("This link does not work"),
    template("It was cut off or changed on the way. Write “report” to the bot to get a fresh one."),
)
NO_LONGER = NotForYou(
    403,
    template("This report is not open to you"),
    template(
        "It is for whoever manages the campaign now. If that is you, ask whoever runs Ninety at your company to say so."
    ),
)


@dataclass(frozen=True, slots=True)
class Times:
    """Instants as the manager reads them."""

    zone: ZoneInfo

    def day(self, at: datetime) -> str:
        return report_texts.day(at.astimezone(self.zone))

    def minute(self, at: datetime) -> str:
        return report_texts.minute(at.astimezone(self.zone))


def report_pages(app: web.Application, database: Database, links: Links, clock: Clock) -> None:
    """Serve a campaign's report and its figures as CSV."""
    pages = _Reports(database, links, clock)
    app.router.add_get("/report/{token}", pages.page)
    app.router.add_get("/report/{token}/figures.csv", pages.sheet)


class _Reports:
    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database, self._readers = database, Readers(database, links)
        self._links = links
        self._clock = clock

    async def page(self, request: web.Request) -> web.Response:
        try:
            report, manager = await self._report(request)
        except NotForYou as gone:
            response = await self._readers.gone_page(request, gone, Purpose.REPORT)
        else:
            with speaking(manager.locale, manager.platform, privacy=report.privacy):
                response = _page(request, report)
        response.headers.update(HEADERS)
        return response

    async def sheet(self, request: web.Request) -> web.Response:
        try:
            report, _ = await self._report(request)
        except NotForYou as gone:
            return await self._readers.gone_page(request, gone, Purpose.REPORT)
        headers = {**HEADERS, "Content-Disposition": attached(f"{report.campaign} {report.at:%Y-%m-%d}.csv")}
        # Programs read it, and know its figures by their names: it is the same for everybody.
        with speaking(ENGLISH):
            return web.Response(text=figures_csv(report), content_type="text/csv", charset="utf-8", headers=headers)

    async def _report(self, request: web.Request) -> tuple[Report, Learner]:
        """The report and the manager who reads it."""
        now = self._clock.now()
        ticket = self._ticket(request.match_info["token"], now)
        visit(request, ticket.person)
        async with self._database.read() as db:
            manager = await _checked(db, ticket)
            report = await standing_report(db, ticket.workspace_id, ticket.subject, now)
        async with self._database.write() as db:
            keys = [question.key for question in report.questions]
            await solutions.shown_in_report(db, ticket.workspace_id, ticket.person, keys, now)
            # Whoever is counted in it may ask who read it ("my data").
            await audit.note(db, ticket.workspace_id, ticket.person, audit.REPORT_OPENED, ticket.subject, now)
        return report, manager

    def _ticket(self, token: str, now: datetime) -> Ticket:
        try:
            return self._links.read(token, Purpose.REPORT, now)
        except ExpiredLink as error:
            raise EXPIRED from error
        except BadLink as error:
            raise NOT_OURS from error


def _page(request: web.Request, report: Report) -> web.Response:
    """The report in the language that is spoken now."""
    return request.app[SITE].page(
        "report.html",
        report=report,
        state=manager_texts.state_name(CampaignState(report.state)),
        charts=charts,
        times=Times(ZoneInfo(report.zone)),
        token=request.match_info["token"],
        w=report_texts.labels(),
        texts=report_texts,
        figures=figure_texts,
        named=_named,
        undelivered=undelivered,
    )


def _named(figure: Figure) -> str:
    """A figure in a sentence, by its name."""
    return report_texts.named(told(figure.name), figure.shown)


async def _checked(db: AsyncConnection, ticket: Ticket) -> Learner:
    """The manager whom the link was made for; whether they still manage this campaign is asked each time.

    Raises:
        NotForYou: they are not.
    """
    campaign = await campaign_by_id(db, ticket.workspace_id, ticket.subject)
    person = await learner_by_id(db, ticket.workspace_id, ticket.person)
    if campaign is None or person is None or not await manages(db, person, campaign):
        raise NO_LONGER
    return person


def attached(name: str) -> str:
    """A header that names a download, in ASCII for old programs and in full for the others (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9._ -]", "", plain).strip()
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"
