"""Until when a message may leave: whoever waits longer, for a slot, a token or a connection, sends nothing any more.

A claim lasts for a while, and then another worker looks for the message and sends it again. A process that was stopped
meanwhile, or a laptop that slept, must notice that before its first byte leaves.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.faults import ChatLate

# Linux's monotonic clock stands still while the machine is suspended, and the lease in the database does not.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_leave_by: ContextVar[float] = ContextVar("leave_by", default=math.inf)


def uptime() -> float:
    """Seconds on a clock that nobody can set, and that goes on while the machine sleeps."""
    return time.clock_gettime(_CLOCK)


@contextmanager
def leaving_by(deadline: float) -> Iterator[None]:
    """Let check() fail within the block once uptime() is past the deadline."""
    token = _leave_by.set(deadline)
    try:
        yield
    finally:
        _leave_by.reset(token)


def check() -> None:
    """Nothing, while the message may still leave.

    Raises:
        ChatLate: it may not any more.
    """
    if uptime() > _leave_by.get():
        raise ChatLate("the worker was too slow to begin")
