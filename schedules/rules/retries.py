"""Which try comes when, and when to give up."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from schedules.rules.calendar import spread

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 3600.0
# The waits before it add up to two to three hours: longer than a usual outage of a vendor, shorter than a slot.
LAST_TRY = 8


def next_try(attempt: int, now: datetime, retry_after: float | None, key: str) -> datetime | None:
    """When to try again, or None: give up.

    Waits grow fourfold from 5 s to an hour, each cut by up to half so that those who failed together do not come back
    together. A platform that named a wait gets at least that, and up to a tenth more; being busy is no failure, so it
    never leads to giving up.

    Args:
        attempt: tries made so far, 1 or more.
        retry_after: seconds the platform asked to wait; None when it named none.
        key: names the delivery; with the attempt it decides the jitter.

    Raises:
        ValueError: attempt is below 1, or retry_after is negative or no number.
    """
    if attempt < 1:
        raise ValueError(f"attempts are counted from 1, not {attempt}")
    share = spread(f"{key}:{attempt}")
    if retry_after is not None:
        return now + timedelta(seconds=_asked(retry_after) * (1 + share / 10))
    if attempt >= LAST_TRY:
        return None
    return now + timedelta(seconds=wait_s(attempt) * (1 - share / 2))


def wait_s(attempt: int) -> float:
    """Seconds to wait after this many failed tries, before jitter."""
    return min(FIRST_WAIT_S * 4.0 ** min(attempt - 1, LAST_TRY), LONGEST_WAIT_S)


def _asked(retry_after: float) -> float:
    if not math.isfinite(retry_after) or retry_after < 0:
        raise ValueError(f"a wait is a number of seconds from 0 up, not {retry_after}")
    return retry_after
