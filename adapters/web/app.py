"""The web application: pages, static files, health, and the playground where one is played."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web
from yarl import URL

from adapters.web.chat import WebChat
from adapters.web.errors import faults_as_pages
from adapters.web.guard import LOOPBACK, forbid_by_default, only_hosts, same_origin
from adapters.web.playground import Room
from adapters.web.ports import Bot, Playground
from adapters.web.site import SITE, Site

LARGEST_BODY = 1024 * 1024  # bytes; a handler that takes files reads them as a stream instead

Setup = Callable[[web.Application], None]
Health = Callable[[], Awaitable[tuple[int, dict[str, Any]]]]


def make_app(
    bot: Bot, *, chat: WebChat, playground: Playground | None, pages: Sequence[Setup], health: Health
) -> web.Application:
    """The application of one process.

    Args:
        playground: None leaves the chat page out: its addresses do not exist then.
        pages: each adds the routes of one part: player, report, a platform's webhook.
        health: status code and the JSON that explains it.
    """
    app = bare_app(pages, health)
    if playground is None:
        app.router.add_get("/", _landing)
        return app
    app.middlewares.append(only_hosts(LOOPBACK | _own_name(bot)))
    Room(bot, chat, playground).routes(app)
    return app


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


async def _landing(request: web.Request) -> web.Response:
    return request.app[SITE].page("landing.html")


def _healthz(health: Health) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def healthz(request: web.Request) -> web.Response:
        status, found = await health()
        return web.json_response(found, status=status)

    return healthz


def _own_name(bot: Bot) -> frozenset[str]:
    host = URL(bot.links.public_url).host
    return frozenset({host.lower()} if host else ())
