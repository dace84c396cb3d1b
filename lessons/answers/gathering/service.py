"""A service that documents come from over HTTP: lists as JSON, and files, with a token that no other host sees."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from yarl import URL

from lessons.answers.gathering.port import Unreachable
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pages import (
    AGENT,
    MOST_REDIRECTS,
    REDIRECTS,
    Absent,
    Networks,
    checked_url,
    content_of_reply,
)

LONGEST_S = 600.0  # for a whole look, with waiting where the service asks for it
LONGEST_WAIT_S = 60.0
USUAL_WAIT_S = 1.0  # where it asks to wait and does not say how long
TRIES = 4


class Denied(Unreadable):
    """The service knows us, and does not let us read this."""


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """What whoever looks after documents is told of a service.

    Attributes:
        closed: it does not take our token, or lets us see nothing.
        absent: what was named is not there, or not for us.
        strange: what answers is another service.
        busy_reasons: words within a refusal (403) that mean: wait.
    """

    closed: str
    absent: str
    strange: str
    busy_reasons: tuple[bytes, ...] = ()


class Service:
    """Asks one service.

    Args:
        base: its address; the token goes to that host alone.
        headers: which let us in.
        allowed: private networks that the operator opens to reading.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base: str,
        headers: Mapping[str, str],
        words: ServiceWords,
        allowed: Networks = (),
    ) -> None:
        self._session, self._words, self._allowed = session, words, allowed
        self._base = checked_url(base, allowed)
        # Plain bytes are asked for, since a packed file can be far larger than what arrives.
        self._plain_headers = {"Accept-Encoding": "identity", "User-Agent": AGENT}
        self._headers = {**self._plain_headers, **headers}

    async def listed(self, url: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        """A part of a list, or what else a look cannot go on without.

        Raises:
            Unreachable: it cannot be had.
        """
        try:
            return await self.described(url, query)
        except Unreachable:
            raise
        except Absent as error:
            raise Unreachable(self._words.absent) from error
        except Denied as error:
            raise Unreachable(self._words.closed) from error
        except Unreadable as error:
            raise Unreachable(str(error)) from error

    async def described(self, url: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What the service says of one thing, as JSON.

        Raises:
            Unreachable: the service answers nothing at all.
            Unreadable: this one thing cannot be had.
        """
        async with self._asked(self._own(url), query, {"Accept": "application/json"}) as reply:
            if reply.status in REDIRECTS:
                raise Unreachable("its address leads somewhere else: name the one that it leads to")
            return parsed(await content_of_reply(reply), self._words.strange)

    async def content(self, url: str, query: Mapping[str, str] | None = None) -> bytes:
        """A file; where it lies on another host, that host does not see the token.

        Raises: as described().
        """
        try:
            return await self._downloaded(self._own(url), query)
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError) as error:
            raise Unreadable("it came broken") from error

    async def _downloaded(self, place: URL, query: Mapping[str, str] | None) -> bytes:
        for _ in range(MOST_REDIRECTS + 1):
            async with self._asked(place, query, {}) as reply:
                if reply.status not in REDIRECTS:
                    return await content_of_reply(reply)
                place = place.join(URL(reply.headers.get("Location", ""), encoded=True))
            checked_url(str(place), self._allowed)
            query = None
        raise Unreadable(f"it redirects more than {MOST_REDIRECTS} times")

    def _own(self, url: str) -> URL:
        """The address of a part, which must lie on the service's own host: a list may name where it goes on."""
        place = URL(url, encoded=True) if url.startswith("http") else URL(f"{self._base}{url}")
        if place.origin() != self._base.origin():
            raise Unreachable(self._words.strange)
        return place

    @asynccontextmanager
    async def _asked(
        self, url: URL, query: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        own = url.origin() == self._base.origin()
        asks = {**(self._headers if own else self._plain_headers), **headers}
        for _ in range(TRIES):
            async with self._session.get(url, params=query, headers=asks, allow_redirects=False) as reply:
                if not await self._asks_to_wait(reply):
                    self._check(reply, own)
                    yield reply
                    return
                wait = reply.headers.get("Retry-After", "")
            await asyncio.sleep(min(LONGEST_WAIT_S, float(wait)) if wait.isdecimal() else USUAL_WAIT_S)
        raise Unreachable("it asks to wait again and again; it is tried again the next time")

    async def _asks_to_wait(self, reply: aiohttp.ClientResponse) -> bool:
        if reply.status in (429, 503):
            return True
        if reply.status != 403 or not self._words.busy_reasons:
            return False
        refusal = await content_of_reply(reply)
        return any(reason in refusal for reason in self._words.busy_reasons)

    def _check(self, reply: aiohttp.ClientResponse, own: bool) -> None:
        if reply.status == 401 and own:
            raise Unreachable(self._words.closed)
        if reply.status == 403:
            raise Denied("we may not read it")
        if reply.status in (404, 410):
            raise Absent("it is not there any more, or not for us")
        if reply.status != 200 and reply.status not in REDIRECTS:
            raise Unreadable(f"its server answers {reply.status} {reply.reason or ''}".strip())


def parsed(content: bytes, strange: str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        Unreachable: it is none, for the reason `strange`.
    """
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Unreachable(strange) from error
    if not isinstance(body, dict):
        raise Unreachable(strange)
    return body


async def granted(session: aiohttp.ClientSession, url: str, form: Mapping[str, str], words: ServiceWords) -> str:
    """The token that a server of tokens gives for what we know.

    Raises:
        Unreachable: it gives none; what it says of the reason may quote what we sent, and is not repeated.
    """
    headers = {"Accept-Encoding": "identity", "Accept": "application/json", "User-Agent": AGENT}
    async with session.post(url, data=form, headers=headers, allow_redirects=False) as reply:
        if 400 <= reply.status < 500:
            raise Unreachable(words.closed)
        if reply.status != 200:
            raise Unreachable(f"its server answers {reply.status} {reply.reason or ''}".strip())
        token = parsed(await content_of_reply(reply), words.strange).get("access_token")
    if not isinstance(token, str) or not token:
        raise Unreachable(words.strange)
    return token
