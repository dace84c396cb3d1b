"""The player page: the one place where watching can be measured. A signed link opens it for one learner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import orjson
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection
from yarl import URL

from adapters.web.http.gone import Readers
from adapters.web.http.guard import proves_itself
from adapters.web.http.limits import visit
from adapters.web.http.media import LiveClips
from adapters.web.http.site import SITE
from adapters.web.pages.beacons import LARGEST, BadBeacon, Beacon, Past, TooFast, believable, parse, too_large
from adapters.web.pages.lesson import LessonPages, lesson_actions, page_state
from adapters.web.pages.showing import EXPIRED, NOT_OURS, ClipAddresses, Showing, Unwatchable, files_of, find, retold
from bot.async_cache import AsyncCache
from bot.clock import Clock
from bot.delivery.trial import is_trial
from bot.feed.lesson import Lesson, lesson_of
from bot.links import BadLink, ExpiredLink, Links, Purpose, Ticket
from bot.messages import page_texts
from bot.messages.catalogue import language_of, speaking, told
from lessons.database import Database
from lessons.episodes import ClipState
from schedules.replies.watching import locked_view, record

FRAMES = (
    "'self'",
    # Slack shows the page inside of a message; its desktop and web clients are pages of these hosts.
    "https://*.slack.com",
    # Teams and its siblings; source: Microsoft, "Tab requirements".
    "https://teams.microsoft.com",
    "https://*.teams.microsoft.com",
    "https://*.cloud.microsoft",
    "https://*.microsoft365.com",
    "https://*.office.com",
    "https://outlook.office365.com",
)
# Nothing is allowed but what the page uses; blob: is where the script puts pieces of a clip that is still being made.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors " + " ".join(FRAMES)
)
# Six beacons of one viewer; a lesson that was withdrawn, or a person who left, is noticed half a minute later.
WATCHED_FRESH = timedelta(seconds=30)
HEADERS = {"Content-Security-Policy": POLICY, "X-Robots-Tag": "noindex, nofollow"}


def player_pages(
    app: web.Application,
    database: Database,
    links: Links,
    clock: Clock,
    live: LiveClips | None = None,
    wake: Callable[[], None] = lambda: None,
) -> tuple[Player, LessonPages]:
    """Serve the player page, the state of its clip, and take what it tells about watching and what is done there.

    Args:
        wake: called when a message may leave at once, such as the verdict in the chat.
    """
    pages = Player(database, links, clock, live)
    app.router.add_get("/watch/{token}", pages.page)
    app.router.add_get("/watch/{token}/state", pages.state)
    app.router.add_post("/watch/{token}/seen", pages.seen)
    actions = LessonPages(database, links, clock, pages.visited, wake)
    lesson_actions(app, actions)
    return pages, actions


class Player:
    """Finds what a link shows, and serves its page."""

    def __init__(self, database: Database, links: Links, clock: Clock, live: LiveClips | None) -> None:
        self._database = database
        self._links, self._readers = links, Readers(database, links)
        self._clock = clock
        self._live = live
        self._watched: AsyncCache[str, Showing] = AsyncCache(WATCHED_FRESH)

    async def page(self, request: web.Request) -> web.Response:
        site = request.app[SITE]
        token = request.match_info["token"]
        try:
            showing = await self.visited(request)
            lesson = await self.lesson(showing)
        except Unwatchable as gone:
            response = await self._readers.gone_page(request, gone, Purpose.PLAYER)
        else:
            with speaking(showing.learner.locale):
                response = site.page(
                    "player.html",
                    showing=showing,
                    token=token,
                    files=self.files(showing),
                    words=page_texts.labels(),
                    w=page_texts.player_labels(),
                    caption_choices=page_texts.caption_choices(),
                    controls=orjson.dumps(page_texts.player_labels()).decode(),
                    chapter=page_texts.chapter(showing.series, showing.episode.number, lesson.of),
                    language=language_of(showing.learner.locale),
                    lesson=lesson,
                    feed=self._feed(showing),
                    state=page_state(lesson),
                )
        response.headers.update(HEADERS)
        return response

    async def state(self, request: web.Request) -> web.Response:
        """Where the clip stands, for a page that waits for it."""
        try:
            showing = await self.visited(request)
        except Unwatchable as gone:
            return _refused(gone.status, gone)
        return web.json_response({"state": showing.state})

    @proves_itself
    async def seen(self, request: web.Request) -> web.Response:
        """Takes a beacon: {"seconds": [whole numbers], "played": bool, "captions": bool, "at": number}."""
        try:
            showing = await self._watching(request)
            beacon = parse(await _body(request), showing.seconds)
            await self._record(showing, beacon, self._clock.now())
        except Unwatchable as gone:
            return _refused(gone.status, gone)
        except BadBeacon as error:
            return _refused(422, error)
        except TooFast as error:
            return _refused(429, error, {"Retry-After": str(error.wait_s)})
        return web.Response(status=204)

    async def visited(self, request: web.Request) -> Showing:
        ticket = self._ticket(request.match_info["token"])
        visit(request, ticket.person)
        return await self._showing(ticket)

    async def _watching(self, request: web.Request) -> Showing:
        """What a beacon is about. It comes every five seconds, so that it is not looked up each time."""
        token = request.match_info["token"]
        ticket = self._ticket(token)
        visit(request, ticket.person)
        if (watched := self._watched.get_if_fresh(token, self._clock.now())) is not None:
            return watched
        showing = await self._showing(ticket)
        # Of a clip that is still being made the length may change.
        if showing.clip.state is ClipState.READY:
            self._watched.put(token, self._clock.now(), showing)
        return showing

    def _ticket(self, token: str) -> Ticket:
        try:
            return self._links.read(token, Purpose.PLAYER, self._clock.now())
        except ExpiredLink as error:
            raise EXPIRED from error
        except BadLink as error:
            raise NOT_OURS from error

    async def _showing(self, ticket: Ticket) -> Showing:
        async with self._database.read() as db:
            showing = await find(db, ticket)
            if not ticket.detail:
                showing = await retold(db, self._links, showing, self._clock.now())
        # Only a clip that is still to be made can be played piece by piece; a finished one is a file.
        if self._live is None or showing.clip.state is not ClipState.WANTED:
            return showing
        return replace(showing, live=await self._live.get(ticket.workspace_id, showing.clip.id))

    async def lesson(self, showing: Showing) -> Lesson:
        async with self._database.read() as db:
            place = (showing.delivery, showing.episode, showing.clip.key)
            return await lesson_of(db, showing.learner, *place, showing.seconds, self._clock.now(), showing)

    def _feed(self, showing: Showing) -> str:
        return URL(self._links.feed(showing.delivery.workspace_id, showing.learner.id, self._clock.now())).path

    def files(self, showing: Showing) -> ClipAddresses:
        media = showing.clip.media or (showing.live.digest if showing.live else "")
        token = self._links.files(showing.delivery.workspace_id, media, self._clock.now()) if media else ""
        return files_of(showing, token)

    async def _record(self, showing: Showing, beacon: Beacon, now: datetime) -> None:
        delivery = showing.delivery
        if is_trial(delivery):
            return  # a manager's own look at an episode is counted nowhere
        async with self._database.write() as db:
            past = await _past(db, showing)
            anew = believable(beacon, past, showing.seconds, now)
            await record(
                db,
                delivery.workspace_id,
                delivery.id,
                showing.learner.id,
                campaign_id=delivery.campaign_id,
                episode_id=showing.episode.id,
                clip_key=showing.clip.key,
                watched=beacon.seconds,
                played=anew,
                captions_on=beacon.captions,
                last_s=beacon.at,
                now=now,
            )


async def _past(db: AsyncConnection, showing: Showing) -> Past | None:
    workspace_id, delivery_id = showing.delivery.workspace_id, showing.delivery.id
    # Locked until the beacon is written, so that two at once cannot each use up the same time.
    seen = await locked_view(db, workspace_id, delivery_id, showing.learner.id, showing.clip.key)
    return Past(seen[0].watched, seen[0].plays, *seen[1:]) if seen else None


async def _body(request: web.Request) -> bytes:
    # Refused by what the sender says of its length, before a byte of it is kept in memory.
    if (request.content_length or 0) > LARGEST:
        raise too_large()
    return await request.read()


def _refused(status: int, why: Exception, headers: dict[str, str] | None = None) -> web.Response:
    problem = {"error": told(str(why))}
    if isinstance(why, Unwatchable):
        problem["advice"] = told(why.advice)
    return web.json_response(problem, status=status, headers=headers)
