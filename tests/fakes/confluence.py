"""A Confluence with state: pages of spaces with versions, behind a token; the API of Data Center and that of Cloud."""

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
class FakeConfluence:
    """One wiki.

    Attributes:
        spaces: pages by their ids, by the key of their space.
        asked: paths that somebody asked for with a right token.
        busy: how many requests are still answered with 429.
    """

    token: str = "letmein"
    spaces: dict[str, dict[str, Sheet]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    busy: int = 0
    url: str = ""

    def write(self, space: str, its_id: str, title: str, words: str, parent: str = "") -> None:
        """Make a page, or a new version of it."""
        pages = self.spaces.setdefault(space, {})
        before = pages.get(its_id)
        pages[its_id] = Sheet(title, words, parent, before.version + 1 if before else 1)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeConfluence]:
        """The wiki at its `url` for as long as the block runs."""
        app = web.Application(middlewares=[self._guard()])
        app.router.add_get("/rest/api/content", self._content)
        app.router.add_get("/rest/api/content/{id}", self._one_content)
        app.router.add_get("/wiki/api/v2/spaces", self._spaces)
        app.router.add_get("/wiki/api/v2/spaces/{space}/pages", self._pages)
        app.router.add_get("/wiki/api/v2/pages/{id}", self._page)
        async with TestServer(app) as server:
            self.url = f"http://127.0.0.1:{server.port}"
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
            return await handler(request)

        return guard

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
