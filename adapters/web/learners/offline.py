"""Lessons without a line: what a browser may keep, the page that lists it, and the worker that serves it."""

from __future__ import annotations

from aiohttp import web
from yarl import URL

from adapters.web.http.gone import Readers
from adapters.web.http.site import SITE
from adapters.web.pages.feed import FeedPages
from bot.clock import Clock
from bot.feed.week import lessons_of_week
from bot.links import Links, Purpose
from bot.messages.pages import offline_texts
from lessons.database import Database

WORKER = "offline-worker.js"


class OfflinePages:
    """What a browser needs to show lessons while the line is away."""

    def __init__(self, database: Database, links: Links, clock: Clock, feed: FeedPages) -> None:
        self._database, self._links, self._clock, self._feed = database, links, clock, feed

    async def week(self, request: web.Request) -> web.Response:
        """The learner's lessons of the week: {"lessons": [{"page": address, "title": …, "series": …}]}."""
        workspace, learner = await self._feed.visitor(request)
        now = self._clock.now()
        async with self._database.read() as db:
            lessons = await lessons_of_week(db, learner, now)
        rows = [
            {
                "page": URL(self._links.player(workspace.id, each.delivery_id, learner.id, now)).path,
                "title": each.title,
                "series": each.series,
            }
            for each in lessons
        ]
        return web.json_response({"lessons": rows})

    async def kept(self, request: web.Request) -> web.Response:
        """The page of kept lessons: it names nobody, as its list is in the browser alone."""
        return request.app[SITE].page("kept.html", words=offline_texts.labels())

    async def worker(self, request: web.Request) -> web.Response:
        """The script that stands between pages and the line; browsers ask for it anew, so that a newer one comes."""
        headers = {"Cache-Control": "no-cache"}
        return web.Response(body=request.app[SITE].content(WORKER), content_type="text/javascript", headers=headers)


def offline_pages(app: web.Application, database: Database, links: Links, clock: Clock, feed: FeedPages) -> None:
    """Serve what browsers keep, below the learner's own page and at addresses of its own."""
    pages = OfflinePages(database, links, clock, feed)
    app.router.add_post("/feed/{token}/week", Readers(database, links).answered(pages.week, Purpose.FEED))
    app.router.add_get("/kept", pages.kept)
    app.router.add_get(f"/{WORKER}", pages.worker)
