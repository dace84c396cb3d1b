"""How a manager gets in: a link from chat that opens one time, and a session of hours in the browser that opened it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from adapters.web.managers import reasons
from adapters.web.sign_in.browsers import Browsers, NotSignedIn
from adapters.web.sign_in.doors import SIGN_IN
from bot.clock import Clock
from bot.links import (
    AUDIT,
    CURATE,
    DRAFT,
    OWN_DATA,
    REPORT,
    REQUEST,
    RESULTS,
    RULES,
    STUDIO,
    BadLink,
    ExpiredLink,
    Links,
    Purpose,
    Ticket,
)
from bot.messages.catalogue import language_of, speaking, template
from bot.messages.pages import manage_texts
from bot.sign_in.sessions import Way
from bot.turn import Turn
from lessons.database import Database, new_id
from schedules.ledger import events_seen
from schedules.people import roster
from schedules.people.roster import Learner, Workspace

HEADERS = {"X-Robots-Tag": "noindex, nofollow"}
# Where a link leads once it was opened, by its ticket's detail.
HOME = "/manage/"
HOMES = {"": HOME, STUDIO: "/studio", AUDIT: "/manage/audit"}


@dataclass(frozen=True, slots=True)
class Shut:
    """Why a page does not open."""

    status: int
    title: str
    advice: str


EXPIRED = Shut(
    410,
    template("This link has expired"),
    template("It works for a day. Write “campaign page” or “studio” to the bot: it answers with a fresh link."),
)
USED = Shut(
    410,
    template("This link was used before"),
    template(
        "It opens one time, so that nobody else gets in with it. Write “campaign page” or “studio” to the bot: it "
        "answers with a fresh link."
    ),
)
NOT_OURS = Shut(
    404,
    template("This link does not work"),
    template(
        "It was cut off or changed on the way. Write “campaign page” or “studio” to the bot: it answers with a fresh "
        "link."
    ),
)
NO_SESSION = Shut(
    401,
    template("You are not signed in here"),
    template("Write “campaign page” or “studio” to the bot: it answers with a fresh link."),
)
NO_LONGER = Shut(
    403,
    template("This page is not open to you"),
    template(
        "It is for those who manage campaigns here. If that is you, ask an admin to write “manager @you” to the bot."
    ),
)
NOT_YOURS = Shut(
    404,
    template("This campaign is not there"),
    template("It is another manager's, or is gone. Go back to your campaigns."),
)


class NoEntry(Exception):
    """The page does not open for whoever came."""

    def __init__(self, shut: Shut) -> None:
        super().__init__(shut.title)
        self.shut = shut


@dataclass(frozen=True, slots=True)
class Caller:
    """A manager whose session opens the pages; asked anew at every request."""

    workspace: Workspace
    manager: Learner
    now: datetime

    def turn(self, db: AsyncConnection, links: Links) -> Turn:
        return Turn(db, self.workspace, self.manager, links, f"page:{new_id()}", self.now)


Handler = Callable[[web.Request, Caller], Awaitable[web.StreamResponse]]


class Access:
    """Opens the pages to managers and to nobody else."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database, self._links, self._clock = database, links, clock
        self._browsers = Browsers(database, links, clock)

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/manage/open/{token}", self.door)
        app.router.add_post("/manage/open/{token}", self.enter)

    async def door(self, request: web.Request) -> web.Response:
        """A page with one button. Reading it uses nothing up: mail and chat programs look at links before people do."""
        try:
            ticket = self._ticket(request.match_info["token"], Purpose.MANAGE)
            caller = await self._caller(ticket.workspace_id, ticket.person, managing=ticket.detail != OWN_DATA)
        except NoEntry as refused:
            return shut_page(request, refused.shut)
        with speaking(caller.manager.locale, caller.manager.platform):
            return page(request, "manage_open.html", 200, caller, ticket=ticket, token=request.match_info["token"])

    async def enter(self, request: web.Request) -> web.Response:
        """Use the link up, and remember the manager in this browser."""
        try:
            ticket = self._ticket(request.match_info["token"], Purpose.MANAGE)
            caller = await self._caller(ticket.workspace_id, ticket.person, managing=ticket.detail != OWN_DATA)
            async with self._database.write() as db:
                # Two presses at once insert the same row, and the database lets one of them in.
                used = f"manage:{ticket.person}:{ticket.subject}"
                if not await events_seen.first_time(db, ticket.workspace_id, used, caller.now):
                    raise NoEntry(USED)
                await self._browsers.begin(db, request, ticket.workspace_id, ticket.person, Way.LINK)
        except NoEntry as refused:
            return shut_page(request, refused.shut)
        return web.Response(status=303, headers={"Location": self._home(ticket, caller.now)})

    def for_managers(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The handler, for whoever has a session; others are told how to get one."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                caller = await self.caller(request)
                about = (
                    caller.manager.locale,
                    caller.manager.platform,
                    caller.workspace.name,
                    caller.workspace.privacy,
                )
                with speaking(*about):
                    return await handler(request, caller)
            except NoEntry as refused:
                return shut_page(request, refused.shut)

        return handle

    async def caller(self, request: web.Request) -> Caller:
        """Whose session it is.

        Raises:
            NoEntry: there is none, or they do not manage any more.
        """
        try:
            session = await self._browsers.session(request)
        except NotSignedIn as error:
            raise NoEntry(NO_SESSION) from error
        caller = await self._caller(session.workspace_id, session.learner_id)
        visit(request, caller.manager.id)
        return caller

    def _ticket(self, token: str, purpose: Purpose) -> Ticket:
        try:
            return self._links.read(token, purpose, self._clock.now())
        except ExpiredLink as error:
            raise NoEntry(EXPIRED) from error
        except BadLink as error:
            raise NoEntry(NOT_OURS) from error

    def _home(self, ticket: Ticket, now: datetime) -> str:
        """Where a link leads once it was opened; one of another release leads to the campaigns."""
        detail, who = ticket.detail, (ticket.workspace_id, ticket.person)
        for mark, page_name in ((RESULTS, "results"), (RULES, "rules")):
            if detail.startswith(mark):
                return f"{HOME}campaigns/{detail.removeprefix(mark)}/{page_name}"
        address = ""
        if detail.startswith(DRAFT):
            address = f"{HOME}new?draft={detail.removeprefix(DRAFT)}"
        elif detail.startswith(REQUEST):
            address = f"{HOME}requests/{detail.removeprefix(REQUEST)}"
        elif detail.startswith(REPORT):
            address = self._links.report(who[0], detail.removeprefix(REPORT), who[1], now)
        elif detail in (CURATE, OWN_DATA):
            address = (self._links.curating if detail == CURATE else self._links.own_data)(*who, now)
        return address.removeprefix(self._links.public_url) or HOMES.get(detail, HOME)

    async def _caller(self, workspace_id: str, learner_id: str, *, managing: bool = True) -> Caller:
        async with self._database.read() as db:
            workspace = await roster.workspace_by_id(db, workspace_id)
            manager = await roster.learner_by_id(db, workspace_id, learner_id)
        if workspace is None or not workspace.active or manager is None or not manager.active:
            raise NoEntry(NO_LONGER)
        if managing and not manager.manages:
            raise NoEntry(NO_LONGER)
        return Caller(workspace, manager, self._clock.now())


def page(request: web.Request, template: str, status: int, caller: Caller, **values: object) -> web.Response:
    """A filled template in the manager's language."""
    language = language_of(caller.manager.locale)
    words = manage_texts.labels()
    about = {"caller": caller, "language": language, "w": words, "texts": manage_texts, "reasons": reasons}
    response = request.app[SITE].page(template, status, **about, **values)
    response.headers.update(HEADERS)
    return response


def shut_page(request: web.Request, shut: Shut) -> web.Response:
    # Reading a page is a GET, so the same address can be opened again after signing in.
    sign_in = f"/sign-in?to={request.path}" if shut is NO_SESSION and request.app.get(SIGN_IN) else ""
    response = request.app[SITE].page("gone.html", shut.status, gone=shut, sign_in=sign_in)
    response.headers.update(HEADERS)
    return response
