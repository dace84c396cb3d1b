"""The player page: the one place where watching can be measured. A signed link opens it for one learner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.beacons import LARGEST, BadBeacon, Beacon, Past, TooFast, believable, parse, too_large
from adapters.web.guard import proves_itself
from adapters.web.media import CAPTIONS, CLIP, POSTER, LiveClip, LiveClips
from adapters.web.site import SITE
from adapters.web.transcripts import Line, transcript
from bot.answers.answering import MADE, TOLD
from bot.answers.madenow import State, made_by_id, stands
from bot.clock import Clock
from bot.links import BadLink, ExpiredLink, Links, Purpose, Ticket
from lessons import catalog
from lessons.database import Database
from lessons.episodes import MAIN, Clip, ClipState, Episode
from schedules.ledger.ledger import Delivery, delivery_by_id
from schedules.people.roster import learner_by_id
from schedules.replies.views import record, view_of, views

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
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors " + " ".join(FRAMES)
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Robots-Tag": "noindex, nofollow"}
LONGEST_S = 90.0


class Unwatchable(Exception):
    """Nothing can be shown for this link.

    Attributes:
        title, advice: what is wrong and what to do, for the learner.
    """

    def __init__(self, status: int, title: str, advice: str) -> None:
        super().__init__(title)
        self.status, self.title, self.advice = status, title, advice


EXPIRED = Unwatchable(
    410, "This link has expired", "Links to lessons work for 30 days. Write “/learn” in the chat to get a fresh one."
)
NOT_OURS = Unwatchable(
    404,
    "This link does not work",
    "It was cut off or changed on the way. Open the lesson from its message in the chat; do not copy the address.",
)
WITHDRAWN = Unwatchable(
    410, "This lesson is no longer there", "It was withdrawn. Write “/learn” in the chat for your current lesson."
)

TAKEN_BACK = Unwatchable(
    410,
    "This answer was taken back",
    "Somebody doubted it, or the document that it came from was changed or removed. Ask again in the chat.",
)


@dataclass(frozen=True, slots=True)
class Showing:
    """What a link shows: a clip of an episode, to one learner, for one delivery.

    Attributes:
        live: the clip as it can be played while it is being made, if so.
        sources: what a clip made now rests on; no curator has seen it, which the page says.
    """

    delivery: Delivery
    learner_id: str
    episode: Episode
    series: str
    clip: Clip
    live: LiveClip | None = None
    sources: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """ "ready", "live" (playable while it is being made), "wanted" or "failed"."""
        return "live" if self.live and self.clip.state is ClipState.WANTED else self.clip.state.value

    @property
    def seconds(self) -> float:
        """Length of the clip; the longest there is as long as nobody knows."""
        return self.clip.seconds or (self.live.seconds if self.live else LONGEST_S)

    @property
    def lines(self) -> tuple[Line, ...]:
        return transcript(self.live.cues if self.live else self.clip.cues)


def player_pages(
    app: web.Application, database: Database, links: Links, clock: Clock, live: LiveClips | None = None
) -> None:
    """Serve the player page, the state of its clip, and take what it tells about watching."""
    pages = _Player(database, links, clock, live)
    app.router.add_get("/watch/{token}", pages.page)
    app.router.add_get("/watch/{token}/state", pages.state)
    app.router.add_post("/watch/{token}/seen", pages.seen)


class _Player:
    def __init__(self, database: Database, links: Links, clock: Clock, live: LiveClips | None) -> None:
        self._database = database
        self._links = links
        self._clock = clock
        self._live = live

    async def page(self, request: web.Request) -> web.Response:
        site = request.app[SITE]
        token = request.match_info["token"]
        try:
            showing = await self._showing(self._ticket(token))
        except Unwatchable as gone:
            response = site.page("gone.html", gone.status, gone=gone)
        else:
            response = site.page("player.html", showing=showing, token=token, files=_files(showing))
        response.headers.update(HEADERS)
        return response

    async def state(self, request: web.Request) -> web.Response:
        """Where the clip stands, for a page that waits for it."""
        try:
            showing = await self._showing(self._ticket(request.match_info["token"]))
        except Unwatchable as gone:
            return _refused(gone.status, gone)
        return web.json_response({"state": showing.state})

    @proves_itself
    async def seen(self, request: web.Request) -> web.Response:
        """Takes a beacon: {"seconds": [whole numbers], "played": bool, "captions": bool, "at": number}."""
        try:
            showing = await self._showing(self._ticket(request.match_info["token"]))
            beacon = parse(await _body(request), showing.seconds)
            await self._record(showing, beacon, self._clock.now())
        except Unwatchable as gone:
            return _refused(gone.status, gone)
        except BadBeacon as error:
            return _refused(422, error)
        except TooFast as error:
            return _refused(429, error, {"Retry-After": str(error.wait_s)})
        return web.Response(status=204)

    def _ticket(self, token: str) -> Ticket:
        try:
            return self._links.read(token, Purpose.PLAYER, self._clock.now())
        except ExpiredLink as error:
            raise EXPIRED from error
        except BadLink as error:
            raise NOT_OURS from error

    async def _showing(self, ticket: Ticket) -> Showing:
        async with self._database.read() as db:
            showing = await _find(db, ticket)
        if self._live is None or showing.clip.state is not ClipState.WANTED:
            return showing
        return replace(showing, live=await self._live.get(ticket.workspace_id, showing.clip.id))

    async def _record(self, showing: Showing, beacon: Beacon, now: datetime) -> None:
        delivery = showing.delivery
        async with self._database.write() as db:
            past = await _past(db, showing)
            anew = believable(beacon, past, showing.seconds, now)
            await record(
                db,
                delivery.workspace_id,
                delivery.id,
                showing.learner_id,
                campaign_id=delivery.campaign_id,
                episode_id=showing.episode.id,
                clip_key=showing.clip.key,
                watched=beacon.seconds,
                played=anew,
                captions_on=beacon.captions,
                last_s=beacon.at,
                now=now,
            )


async def _find(db: AsyncConnection, ticket: Ticket) -> Showing:
    """What the ticket shows.

    Raises:
        Unwatchable: the delivery, its learner or its clip is gone.
    """
    delivery = await delivery_by_id(db, ticket.workspace_id, ticket.subject)
    learner = await learner_by_id(db, ticket.workspace_id, ticket.person)
    if delivery is None or learner is None or not learner.active or delivery.learner_id != learner.id:
        raise WITHDRAWN
    if ticket.detail.startswith(MADE):
        return await _made_now(db, ticket.workspace_id, ticket.detail.removeprefix(MADE), delivery)
    clip = await _clip(db, ticket, delivery, learner.locale)
    episode = await catalog.episode_by_id(db, ticket.workspace_id, delivery.episode_id)
    if clip is None or episode is None:
        raise WITHDRAWN
    series = await catalog.latest_series(db, ticket.workspace_id, episode.series_slug)
    return Showing(delivery, learner.id, episode.told_in(clip.language), series.title if series else "", clip)


async def _clip(db: AsyncConnection, ticket: Ticket, delivery: Delivery, locale: str) -> Clip | None:
    """The very clip that an answer was found in, or the one of that key in the learner's language."""
    if ticket.detail.startswith(TOLD):
        told = await catalog.clip_by_id(db, ticket.workspace_id, ticket.detail.removeprefix(TOLD))
        return told if told and told.episode_id == delivery.episode_id else None
    return await catalog.clip_of(db, ticket.workspace_id, delivery.episode_id, ticket.detail or MAIN, locale)


