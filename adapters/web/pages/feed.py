"""The learner's page of clips: what waits, what is worth a minute and why, and what they kept."""

from __future__ import annotations

from aiohttp import web
from yarl import URL

from adapters.web.http.gone import Readers
from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from adapters.web.pages.player import HEADERS
from adapters.web.pages.showing import Unwatchable
from bot.clock import Clock
from bot.feed.company import CompanyFigures
from bot.feed.for_you import for_you
from bot.feed.opening import open_clip
from bot.feed.page_turn import PageTurn
from bot.links import BadLink, ExpiredLink, Links, Purpose
from bot.messages import page_texts
from bot.messages.catalogue import speaking, template
from bot.messages.pages import offline_texts
from lessons.database import Database, new_id
from schedules.people import roster
from schedules.people.roster import Learner, Workspace

EXPIRED = Unwatchable(
    410,
    template("This page has been open for long"),
    template("Open a lesson from the chat; its page leads here with a fresh link."),
)
NOT_OURS = Unwatchable(
    404,
    template("This link does not work"),
    template("It was cut off or changed on the way. Open a lesson from the chat instead."),
)
GONE = Unwatchable(
    410, template("This clip is no longer there"), template("It was withdrawn. Go back and choose another one.")
)


class FeedPages:
    """Serves one learner's page and opens what is pressed there."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database, self._links, self._clock = database, links, clock
        self._figures = CompanyFigures(database)

    async def close(self, app: web.Application) -> None:
        """What is counted in the background ends before the database is closed."""
        await self._figures.close()

    async def page(self, request: web.Request) -> web.Response:
        now = self._clock.now()
        workspace, learner = await self.visitor(request)
        async with self._database.read() as db:
            feed = await for_you(db, self._figures, workspace, learner, now)

        def poster(media: str) -> str:
            # Only the path: the page may be open under another name of this server, and stays on it.
            return URL(self._links.poster(workspace.id, media, now)).path

        def watch(delivery_id: str) -> str:
            return URL(self._links.player(workspace.id, delivery_id, learner.id, now)).path

        with speaking(learner.locale):
            response = request.app[SITE].page(
                "feed.html",
                feed=feed,
                token=request.match_info["token"],
                poster=poster,
                watch=watch,
                words=page_texts.feed_labels(),
                offline=offline_texts.labels(),
                reasons=page_texts.reasons(),
            )
        response.headers.update(HEADERS)
        return response

    async def open(self, request: web.Request) -> web.Response:
        """Takes the form's {"episode": id}, and leads to its clip."""
        workspace, learner = await self.visitor(request)
        episode_id = str((await request.post()).get("episode", ""))
        async with self._database.write() as db:
            turn = PageTurn(db, workspace, learner, self._links, f"open:{new_id()}", self._clock.now())
            with speaking(learner.locale, learner.platform, workspace.name, workspace.privacy):
                url = await open_clip(turn, episode_id)
        if not url:
            raise GONE
        # 303 makes the browser fetch the clip by GET, so that loading the page anew does not open it a second time.
        raise web.HTTPSeeOther(URL(url).path)

    async def visitor(self, request: web.Request) -> tuple[Workspace, Learner]:
        """Who the link is for.

        Raises:
            Unwatchable: the link is not good, or they are not here any more.
        """
        try:
            ticket = self._links.read(request.match_info["token"], Purpose.FEED, self._clock.now())
        except ExpiredLink as error:
            raise EXPIRED from error
        except BadLink as error:
            raise NOT_OURS from error
        visit(request, ticket.person)
        async with self._database.read() as db:
            workspace = await roster.workspace_by_id(db, ticket.workspace_id)
            learner = await roster.learner_by_id(db, ticket.workspace_id, ticket.person)
        if workspace is None or not workspace.active or learner is None or not learner.active:
            raise NOT_OURS
        return workspace, learner


def feed_pages(app: web.Application, database: Database, links: Links, clock: Clock) -> FeedPages:
    """Serve every learner's own page."""
    pages = FeedPages(database, links, clock)
    app.on_cleanup.append(pages.close)
    readers = Readers(database, links)
    app.router.add_get("/feed/{token}", readers.answered(pages.page, Purpose.FEED))
    app.router.add_post("/feed/{token}/open", readers.answered(pages.open, Purpose.FEED))
    return pages
