"""The page on which somebody reads everything that is kept about them, and the same as a file."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime

from aiohttp import web

from adapters.web.http.gone import NotForYou, Readers
from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from bot.clock import Clock
from bot.evidence.archive import evidence_zip
from bot.evidence.gathering import person_evidence
from bot.links import BadLink, ExpiredLink, Links, Purpose
from bot.messages.catalogue import language_of, speaking
from bot.messages.pages import own_data_texts
from bot.privacy.own_data import OwnData, own_data
from bot.reports.visibility import TABLE
from lessons.database import Database
from lessons.ports import MediaStore
from schedules.people import roster
from schedules.people.roster import Learner, Workspace

# It must neither lie in a cache nor be found by a search engine.
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


class OwnDataPages:
    """Serves the page and the file to whom they are about."""

    def __init__(self, database: Database, links: Links, clock: Clock, media: MediaStore) -> None:
        self._database, self._links, self._clock, self._media = database, links, clock, media
        self._readers = Readers(database, links)

    async def page(self, request: web.Request) -> web.Response:
        try:
            workspace, learner, own = await self._read(request)
        except NotForYou as gone:
            response = await self._readers.gone_page(request, gone, Purpose.OWN_DATA)
        else:
            with speaking(learner.locale, learner.platform, workspace.name, workspace.privacy):
                response = request.app[SITE].page(
                    "own_data.html",
                    200,
                    own=own,
                    words=own_data_texts.labels(),
                    headings=own_data_texts.sections(),
                    texts=own_data_texts,
                    table=TABLE,
                    privacy=workspace.privacy,
                    language=language_of(learner.locale),
                    token=request.match_info["token"],
                )
        response.headers.update(HEADERS)
        return response

    async def file(self, request: web.Request) -> web.Response:
        """Every row of every table, as JSON."""
        try:
            workspace, learner, own = await self._read(request)
        except NotForYou as gone:
            response = await self._readers.gone_page(request, gone, Purpose.OWN_DATA)
        else:
            about = {
                "workspace": workspace.name,
                "person": learner.name,
                "made_at": self._clock.now(),
                "tables": own.rows,
            }
            text = json.dumps(about, default=_plain, ensure_ascii=False, indent=1)
            response = web.Response(text=text, content_type="application/json")
            response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
        response.headers.update(HEADERS)
        return response

    async def evidence(self, request: web.Request) -> web.Response:
        """What they learned, as an archive that they can show to others."""
        try:
            workspace, learner = await self._whose(request)
        except NotForYou as gone:
            response = await self._readers.gone_page(request, gone, Purpose.OWN_DATA)
        else:
            about = (self._database, self._media, workspace, learner, self._clock.now())
            with speaking(learner.locale, learner.platform, workspace.name, workspace.privacy):
                # A thread gets the reader's language along: it copies the context.
                content = await asyncio.to_thread(evidence_zip, await person_evidence(*about))
            response = web.Response(body=content, content_type="application/zip")
            response.headers["Content-Disposition"] = 'attachment; filename="what-i-learned.zip"'
        response.headers.update(HEADERS)
        return response

    async def _read(self, request: web.Request) -> tuple[Workspace, Learner, OwnData]:
        """Whose page it is, and what is on it; raises NotForYou."""
        workspace, learner = await self._whose(request)
        async with self._database.read() as db:
            with speaking(learner.locale, learner.platform, workspace.name, workspace.privacy):
                return workspace, learner, await own_data(db, workspace, learner)

    # The link is read once for each of the three, since each may be opened alone.
    async def _whose(self, request: web.Request) -> tuple[Workspace, Learner]:
        """Whose page it is.

        Raises:
            NotForYou: the link is not good, or they are not here any more.
        """
        try:
            ticket = self._links.read(request.match_info["token"], Purpose.OWN_DATA, self._clock.now())
        except ExpiredLink as error:
            raise NotForYou(410, *own_data_texts.expired()) from error
        except BadLink as error:
            raise NotForYou(404, *own_data_texts.bad_link()) from error
        visit(request, ticket.person)
        async with self._database.read() as db:
            workspace = await roster.workspace_by_id(db, ticket.workspace_id)
            learner = await roster.learner_by_id(db, ticket.workspace_id, ticket.person)
        if workspace is None or learner is None:
            raise NotForYou(404, *own_data_texts.bad_link())
        return workspace, learner


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def own_data_pages(app: web.Application, database: Database, links: Links, clock: Clock, media: MediaStore) -> None:
    """Serve everybody what is kept about them."""
    pages = OwnDataPages(database, links, clock, media)
    app.router.add_get("/mine/{token}", pages.page)
    app.router.add_get("/mine/{token}/my-data.json", pages.file)
    app.router.add_get("/mine/{token}/evidence.zip", pages.evidence)
