"""Two drives with state over HTTP: a SharePoint site as Microsoft Graph shows it, and Google Drive.

Both list in parts, hold a token that ends, ask to wait, pack what they send where that is asked for, and keep files on
another host than their lists.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler, Middleware
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PART = 2  # items of a list, so that even a small drive has several parts
FOLDER = "application/vnd.google-apps.folder"
DOCUMENT = "application/vnd.google-apps.document"


@dataclass
class Item:
    """A file or folder. `size` is what the drive says of it; `kind` is Google's."""

    name: str
    parent: str
    content: bytes | None = None
    version: int = 1
    size: int = 0
    kind: str = ""
    is_broken: bool = False


@dataclass
class FakeDrive:
    """What both have in common.

    Attributes:
        items: by id; folders have no content.
        sent: ids of the files whose content was sent, in order.
        media_saw: the headers Authorization that came to the host on which files lie.
        busy: how many requests are still asked to wait.
        secret: what a token is given for.
    """

    items: dict[str, Item] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    media_saw: list[str | None] = field(default_factory=list)
    busy: int = 0
    token: str = "token-1"
    url: str = ""
    media_url: str = ""

    def put(self, its_id: str, name: str, content: bytes | None, parent: str = "root", **more: Any) -> None:
        """Save a file or a folder, or a new version of it."""
        before = self.items.get(its_id)
        version = before.version + 1 if before else 1
        size = more.pop("size", len(content or b""))
        self.items[its_id] = Item(name, parent, content, version, size, **more)

    def rename(self, its_id: str, name: str) -> None:
        self.items[its_id].name = name
        self.items[its_id].version += 1

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """The drive at its `url` for as long as the block runs."""
        app, media = web.Application(middlewares=[self._guard()]), web.Application()
        self.routes(app)
        media.router.add_get("/{id}", self._medium)
        async with TestServer(app) as server, TestServer(media) as files:
            self.url, self.media_url = (f"http://127.0.0.1:{each.port}" for each in (server, files))
            yield self

    def routes(self, app: web.Application) -> None:
        raise NotImplementedError

    def busy_answer(self) -> web.Response:
        raise NotImplementedError

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.method == "POST":
                return await handler(request)
            if request.headers.get("Authorization") != f"Bearer {self.token}":
                return web.json_response({"error": {"code": "InvalidAuthenticationToken"}}, status=401)
            if self.busy:
                self.busy -= 1
                return self.busy_answer()
            response = await handler(request)
            response.enable_compression()
            return response

        return guard

    def file(self, its_id: str) -> Item:
        item = self.items.get(its_id)
        if item is None or item.content is None:
            raise web.HTTPNotFound
        if item.is_broken:
            raise web.HTTPForbidden
        self.sent.append(its_id)
        return item

    async def _medium(self, request: web.Request) -> web.Response:
        self.media_saw.append(request.headers.get("Authorization"))
        return web.Response(body=self.file(request.match_info["id"]).content)


@dataclass
class FakeSharePoint(FakeDrive):
    """The site HR with the library Documents, and Archive where `archive` says so."""

    secret: str = "s3cret"
    has_archive: bool = False
    converted: list[str] = field(default_factory=list)

    def routes(self, app: web.Application) -> None:
        app.router.add_post("/contoso/oauth2/v2.0/token", self._token)
        app.router.add_get("/v1.0/sites/{site}/drives", self._drives)
        app.router.add_get("/v1.0/sites/{where:.*}", self._site)
        app.router.add_get("/v1.0/drives/{drive}/{folder}/delta", self._delta)
        app.router.add_get("/v1.0/drives/D1/items/{id}/content", self._content)

    def busy_answer(self) -> web.Response:
        return web.json_response({"error": {"code": "activityLimitReached"}}, status=429, headers={"Retry-After": "0"})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert str(form["scope"]).endswith("/.default")
        if form["client_secret"] != self.secret:
            return web.json_response({"error": "invalid_client", "secret": form["client_secret"]}, status=401)
        return web.json_response({"access_token": self.token, "expires_in": 3599})

    async def _site(self, request: web.Request) -> web.Response:
        if request.match_info["where"] not in ("contoso.sharepoint.com:/sites/HR", "contoso.sharepoint.com"):
            raise web.HTTPNotFound
        return web.json_response({"id": "contoso.sharepoint.com,1,2"})

    async def _drives(self, request: web.Request) -> web.Response:
        site = "https://contoso.sharepoint.com/sites/HR"
        drives = [{"id": "D1", "webUrl": f"{site}/Shared%20Documents"}]
        drives += [{"id": "D2", "webUrl": f"{site}/Shared%20Documents%20Archive"}] if self.has_archive else []
        return web.json_response({"value": drives})

    async def _delta(self, request: web.Request) -> web.Response:
        start = int(request.query.get("$skiptoken", "0"))
        root = [{"id": "root", "name": "root", "root": {}, "folder": {}}]
        gone = [{"id": "gone", "name": "gone.md", "file": {}, "deleted": {"state": "deleted"}}]
        own = [self._listed(its_id, item) for its_id, item in self.items.items()]
        every = [*root, *gone, *own] if request.match_info["drive"] == "D1" else root
        following = request.url.update_query({"$skiptoken": str(start + PART)})
        more = {"@odata.nextLink": str(following)} if start + PART < len(every) else {"@odata.deltaLink": "…"}
        return web.json_response({"value": every[start : start + PART], **more})

    def _listed(self, its_id: str, item: Item) -> dict[str, Any]:
        shape: dict[str, Any] = {"folder": {}} if item.content is None else {"file": {}}
        where = {"id": item.parent, "driveId": "D1"}
        return {
            **{"id": its_id, "name": item.name, "size": item.size, "eTag": f'"{its_id},{item.version}"'},
            **{"parentReference": where, **shape},
        }

    async def _content(self, request: web.Request) -> web.Response:
        its_id = request.match_info["id"]
        if its_id not in self.items:
            raise web.HTTPNotFound
        if request.query.get("format") == "pdf":
            self.converted.append(its_id)
        raise web.HTTPFound(f"{self.media_url}/{its_id}?tempauth=a%2Bb")


