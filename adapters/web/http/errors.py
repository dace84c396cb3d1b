"""What went wrong, as a clear page or as JSON: what it is, and what to do. Never how it looks inside."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping

import sqlalchemy.exc
from aiohttp import web

from adapters.web.http.site import SITE
from bot.messages.catalogue import languages, speaking, template, told, tr
from lessons.database import new_id

log = logging.getLogger(__name__)
LONGEST_HEADER = 200  # characters of a list of languages that are read
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
    400: (template("This request cannot be understood"), template("Go back, load the page anew and try again.")),
    403: (template("This is not allowed from here"), template("Open the page itself and try again there.")),
    404: (
        template("There is no such page"),
        template("Check the address. Links from a chat stop working when the lesson is withdrawn."),
    ),
    405: (
        template("This address does not take that kind of request"),
        template("Open it as a page, or use the form that leads here."),
    ),
    413: (
        template("This is more than can be taken at once"),
        template("Send less: shorten the text or take a smaller file."),
    ),
    415: (
        template("This format is not understood here"),
        template("Send JSON with the header Content-Type: application/json."),
    ),
}
GONE = Fault(
    503,
    template("The database cannot be used right now"),
    template(
        "Nothing was changed. Try again in a moment; if it stays like this, whoever runs this installation finds the "
        "reason at /healthz."
    ),
    {"Retry-After": "5"},
)


@web.middleware
async def faults_as_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns everything that is raised below into a reply that a person can act on."""
    # Whoever a page is for decides its language; until that is known, and where a link leads nowhere, the browser does.
    with speaking(preferred_language(request.headers.get("Accept-Language", ""))):
        return await _answered(request, handler)


def preferred_language(accepted: str) -> str:
    """The language that a browser wants most, of those that the bot speaks; "" where it wants none of them.

    Source: RFC 9110, section 12.5.4.
    """
    wanted: list[tuple[float, str]] = []
    for each in accepted[:LONGEST_HEADER].split(","):
        tag, _, weight = each.strip().partition(";q=")
        with contextlib.suppress(ValueError):
            wanted.append((-float(weight or 1), tag))
    spoken = (
        tag for _, tag in sorted(wanted, key=lambda pair: pair[0]) if tag.partition("-")[0].lower() in languages()
    )
    return next(spoken, "")


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Fault as fault:
        return reply(request, fault)
    except web.HTTPException as error:
        if error.status < 400:
            raise  # a redirect is an answer
        return reply(request, _standard(error))
    except Exception as error:
        if request.transport is None or request.transport.is_closing():
            # Whoever asked has closed the page or lost the line: nobody reads the reply, and nothing is wrong here.
            return web.Response(status=499, reason="Client closed the request")
        # The last place before the browser: whatever was not foreseen goes into the operator's log, not to the sender.
        if database_is_gone(error):
            log.warning("the database cannot be used: %s", in_short(error))
            return reply(request, GONE)
        return reply(request, _unforeseen(request))


def reply(request: web.Request, fault: Fault) -> web.Response:
    """The fault as JSON for programs and as a page for people."""
    if wants_json(request):
        problem = {"error": told(fault.title), "advice": told(fault.advice)}
        return web.json_response(problem, status=fault.status, headers=fault.headers)
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
    title, advice = STANDARD.get(error.status, (error.reason, template("Go back and try again.")))
    headers = {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}
    return Fault(error.status, title, advice, headers)


def _unforeseen(request: web.Request) -> Fault:
    number = new_id()[-8:]
    route = request.match_info.route.resource
    # The route, not the path: paths carry signed tokens, which do not belong in a log.
    log.exception("fault %s in %s %s", number, request.method, route.canonical if route else "an unknown route")
    advice = tr(
        "It was noted under number {number}. Try again; if it happens again, tell whoever runs this installation.",
        number=number,
    )
    return Fault(500, template("Something went wrong on our side"), advice)
