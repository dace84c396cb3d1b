"""How far our clock is from the chat platforms', by the `Date` header of their answers."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median

# Looking for a message whose fate is unknown begins two minutes before it was sent (bot/delivery/reconciling.py). Where
# the clocks disagree by half of that, looking could soon miss the message, and sending it again would double it.
MOST_SKEW = timedelta(minutes=1)

SLOWEST = timedelta(seconds=5)  # an answer that took longer says too little: the header was written somewhere within
_HALF_A_SECOND = timedelta(seconds=0.5)  # the header is cut to whole seconds, so the instant lies within the next one
_SAMPLES = 3  # the median of three forgets one answer of a machine whose clock is wrong, and follows within two


class PlatformTime:
    """What the newest answers said of the time.

    Args:
        required: nothing is sent before a first answer told the time. A process that starts with a wrong clock beside
            messages whose fate is unknown would look for them at the wrong hour, and send them again.
    """

    def __init__(self, required: bool = False) -> None:
        self._ahead: deque[timedelta] = deque(maxlen=_SAMPLES)
        self._host = "the chat platform"
        self._required = required

    def observe(self, host: str, date: str, sent: datetime, received: datetime) -> None:
        """Take in the `Date` header of one answer.

        Args:
            sent: when the request left, on our clock.
            received: when the answer's headers were there, on our clock.
        """
        if received - sent > SLOWEST or not (written := _instant(date)):
            return
        self._host = host
        self._ahead.append(sent + (received - sent) / 2 - written - _HALF_A_SECOND)

    def forget(self) -> None:
        """Our clock was set: what was measured before says nothing any more."""
        self._ahead.clear()

    def give_up(self) -> None:
        """The platform answers without the header (a proxy may strip it): then sending must not wait for it."""
        self._required = False

    @property
    def ahead(self) -> timedelta | None:
        """How far our clock is ahead of the platforms', within a second or two; None before the first answer."""
        return timedelta(seconds=median(each.total_seconds() for each in self._ahead)) if self._ahead else None

    @property
    def fault(self) -> str:
        """What is wrong and what to do, where the clocks are too far apart to send safely; "" otherwise."""
        if self._required and self.ahead is None:
            return f"{self._host} did not say yet what time it is there: nothing is sent before it answers"
        return skew_fault(self.ahead, self._host)


def skew_fault(ahead: timedelta | None, host: str = "the chat platform") -> str:
    """The sentence for an operator about a clock that is this far ahead of a host's; "" where it is near enough."""
    if ahead is None or abs(ahead) <= MOST_SKEW:
        return ""
    side = "ahead of" if ahead > timedelta(0) else "behind"
    return (
        f"this machine's clock is {spoken(abs(ahead))} {side} {host}'s: nothing is sent until it is right. "
        "Turn on time synchronisation (timedatectl set-ntp true)"
    )


def spoken(span: timedelta) -> str:
    """A span as people say it: "90 seconds", "10 minutes", "2.5 hours"."""
    seconds = abs(span.total_seconds())
    for length, name in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length - 1:
            count = seconds / length
            return f"{round(count) if count > 9.5 else round(count, 1):g} {name}"
    return f"{seconds:.0f} seconds"


def _instant(date: str) -> datetime | None:
    try:
        written = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None  # somebody between us and the platform wrote something of their own
    return written if written.tzinfo else None
