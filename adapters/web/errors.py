"""What went wrong, as a clear page or as JSON: what it is, and what to do. Never how it looks inside."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

import sqlalchemy.exc
from aiohttp import web

from adapters.web.site import SITE
from lessons.database import new_id

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(Exception):
    """A request that cannot be answered as hoped.

    Attributes:
        title: what is wrong, in the sender's words.
        advice: what to do about it.
        headers: extra headers of the reply, such as Retry-After.
    """

    def __init__(self, status: int, title: str, advice: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(title)
        self.status, self.title, self.advice, self.headers = status, title, advice, headers or {}


STANDARD = {
    400: ("This request cannot be understood", "Go back, load the page anew and try again."),
    403: ("This is not allowed from here", "Open the page itself and try again there."),
    404: ("There is no such page", "Check the address. Links from a chat stop working when the lesson is withdrawn."),
    405: ("This address does not take that kind of request", "Open it as a page, or use the form that leads here."),
    413: ("This is more than can be taken at once", "Send less: shorten the text or take a smaller file."),
    415: ("This format is not understood here", "Send JSON with the header Content-Type: application/json."),
}
GONE = Fault(
    503,
    "The database cannot be used right now",
    "Nothing was changed. Try again in a moment; if it stays like this, whoever runs this installation finds the "
    "reason at /healthz.",
    {"Retry-After": "5"},
)


@web.middleware
async def faults_as_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns everything that is raised below into a reply that a person can act on."""
    try:
        return await handler(request)
    except Fault as fault:
        return reply(request, fault)
    except web.HTTPException as error:
        if error.status < 400:
            raise  # a redirect is an answer
        return reply(request, _standard(error))
    except Exception as error:
        # The last place before the browser: whatever was not foreseen is told to the operator, not to the sender.
        if database_is_gone(error):
            log.warning("the database cannot be used: %s", in_short(error))
            return reply(request, GONE)
        return reply(request, _unforeseen(request))


def reply(request: web.Request, fault: Fault) -> web.Response:
    """The fault as JSON for programs and as a page for people."""
    if wants_json(request):
        said = {"error": fault.title, "advice": fault.advice}
        return web.json_response(said, status=fault.status, headers=fault.headers)
    page = request.app[SITE].page("error.html", fault.status, fault=fault)
    page.headers.update(fault.headers)
    return page


def wants_json(request: web.Request) -> bool:
    """Whether the sender reads JSON rather than pages: it says so, or it sent JSON itself."""
    accepts = request.headers.get("Accept", "")
    if "text/html" in accepts:
        return False
    return "application/json" in accepts or request.content_type == "application/json"


def database_is_gone(error: Exception) -> bool:
    """Whether the database is away, locked or full, as opposed to asked something wrong."""
    if isinstance(error, sqlalchemy.exc.DBAPIError):
        passing = isinstance(error, sqlalchemy.exc.OperationalError | sqlalchemy.exc.InterfaceError)
        return passing or error.connection_invalidated
    # Faults while connecting arrive as the driver raised them.
    return (
        isinstance(error, sqlalchemy.exc.TimeoutError | ConnectionRefusedError) or "asyncpg" in type(error).__module__
    )


def in_short(error: Exception) -> str:
    """The first line: what follows are the statement and its values, which do not belong in a log."""
    return str(error).partition("\n")[0] or type(error).__name__


def _standard(error: web.HTTPException) -> Fault:
    title, advice = STANDARD.get(error.status, (error.reason, "Go back and try again."))
    kept = {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}
    return Fault(error.status, title, advice, kept)


def _unforeseen(request: web.Request) -> Fault:
    number = new_id()[-8:]
    route = request.match_info.route.resource
    # The route, not the path: paths carry signed tokens, which do not belong in a log.
    log.exception("fault %s in %s %s", number, request.method, route.canonical if route else "an unknown route")
    advice = f"It was noted under number {number}. Try again; if it happens again, tell whoever runs this installation."
    return Fault(500, "Something went wrong on our side", advice)
