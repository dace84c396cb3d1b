"""Clips over HTTP: finished files by range requests, and clips that are still being made piece by piece."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from aiohttp import web

from adapters.media import FileMedia
from bot.answers.generated_clips import may_be_seen, title_of_generated
from bot.clips.renditions import Labels, Renditions
from bot.clips.stills import Stills
from bot.clock import Clock
from bot.links import (
    CLIP_FILE,
    LABEL_FILE,
    MEDIA_STEP,
    MEDIUM_FILE,
    POSTER_FILE,
    SMALL_FILE,
    SOUND_FILE,
    WIDE_FILE,
    BadLink,
    Links,
    MediaUse,
    Purpose,
    Ticket,
)
from bot.operations.wide_posters import WidePosters
from lessons.catalog.recognised import language_of_media
from lessons.database import Database

CLIP, CAPTIONS = CLIP_FILE, "clip.vtt"
KINDS = {
    **{CLIP: "video/mp4", SMALL_FILE: "video/mp4", MEDIUM_FILE: "video/mp4"},
    **{SOUND_FILE: "audio/mp4", LABEL_FILE: "audio/mp4"},
    **{CAPTIONS: "text/vtt; charset=utf-8", POSTER_FILE: "image/jpeg", WIDE_FILE: "image/jpeg"},
}
PLAYLIST_KIND, SEGMENT_KIND = "application/vnd.apple.mpegurl", "video/mp4"
_LINK = "{token:[A-Za-z0-9_.-]{20,600}}"
_FILE = f"/media/{_LINK}/{{name:{'|'.join(map(re.escape, KINDS))}}}"
_STILL = f"/media/{_LINK}/still-{{second:[0-9]{{1,3}}}}.jpg"
_LIVE = f"/live/{_LINK}"
# A link lives for hours, so browsers may keep what it gave them that long; nobody in between may, as it is one
# person's. The content behind a link never changes: a digest names it.
CACHED = f"private, max-age={MEDIA_STEP // timedelta(seconds=1)}, immutable"
# Chat platforms fetch posters by themselves and show them on their own pages.
HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}


class CaptionLine(Protocol):
    """Words of a clip and the second at which they begin."""

    @property
    def start_s(self) -> float: ...

    @property
    def text(self) -> str: ...


class LiveClip(Protocol):
    """A clip that can be played while it is being made."""

    @property
    def digest(self) -> str:
        """Hexadecimal, names the content: the same digest always gives the same bytes, also on another machine."""

    @property
    def seconds(self) -> float:
        """Its length, known before any picture is."""

    @property
    def cues(self) -> Sequence[CaptionLine]:
        """What is said in it."""

    async def playlist(self) -> str:
        """HLS media playlist, complete (VOD); names init.mp4 and 0.m4s, 1.m4s, ... relative to itself."""

    async def init(self) -> bytes:
        """The initialisation section, fragmented MP4."""

    async def segment(self, n: int) -> bytes:
        """Media segment n, from 0; made when it is asked for.

        Raises:
            IndexError: there is no such segment.
        """

    async def still(self, n: int) -> bytes:
        """A picture of segment n as a JPEG, there before the segment is.

        Raises:
            IndexError: there is no such segment.
        """

    async def captions(self) -> str:
        """WebVTT of the whole clip."""


class LiveClips(Protocol):
    """The clips that are being made now."""

    async def get(self, workspace_id: str, clip_id: str) -> LiveClip | None:
        """The clip, its making begun; None when it cannot be played before it is finished."""

    async def find(self, digest: str) -> LiveClip | None:
        """The clip with this digest that get() gave; None when it is gone."""


def media_pages(
    app: web.Application,
    store: FileMedia,
    database: Database,
    links: Links,
    clock: Clock,
    live: LiveClips | None = None,
    labels: Labels | None = None,
) -> None:
    """Serve finished clips below /media and, where somebody makes them, growing ones below /live.

    Every address carries a signed link that expires, and is for one use: the link of a poster opens no clip.
    """
    gate = _Gate(database, links, clock)
    files = _ClipFiles(store, gate, WidePosters(database, store), Renditions(database, store, labels), Stills(store))
    app.router.add_get(_FILE, files.serve)
    app.router.add_get(_STILL, files.still)
    if live is not None:
        growing = _Growing(live, gate)
        app.router.add_get(f"{_LIVE}/clip.m3u8", growing.playlist)
        app.router.add_get(f"{_LIVE}/clip.vtt", growing.captions)
        app.router.add_get(f"{_LIVE}/init.mp4", growing.init)
        app.router.add_get(f"{_LIVE}/{{number:[0-9]{{1,4}}}}.m4s", growing.segment)
        app.router.add_get(f"{_LIVE}/{{number:[0-9]{{1,4}}}}.jpg", growing.still)


class _Gate:
    """Who may have a file: the holder of a link that is still good, while the clip may still be seen."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database, self._links, self._clock = database, links, clock

    async def media_of(self, request: web.Request, *uses: MediaUse) -> str:
        """The media folder that the request's link opens. Raises: HTTPNotFound."""
        return (await self.ticket_of(request, *uses)).subject

    async def ticket_of(self, request: web.Request, *uses: MediaUse) -> Ticket:
        """The request's link, which names a media folder.

        Raises:
            HTTPNotFound: for every other request alike, so that nobody learns what exists.
        """
        try:
            ticket = self._links.read(request.match_info["token"], Purpose.MEDIA, self._clock.now())
        except BadLink as error:
            raise _missing("This link to a clip is not good, or not any more. Open its page again.") from error
        if ticket.detail not in uses or not await self._may_be_seen(ticket):
            raise _missing("There is no such clip here; it may have been removed.")
        return ticket

    async def language_of(self, ticket: Ticket) -> str:
        """Of a clip of the catalogue, or of one that a question led to; English where there is neither."""
        async with self._database.read() as db:
            if language := await language_of_media(db, ticket.subject):
                return language
            generated = await title_of_generated(db, ticket.workspace_id, ticket.subject)
        return generated[1] if generated else "en"

    async def _may_be_seen(self, ticket: Ticket) -> bool:
        """Asked each time: a clip that a curator refused is gone at once, whatever links to it are out."""
        reviewing = ticket.detail == MediaUse.REVIEW
        async with self._database.read() as db:
            return await may_be_seen(db, ticket.workspace_id, ticket.subject, reviewing=reviewing)


