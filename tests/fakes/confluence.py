"""A Confluence with state: pages and files with versions, behind a token; the API of Data Center and that of Cloud.

It packs what it sends where that is asked for, as a real one does.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler, Middleware

PART = 2  # pages of a list, so that even a small space has several parts


@dataclass
class Sheet:
    """A page of the wiki."""

    title: str
    words: str
    parent: str = ""
    version: int = 1
    is_broken: bool = False


@dataclass
class WikiFile:
    """A file on a page. `size` is what the wiki says of it."""

    page: str
    name: str
    content: bytes
    version: int = 1
    size: int = 0


@dataclass
class FakeConfluence:
    """One wiki.

    Attributes:
        spaces: pages by their ids, by the key of their space.
        asked: paths that somebody asked for with a right token.
        busy: how many requests are still answered with 429.
        files: attachments by id, all in the space HR.
        media_saw: the headers Authorization that came to the host on which files lie.
    """

    token: str = "letmein"
    spaces: dict[str, dict[str, Sheet]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    busy: int = 0
    url: str = ""
    files: dict[str, WikiFile] = field(default_factory=dict)
    media_saw: list[str | None] = field(default_factory=list)
    media_url: str = ""

    def write(self, space: str, its_id: str, title: str, words: str, parent: str = "") -> None:
        """Make a page, or a new version of it."""
        pages = self.spaces.setdefault(space, {})
        before = pages.get(its_id)
        pages[its_id] = Sheet(title, words, parent, before.version + 1 if before else 1)

    def attach(self, page: str, name: str, content: bytes, its_id: str, size: int = 0) -> None:
        """Put a file on a page, or a new version of it."""
        before = self.files.get(its_id)
        self.files[its_id] = WikiFile(page, name, content, before.version + 1 if before else 1, size or len(content))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeConfluence]:
        """The wiki at its `url` for as long as the block runs."""
        app = web.Application(middlewares=[self._guard()])
        app.router.add_get("/rest/api/content", self._content)
        for below in ("", "/wiki"):
            app.router.add_get(f"{below}/rest/api/content/search", self._search)
        app.router.add_get("/rest/api/content/{id}", self._one_content)
        app.router.add_get("/wiki/rest/api/content/{page}/child/attachment/{id}/download", self._download)
        app.router.add_get("/download/{id}", self._download)
        app.router.add_get("/wiki/api/v2/spaces", self._spaces)
        app.router.add_get("/wiki/api/v2/spaces/{space}/pages", self._pages)
        app.router.add_get("/wiki/api/v2/pages/{id}", self._page)
        media = web.Application()
        media.router.add_get("/{id}", self._medium)
        async with TestServer(app) as server, TestServer(media) as files:
            self.url = f"http://127.0.0.1:{server.port}"
            self.media_url = f"http://127.0.0.1:{files.port}"
            yield self

    def _guard(self) -> Middleware:
        basic = base64.b64encode(f"mira@example.com:{self.token}".encode()).decode()

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.headers.get("Authorization") not in (f"Bearer {self.token}", f"Basic {basic}"):
                raise web.HTTPUnauthorized
            if self.busy:
                self.busy -= 1
                raise web.HTTPTooManyRequests(headers={"Retry-After": "0"})
            self.asked.append(request.path)
            response = await handler(request)
            response.enable_compression()
            return response

        return guard

    async def _search(self, request: web.Request) -> web.Response:
        space = request.query["cql"].split('"')[1]
        start, listed = int(request.query.get("start", "0")), list(self.files.items()) if space == "HR" else []
        results = [
            {
                **{"id": its_id, "type": "attachment", "title": file.name, "version": {"number": file.version}},
                **{"container": {"id": file.page, "type": "page"}, "extensions": {"fileSize": file.size}},
                "_links": {"download": f"/download/{its_id}"},
            }
            for its_id, file in listed[start : start + PART]
        ]
        following = request.url.update_query(start=start + PART)
        links = {"next": f"{following.path_qs}".removeprefix("/wiki")} if start + PART < len(listed) else {}
        return web.json_response({"results": results, "_links": links})

    async def _download(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(f"{self.media_url}/{request.match_info['id']}?signature=a%2Bb")

    async def _medium(self, request: web.Request) -> web.Response:
        self.media_saw.append(request.headers.get("Authorization"))
        assert request.query_string == "signature=a%2Bb", "an address that was signed must not be changed"
        return web.Response(body=self.files[request.match_info["id"]].content)

    def _listed(self, its_id: str, sheet: Sheet, space: str) -> dict[str, object]:
        links = {"webui": f"/spaces/{space}/pages/{its_id}"}
        return {"id": its_id, "title": sheet.title, "version": {"number": sheet.version}, "_links": links}

    def _found(self, its_id: str) -> Sheet:
        for pages in self.spaces.values():
            if its_id in pages:
                if pages[its_id].is_broken:
                    raise web.HTTPInternalServerError
                return pages[its_id]
        raise web.HTTPNotFound

    async def _content(self, request: web.Request) -> web.Response:
        space, start = request.query["spaceKey"], int(request.query["start"])
        if space not in self.spaces:
            raise web.HTTPNotFound
        pages = self.spaces[space]
        results = []
        for its_id, sheet in list(pages.items())[start : start + PART]:
            above = [{"title": pages[sheet.parent].title}] if sheet.parent else []
            results.append({**self._listed(its_id, sheet, space), "ancestors": above})
        links = {"next": "/rest/api/content?…"} if start + PART < len(pages) else {}
        return web.json_response({"results": results, "_links": links})

    async def _one_content(self, request: web.Request) -> web.Response:
        sheet = self._found(request.match_info["id"])
        return web.json_response({"body": {"export_view": {"value": sheet.words}}})

    async def _spaces(self, request: web.Request) -> web.Response:
        key = request.query["keys"]
        return web.json_response({"results": [{"id": f"space-{key}"}] if key in self.spaces else []})

    async def _pages(self, request: web.Request) -> web.Response:
        path, start = request.path, int(request.query.get("cursor", "0"))
        space = request.match_info["space"].removeprefix("space-")
        pages = self.spaces[space]
        results = [
            {**self._listed(its_id, sheet, space), "parentId": sheet.parent or None}
            for its_id, sheet in list(pages.items())[start : start + PART]
        ]
        links = {"next": f"{path}?cursor={start + PART}"} if start + PART < len(pages) else {}
        return web.json_response({"results": results, "_links": links})

    async def _page(self, request: web.Request) -> web.Response:
        assert request.query["body-format"] == "export_view"
        sheet = self._found(request.match_info["id"])
        return web.json_response({"body": {"export_view": {"value": sheet.words}}})
