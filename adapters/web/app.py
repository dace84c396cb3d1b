"""The web application: pages, static files, health, and the playground where one is played."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web
from yarl import URL

from adapters.web.chat.chat import WebChat
from adapters.web.http.cookies import send_cookies
from adapters.web.http.errors import faults_as_pages
from adapters.web.http.guard import LOOPBACK, forbid_by_default, only_hosts, only_this_machine, same_origin
from adapters.web.http.limits import ADDRESS, PEOPLE, PERSON, Allowance, Limits, by_address
from adapters.web.http.ports import Bot, Playground
from adapters.web.http.site import SITE, Site
from adapters.web.pages.playground import Room
from bot.messages.pages import landing_texts

LARGEST_BODY = 1024 * 1024  # bytes; a handler that takes files reads them as a stream instead

Setup = Callable[[web.Application], object]
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
    app = bare_app(pages, health, bot.links.public_url)
    # Whoever opens the chat page can act as anybody in it, so it is served to this machine alone, or not at all.
    if playground is None:
        app.router.add_get("/", _landing)
        return app
    app.middlewares.append(only_this_machine)
    app.middlewares.append(only_hosts(LOOPBACK | _own_name(bot)))
    Room(bot, chat, playground).routes(app)
    return app


def bare_app(
    pages: Sequence[Setup], health: Health, public_url: str = "", an_address: Allowance = ADDRESS
) -> web.Application:
    """Pages, static files and health, with the guards that all of them stand behind.

    Args:
        an_address: how often one address may ask.
    """
    # The first one is the outermost: what the guards after it refuse is also shown as a page and not as a bare error.
    guards = [faults_as_pages, by_address(Limits(an_address)), same_origin]
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=guards)
    app.on_response_prepare.append(forbid_by_default(public_url))
    app.on_response_prepare.append(send_cookies)
    app[PEOPLE] = Limits(PERSON)
    app[SITE] = Site()
    app.router.add_get("/static/{digest}/{name}", app[SITE].serve)
    app.router.add_get("/healthz", _healthz(health))
    for setup in pages:
        setup(app)
    return app


async def _landing(request: web.Request) -> web.Response:
    return request.app[SITE].page("landing.html", w=landing_texts.labels())


def _healthz(health: Health) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def healthz(request: web.Request) -> web.Response:
        status, state = await health()
        return web.json_response(state, status=status)

    return healthz


def _own_name(bot: Bot) -> frozenset[str]:
    host = URL(bot.links.public_url).host
    return frozenset({host.lower()} if host else ())
