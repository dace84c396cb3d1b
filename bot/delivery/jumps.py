"""Notices that the clock was set: it moved otherwise than the one that nobody can set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot import lease
from schedules.rules.skew import SKEW


class JumpWatch:
    """One process's watch over its clock.

    Args:
        now: real time, as it is used for leases; never playground time, which is moved on purpose.
        uptime: seconds on a clock that goes on evenly.
    """

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        uptime: Callable[[], float] = lease.uptime,
    ) -> None:
        self._now = now
        self._uptime = uptime
        self._lead = self._measured()
        self._jumped_at = -float("inf")

    def jumped(self) -> timedelta:
        """How far the clock was set since this was asked last; zero when it just went on."""
        lead = self._measured()
        jump = lead - self._lead
        if abs(jump) <= SKEW:
            return timedelta(0)  # NTP draws a clock along slowly, which is no jump: keep comparing with the first lead
        self._lead = lead
        self._jumped_at = self._uptime()
        return jump

    def settled_for(self) -> timedelta:
        """How long the clock has gone on since it was set last."""
        return timedelta(seconds=min(self._uptime() - self._jumped_at, 1e9))

    def _measured(self) -> timedelta:
        return self._now() - datetime.fromtimestamp(self._uptime(), UTC)
