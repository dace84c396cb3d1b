"""The web application: pages, static files, health, and the playground where one is played."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web

from adapters.web.errors import faults_as_pages
from adapters.web.guard import forbid_by_default, same_origin
from adapters.web.site import SITE, Site

LARGEST_BODY = 1024 * 1024  # bytes; a handler that takes files reads them as a stream instead

Setup = Callable[[web.Application], None]
Health = Callable[[], Awaitable[tuple[int, dict[str, Any]]]]


def bare_app(pages: Sequence[Setup], health: Health) -> web.Application:
    """Pages, static files and health, with the guards that all of them stand behind."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[faults_as_pages, same_origin])
    app.on_response_prepare.append(forbid_by_default)
    app[SITE] = Site()
    app.router.add_get("/static/{digest}/{name}", app[SITE].serve)
    app.router.add_get("/healthz", _healthz(health))
    for setup in pages:
        setup(app)
    return app


def _healthz(health: Health) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def healthz(request: web.Request) -> web.Response:
        status, found = await health()
        return web.json_response(found, status=status)

    return healthz
