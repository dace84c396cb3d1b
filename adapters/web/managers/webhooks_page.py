"""What never reached other systems, for admins: why, and a button that tries it once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from yarl import URL

from adapters.web.managers.access import NO_LONGER, Access, Caller, Handler, NoEntry, page
from bot.managers.roles import is_admin
from bot.messages.trust import systems_texts
from bot.outbox.endpoints import open_endpoints
from bot.outbox.rows import OutboxState, counts_by_endpoint, dead_events, revive
from lessons.database import Database
from schedules.ledger import audit

PATH = "/manage/webhooks"
MOST = 200


class WebhooksPage:
    """Handlers of the page; only admins get behind them."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database, self._access = database, access

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._for_admins(self.systems))
        app.router.add_post(f"{PATH}/again", self._for_admins(self.again))

    def _for_admins(self, handler: Handler) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request, caller: Caller) -> web.StreamResponse:
            async with self._database.read() as db:
                if not await is_admin(db, caller.manager):
                    raise NoEntry(NO_LONGER)
            return await handler(request, caller)

        return self._access.for_managers(handle)

    async def systems(self, request: web.Request, caller: Caller) -> web.Response:
        async with self._database.read() as db:
            endpoints = await open_endpoints(db, caller.workspace.id)
            counts = await counts_by_endpoint(db, caller.workspace.id)
            dead = await dead_events(db, caller.workspace.id, MOST)
        zone = ZoneInfo(caller.manager.zone)

        def local(at: datetime) -> str:
            return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"

        # The host alone: what stands behind it in an address may be a secret of the receiver's.
        hosts = {endpoint.id: URL(endpoint.url).host or "" for endpoint in endpoints}
        rows = [
            (hosts[each.id], each.kind.value, *(counts.get((each.id, state.value), 0) for state in OutboxState))
            for each in endpoints
        ]
        lost = [(local(each.made_at), hosts.get(each.endpoint_id, "–"), each.event, each.reason) for each in dead]
        values = {"rows": rows, "lost": lost, "s": systems_texts.labels()}
        return page(request, "manage_webhooks.html", 200, caller, **values)

    async def again(self, request: web.Request, caller: Caller) -> web.Response:
        async with self._database.write() as db:
            count = await revive(db, caller.workspace.id, caller.now)
            about = (caller.workspace.id, caller.manager.id, "told once more", caller.workspace.id, caller.now)
            await audit.note(db, *about, messages=count)
        return web.Response(status=303, headers={"Location": PATH})
