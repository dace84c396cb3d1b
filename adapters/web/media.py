"""Clips over HTTP: finished files by range requests, and clips that are still being made piece by piece."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aiohttp import web

from adapters.media import FileMedia
from adapters.web.ranges import NoSuchRange, Span, unchanged, wanted

FOREVER = "public, max-age=31536000, immutable"  # a digest names one content, so nothing here ever changes
CLIP, CAPTIONS, POSTER = "clip.mp4", "clip.vtt", "poster.jpg"
KINDS = {
    CLIP: "video/mp4",
    CAPTIONS: "text/vtt; charset=utf-8",
    POSTER: "image/jpeg",
    "clip.m3u8": "application/vnd.apple.mpegurl",
    "init.mp4": "video/mp4",
    "segment": "video/mp4",
}
DIGEST = "{digest:[0-9a-f]{16,128}}"
_FILE = f"/media/{DIGEST}/{{name:clip\\.mp4|clip\\.vtt|poster\\.jpg}}"
_LIVE = f"/live/{DIGEST}"
_CHUNK = 256 * 1024
_TAGS_KEPT = 4096


class Said(Protocol):
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
    def cues(self) -> Sequence[Said]:
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

    async def captions(self) -> str:
        """WebVTT of the whole clip."""


class LiveClips(Protocol):
    """The clips that are being made now."""

    async def get(self, workspace_id: str, clip_id: str) -> LiveClip | None:
        """The clip, its making begun; None when it cannot be played before it is finished."""

    async def find(self, digest: str) -> LiveClip | None:
        """The clip with this digest that get() gave; None when it is gone."""


def media_pages(app: web.Application, store: FileMedia, live: LiveClips | None = None) -> None:
    """Serve finished clips below /media and, where somebody makes them, growing ones below /live."""
    app.router.add_get(_FILE, _Files(store).serve)
    if live is not None:
        growing = _Growing(live)
        app.router.add_get(f"{_LIVE}/clip.m3u8", growing.playlist)
        app.router.add_get(f"{_LIVE}/clip.vtt", growing.captions)
        app.router.add_get(f"{_LIVE}/init.mp4", growing.init)
        app.router.add_get(f"{_LIVE}/{{number:[0-9]{{1,4}}}}.m4s", growing.segment)


@dataclass(frozen=True, slots=True)
class _Content:
    """Bytes to serve, on disk or in memory, with their strong entity tag."""

    kind: str
    etag: str
    size: int
    source: Path | bytes


class _Files:
    def __init__(self, store: FileMedia) -> None:
        self._store = store
        self._tags: OrderedDict[tuple[Path, int, int], str] = OrderedDict()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        path = self._store.path(f"{request.match_info['digest']}/{name}")
        try:
            content = await self._content(path, name)
        except FileNotFoundError:
            return _missing("There is no such clip here; it may have been removed.")
        return await _answer(request, content)

    async def _content(self, path: Path, name: str) -> _Content:
        stat = await asyncio.to_thread(path.stat)
        key = (path, stat.st_mtime_ns, stat.st_size)
        if key not in self._tags:
            self._tags[key] = await asyncio.to_thread(_tag_of_file, path)
            if len(self._tags) > _TAGS_KEPT:
                self._tags.popitem(last=False)
        return _Content(KINDS[name], self._tags[key], stat.st_size, path)


class _Growing:
    def __init__(self, live: LiveClips) -> None:
        self._live = live

    async def playlist(self, request: web.Request) -> web.StreamResponse:
        clip = await self._clip(request)
        return await _answer(request, _in_memory("clip.m3u8", (await clip.playlist()).encode()))

    async def captions(self, request: web.Request) -> web.StreamResponse:
        clip = await self._clip(request)
        return await _answer(request, _in_memory(CAPTIONS, (await clip.captions()).encode()))

    async def init(self, request: web.Request) -> web.StreamResponse:
        clip = await self._clip(request)
        return await _answer(request, _in_memory("init.mp4", await clip.init()))

    async def segment(self, request: web.Request) -> web.StreamResponse:
        clip = await self._clip(request)
        try:
            piece = await clip.segment(int(request.match_info["number"]))
        except IndexError:
            return _missing("This clip has no such segment.")
        return await _answer(request, _in_memory("segment", piece))

    async def _clip(self, request: web.Request) -> LiveClip:
        clip = await self._live.find(request.match_info["digest"])
        if clip is None:
            raise web.HTTPNotFound(text="This clip is not being made here; load its page again.")
        return clip


def _in_memory(name: str, content: bytes) -> _Content:
    return _Content(KINDS[name], _tag(hashlib.sha256(content).hexdigest()), len(content), content)


def _tag_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return _tag(hashlib.file_digest(file, "sha256").hexdigest())


def _tag(digest: str) -> str:
    return f'"{digest[:32]}"'


async def _answer(request: web.Request, content: _Content) -> web.StreamResponse:
    headers = {"ETag": content.etag, "Cache-Control": FOREVER, "Accept-Ranges": "bytes"}
    if unchanged(request.headers, content.etag):
        return web.Response(status=304, headers=headers)
    headers |= {
        "Content-Type": content.kind,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",  # posters are shown in the chat's own pages
    }
    try:
        # Ranges are defined for GET alone (RFC 9110, section 14.2).
        part = wanted(request.headers, content.etag, content.size) if request.method == "GET" else None
    except NoSuchRange:
        return _unsatisfiable(content)
    return await _send(request, content, part, headers)


async def _send(
    request: web.Request, content: _Content, part: Span | None, headers: dict[str, str]
) -> web.StreamResponse:
    bounds = part or Span(0, content.size - 1)
    if part:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{content.size}"
    response = web.StreamResponse(status=206 if part else 200, headers=headers)
    response.content_length = bounds.length
    try:
        await response.prepare(request)
        if request.method == "GET":
            async with aclosing(_chunks(content.source, bounds)) as chunks:
                async for chunk in chunks:
                    await response.write(chunk)
        await response.write_eof()
    except ConnectionError:
        pass  # players close the connection whenever somebody seeks
    return response


async def _chunks(source: Path | bytes, bounds: Span) -> AsyncGenerator[bytes]:
    if isinstance(source, bytes):
        yield source[bounds.first : bounds.last + 1]
        return
    # Opened in place, which takes microseconds: a request that is cancelled meanwhile could not close it otherwise.
    with source.open("rb") as file:
        file.seek(bounds.first)
        left = bounds.length
        while left > 0 and (chunk := await asyncio.to_thread(file.read, min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _unsatisfiable(content: _Content) -> web.Response:
    headers = {"Content-Range": f"bytes */{content.size}", "Accept-Ranges": "bytes"}
    return web.Response(status=416, headers=headers, text=f"This file has {content.size} bytes.")


def _missing(words: str) -> web.Response:
    return web.Response(status=404, text=words, headers={"Cache-Control": "no-store"})
