"""Reads the `Date` header of every answer of a session, and asks for one where none came lately."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from types import SimpleNamespace

import aiohttp

from bot.lease import uptime
from bot.platform_time import PlatformTime

log = logging.getLogger(__name__)

STALE_S = 60.0  # a clock that was set shows within this time, also while nothing is sent
TIMEOUT = aiohttp.ClientTimeout(total=5)

Observe = Callable[[str, str, datetime, datetime], None]


def date_trace(observe: Observe, now: Callable[[], datetime]) -> aiohttp.TraceConfig:
    """A trace for a session, which calls observe(host, date, sent, received) for every answer with that header."""

    async def sent(_: aiohttp.ClientSession, about: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
        about.sent = now()

    async def answered(_: aiohttp.ClientSession, about: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        headers = end.response.headers
        # An answer out of a cache on the way carries the time of when it was first given.
        if "Date" in headers and "Age" not in headers:
            observe(end.url.host or "", headers["Date"], about.sent, now())

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(sent)
    trace.on_request_end.append(answered)
    return trace


class PlatformTimes:
    """Asks the chat platforms for the time where no answer of theirs told it lately.

    Args:
        urls: one of each platform, which anybody may ask for.
    """

    def __init__(self, session: aiohttp.ClientSession, urls: Sequence[str]) -> None:
        self._session = session
        self._urls = urls
        self._asked = -STALE_S

    async def look(self, measured: PlatformTime) -> None:
        """Ask where the newest measurement is missing, says that something is wrong, or is a minute old."""
        fresh = measured.ahead is not None and not measured.fault and uptime() - self._asked < STALE_S
        if fresh:
            return
        self._asked = uptime()
        for url in self._urls:
            await self._ask(url, measured)

    async def _ask(self, url: str, measured: PlatformTime) -> None:
        try:
            async with self._session.get(url, allow_redirects=False, timeout=TIMEOUT) as answer:
                if "Date" not in answer.headers:
                    log.warning("the platform does not say what time it is", extra={"url": url})
                    measured.give_up()
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("the platform cannot be asked for the time", extra={"url": url, "error": repr(error)})