@dataclass
class FakeGoogleDrive(FakeDrive):
    """One folder, "root-folder-1", and what is below it; `shared` is the id of the shared drive that it lies in."""

    shared: str = ""
    is_half: bool = False
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    @property
    def private_key(self) -> str:
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        return self.key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain).decode()

    def routes(self, app: web.Application) -> None:
        app.router.add_post("/token", self._token)
        app.router.add_get("/files", self._list)
        app.router.add_get("/files/{id}", self._one)
        app.router.add_get("/files/{id}/export", self._export)

    def busy_answer(self) -> web.Response:
        reason = {"errors": [{"domain": "usageLimits", "reason": "userRateLimitExceeded"}], "code": 403}
        return web.json_response({"error": reason}, status=403, headers={"Retry-After": "0"})

    async def _token(self, request: web.Request) -> web.Response:
        assertion = str((await request.post())["assertion"])
        try:
            claims = jwt.decode(assertion, self.key.public_key(), algorithms=["RS256"], audience=f"{self.url}/token")
        except jwt.InvalidTokenError:
            return web.json_response({"error": "invalid_grant"}, status=400)
        assert claims["iss"] == "ninety@example.iam.gserviceaccount.com"
        assert claims["exp"] - claims["iat"] <= 3600
        return web.json_response({"access_token": self.token, "expires_in": 3599})

    async def _one(self, request: web.Request) -> web.Response:
        its_id = request.match_info["id"]
        if request.query.get("alt") == "media":
            return web.Response(body=self.file(its_id).content)
        if its_id != "root-folder-1":
            raise web.HTTPNotFound
        drive = {"driveId": self.shared} if self.shared else {}
        return web.json_response({"id": its_id, "mimeType": FOLDER, **drive})

    async def _list(self, request: web.Request) -> web.Response:
        assert request.query.get("driveId", "") == self.shared
        folders, start = (
            re.findall(r"'([^']+)' in parents", request.query["q"]),
            int(request.query.get("pageToken", "0")),
        )
        inside = [self._listed(its_id, item) for its_id, item in self.items.items() if item.parent in folders]
        more = {"nextPageToken": str(start + PART)} if start + PART < len(inside) else {}
        return web.json_response({"files": inside[start : start + PART], "incompleteSearch": self.is_half, **more})

    def _listed(self, its_id: str, item: Item) -> dict[str, Any]:
        kind = FOLDER if item.content is None and not item.kind else item.kind or "application/octet-stream"
        own = kind.startswith("application/vnd.google-apps.")
        return {
            **{"id": its_id, "name": item.name, "mimeType": kind, "parents": [item.parent]},
            "modifiedTime": f"2026-01-01T00:00:{item.version:02}.000Z",
            **({} if own else {"size": str(item.size), "md5Checksum": f"{item.version}"}),
        }

    async def _export(self, request: web.Request) -> web.Response:
        assert self.items[request.match_info["id"]].kind == DOCUMENT
        assert request.query["mimeType"] == "text/markdown"
        return web.Response(body=self.file(request.match_info["id"]).content)