async def _made_now(db: AsyncConnection, workspace_id: str, made_id: str, delivery: Delivery) -> Showing:
    """A clip that was made for a question and is in no catalogue.

    Raises:
        Unwatchable: somebody doubts it, or what it says is not in the documents any more.
    """
    made = await made_by_id(db, workspace_id, made_id)
    if made is None or not await stands(db, made):
        raise TAKEN_BACK
    title = made.script.title
    episode = Episode("", "", 0, title, made.language, made.script)
    state = ClipState.READY if made.media else ClipState.FAILED if made.state is State.FAILED else ClipState.WANTED
    seconds = made.seconds if made.media else None
    clip = Clip(made.id, "", f"{MADE}{made.id}", made.language, state, seconds, made.media, made.cues, "", made.made_at)
    return Showing(delivery, delivery.learner_id, episode, "", clip, sources=made.script.sources)


async def _past(db: AsyncConnection, showing: Showing) -> Past | None:
    workspace_id, delivery_id = showing.delivery.workspace_id, showing.delivery.id
    mine = (
        (views.c.workspace_id == workspace_id)
        & (views.c.delivery_id == delivery_id)
        & (views.c.viewer_id == showing.learner_id)
        & (views.c.clip_key == showing.clip.key)
    )
    # Locked until the beacon is written, so that two at once cannot each use up the same time.
    times = (await db.execute(sa.select(views.c.first_at, views.c.last_at).where(mine).with_for_update())).first()
    view = await view_of(db, workspace_id, delivery_id, showing.learner_id, showing.clip.key)
    return Past(view.watched, view.plays, times.first_at, times.last_at) if view and times else None


@dataclass(frozen=True, slots=True)
class _Files:
    """Addresses of a clip's files, "" for what there is not (yet)."""

    video: str
    captions: str
    poster: str
    live: str


def _files(showing: Showing) -> _Files:
    live = f"/live/{showing.live.digest}" if showing.live else ""
    if not showing.clip.media:
        return _Files(live and f"{live}/clip.m3u8", live and f"{live}/{CAPTIONS}", "", live and f"{live}/clip.m3u8")
    below = f"/media/{showing.clip.media}"
    return _Files(f"{below}/{CLIP}", f"{below}/{CAPTIONS}", f"{below}/{POSTER}", "")


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise too_large()
    return await request.read()


def _refused(status: int, why: Exception, headers: dict[str, str] | None = None) -> web.Response:
    said = {"error": str(why)}
    if isinstance(why, Unwatchable):
        said["advice"] = why.advice
    return web.json_response(said, status=status, headers=headers)
