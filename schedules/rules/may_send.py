"""Whether a delivery may leave at this very moment: the last question before the intent is written. Pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from schedules.rules.calendar import Quiet, is_quiet, local_day, quiet_ends
from schedules.rules.kinds import LESSONS, DeliveryState
from schedules.rules.planning import budget_frees

NO_PLACE_RETRY = timedelta(hours=6)  # how soon to look again whether a conversation exists by now


class Owed(Protocol):
    """What must be known of a delivery and its learner."""

    kind: str
    prompted: bool
    expires_at: datetime
    due_at: datetime
    zone: str
    consents: bool
    learner_active: bool
    unreachable: str
    workspace_active: bool
    place: str
    snoozed_until: datetime | None
    weekly_budget: int
    campaign_state: str | None


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: ask again at that instant."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Not any more."""

    state: DeliveryState
    reason: str


def may_send(owed: Owed, quiet: Quiet, sent_lately: Sequence[datetime], now: datetime) -> Later | Drop | None:
    """None when the delivery may leave now.

    Args:
        sent_lately: when the learner got lessons during the last eight days.
    """
    decided = _never(owed, now) or _not_now(owed, quiet, sent_lately, now)
    if isinstance(decided, Later) and decided.at >= owed.expires_at:
        return Drop(DeliveryState.EXPIRED, decided.reason)
    return decided


def _not_now(owed: Owed, quiet: Quiet, sent_lately: Sequence[datetime], now: datetime) -> Later | Drop | None:
    if not owed.place:
        return Later(now + NO_PLACE_RETRY, "no conversation with this learner yet")
    if owed.prompted:
        return None
    zone = ZoneInfo(owed.zone)
    if owed.snoozed_until and owed.snoozed_until > now:
        return Later(owed.snoozed_until, "snoozed by the learner")
    if is_quiet(now, zone, quiet):
        return Later(quiet_ends(now, zone, quiet), "quiet hours")
    if owed.kind not in LESSONS:
        return None
    if local_day(now, zone) != local_day(owed.due_at, zone):
        # The day it was promised for is over, and this one may be a day of rest: its next slot brings it.
        return Drop(DeliveryState.EXPIRED, "its day is over")
    if frees := budget_frees(sent_lately, now, owed.weekly_budget, zone):
        return Later(frees, "the learner's weekly budget is used up")
    return None


def _never(owed: Owed, now: datetime) -> Drop | None:
    if not owed.workspace_active:
        return Drop(DeliveryState.CANCELLED, "the app was removed from this workspace")
    if not owed.learner_active:
        return Drop(DeliveryState.CANCELLED, "the learner left")
    if owed.prompted:
        return None if owed.expires_at > now else Drop(DeliveryState.EXPIRED, "too late to be useful")
    if not owed.consents:
        return Drop(DeliveryState.CANCELLED, "the learner opted out")
    if owed.unreachable:
        return Drop(DeliveryState.CANCELLED, f"cannot be reached: {owed.unreachable}")
    if owed.campaign_state in ("paused", "ended"):
        return Drop(DeliveryState.CANCELLED, f"the campaign is {owed.campaign_state}")
    if owed.expires_at <= now:
        return Drop(DeliveryState.EXPIRED, "too late to be useful")
    return None
