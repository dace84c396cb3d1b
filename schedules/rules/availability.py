"""When a learner may be written to: working hours, snooze, weekly budget, and room between two lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from schedules.rules.calendar import (
    NEVER_QUIET,
    Cadence,
    Quiet,
    day_starts,
    is_quiet,
    is_quiet_clock,
    local_day,
    minute_at,
    quiet_ends,
    same_clock_next_day,
)
from schedules.rules.campaigns import Campaign
from schedules.rules.holidays import is_holiday, is_weekend

APART = timedelta(minutes=30)  # between two lessons, or a lesson and a reminder, to the same learner
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Availability:
    """When a learner may be written to.

    Attributes:
        country: whose holidays and weekends are kept (see holidays); "" keeps Saturday and Sunday only.
        consents: False once they opted out.
        weekly_budget: episodes and re-asks in any seven local days, over all campaigns; 0 is without limit.
        send_time: when they want their lessons, on their own clock; None in the campaign's window.
        unreachable: why nothing reaches them now, such as that they blocked the app; "" what does.
    """

    learner_id: str
    zone: ZoneInfo
    country: str = ""
    quiet: Quiet = NEVER_QUIET
    snoozed_until: datetime | None = None
    consents: bool = True
    weekly_budget: int = 0
    send_time: time | None = None
    unreachable: str = ""


def cadence_for(who: Availability, campaign: Campaign) -> Cadence:
    """The campaign's days, each at the learner's own time where they chose one.

    A time that became quiet after they chose it does not count: the campaign's window holds until they choose another.
    """
    return campaign.cadence if who.send_time is None else _at(who.send_time, campaign.cadence, who.quiet)


@lru_cache(maxsize=4096)
def _at(send_time: time, cadence: Cadence, quiet: Quiet) -> Cadence:
    return cadence if is_quiet_clock(send_time, quiet) else replace(cadence, window=minute_at(send_time))


def welcome_from(instant: datetime, who: Availability, campaign: Campaign) -> datetime:
    """The first instant from this one on at which the learner may be written to: not snoozed, resting or quiet.

    A day of rest is a public holiday, where the campaign skips them, or a weekend day that is none of its weekdays.
    What falls on one moves to the same local time of the next working day.
    """
    instant = max(instant, who.snoozed_until or instant)
    # Each step may lead into the other's time, as from a holiday into quiet hours, so both are asked until neither
    # holds.
    while True:
        if _is_rest(local_day(instant, who.zone), who, campaign):
            instant = same_clock_next_day(instant, who.zone)
        elif is_quiet(instant, who.zone, who.quiet):
            instant = quiet_ends(instant, who.zone, who.quiet)
        else:
            return instant


def fits_budget(sent: Sequence[datetime], at: datetime, budget: int, zone: ZoneInfo) -> bool:
    """Whether one more lesson at this instant keeps every seven local days within the budget; 0 is without limit.

    Local days, not hours: a weekly lesson on five days fits a budget of five although its moment differs from week to
    week. Not the calendar week: that would allow a double load from Friday to Monday.

    Args:
        sent: instants of the learner's episodes and re-asks, sent or planned, in any order.
    """
    day = local_day(at, zone)
    days = sorted([day, *(near for near in (local_day(t, zone) for t in sent) if abs((near - day).days) < WEEK_DAYS)])
    return budget == 0 or all((b - a).days >= WEEK_DAYS for a, b in zip(days, days[budget:], strict=False))


def budget_frees(sent: Sequence[datetime], now: datetime, budget: int, zone: ZoneInfo) -> datetime | None:
    """The start of the local day on which the budget has room again; None when it has room now."""
    if fits_budget(sent, now, budget, zone):
        return None
    # A week after the last lesson there is room for certain; from there the search goes back to the first such day.
    day = max(local_day(t, zone) for t in (*sent, now)) + timedelta(days=WEEK_DAYS)
    while fits_budget(sent, day_starts(day - timedelta(days=1), zone), budget, zone):
        day -= timedelta(days=1)
    return day_starts(day, zone)


def apart_from(
    recent: Sequence[datetime], at: datetime, now: datetime, end: datetime, who: Availability, campaign: Campaign
) -> datetime | None:
    """The instant itself, or one after or before it, that is half an hour from every recent lesson.

    Returns:
        None when none of the same local day, from now to the end, is welcome.
    """
    later = earlier = at
    for other in sorted(recent):
        later = other + APART if abs(other - later) < APART else later
    for other in sorted(recent, reverse=True):
        earlier = other - APART if abs(other - earlier) < APART else earlier
    for free in (later, earlier):
        same_day = local_day(free, who.zone) == local_day(at, who.zone)
        if now <= free < end and same_day and welcome_from(free, who, campaign) == free:
            return free
    return None


def _is_rest(day: date, who: Availability, campaign: Campaign) -> bool:
    if campaign.skip_holidays and is_holiday(day, who.country):
        return True
    return day.weekday() not in campaign.cadence.weekdays and is_weekend(day, who.country)
