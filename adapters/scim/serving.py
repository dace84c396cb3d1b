"""What a company's directory asks and tells, answered by the libraries for it."""

from __future__ import annotations

import json

from aiohttp import web
from scim2_models import SCIMException, UnauthorizedException
from scim2_server.handler import AsyncScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService

from adapters.scim.models import PROVIDER
from adapters.scim.pages import PATH
from adapters.scim.storage import WorkspaceStorage
from adapters.web.http.guard import READING
from bot.clock import Clock
from bot.directory.tokens import note_use, workspace_of_token
from lessons.database import Database
from schedules.people.roster import workspace_by_id

OPEN = "/ServiceProviderConfig"  # RFC 7643, section 5: how to sign in is told to whoever asks
SERVICE = ScimService(PROVIDER)


async def answer(request: web.Request, database: Database, clock: Clock, public_url: str) -> web.Response:
    """What the standard says to one request; refusals too."""
    asking = await _asking(request, public_url)
    try:
        workspace_id = await _workspace(database, asking, clock)
        now, writes = clock.now(), request.method not in READING and not asking.path.endswith("/.search")
        storage = WorkspaceStorage(database, workspace_id, now, writes=writes)
        return _reply(await AsyncScimHandler(SERVICE, storage).handle(asking))
    except SCIMException as refused:
        return _reply(SERVICE.error_response(refused))


async def _asking(request: web.Request, public_url: str) -> ScimRequest:
    return ScimRequest(
        request.method,
        f"{public_url}{PATH}",
        request.match_info["tail"] or "/",
        dict(request.query),
        list(request.headers.items()),
        await request.read(),
    )


async def _workspace(database: Database, asking: ScimRequest, clock: Clock) -> str:
    """The id of the workspace that the key is for; "" where none is needed.

    Raises:
        UnauthorizedException: there is no such key, or its workspace is not served any more.
    """
    if asking.path == OPEN and asking.method == "GET":
        return ""
    scheme, _, secret = (asking.header("Authorization") or "").partition(" ")
    async with database.read() as db:
        workspace_id = await workspace_of_token(db, secret.strip()) if scheme.lower() == "bearer" else None
        workspace = await workspace_by_id(db, workspace_id) if workspace_id else None
    if workspace is None or not workspace.active:
        raise UnauthorizedException(detail="make a key with `ninety scim` and send it as a bearer token")
    # So that a key which nobody uses any more is seen, and ended.
    async with database.write() as db:
        await note_use(db, secret.strip(), clock.now())
    return workspace.id


def _reply(response: ScimResponse) -> web.Response:
    headers = {name: value for name, value in response.headers.items() if name.lower() != "content-type"}
    body = b"" if response.body is None else json.dumps(response.body).encode()
    return web.Response(
        status=int(response.status), body=body, headers=headers, content_type="application/scim+json", charset=None
    )