class _ClipFiles:
    def __init__(
        self, store: FileMedia, gate: _Gate, wide: WidePosters, renditions: Renditions, stills: Stills
    ) -> None:
        self._store, self._gate = store, gate
        self._wide, self._renditions, self._stills = wide, renditions, stills

    async def serve(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        uses = (MediaUse.CLIP, MediaUse.REVIEW, *([MediaUse.POSTER] if name in (POSTER_FILE, WIDE_FILE) else []))
        ticket = await self._gate.ticket_of(request, *uses)
        # The folder comes from the signed ticket and the name from a closed list, so that no path of the sender's is
        # opened.
        path = self._store.path(f"{ticket.subject}/{name}")
        if name == WIDE_FILE:
            path = await self._wide.path(ticket.workspace_id, ticket.subject)
        if name in (SMALL_FILE, MEDIUM_FILE, SOUND_FILE):
            # "?made" only asks whether it is there; an error would stand in the browser's console for nothing.
            if "made" in request.query and not path.is_file():
                return web.Response(status=204)
            path = await self._renditions.path(ticket.subject, name)
        if name == LABEL_FILE:
            path = await self._renditions.label(ticket.subject, await self._gate.language_of(ticket))
        return _file(path, KINDS[name])

    async def still(self, request: web.Request) -> web.StreamResponse:
        """The picture at a second of the clip."""
        ticket = await self._gate.ticket_of(request, MediaUse.CLIP)
        path = await self._stills.path(ticket.subject, int(request.match_info["second"]))
        return _file(path, KINDS[POSTER_FILE])


class _Growing:
    """A clip that is still being made, in the pieces that its playlist names.

    Each piece is made when it is asked for and is sent whole: players ask for ranges of files only.
    """

    def __init__(self, live: LiveClips, gate: _Gate) -> None:
        self._live, self._gate = live, gate

    async def playlist(self, request: web.Request) -> web.Response:
        clip = await self._clip(request)
        return _piece((await clip.playlist()).encode(), PLAYLIST_KIND)

    async def captions(self, request: web.Request) -> web.Response:
        clip = await self._clip(request)
        return _piece((await clip.captions()).encode(), KINDS[CAPTIONS])

    async def init(self, request: web.Request) -> web.Response:
        clip = await self._clip(request)
        return _piece(await clip.init(), SEGMENT_KIND)

    async def segment(self, request: web.Request) -> web.Response:
        clip = await self._clip(request)
        try:
            return _piece(await clip.segment(int(request.match_info["number"])), SEGMENT_KIND)
        except IndexError as error:
            raise _missing("This clip has no such segment.") from error

    async def still(self, request: web.Request) -> web.Response:
        clip = await self._clip(request)
        try:
            return _piece(await clip.still(int(request.match_info["number"])), KINDS[POSTER_FILE])
        except IndexError as error:
            raise _missing("This clip has no such segment.") from error

    async def _clip(self, request: web.Request) -> LiveClip:
        clip = await self._live.find(await self._gate.media_of(request, MediaUse.CLIP, MediaUse.REVIEW))
        if clip is None:
            raise _missing("This clip is not being made here; load its page again.")
        return clip


def _file(path: Path, kind: str) -> web.FileResponse:
    if not path.is_file():
        raise _missing("There is no such clip here; it may have been removed.")
    return web.FileResponse(path, headers={"Content-Type": kind, "Cache-Control": CACHED, **HEADERS})


def _piece(content: bytes, kind: str) -> web.Response:
    return web.Response(body=content, headers={"Content-Type": kind, "Cache-Control": CACHED, **HEADERS})


def _missing(words: str) -> web.HTTPNotFound:
    return web.HTTPNotFound(text=words)
