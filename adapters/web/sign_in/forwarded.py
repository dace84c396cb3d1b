"""What stands before every page that a link opens: whether it was taken back, and whether it is its owner who comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from aiohttp import web

from adapters.web.http.errors import Fault, Handler
from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from adapters.web.sign_in.browsers import Browsers, NotSignedIn
from adapters.web.sign_in.doors import HEADERS, SIGN_IN
from bot.clock import Clock
from bot.links import CURATE, OWN_DATA, REPORT, Links, Purpose, Ticket
from bot.messages.catalogue import speaking
from bot.messages.reply import say
from bot.messages.trust import sign_in_texts
from bot.sign_in.revocations import LIVES, Revocation, made_at, revoked_in
from lessons.database import Database, new_id
from schedules.ledger import events_seen
from schedules.people.roster import Learner, Workspace, learner_by_id, workspace_by_id

KNOWN_S = 2.0  # a revoked link opens for so long yet, in a process that looked just before
ASKING: dict[Purpose, str] = {Purpose.REPORT: REPORT, Purpose.CURATE: CURATE, Purpose.OWN_DATA: OWN_DATA}
"""Links that show others, or everything about one person; each with what a fresh one is asked for by."""
PROVE = "/prove/{token}"


class LinkGuard:
    """Looks at the link of each request before its page does.

    Args:
        wake: called when a message may leave at once.
        known_s: how long it is believed that nothing more was taken back.
    """

    def __init__(
        self, database: Database, links: Links, clock: Clock, wake: Callable[[], None], known_s: float = KNOWN_S
    ) -> None:
        self._database, self._links, self._clock, self._wake = database, links, clock, wake
        self._known_s = known_s
        self._browsers = Browsers(database, links, clock)
        self._revoked: dict[str, tuple[float, Sequence[Revocation]]] = {}

    def routes(self, app: web.Application) -> None:
        app.middlewares.append(self._guarded)
        app.router.add_post(PROVE, self.prove)

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        named = self._links.opened(request.match_info.get("token", ""), LIVES)
        # What is over says so on its page.
        if named is None or self._browsers.now() > named[1]:
            return await handler(request)
        ticket, ends = named
        if await self._is_revoked(ticket, made_at(ends, ticket.purpose)):
            raise Fault(410, *sign_in_texts.REVOKED)
        if ticket.purpose in ASKING and request.path != PROVE.format(token=request.match_info["token"]):
            workspace, learner = await self._owner(ticket)
            if workspace and learner and workspace.links_ask and not await self._is_owner(request, ticket):
                return self._ask(request, learner)
        return await handler(request)

    async def prove(self, request: web.Request) -> web.Response:
        """Write to the link's owner in chat, with a link that opens the same page one time and signs in."""
        token = request.match_info["token"]
        named = self._links.opened(token, ASKING)
        ticket = named[0] if named and self._browsers.now() <= named[1] else None
        workspace, learner = await self._owner(ticket) if ticket else (None, None)
        if ticket is None or workspace is None or learner is None or not learner.active:
            raise Fault(404, *sign_in_texts.NOT_A_LINK)
        visit(request, learner.id)
        now = self._clock.now()
        with speaking(learner.locale, learner.platform, workspace.name):
            async with self._database.write() as db:
                # Whoever has the link can press as often as they like; its owner is written to once in a minute.
                cause = f"prove:{learner.id}:{now:%Y%m%d%H%M}"
                if await events_seen.first_time(db, learner.workspace_id, cause, now):
                    to = ASKING[ticket.purpose] + (ticket.subject if ticket.purpose is Purpose.REPORT else "")
                    url = self._links.managing(learner.workspace_id, learner.id, new_id(), now, to)
                    await say(db, learner, sign_in_texts.is_it_you(url), cause, now)
            self._wake()
            response = request.app[SITE].page("prove.html", 200, w=sign_in_texts.prove(), token="", sign_in="")
        response.headers.update(HEADERS)
        return response

    async def _is_revoked(self, ticket: Ticket, made: datetime) -> bool:
        at, revoked = self._revoked.get(ticket.workspace_id, (float("-inf"), ()))
        if time.monotonic() - at > self._known_s:
            async with self._database.read() as db:
                revoked = await revoked_in(db, ticket.workspace_id)
            self._revoked[ticket.workspace_id] = time.monotonic(), revoked
        return any(each.takes(ticket.person, ticket.purpose, made) for each in revoked)

    async def _owner(self, ticket: Ticket) -> tuple[Workspace | None, Learner | None]:
        async with self._database.read() as db:
            workspace = await workspace_by_id(db, ticket.workspace_id)
            return workspace, await learner_by_id(db, ticket.workspace_id, ticket.person)

    async def _is_owner(self, request: web.Request, ticket: Ticket) -> bool:
        try:
            session = await self._browsers.session(request)
        except NotSignedIn:
            return False
        return (session.workspace_id, session.learner_id) == (ticket.workspace_id, ticket.person)

    def _ask(self, request: web.Request, learner: Learner) -> web.Response:
        """Says nothing of whose link it is: whoever has it is not known."""
        with speaking(learner.locale, learner.platform):
            sign_in = "/sign-in" if request.app.get(SIGN_IN) else ""
            about = {"w": sign_in_texts.prove(), "token": request.match_info["token"], "sign_in": sign_in}
            response = request.app[SITE].page("prove.html", 401, **about)
        response.headers.update(HEADERS)
        return response
