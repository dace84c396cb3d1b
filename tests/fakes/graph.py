"""Microsoft Graph on loopback: a catalogue, accounts, and who has which app; it refuses and throttles as Graph does."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from tests.fakes.teams import APP

CATALOGUE_ID = "cat-1"
ROLE = "TeamsAppInstallation.ReadWriteSelfForUser.All"
WITH_CONSENT = "TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All"


@dataclass
class FakeGraph:
    """The state of the fake.

    Attributes:
        roles: what an administrator consented to.
        accounts: sign-in names and ids; every name of one account is an alias of its id.
        catalogue: manifest id -> id in the catalogue.
        wants_consent: whether the app asks for permissions in chats.
        has_app: ids of accounts -> the body of the install.
        faults: what the next installs meet: status, code, seconds to wait.
    """

    roles: set[str] = field(default_factory=lambda: {ROLE, "AppCatalog.Read.All"})
    accounts: dict[str, str] = field(default_factory=dict)
    catalogue: dict[str, str] = field(default_factory=lambda: {APP: CATALOGUE_ID})
    wants_consent: bool = False
    has_app: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: deque[tuple[int, str, int]] = field(default_factory=deque)
    calls: Counter[str] = field(default_factory=Counter)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/v1.0/appCatalogs/teamsApps", self._apps)
        app.router.add_post("/v1.0/users/{account}/teamwork/installedApps", self._install)
        return app

    async def _token(self, request: web.Request) -> web.Response:
        self.calls["token"] += 1
        assert str((await request.post())["scope"]).endswith("/.default")
        return web.json_response({"access_token": "graph-token", "expires_in": 3599})

    async def _apps(self, request: web.Request) -> web.Response:
        if refused := self._refused(request, {"AppCatalog.Read.All"}):
            return refused
        wanted = request.query["$filter"].split("'")[1]
        found = [{"id": self.catalogue[wanted], "externalId": wanted}] if wanted in self.catalogue else []
        return web.json_response({"value": found})

    async def _install(self, request: web.Request) -> web.Response:
        self.calls["install"] += 1
        if refused := self._refused(request, {WITH_CONSENT} if self.wants_consent else {ROLE, WITH_CONSENT}):
            return refused
        if self.faults:
            status, code, wait = self.faults.popleft()
            return _error(status, code, code, {"Retry-After": str(wait)} if wait else {})
        body = orjson.loads(await request.read())
        if not body["teamsApp@odata.bind"].endswith(f"/v1.0/appCatalogs/teamsApps/{CATALOGUE_ID}"):
            return _error(404, "NotFound", "the app does not exist")
        account = self.accounts.get(request.match_info["account"])
        if account is None:
            return _error(404, "NotFound", "the user does not exist")
        if account in self.has_app:
            return _error(409, "Conflict", "the app is already installed")
        if self.wants_consent and "consentedPermissionSet" not in body:
            return _error(400, "BadRequest", "the app requires consent")
        self.has_app[account] = body
        return web.Response(status=201)

    def _refused(self, request: web.Request, roles: set[str]) -> web.Response | None:
        if request.headers.get("Authorization") != "Bearer graph-token":
            return _error(401, "InvalidAuthenticationToken", "no token")
        if roles & self.roles:
            return None
        return _error(403, "Forbidden", f"Missing role permissions on the request. API requires one of {sorted(roles)}")


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status, headers=headers)
