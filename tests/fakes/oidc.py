"""A company's sign-in that speaks OpenID Connect over HTTP: it remembers whom it let in, and may be made to lie."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from yarl import URL

CLIENT, SECRET = "ninety", "s3cret of the client"
NOT_SET = object()


@dataclass
class FakeProvider:
    """One provider.

    Attributes:
        account: who sits before the browser; None says no.
        changes: claims that the next tokens have otherwise; NOT_SET takes one out.
        signed_by: what signs otherwise than the published key: (key, algorithm, key id).
    """

    account: dict[str, Any] | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    signed_by: tuple[Any, str, str] | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self.rotate("first")

    def rotate(self, key_id: str) -> None:
        """Sign with a new key from now on, and publish that one alone."""
        self.key_id, self.key = key_id, rsa.generate_private_key(65537, 2048)

    async def discovery(self, request: web.Request) -> web.Response:
        document = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/leave",
        }
        return web.json_response(document | self.metadata)

    async def keys(self, request: web.Request) -> web.Response:
        self.asked.append("keys")
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return web.json_response({"keys": [{**public, "kid": self.key_id, "use": "sig", "alg": "RS256"}]})

    async def authorize(self, request: web.Request) -> web.Response:
        """The person before the browser agrees at once, or says no."""
        asked = dict(request.query)
        if asked["client_id"] != CLIENT or asked["code_challenge_method"] != "S256":
            return web.json_response({"error": "invalid_request"}, status=400)
        back = URL(asked["redirect_uri"])
        if self.account is None:
            return _to(back.update_query(error="access_denied", state=asked["state"]))
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return _to(back.update_query(code=code, state=asked["state"]))

    async def token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        asked = self.codes.pop(str(form["code"]), None)  # a code is good once
        pair = base64.b64decode(request.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        if unquote_plus(pair) != f"{CLIENT}:{SECRET}":
            return web.json_response({"error": "invalid_client"}, status=401)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or proof != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"id_token": self.signed(asked["nonce"]), "access_token": "x", "token_type": "Bearer"})

    def signed(self, nonce: str) -> str:
        now = int(time.time())
        about = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, "sub": "u-1"}
        claims = {**about, **(self.account or {}), **self.changes}
        claims = {name: value for name, value in claims.items() if value is not NOT_SET}
        key, algorithm, key_id = self.signed_by or (self.key, "RS256", self.key_id)
        return jwt.encode(claims, key, algorithm, {"kid": key_id})


def _to(place: URL) -> web.Response:
    return web.Response(status=302, headers={"Location": str(place)})


@asynccontextmanager
async def fake_provider() -> AsyncIterator[FakeProvider]:
    provider = FakeProvider()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", provider.discovery)
    app.router.add_get("/keys", provider.keys)
    app.router.add_get("/authorize", provider.authorize)
    app.router.add_post("/token", provider.token)
    async with TestServer(app, host="127.0.0.1") as server:
        provider.url = str(server.make_url("")).rstrip("/")
        yield provider
