"""Where somebody is signed in, with a button that ends each."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.http.cookies import keep
from adapters.web.http.errors import Fault
from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from adapters.web.sign_in.browsers import NO_TIME, Browsers, NotSignedIn
from adapters.web.sign_in.doors import HEADERS, SIGNED_OUT
from bot.clock import Clock
from bot.links import Links
from bot.messages.catalogue import language_of, speaking, template
from bot.messages.trust import sign_in_texts
from bot.sign_in.sessions import Session, end_session, end_sessions, sessions_of
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.roster import Learner, learner_by_id

PATH = "/sessions"


class SessionsPage:
    """Handlers of the page; each person sees their own sessions alone."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._browsers = Browsers(database, links, clock)

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self.page)
        app.router.add_post(f"{PATH}/end", self.end)
        app.router.add_post(f"{PATH}/end-all", self.end_all)

    async def page(self, request: web.Request) -> web.Response:
        this, learner = await self._who(request)
        zone = ZoneInfo(learner.zone)
        async with self._database.read() as db:
            every = await sessions_of(db, learner.workspace_id, learner.id, self._browsers.now())
        with speaking(learner.locale, learner.platform):
            words = sign_in_texts.sessions()
            rows = [
                (
                    each.id,
                    each.browser or words["unknown"],
                    words[each.way.value],
                    f"{each.began_at.astimezone(zone):%Y-%m-%d %H:%M}",
                    f"{each.seen_at.astimezone(zone):%Y-%m-%d %H:%M}",
                    each.id == this.id,
                )
                for each in every
            ]
            notice = words["ended"] if request.query.get("done") == "ended" else ""
            about = {"w": words, "rows": rows, "notice": notice, "language": language_of(learner.locale)}
            response = request.app[SITE].page("sessions.html", 200, manages=learner.manages, **about)
        response.headers.update(HEADERS)
        return response

    async def end(self, request: web.Request) -> web.Response:
        """End one of one's own."""
        this, learner = await self._who(request)
        session_id = str((await request.post()).get("session", ""))[:32]
        async with self._database.write() as db:
            if await end_session(db, learner.workspace_id, learner.id, session_id):
                await self._note(db, learner, session_id)
        is_this = session_id == this.id
        if is_this:
            keep(request, self._browsers.cookie, "", NO_TIME)
        return web.Response(status=303, headers={"Location": SIGNED_OUT if is_this else f"{PATH}?done=ended"})

    async def end_all(self, request: web.Request) -> web.Response:
        """End all of one's own, this one too."""
        _, learner = await self._who(request)
        async with self._database.write() as db:
            await end_sessions(db, learner.workspace_id, learner.id)
            await self._note(db, learner, "")
        keep(request, self._browsers.cookie, "", NO_TIME)
        return web.Response(status=303, headers={"Location": SIGNED_OUT})

    async def _note(self, db: AsyncConnection, learner: Learner, session_id: str) -> None:
        subject = session_id or learner.id
        await audit.note(db, learner.workspace_id, learner.id, "signed out", subject, self._clock.now())

    async def _who(self, request: web.Request) -> tuple[Session, Learner]:
        """Whose browser it is.

        Raises:
            Fault: nobody's.
        """
        try:
            session = await self._browsers.session(request)
        except NotSignedIn as error:
            raise not_signed_in() from error
        visit(request, session.learner_id)
        async with self._database.read() as db:
            learner = await learner_by_id(db, session.workspace_id, session.learner_id)
        if learner is None:
            raise not_signed_in()
        return session, learner


def not_signed_in() -> Fault:
    title = template("You are not signed in here")
    return Fault(401, title, template("Write “campaign page” or “studio” to the bot: it answers with a fresh link."))
