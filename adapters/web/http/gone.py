"""The page that stands where a link opens nothing: what is wrong with it, and what to do, in its reader's language."""

from __future__ import annotations

from aiohttp import web

from adapters.web.http.errors import Fault, Handler, reply
from adapters.web.http.site import SITE
from bot.links import Links, Purpose
from bot.messages.catalogue import speaking, voice
from lessons.database import Database
from schedules.people.roster import learner_by_id


class NotForYou(Exception):
    """Nothing opens with this link.

    Attributes:
        title, advice: what is wrong and what to do, for whoever has the link; English, as catalogues know it.
    """

    def __init__(self, status: int, title: str, advice: str) -> None:
        super().__init__(title)
        self.status, self.title, self.advice = status, title, advice


class Readers:
    """Finds out whom links were made for, so that what is wrong with one is said in their language."""

    def __init__(self, database: Database, links: Links) -> None:
        self._database, self._links = database, links

    async def language(self, token: str, purpose: Purpose) -> str:
        """That of whoever the link names, also where it is good no more; the browser's where it names nobody."""
        ticket = self._links.made_for(token, purpose)
        if ticket is None:
            return voice().language
        async with self._database.read() as db:
            learner = await learner_by_id(db, ticket.workspace_id, ticket.person)
        return learner.locale if learner else voice().language

    def answered(self, handler: Handler, purpose: Purpose) -> Handler:
        """The handler; what it refuses is said in the language of whoever the link names."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except Fault as fault:
                with speaking(await self.language(request.match_info["token"], purpose)):
                    return reply(request, fault)

        return handle

    async def gone_page(self, request: web.Request, gone: NotForYou | Fault, purpose: Purpose) -> web.Response:
        """What is wrong with the link of this request."""
        with speaking(await self.language(request.match_info["token"], purpose)):
            return request.app[SITE].page("gone.html", gone.status, gone=gone)
