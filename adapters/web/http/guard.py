"""Who may speak to the pages: the right host name, the pages themselves, and what browsers are told to forbid."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Set
from typing import TypeVar

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware
from yarl import URL

from adapters.web.http.errors import Fault, Handler
from adapters.web.http.limits import is_loopback
from bot.messages.catalogue import template

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
READING = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # addresses carry signed tokens
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}  # a year, as hstspreload.org asks for at least

Proven = TypeVar("Proven", bound=Callable[..., object])


def proves_itself(handler: Proven) -> Proven:
    """Marks a handler whose requests carry their own proof (a signature, a signed token), so that they may come from
    any page: a player inside of a chat, a platform's server."""
    handler.proves_itself = True  # type: ignore[attr-defined]
    return handler


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses what another site's page makes a visitor's browser send."""
    if request.method not in READING and not _proven(request) and _foreign(request):
        raise Fault(
            403, template("This was sent from another site"), template("Open the page itself and try again there.")
        )
    return await handler(request)


def only_hosts(names: Set[str]) -> Middleware:
    """A middleware that answers under these host names alone.

    Without it a foreign site could point its own name at this machine and play the playground in a visitor's
    browser (DNS rebinding). Health stays open: those who ask for it come by number.
    """

    @web.middleware
    async def known_host(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path != "/healthz" and _host(request) not in names:
            advice = f"Open it as http://localhost:{_port(request)} instead, or set PUBLIC_URL to this address."
            raise Fault(421, template("This playground does not answer under that name"), advice)
        return await handler(request)

    return known_host


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses peers on other machines, whatever host name they write: the playground asks nobody who they are.

    A request that a proxy passed on names where it came from, and counts as from there.
    """
    passed_on = request.headers.get("X-Forwarded-For", "")
    addresses = [request.remote or "", *(each.strip() for each in passed_on.split(",") if passed_on)]
    if request.path != "/healthz" and not all(is_loopback(address) for address in addresses):
        advice = "Open it in a browser there. For a server that others use, connect Slack or Teams: README.md."
        raise Fault(403, template("This playground answers only on the machine that it runs on"), advice)
    return await handler(request)


Prepare = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


def forbid_by_default(public_url: str) -> Prepare:
    """Headers that narrow what a browser may do with a reply; a handler that set its own keeps them.

    Args:
        public_url: where it begins with https, browsers are told never to come without.
    """
    headers = HEADERS | (HSTS if public_url.startswith("https://") else {})

    async def narrow(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.pop(hdrs.SERVER, None)  # which software answers, in which version, helps attackers alone
        for name, value in headers.items():
            response.headers.setdefault(name, value)

    return narrow


def _proven(request: web.Request) -> bool:
    return getattr(request.match_info.handler, "proves_itself", False)


def _foreign(request: web.Request) -> bool:
    """Browsers name the page that sends; programs name none, and carry no visitor's rights either."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2].lower() != request.host.lower()


def _host(request: web.Request) -> str:
    try:
        return (URL(f"http://{request.host}").host or "").lower()
    except ValueError:
        return ""


def _port(request: web.Request) -> int:
    where = request.transport.get_extra_info("sockname") if request.transport else None
    return int(where[1]) if where else 80
