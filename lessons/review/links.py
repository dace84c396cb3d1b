"""Whether the addresses that a text names still lead somewhere."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from yarl import URL

from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pages import AGENT, MOST_REDIRECTS, Forbidden, Networks, checked_url, guarded

ADDRESS = re.compile(r"https?://[^\s<>\"'\])}|]+")
LONGEST_S = 6.0  # a reviewer waits for the slowest of them
MOST_LINKS = 20
GONE = (404, 410)
MOVED = (301, 302, 303, 307, 308)
FAILING = 500


class LinkState(StrEnum):
    """What came of asking for an address."""

    ALIVE = "alive"  # also where one has to sign in
    DEAD = "dead"
    SILENT = "silent"  # its server cannot be reached, or fails
    INSIDE = "inside"  # in a network that is not asked: only people there can tell


def links_in(text: str) -> tuple[str, ...]:
    """The web addresses of a text, each once."""
    return tuple(dict.fromkeys(match[0].rstrip(".,;:!?") for match in ADDRESS.finditer(text)))


async def link_states(urls: Sequence[str], allowed: Networks = ()) -> Mapping[str, LinkState]:
    """The state of each address, all asked at a time; those beyond MOST_LINKS are left out.

    Args:
        allowed: private networks that may be asked.
    """
    asked_for = urls[:MOST_LINKS]
    states = await asyncio.gather(*(_state(url, allowed) for url in asked_for))
    return dict(zip(asked_for, states, strict=True))


async def _state(url: str, allowed: Networks) -> LinkState:
    try:
        status = await _status(url, allowed)
    except Forbidden:
        return LinkState.INSIDE
    except Unreadable:
        return LinkState.SILENT
    if status in GONE:
        return LinkState.DEAD
    return LinkState.SILENT if status >= FAILING else LinkState.ALIVE


async def _status(url: str, allowed: Networks) -> int:
    """What its server answers in the end; nothing of the page itself is read."""
    place = checked_url(url, allowed)
    async with guarded(allowed, LONGEST_S) as session:
        for _ in range(MOST_REDIRECTS + 1):
            # GET, as some servers answer 404 to HEAD; the body is left where it is.
            async with session.get(place, allow_redirects=False, headers={"User-Agent": AGENT}) as reply:
                if reply.status not in MOVED:
                    return reply.status
                place = checked_url(str(place.join(URL(reply.headers.get("Location", "")))), allowed)
    return FAILING
