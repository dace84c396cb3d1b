"""What a campaign would bring to each of its people in the next weeks, beside what they get anyway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from schedules.people.enrolments import campaign_from, enrolment_from, enrolments, with_people
from schedules.people.roster import Learner, Workspace, clock_time
from schedules.plans.planner import recent_lessons
from schedules.rules.availability import Availability
from schedules.rules.calendar import Quiet, local_day
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.outlook import Lesson, Outlook, Track, outlook
from schedules.rules.planning import Enrolment, EnrolmentStatus

AT_ONCE = 500  # learners in one statement


@dataclass(frozen=True, slots=True)
class PersonOutlook:
    """What one learner would get of a campaign.

    Attributes:
        why: why a slot stays empty, or all of them; "" where none does.
    """

    learner: Learner
    who: Availability
    lessons: tuple[Lesson, ...]
    why: str


def availability_of(learner: Learner, workspace: Workspace) -> Availability:
    """When somebody may be written to."""
    return Availability(
        learner.id,
        ZoneInfo(learner.zone),
        learner.country or workspace.country,
        Quiet(workspace.quiet_starts, workspace.quiet_ends),
        learner.snoozed_until,
        learner.consents,
        workspace.weekly_budget,
        clock_time(learner.send_time) if learner.send_time else None,
        learner.unreachable,
    )


async def look_ahead(
    db: AsyncConnection,
    workspace: Workspace,
    campaign: Campaign,
    team: Sequence[Learner],
    places: Mapping[str, Enrolment],
    now: datetime,
    until: datetime,
) -> list[PersonOutlook]:
    """What these people would get of the campaign until then.

    Args:
        places: where each learner stands in it, by id; who has none begins with its first episode.
    """
    episodes = len(await catalog.current_lineup(db, workspace.id, campaign.series_slug))
    others = await _other_tracks(db, workspace.id, campaign.id, [learner.id for learner in team])
    recent = await recent_lessons(db, {(workspace.id, learner.id) for learner in team}, now)
    alike: dict[Any, Outlook] = {}
    ahead = []
    for learner in team:
        who = availability_of(learner, workspace)
        place = places.get(learner.id, Enrolment())
        beside, lately = others.get(learner.id, []), tuple(recent.lessons[workspace.id, learner.id])
        # Thousands of people differ in their moment within the window alone, so each kind of day is looked at once.
        kind = (replace(who, learner_id=""), *_days(place, lately, who)) if not beside else learner.id
        if kind not in alike:
            alike[kind] = outlook([Track(campaign, place, episodes), *beside], who, now, until, lately)
        ours = tuple(lesson for lesson in alike[kind].lessons if lesson.campaign_id == campaign.id)
        ahead.append(PersonOutlook(learner, who, ours, alike[kind].held.get(campaign.id, "")))
    return ahead


def _days(place: Enrolment, lately: Sequence[datetime], who: Availability) -> tuple[object, ...]:
    """A place in the story and what came lately by local days: rules about days see no more of it."""
    instants = (place.next_at, place.last_at)
    days = [local_day(at, who.zone) if at else None for at in instants]
    return place.position, place.state, place.silent, *days, *sorted(local_day(at, who.zone) for at in lately)


async def _other_tracks(
    db: AsyncConnection, workspace_id: str, campaign_id: str, learner_ids: Sequence[str]
) -> dict[str, list[Track]]:
    """The other running campaigns that these learners are in."""
    tracks: dict[str, list[Track]] = defaultdict(list)
    lengths: dict[str, int] = {}
    for start in range(0, len(learner_ids), AT_ONCE):
        some = learner_ids[start : start + AT_ONCE]
        theirs = (enrolments.c.workspace_id == workspace_id) & enrolments.c.learner_id.in_(some)
        active = (enrolments.c.campaign_id != campaign_id) & (enrolments.c.state == EnrolmentStatus.ACTIVE.value)
        for row in await db.execute(with_people().where(theirs, active)):
            campaign = campaign_from(row)
            if campaign.state is not CampaignState.RUNNING:
                continue
            if row.series_slug not in lengths:
                lengths[row.series_slug] = len(await catalog.current_lineup(db, workspace_id, row.series_slug))
            tracks[row.learner_id].append(Track(campaign, enrolment_from(row), lengths[row.series_slug]))
    return tracks
