"""What a learner's next weeks would bring, lesson by lesson, by the same rules that plan them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schedules.rules.availability import Availability
from schedules.rules.calendar import NoMoment
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.planning import Enrolment, EnrolmentStatus, next_slot, plan_enrolment

AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Track:
    """One campaign that brings lessons to a learner.

    Attributes:
        episodes: how many its series has.
    """

    campaign: Campaign
    enrolment: Enrolment
    episodes: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """An episode that would come."""

    campaign_id: str
    position: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come, in order of time.

    Attributes:
        held: campaign id -> why a slot of it stays empty, the first such reason.
    """

    lessons: tuple[Lesson, ...]
    held: dict[str, str]


def outlook(
    tracks: Iterable[Track], who: Availability, now: datetime, until: datetime, recent: Sequence[datetime] = ()
) -> Outlook:
    """The lessons of all campaigns together, since they share the learner's week.

    Args:
        recent: instants of lessons of the last week, sent or planned.
    """
    held: dict[str, str] = {}
    waiting = [place for track in tracks if (place := _first(track, who, now, held))]
    lessons: list[Lesson] = []
    while due := [track for track in waiting if track.enrolment.next_at and track.enrolment.next_at < until]:
        track = min(due, key=lambda each: each.enrolment.next_at or until)
        at = max(track.enrolment.next_at or now, now)
        # The campaigns of one person share a week, so each sees what the ones before it took.
        taken = [*recent, *(lesson.at for lesson in lessons)]
        plan = plan_enrolment(track.enrolment, who, track.campaign, track.episodes, at, recent=taken, horizon=AT_ONCE)
        lessons += [Lesson(track.campaign.id, each.position, each.due_at) for each in plan.deliveries]
        if plan.why:
            held.setdefault(track.campaign.id, plan.why)
        waiting.remove(track)
        if plan.enrolment.state is EnrolmentStatus.ACTIVE and plan.enrolment.next_at:
            waiting.append(replace(track, enrolment=plan.enrolment))
    return Outlook(tuple(lessons), held)


def _first(track: Track, who: Availability, now: datetime, held: dict[str, str]) -> Track | None:
    """The track as it would run, with its next slot; None where nothing can come."""
    running = replace(track.campaign, state=CampaignState.RUNNING)
    if track.enrolment.state is not EnrolmentStatus.ACTIVE:
        return None
    try:
        at = track.enrolment.next_at or next_slot(track.enrolment, who, running, now)
    except (NoMoment, UnknownCountry) as fault:
        held[running.id] = str(fault)
        return None
    return replace(track, campaign=running, enrolment=replace(track.enrolment, next_at=at))
