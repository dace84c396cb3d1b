"""Who a browser belongs to, by its cookie."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.http.cookies import keep
from bot.clock import Clock
from bot.links import SESSION_LIFE, BadLink, Links, Purpose
from bot.sign_in import sessions
from bot.sign_in.sessions import Session, Way
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.roster import learner_by_id

COOKIE = "ninety_manage"
NO_TIME = timedelta(0)
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


class NotSignedIn(Exception):
    """The browser has no session, or none any more."""


class Browsers:
    """Gives browsers their sessions, and finds those again."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database, self._links, self._clock = database, links, clock
        self._is_https = links.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """The cookie's name. With the prefix no other host of the company's domain can plant one (RFC 6265bis)."""
        return cookie_name(COOKIE, self._links)

    def now(self) -> datetime:
        """Sessions do not grow older when the playground's time is moved, as links do not."""
        return self._clock.now() - self._clock.ahead

    async def begin(
        self, db: AsyncConnection, request: web.Request, workspace_id: str, learner_id: str, way: Way
    ) -> Session:
        """A new session in this browser; one that it had before ends."""
        before = self._named(request)
        if before:
            await sessions.end_session(db, *before[:3])
        browser, now = browser_of(request.headers.get("User-Agent", "")), self.now()
        session = await sessions.begin_session(db, workspace_id, learner_id, way, browser, now)
        await audit.note(db, workspace_id, learner_id, "signed in", session.id, self._clock.now(), way=way.value)
        self._hand(request, session)
        return session

    async def session(self, request: web.Request) -> Session:
        """The session of the browser that asks.

        Raises:
            NotSignedIn: it has none.
        """
        if (named := self._named(request)) is None:
            raise NotSignedIn
        workspace_id, learner_id, session_id, cookie = named
        now = self.now()
        async with self._database.read() as db:
            session = await sessions.open_session(db, workspace_id, session_id, now)
            learner = await learner_by_id(db, workspace_id, learner_id)
        if session is None or session.learner_id != learner_id:
            raise NotSignedIn
        if learner is None or not learner.active:
            # Whoever left is out at once, and does not find the session open when they are taken back.
            async with self._database.write() as db:
                await sessions.end_sessions(db, workspace_id, learner_id)
            raise NotSignedIn
        if not session.takes(cookie, now):
            await self._end_copied(session)
            raise NotSignedIn
        if sessions.is_due(session, cookie, now):
            async with self._database.write() as db:
                session = await sessions.note_seen(db, session, cookie, now)
        # Once the new cookie arrived, whoever still has the one before gets no newer one from us.
        if session.cookie != cookie and not session.arrived:
            self._hand(request, session)
        return session

    async def end(self, request: web.Request) -> None:
        """End the browser's session, if it has one, and take the cookie away."""
        if named := self._named(request):
            async with self._database.write() as db:
                if await sessions.end_session(db, *named[:3]):
                    await audit.note(db, named[0], named[1], "signed out", named[2], self._clock.now())
        keep(request, self.cookie, "", NO_TIME)

    def _named(self, request: web.Request) -> tuple[str, str, str, int] | None:
        """Workspace, learner, session and number of the cookie that was sent, None where it is none of ours."""
        try:
            ticket = self._links.read(request.cookies.get(self.cookie, ""), Purpose.SESSION, self._clock.now())
        except BadLink:
            return None
        return ticket.workspace_id, ticket.person, ticket.subject, int(ticket.detail or 0)

    def _hand(self, request: web.Request, session: Session) -> None:
        about = (session.workspace_id, session.id, session.learner_id, session.cookie)
        ends = session.began_at + SESSION_LIFE
        # Tokens end on the playground's moved clock like links.
        token = self._links.session(*about, ends)
        keep(request, self.cookie, token, max(NO_TIME, ends - self.now()))

    async def _end_copied(self, session: Session) -> None:
        """Somebody showed a cookie that the browser has replaced: nobody goes on with this session."""
        about = (session.workspace_id, session.learner_id)
        async with self._database.write() as db:
            if await sessions.end_session(db, *about, session.id):
                await audit.note(db, *about, "copied cookie refused", session.id, self._clock.now())


def cookie_name(name: str, links: Links) -> str:
    return f"__Host-{name}" if links.public_url.startswith("https://") else name


def browser_of(agent: str) -> str:
    """A browser in two words, by which its owner knows it again: "Firefox, Linux"."""
    program = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for name in _SYSTEMS if re.search(rf"\b{name}\b", agent)), "")
    words = ", ".join(word for word in (program, system.replace("Macintosh", "macOS")) if word)
    return words or agent.partition("/")[0][:40]
