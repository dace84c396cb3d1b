"""Which conversations Teams asked to leave alone.

Teams limits each conversation by itself (7 messages a second, 60 in half a minute) and the app in a tenant (50 requests
a second), and answers both with the same 429. So one such answer holds its conversation alone, and only several
conversations at once mean the tenant.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from adapters.teams.connector.errors import Throttled
from bot.faults import ChatBusy

SEVERAL = 3  # conversations held at once: two may be a person on two devices and a colleague by chance
MOST = 10_000  # conversations remembered; those whose time is over are forgotten first


class Throttling:
    """Remembers what one process was asked to wait for.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def check(self, place: str) -> None:
        """Nothing, while the conversation may be written to. Raises: ChatBusy, for this conversation alone."""
        wait = self._until.get(place, 0.0) - self._clock()
        if wait > 0:
            raise ChatBusy("Teams asks to wait with this conversation", wait, one_chat=True)

    def hold(self, place: str, throttled: Throttled) -> ChatBusy:
        """What a 429 means: hold this conversation, or everybody where several are held already."""
        now = self._clock()
        self._until[place] = now + throttled.retry_after
        # What is over holds nobody any more; a conversation that is still held is never dropped.
        if len(self._until) > MOST:
            self._until = {held: until for held, until in self._until.items() if until > now}
        several = sum(until > now for until in self._until.values()) >= SEVERAL
        return ChatBusy(str(throttled), throttled.retry_after, one_chat=not several)
