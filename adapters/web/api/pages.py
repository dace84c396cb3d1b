"""Serves the lists: who asks is known by a token, what they get by its scopes, how often by a count."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from adapters.web.api.document import MOST, USUAL, document, parameters
from adapters.web.http.guard import proves_itself
from adapters.web.http.limits import Allowance, Limits
from bot.api.cursors import BadCursor, Cursors
from bot.api.lists import LISTS, Wanted
from bot.api.tokens import ApiToken, Scope, is_stale, note_use, token_behind
from bot.clock import Clock
from lessons.database import Database
from schedules.people.roster import Workspace, workspace_by_id

A_TOKEN = Allowance(120, 5)  # a page of 200 rows takes some 10 ms: one system leaves most of a process to people
NOBODY = Allowance(30, 1)  # tries without a good token, over all of them: 256 bits are not found by trying
PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ApiRefusal(Exception):
    """The request gets no list: a status, a title, and what to do (RFC 9457)."""

    status: int
    title: str
    detail: str
    headers: Mapping[str, str]


def refused(status: int, title: str, detail: str, **headers: str) -> ApiRefusal:
    return ApiRefusal(status, title, detail, {name.replace("_", "-"): value for name, value in headers.items()})


class Api:
    """Handlers of the API."""

    def __init__(
        self, database: Database, clock: Clock, secret: str, public_url: str, a_token: Allowance, nobody: Allowance
    ) -> None:
        self._database, self._clock, self._public_url = database, clock, public_url
        self._cursors = Cursors(secret)
        self._tokens, self._strangers = Limits(a_token), Limits(nobody)

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/api/v1/openapi.json", self.about, allow_head=False)
        for scope in Scope:
            app.router.add_get(f"/api/v1/{scope.value}", self._listing(scope), allow_head=False)

    async def about(self, request: web.Request) -> web.Response:
        return web.json_response(document(self._public_url))

    def _listing(self, scope: Scope) -> Callable[[web.Request], Awaitable[web.Response]]:
        # Such requests carry a token and no cookie, so another site's page gains nothing by sending one.
        @proves_itself
        async def handle(request: web.Request) -> web.Response:
            try:
                workspace = await self._let_in(request, scope)
                return await self._page(workspace, scope, self._wanted(request.query, scope))
            except ApiRefusal as no:
                body = {"title": no.title, "status": no.status, "detail": no.detail}
                return web.json_response(body, status=no.status, content_type=PROBLEM, headers=no.headers)

        return handle

    async def _page(self, workspace: Workspace, scope: Scope, wanted: Wanted) -> web.Response:
        # One row more than was asked for tells whether there is another page.
        more = Wanted(wanted.after, wanted.most + 1, wanted.campaign_id)
        async with self._database.read() as db:
            rows = await LISTS[scope](db, workspace, more)
        page = rows[: wanted.most]
        following = self._cursors.seal(page[-1][0]) if len(rows) > len(page) else None
        return web.json_response({"data": [row for _, row in page], "next": following})

    def _wanted(self, query: Mapping[str, str], scope: Scope) -> Wanted:
        """Which page was asked for.

        Raises:
            ApiRefusal: a parameter is unknown or is not as the document says, or the cursor is none of ours.
        """
        allowed = {each["name"]: each["schema"] for each in parameters(scope)}
        for name, value in query.items():
            if name not in allowed:
                raise refused(400, "Unknown parameter", f"This list takes {', '.join(allowed)}.")
            if not _fits(value, allowed[name]):
                raise refused(400, "Bad parameter", f"{name} is not as /api/v1/openapi.json says.")
        try:
            after = self._cursors.open(query["cursor"]) if "cursor" in query else ""
        except BadCursor as error:
            raise refused(404, "No such cursor", "Send `next` of the page before as it came, or none.") from error
        return Wanted(after, int(query.get("limit", USUAL)), query.get("campaign_id", ""))

    async def _let_in(self, request: web.Request, scope: Scope) -> Workspace:
        """The workspace whose lists the token opens.

        Raises:
            ApiRefusal: the token opens nothing, not this, or asked too often.
        """
        token = await self._token(request)
        if scope not in token.scopes:
            scopes = ", ".join(sorted(token.scopes))
            raise refused(403, "Not within the token's scopes", f"It opens {scopes}; make one with {scope.value}.")
        if wait_s := self._tokens.wait_s(token.id):
            raise _too_often(wait_s)
        self._tokens.count(token.id)
        async with self._database.read() as db:
            workspace = await workspace_by_id(db, token.workspace_id)
        if workspace is None or not workspace.active:
            raise _unknown()
        return workspace

    async def _token(self, request: web.Request) -> ApiToken:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        now = self._clock.real_now()  # also where time was moved: a token is no lesson
        token = None
        if kind.lower() == "bearer":
            async with self._database.read() as db:
                token = await token_behind(db, secret.strip())
        if token is None or not token.opens(now):
            # After the look, so that tries without a good token never keep out those who have one.
            if wait_s := self._strangers.wait_s("all"):
                raise _too_often(wait_s)
            self._strangers.count("all")
            raise _unknown()
        if is_stale(token, now):
            async with self._database.write() as db:
                await note_use(db, token, now)
        return token


def _fits(value: str, schema: Mapping[str, object]) -> bool:
    if schema["type"] == "integer":
        return value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= MOST
    # fullmatch, since $ also fits before a line's end.
    return re.fullmatch(str(schema["pattern"]).strip("^$"), value) is not None


def _unknown() -> ApiRefusal:
    advice = "Send a token as Authorization: Bearer ninety_…; “ninety tokens make” makes one."
    return refused(401, "No good token", advice, WWW_Authenticate="Bearer")


def _too_often(wait_s: float) -> ApiRefusal:
    seconds = f"{int(wait_s) + 1}"
    return refused(429, "Too much at once", f"Wait {seconds} seconds.", Retry_After=seconds)


def api_pages(
    app: web.Application,
    database: Database,
    clock: Clock,
    secret: str,
    public_url: str,
    allowance: Allowance | None = None,
) -> None:
    """Serve the API.

    Args:
        secret: the setting SECRET_KEY, with which cursors are sealed.
        allowance: how often a token may ask, and tries without a good one may be made; None as is usual.
    """
    Api(database, clock, secret, public_url, allowance or A_TOKEN, allowance or NOBODY).routes(app)
