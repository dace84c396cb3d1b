"""From a campaign, a learner's place in it and the time: what to plan. Pure; the ledger writes what comes back.

A *slot* is one learner's moment on one local day. It is useful for a day, or until the local day of the next one
begins, so that no day brings two episodes. Slots that an outage swallowed are let go, all but the newest useful one.
The story itself skips nothing: whatever slot comes next carries the next episode that the learner has not got.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from schedules.rules.availability import (
    APART,
    WEEK_DAYS,
    Availability,
    apart_from,
    cadence_for,
    fits_budget,
    welcome_from,
)
from schedules.rules.availability import budget_frees as budget_frees
from schedules.rules.calendar import NoMoment, day_starts, local_day, next_moment
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.kinds import EnrolmentStatus as EnrolmentStatus

HORIZON = timedelta(hours=2)  # far enough to outlast a stuck planner, near enough to follow an edit
USEFUL = timedelta(days=1)
LEAST_USEFUL = timedelta(hours=2)  # for windows that end at midnight
NOTICE_USEFUL = timedelta(days=7)

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A learner's place in a campaign.

    Attributes:
        position: the next episode's number, from 1.
        silent: episodes sent in a row without a reply; the ledger adds one at sending and clears it at a reply.
        next_at: the next slot; None before the first was looked for, and when nothing more will come.
        last_at: when the last episode was planned for; None before the first.
    """

    position: int = 1
    state: EnrolmentStatus = EnrolmentStatus.ACTIVE
    silent: int = 0
    next_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery to write.

    Attributes:
        slot: the learner's local date, so that planning twice finds the same row.
        expires_at: from then on it is no longer useful.
    """

    kind: Literal["episode", "notice"]
    position: int
    slot: str
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write, in one transaction.

    Attributes:
        why: the reason when nothing was planned in a slot, for the manager; else "".
    """

    deliveries: tuple[Planned, ...]
    enrolment: Enrolment
    why: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A learner's moment, seen from now.

    Attributes:
        due_at: the moment itself.
        at: the same, or the first welcome instant from now on when it has passed.
        following: the moment after it.
    """

    due_at: datetime
    at: datetime
    expires_at: datetime
    following: datetime


def plan_enrolment(
    enrolment: Enrolment,
    who: Availability,
    campaign: Campaign,
    episodes: int,
    now: datetime,
    *,
    recent: Sequence[datetime] = (),
    unsettled: bool = False,
    horizon: timedelta = HORIZON,
) -> Plan:
    """What to plan for an enrolment whose next_at lies before now + horizon.

    The slot is found anew each time, so that a change of zone, quiet hours, snooze, holidays or cadence since next_at
    was written counts. A learner who opted out, or whose week is full, gets the same episode in a later slot. One who
    left silent_limit episodes unanswered is paused and gets a notice that says how to resume.

    Args:
        episodes: how many the series has.
        recent: instants of this learner's episodes and re-asks, sent or planned, over all campaigns, from a week ago
            on. Several campaigns of one learner are planned in turn, each seeing what the ones before planned.
        unsettled: an earlier episode of this enrolment may still be sent. Nothing is planned past it: should it expire,
            its episode comes first (see missed), and planned past it the one after would come twice.
    """
    if campaign.state is not CampaignState.RUNNING or enrolment.state is not EnrolmentStatus.ACTIVE:
        return Plan((), enrolment)
    if enrolment.position > episodes:
        return Plan((), replace(enrolment, state=EnrolmentStatus.FINISHED, next_at=None))
    try:
        slot = _slot(enrolment, who, campaign, now)
        if unsettled or slot.due_at > now + horizon:
            return Plan((), replace(enrolment, next_at=slot.due_at))
        return _fill(slot, enrolment, who, campaign, episodes, now, recent)
    except (NoMoment, UnknownCountry) as error:
        return Plan((), replace(enrolment, state=EnrolmentStatus.PAUSED, next_at=None), str(error))


def next_slot(enrolment: Enrolment, who: Availability, campaign: Campaign, now: datetime) -> datetime:
    """When the next episode comes, later than now and never on the local day of the last one.

    For a new enrolment, and whenever the old next_at no longer holds: the campaign was edited or resumed, the learner
    moved to another zone.

    Raises:
        NoMoment, UnknownCountry: never; the message says why and what to change.
    """
    return _moment(_past_last(enrolment, who, now), who, campaign)


def resumed(enrolment: Enrolment, who: Availability, campaign: Campaign, now: datetime) -> Enrolment:
    """A paused place, active again from the next slot on.

    Raises:
        NoMoment, UnknownCountry: there is no next slot.
    """
    at = next_slot(enrolment, who, campaign, now)
    return replace(enrolment, state=EnrolmentStatus.ACTIVE, silent=0, next_at=at)


def missed(enrolment: Enrolment, position: int, who: Availability, campaign: Campaign, now: datetime) -> Enrolment:
    """The place after an episode expired unsent: that episode comes next, so that the story has no hole.

    Raises:
        NoMoment, UnknownCountry: the enrolment had finished, and there is no further slot.
    """
    back = replace(enrolment, position=min(position, enrolment.position))
    if enrolment.state is not EnrolmentStatus.FINISHED:
        return back
    return replace(back, state=EnrolmentStatus.ACTIVE, next_at=next_slot(enrolment, who, campaign, now))


def reminders_for(
    sent_at: datetime,
    who: Availability,
    campaign: Campaign,
    next_at: datetime | None,
    answered: bool = False,
    state: EnrolmentStatus = EnrolmentStatus.ACTIVE,
) -> tuple[datetime, ...]:
    """When the silent are reminded of an episode, rising; none once it was answered, or while the lessons rest.

    A reminder in quiet hours waits for their end, one on a day of rest for the next working day. One that would come
    less than half an hour before the next episode, or later, is left out: that episode is reminder enough.

    Args:
        next_at: when the next episode comes; None when there is none.
    """
    resting = state is EnrolmentStatus.PAUSED or campaign.state is not CampaignState.RUNNING
    if answered or resting or not who.consents or who.unreachable:
        return ()
    instants: list[datetime] = []
    for delay in campaign.reminders:
        at = welcome_from(sent_at + delay, who, campaign)
        too_late = at - sent_at > delay + NOTICE_USEFUL or (next_at is not None and at > next_at - APART)
        if not too_late and (not instants or at - instants[-1] >= APART):
            instants.append(at)
    return tuple(instants)


def reask_at(
    due_at: datetime, who: Availability, campaign: Campaign, now: datetime, recent: Sequence[datetime] = ()
) -> datetime | None:
    """The first moment for a re-ask from due_at on: in the campaign's window, apart from lessons, within the budget.

    Returns:
        None when the next seven slots have no room: look again tomorrow.

    Raises:
        NoMoment, UnknownCountry: never; the message says why and what to change.
    """
    at = max(due_at, now) - _INSTANT
    for _ in range(WEEK_DAYS):
        at = _moment(at, who, campaign)
        free = apart_from(recent, at, now, at + USEFUL, who, campaign)
        if free is not None and fits_budget(recent, free, who.weekly_budget, who.zone):
            return free
    return None


def _slot(enrolment: Enrolment, who: Availability, campaign: Campaign, now: datetime) -> Slot:
    """The newest slot that is still useful, or the next one."""
    from_at = max(enrolment.next_at or now, now - USEFUL)
    due = _moment(_past_last(enrolment, who, from_at - _INSTANT), who, campaign)
    while (following := _moment(due, who, campaign)) <= now:
        due = following
    at = due if due >= now else welcome_from(now, who, campaign)
    expires_at = _expiry(due, following, who)
    if at < expires_at:
        return Slot(due, at, expires_at, following)
    after = _moment(following, who, campaign)
    return Slot(following, following, _expiry(following, after, who), after)


def _expiry(due: datetime, following: datetime, who: Availability) -> datetime:
    next_day = day_starts(local_day(following, who.zone), who.zone)
    return min(due + USEFUL, following, max(next_day, due + LEAST_USEFUL))


def _fill(
    slot: Slot,
    enrolment: Enrolment,
    who: Availability,
    campaign: Campaign,
    episodes: int,
    now: datetime,
    recent: Sequence[datetime],
) -> Plan:
    if not who.consents:
        return _held(enrolment, slot, "the learner opted out")
    if who.unreachable:
        return _held(enrolment, slot, f"cannot be reached: {who.unreachable}")
    if enrolment.silent >= campaign.silent_limit:
        return _paused(enrolment, slot, who)
    at = apart_from(recent, slot.at, now, slot.expires_at, who, campaign)
    if at is None:
        return _held(enrolment, slot, "the learner's day is full of other lessons")
    if not fits_budget(recent, at, who.weekly_budget, who.zone):
        return _held(enrolment, slot, "the learner's weekly budget is used up")
    episode = Planned("episode", enrolment.position, _label(slot, who), at, slot.expires_at)
    return Plan((episode,), _advanced(enrolment, episode, slot, episodes))


def _label(slot: Slot, who: Availability) -> str:
    return local_day(slot.due_at, who.zone).isoformat()


def _held(enrolment: Enrolment, slot: Slot, why: str) -> Plan:
    return Plan((), replace(enrolment, next_at=slot.following), why)


def _paused(enrolment: Enrolment, slot: Slot, who: Availability) -> Plan:
    notice = Planned("notice", enrolment.position, _label(slot, who), slot.at, slot.at + NOTICE_USEFUL)
    why = f"{enrolment.silent} episodes in a row without a reply"
    return Plan((notice,), replace(enrolment, state=EnrolmentStatus.PAUSED, next_at=None), why)


def _advanced(enrolment: Enrolment, episode: Planned, slot: Slot, episodes: int) -> Enrolment:
    over = episode.position >= episodes
    state, next_at = (EnrolmentStatus.FINISHED, None) if over else (enrolment.state, slot.following)
    return Enrolment(episode.position + 1, state, enrolment.silent, next_at, episode.due_at)


def _moment(after: datetime, who: Availability, campaign: Campaign) -> datetime:
    return next_moment(
        after,
        cadence_for(who, campaign),
        who.zone,
        who.country if campaign.skip_holidays else None,
        who.quiet,
        f"{campaign.id}:{who.learner_id}",
        snoozed_until=who.snoozed_until,
    )


def _past_last(enrolment: Enrolment, who: Availability, after: datetime) -> datetime:
    """The later of after and the end of the local day that already has an episode."""
    if enrolment.last_at is None:
        return after
    used = local_day(enrolment.last_at, who.zone)
    return max(after, day_starts(used + timedelta(days=1), who.zone) - _INSTANT)
