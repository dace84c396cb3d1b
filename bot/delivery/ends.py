"""What an attempt to send ended in, as the ledger writes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.faults import ChatBusy
from schedules.ledger.candidates import Claimed
from schedules.ledger.outcomes import Outcome
from schedules.rules.kinds import DeliveryKind, DeliveryState, Fault
from schedules.rules.retries import next_try


class Ends:
    """Makes outcomes.

    Args:
        look_after: how long after a send became uncertain to look for it.
    """

    def __init__(self, clock: Clock, look_after: timedelta) -> None:
        self._clock = clock
        self._look_after = look_after

    def sent(self, delivery: Claimed, ref: str) -> Outcome:
        now = self._clock.now()
        remind_at = (
            now if delivery.kind is DeliveryKind.EPISODE and delivery.check_key else None
        )  # the tick knows the rules
        return _outcome(delivery, DeliveryState.SENT, now, message_ref=ref, remind_at=remind_at)

    def refused(self, delivery: Claimed, reason: str, fault: Fault = Fault.MESSAGE) -> Outcome:
        return _outcome(delivery, DeliveryState.REFUSED, self._clock.now(), reason, fault=fault)

    def held(self, delivery: Claimed, reason: str) -> Outcome:
        """The app cannot write to this workspace: everything waits there, and this one leaves when it can again."""
        now = self._clock.now()
        return _outcome(delivery, DeliveryState.WAITING, now, reason, try_at=now, returned=True, fault=Fault.APP)

    def waiting(self, delivery: Claimed, reason: str, at: datetime) -> Outcome:
        """Nothing left: the attempt does not count."""
        return _outcome(delivery, DeliveryState.WAITING, self._clock.now(), reason, try_at=at, returned=True)

    def again(self, delivery: Claimed, reason: str) -> Outcome:
        now = self._clock.now()
        at = next_try(delivery.attempt, now, None, delivery.id)
        return (
            _outcome(delivery, DeliveryState.WAITING, now, reason, try_at=at) if at else self.refused(delivery, reason)
        )

    def busy(self, delivery: Claimed, busy: ChatBusy) -> Outcome:
        now = self._clock.now()
        at = next_try(delivery.attempt, now, busy.retry_after, delivery.id) or now
        blocked = None if busy.one_chat else now + timedelta(seconds=busy.retry_after)
        wait = {"try_at": at, "blocked_until": blocked, "returned": True}
        return _outcome(delivery, DeliveryState.WAITING, now, str(busy), **wait)

    def uncertain(self, delivery: Claimed, reason: str) -> Outcome:
        """Looked for before it is sent again; where nobody can look, a lost answer is better said twice than never."""
        now = self._clock.now()
        return _outcome(delivery, DeliveryState.UNCERTAIN, now, reason, try_at=now + self._look_after)


def _outcome(delivery: Claimed, state: DeliveryState, now: datetime, reason: str = "", **rest: Any) -> Outcome:
    rest |= {"platform": delivery.platform, "probe": delivery.probe}
    which = (delivery.workspace_id, delivery.id, delivery.attempt, delivery.claimed_at)
    return Outcome(*which, state, now, reason, **rest)
