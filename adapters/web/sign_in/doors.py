"""Signing in with the company's account, and out again."""

from __future__ import annotations

import logging
import re
import secrets
from datetime import timedelta

from aiohttp import web

from adapters.web.http.cookies import keep
from adapters.web.http.errors import Fault
from adapters.web.http.site import SITE
from adapters.web.sign_in.browsers import NO_TIME, Browsers, cookie_name
from adapters.web.sign_in.provider import Account, Provider, ProviderFault
from bot.clock import Clock
from bot.links import BadLink, Links, Purpose, Ticket
from bot.messages.trust import sign_in_texts
from bot.sign_in.matching import NobodyHere, learner_behind, workspace_for
from bot.sign_in.sessions import Way
from lessons.database import Database
from schedules.people.roster import Learner

log = logging.getLogger(__name__)

PATH = "/sign-in"
BACK = f"{PATH}/back"
SIGNED_OUT = "/signed-out"
SIGN_IN = web.AppKey("sign_in", bool)
COOKIE = "ninety_signing_in"
LIFE = timedelta(minutes=10)  # a password, a second factor and a phone that lies in another room
# Only pages of ours: an address that came along could lead anywhere, in the name of a page that people trust.
_OURS = re.compile(r"/(manage|studio|sessions)(/[A-Za-z0-9_./-]*)?")
HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


class SignIn:
    """Sends browsers to the company's sign-in, and takes them back."""

    def __init__(
        self, database: Database, links: Links, clock: Clock, provider: Provider | None, workspace_name: str
    ) -> None:
        self._database, self._links, self._clock = database, links, clock
        self._provider, self._workspace_name = provider, workspace_name
        self._browsers = Browsers(database, links, clock)

    def routes(self, app: web.Application) -> None:
        app.router.add_post("/sign-out", self.leave)
        app.router.add_get(SIGNED_OUT, self.left)
        app[SIGN_IN] = self._provider is not None
        if self._provider:
            app.router.add_get(PATH, self.page)
            app.router.add_get(f"{PATH}/go", self.go)
            app.router.add_get(BACK, self.back)

    async def page(self, request: web.Request) -> web.Response:
        return _page(request, "sign_in.html", w=sign_in_texts.sign_in(), to=_ours(request.query.get("to", "")))

    async def go(self, request: web.Request) -> web.Response:
        """To the provider, with a state that only this browser can bring back."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        detail = f"{verifier} {_ours(request.query.get('to', ''))}"
        try:
            place = await self._used().address(state, nonce, verifier, self._back)
        except ProviderFault as fault:
            raise _unavailable(fault) from fault
        token = self._links.token(Ticket(Purpose.SIGN_IN, "-", state, nonce, detail), self._clock.now() + LIFE)
        keep(request, self._cookie, token, LIFE)
        return web.Response(status=303, headers={"Location": place})

    async def back(self, request: web.Request) -> web.Response:
        """Back from the provider: whoever signed in gets a session, if they are known here."""
        keep(request, self._cookie, "", NO_TIME)
        ticket = self._begun(request)
        if request.query.get("error") or not self._used().came_from(request.query.get("iss")):
            raise Fault(403, *sign_in_texts.REFUSED)
        verifier, _, to = ticket.detail.partition(" ")
        try:
            account = await self._used().account(request.query.get("code", ""), ticket.person, verifier, self._back)
        except ProviderFault as fault:
            raise _unavailable(fault) from fault
        learner = await self._enter(request, account)
        home = self._links.own_page(learner.workspace_id, learner.id, self._clock.now())
        place = (to or "/manage/") if learner.manages else home.removeprefix(self._links.public_url)
        return web.Response(status=303, headers={"Location": place})

    async def leave(self, request: web.Request) -> web.Response:
        """Out of this browser."""
        await self._browsers.end(request)
        return web.Response(status=303, headers={"Location": SIGNED_OUT})

    async def left(self, request: web.Request) -> web.Response:
        company = ""
        if self._provider:
            try:
                company = await self._provider.leaving(f"{self._links.public_url}{PATH}")
            except ProviderFault as fault:
                log.warning("the company's sign-in: %s", fault)
        again = PATH if self._provider else ""
        return _page(request, "signed_out.html", w=sign_in_texts.signed_out(), company=company, again=again)

    async def _enter(self, request: web.Request, account: Account) -> Learner:
        try:
            async with self._database.write() as db:
                workspace = await workspace_for(db, self._workspace_name)
                learner = await learner_behind(db, workspace.id, account.email)
                await self._browsers.begin(db, request, workspace.id, learner.id, Way.ACCOUNT)
        except NobodyHere as fault:
            log.warning("somebody signed in and got nothing: %s", fault)
            raise Fault(403, *sign_in_texts.NOBODY) from fault
        return learner

    def _begun(self, request: web.Request) -> Ticket:
        """What this browser took along when it left.

        Raises:
            Fault: it did not leave from here, or long ago.
        """
        try:
            ticket = self._links.read(request.cookies.get(self._cookie, ""), Purpose.SIGN_IN, self._clock.now())
        except BadLink as error:
            raise Fault(403, *sign_in_texts.LATE) from error
        if not secrets.compare_digest(
            ticket.subject, request.query.get("state", "").encode("ascii", "replace").decode()
        ):
            raise Fault(403, *sign_in_texts.LATE)
        return ticket

    def _used(self) -> Provider:
        if self._provider is None:
            raise LookupError("no provider is set up, so none of these addresses is served")
        return self._provider

    @property
    def _back(self) -> str:
        return f"{self._links.public_url}{BACK}"

    @property
    def _cookie(self) -> str:
        return cookie_name(COOKIE, self._links)


def _ours(to: str) -> str:
    return to if len(to) < 300 and _OURS.fullmatch(to) and "//" not in to and ".." not in to else ""


def _unavailable(fault: ProviderFault) -> Fault:
    log.warning("the company's sign-in: %s", fault)
    return Fault(502, *sign_in_texts.UNAVAILABLE)


def _page(request: web.Request, template: str, **values: object) -> web.Response:
    response = request.app[SITE].page(template, 200, **values)
    response.headers.update(HEADERS)
    return response
