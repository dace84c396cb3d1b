"""How often one person or one address may ask: enough for anybody who watches, too little for a program that tries."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.web.http.errors import Fault, Handler
from bot.messages.catalogue import template

KNOWN_MOST = 20_000  # people and addresses that are remembered; who asked longest ago is forgotten first
LINK_FAULTS = frozenset({400, 403, 404, 410})


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, and so many a second in the long run."""

    burst: float
    per_second: float


# A player asks about every five seconds; a page with its files takes ten requests; opening one lesson after another
# by hand stays below one a second.
PERSON = Allowance(120, 4)
# A whole company may come from one address: 250 people a minute can open a lesson, which takes about 15 requests, and
# one process is saturated at about 260 requests a second (bench.pages).
ADDRESS = Allowance(3_000, 60)
REFUSED_COUNTS = 10  # times as much: people rarely open a link that is not good, programs that try do nothing else


class Limits:
    """Counts what each name did, and says when it was too much."""

    def __init__(self, allowance: Allowance, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._allowance, self._monotonic = allowance, monotonic
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, name: str) -> float:
        """Seconds until the name may do one more; 0 when it may now."""
        level, at = self._levels.get(name, (0.0, 0.0))
        drained = max(0.0, level - (self._monotonic() - at) * self._allowance.per_second)
        return max(0.0, drained + 1 - self._allowance.burst) / self._allowance.per_second

    def count(self, name: str, times: int = 1) -> None:
        """The name did one more, or something that counts as several."""
        now = self._monotonic()
        level, at = self._levels.pop(name, (0.0, now))
        self._levels[name] = (max(0.0, level - (now - at) * self._allowance.per_second) + times, now)
        if len(self._levels) > KNOWN_MOST:
            self._levels.popitem(last=False)


PEOPLE = web.AppKey("people", Limits)


def visit(request: web.Request, person: str) -> None:
    """Count a request of a person whose signed link was read.

    Raises:
        Fault: they asked too often.
    """
    limits = request.app[PEOPLE]
    if wait_s := limits.wait_s(person):
        raise too_often(wait_s)
    limits.count(person)


def too_often(wait_s: float) -> Fault:
    headers = {"Retry-After": f"{int(wait_s) + 1}"}
    return Fault(
        429, template("That was too much at once"), template("Wait a moment, then load this page again."), headers
    )


def by_address(limits: Limits) -> Middleware:
    """A middleware that stops answering an address which asks too much. Signed requests of platforms do not count."""

    @web.middleware
    async def limited(request: web.Request, handler: Handler) -> web.StreamResponse:
        if getattr(request.match_info.handler, "proves_itself", False):
            return await handler(request)
        address = sender(request)
        if wait_s := limits.wait_s(address):
            raise too_often(wait_s)
        try:
            response = await handler(request)
        except (Fault, web.HTTPException) as error:
            _count(limits, address, error.status)
            raise
        _count(limits, address, response.status)
        return response

    return limited


def _count(limits: Limits, address: str, status: int) -> None:
    limits.count(address, REFUSED_COUNTS if status in LINK_FAULTS else 1)


def sender(request: web.Request) -> str:
    """The address that a request came from: what the proxy in front says, when one on this machine or network does."""
    peer = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    # The last entry is the one that the proxy itself added; those before it can be written by anybody.
    return forwarded.rpartition(",")[2].strip() or peer if forwarded and is_near(peer) else peer


def is_near(address: str) -> bool:
    """Whether it is on this machine or in a private network, as a proxy in front of Ninety is."""
    try:
        return ip_address(address).is_private
    except ValueError:
        return False


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
