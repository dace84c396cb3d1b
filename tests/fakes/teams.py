"""Teams on loopback: the connector, the sign-in that gives out tokens, and the keys of the tokens that arrive.

It keeps what it is sent, refuses what Teams refuses (no token, a strange one, somebody without the app, words beside a
card), and can fail the way Teams fails. What people do is signed here as Teams signs it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import unquote

import jwt
import orjson
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from adapters.teams.connector.clouds import Cloud

APP, PASSWORD, TENANT = "11111111-2222-3333-4444-555555555555", "a client secret", "T1"
ISSUER = "https://api.botframework.example"


@dataclass
class Failure:
    """What happens to one request to the connector instead of an answer.

    Attributes:
        status, code: the answer; status 0 drops the connection without one.
        delivered: the message is kept all the same: only the reply is lost.
        retry_after: seconds, for 429.
    """

    status: int = 0
    code: str = "ServiceError"
    delivered: bool = False
    retry_after: int = 0


@cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeTeams:
    """The state of the fake.

    Attributes:
        latency_s: how long the connector takes; slow_s: how long keys and tokens take.
        failures: what the next messages meet, first in, first out.
        broken: what every request meets, None while all is well.
        blocked: conversations whose people blocked the app.
        shown: conversation -> messages, oldest first.
        toasts: conversation -> words beside a pressed button, and how many messages stood there when they came.
        places: person -> their conversation, which exists where the app is installed for them.
        rolls: team -> its members, as the connector tells them.
        accounts: person -> what is told of them beside the name, such as "email"; nobody else is known.
        mute: nothing is told of anybody now.
        graph: path of Graph -> what stands there, with consent for all of it; without it, none for anything.
        page: most members of a team that are told at once.
        now: the clock by which messages and activities are named, in milliseconds, as there.
        token_failures: statuses that the next requests for a token meet; token_error_code: what Microsoft names beside.
    """

    latency_s: float = 0.0
    slow_s: float = 0.0
    failures: deque[Failure] = field(default_factory=deque)
    broken: Failure | None = None
    blocked: set[str] = field(default_factory=set)
    token_failures: deque[int] = field(default_factory=deque)
    token_error_code: int = 0
    shown: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    toasts: dict[str, tuple[int, str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    not_installed: set[str] = field(default_factory=set)
    rolls: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    mute: bool = False
    graph: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 2
    now: Callable[[], datetime] = lambda: datetime(2026, 3, 2, tzinfo=UTC)
    calls: Counter[str] = field(default_factory=Counter)
    endorsements: tuple[str, ...] = ("msteams", "webchat")
    key_number: int = 1
    keys_status: int = 200
    updates: int = 0
    url: str = ""

    def __post_init__(self) -> None:
        self._newest_id = 0
        self._tokens: set[str] = set()

    def cloud(self, url: str) -> Cloud:
        """The fake as a cloud, once it is served at the address."""
        self.url = url.rstrip("/")
        return Cloud(ISSUER, f"{self.url}/openid", self.url, "scope/.default", f"{self.url}/teams", f"{self.url}/graph")

    @property
    def service_url(self) -> str:
        return f"{self.url}/teams/"

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/teams/v3/conversations", self._create)
        app.router.add_post("/teams/v3/conversations/{place}/activities", self._post)
        app.router.add_get("/teams/v3/conversations/{team}/pagedmembers", self._members)
        app.router.add_get("/teams/v3/conversations/{place}/members/{person}", self._member)
        app.router.add_get("/graph/v1.0/{path:.*}", self._graph)
        app.router.add_put("/teams/v3/conversations/{place}/activities/{ref}", self._put)
        return app

    async def _token(self, request: web.Request) -> web.Response:
        self.calls["token"] += 1
        await asyncio.sleep(self.slow_s)
        form = await request.post()
        if self.token_failures:
            error = {"error": "temporarily_unavailable", "error_codes": [self.token_error_code]}
            return web.json_response(error, status=self.token_failures.popleft())
        if (form["client_id"], form["client_secret"], request.match_info["tenant"]) != (APP, PASSWORD, TENANT):
            return web.json_response({"error": "invalid_client"}, status=401)
        token = f"token-{self.calls['token']}"
        self._tokens.add(token)
        return web.json_response({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def revoke_tokens(self) -> None:
        self._tokens.clear()

    async def _openid(self, request: web.Request) -> web.Response:
        self.calls["openid"] += 1
        await asyncio.sleep(self.slow_s)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"}, status=self.keys_status)

    async def _keys(self, request: web.Request) -> web.Response:
        public = RSAAlgorithm.to_jwk(private_key(self.key_number).public_key(), as_dict=True)
        named = {**public, "kid": f"key-{self.key_number}", "use": "sig", "endorsements": list(self.endorsements)}
        return web.json_response({"keys": [named]})

    async def _create(self, request: web.Request) -> web.StreamResponse:
        self.calls["create"] += 1
        if refused := self._unwelcome(request):
            return refused
        wanted = {
            name.lower(): value for name, value in orjson.loads(await request.read()).items()
        }  # any case, as there
        person = wanted["members"][0]["id"]
        if failure := self._failure():
            return _failed(request, failure)
        if person in self.not_installed or TENANT not in (
            wanted.get("tenantid"),
            wanted["channeldata"]["tenant"]["id"],
        ):
            return _refused(403, "ForbiddenOperationException")
        place = self.places.setdefault(person, f"a:{person}")
        self.forgotten.discard(place)
        return web.json_response({"id": place}, status=201)

    async def _members(self, request: web.Request) -> web.StreamResponse:
        self.calls["members"] += 1
        if refused := self._unwelcome(request):
            return refused
        if failure := self._failure():
            return _failed(request, failure)
        await asyncio.sleep(self.latency_s)
        team = unquote(request.match_info["team"])
        if team not in self.rolls:
            return _refused(403, "BotNotInConversationRoster")
        start = int(request.query.get("continuationToken") or 0)
        told = {"members": self.rolls[team][start : start + self.page]}
        more = start + self.page
        return web.json_response(told | ({"continuationToken": str(more)} if more < len(self.rolls[team]) else {}))

    async def _member(self, request: web.Request) -> web.StreamResponse:
        self.calls["member"] += 1
        if refused := self._unwelcome(request):
            return refused
        if self.mute:
            return _refused(502, "ServiceError")
        person = unquote(request.match_info["person"]).removeprefix("29:")
        if person not in self.accounts:
            return _refused(404, "MemberNotFoundInConversation")
        told = {"id": f"29:{person}", "aadObjectId": person, "name": person, "tenantId": TENANT}
        return web.json_response({**told, **self.accounts[person]})

    async def _graph(self, request: web.Request) -> web.StreamResponse:
        self.calls["graph"] += 1
        await asyncio.sleep(self.latency_s)
        if refused := self._unwelcome(request):
            return refused
        if not self.graph:
            return _refused(403, "Missing role permissions on the request")
        found = self.graph.get(request.match_info["path"] + (f"?{more}" if (more := request.query.get("more")) else ""))
        return web.json_response(found) if found else _refused(404, "Request_ResourceNotFound")

    async def _post(self, request: web.Request) -> web.StreamResponse:
        self.calls["send"] += 1
        return await self._take(request, "")

    async def _put(self, request: web.Request) -> web.StreamResponse:
        self.calls["update"] += 1
        return await self._take(request, unquote(request.match_info["ref"]))

    async def _take(self, request: web.Request, ref: str) -> web.StreamResponse:
        place, activity = unquote(request.match_info["place"]), orjson.loads(await request.read())
        if refused := self._unwelcome(request) or self._not_sendable(place, ref, activity):
            return refused
        failure = self._failure()
        if failure and not failure.delivered:
            return _failed(request, failure)
        await asyncio.sleep(self.latency_s)
        kept = self._keep(place, ref, activity)
        return _failed(request, failure) if failure else web.json_response({"id": kept}, status=200 if ref else 201)

    def _unwelcome(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") in self._tokens:
            return None
        return _refused(401, "Unauthorized")

    def _not_sendable(self, place: str, ref: str, activity: dict[str, Any]) -> web.Response | None:
        if place in self.forgotten:
            return _refused(404, "ConversationNotFound")
        if place in self.blocked:
            return _refused(403, "MessageWritesBlocked")
        if ref and not any(one["id"] == ref for one in self.shown[place]):
            return _refused(404, "ActivityNotFoundInConversation")
        if activity.get("text") or not activity.get("summary") or len(activity.get("attachments", ())) != 1:
            return _refused(400, "BadArgument")  # Teams would split it in two, and one id would be lost
        return None

    def _failure(self) -> Failure | None:
        return self.failures.popleft() if self.failures else self.broken

    def _keep(self, place: str, ref: str, activity: dict[str, Any]) -> str:
        if ref:
            self.updates += 1
            next(one for one in self.shown[place] if one["id"] == ref)["card"] = _card(activity)
            return ref
        kept = {"id": self._next_id(), "card": _card(activity), "summary": activity["summary"]}
        self.shown[place].append(kept)
        return str(kept["id"])

    def _next_id(self) -> str:
        self._newest_id = max(self._newest_id + 1, int(self.now().timestamp() * 1000))
        return str(self._newest_id)

    def signed(self, activity: dict[str, Any], key_number: int = 0, algorithm: str = "RS256", **claims: Any) -> str:
        """The Authorization header that Teams sends with an activity; claims are overridden, None leaves one out."""
        now = int(time.time())
        told = {"iss": ISSUER, "aud": APP, "nbf": now - 10, "exp": now + 600, "serviceurl": activity["serviceUrl"]}
        kept = {name: value for name, value in {**told, **claims}.items() if value is not None}
        number = key_number or self.key_number
        secret: Any = None if algorithm == "none" else private_key(number)
        return f"Bearer {jwt.encode(kept, secret, algorithm=algorithm, headers={'kid': f'key-{number}'})}"

    def signed_on(self, person: str, key_number: int = 0, **claims: Any) -> str:
        """The Authorization header of a tab that somebody opened; claims are overridden, None leaves one out."""
        now = int(time.time())
        issuer, uri = f"{self.url}/{TENANT}/v2.0", f"api://127.0.0.1/botid-{APP}"
        told = {"iss": issuer, "aud": uri, "tid": TENANT, "oid": person, "scp": "access_as_user", "exp": now + 600}
        kept = {name: value for name, value in {**told, **claims}.items() if value is not None}
        number = key_number or self.key_number
        return f"Bearer {jwt.encode(kept, private_key(number), algorithm='RS256', headers={'kid': f'key-{number}'})}"

    def activity(self, person: str, kind: str = "message", **fields: Any) -> dict[str, Any]:
        """What somebody does, as Teams tells it."""
        return {
            "type": kind,
            "id": self._next_id(),
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": f"29:{person}", "aadObjectId": person, "name": person},
            "recipient": {"id": f"28:{APP}", "name": "Ninety"},
            "conversation": {"id": f"a:{person}", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            **fields,
        }


def on_roll(name: str, email: str = "", **told: str) -> dict[str, str]:
    """Somebody in a team, as the connector tells it."""
    address = email or f"{name.lower()}@riverbank.example"
    named = {"id": f"29:{name}", "objectId": name, "name": name, "email": address, "userPrincipalName": address}
    return {**named, "tenantId": TENANT, "userRole": "user", **told}


def _card(activity: dict[str, Any]) -> dict[str, Any]:
    card: dict[str, Any] = activity["attachments"][0]["content"]
    return card


def _refused(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code}}, status=status, headers=headers)


def _failed(request: web.Request, failure: Failure) -> web.StreamResponse:
    if failure.status == 0:
        if request.transport:
            request.transport.abort()
        return web.Response(status=500)
    headers = {"Retry-After": str(failure.retry_after)} if failure.retry_after else {}
    return _refused(failure.status, failure.code, headers)
