"""Brings what is owed to other systems over HTTP, and never into a network of our own unless the operator opens it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.outbox.sending import CannotPost
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pages import Networks, checked_url, guarded

TIMEOUT_S = 15.0  # Standard Webhooks asks for 15 to 30 seconds; less than the lease on a row


class HttpPoster:
    """Every connection is looked at: the address that was checked is the one that is connected to.

    Args:
        allowed: private networks in which systems may be told.
    """

    def __init__(self, allowed: Networks = (), timeout_s: float = TIMEOUT_S) -> None:
        self._allowed, self._timeout_s = allowed, timeout_s

    async def post(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> int:
        try:
            place = checked_url(url, self._allowed)
            # A session for each: what a name leads to may change between two of them. A redirect could lead back into
            # our own network, and Standard Webhooks follows none.
            async with (
                guarded(self._allowed, self._timeout_s) as session,
                session.request(method, place, data=content, headers=headers, allow_redirects=False) as reply,
            ):
                return reply.status
        except Unreadable as error:
            raise CannotPost(str(error)) from error
