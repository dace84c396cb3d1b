"""What a change of a running campaign does to its people, counted before it is made; and people who join it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger import audit
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import (
    HOLDOUT,
    availability_from,
    enrol,
    enrolment_from,
    enrolments,
    with_people,
)
from schedules.people.roster import Learner
from schedules.plans.campaigns import already_taking, arrived_before, enrolment_row, find_slots
from schedules.rules import campaigns as rules
from schedules.rules.calendar import NoMoment, local_day
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.kinds import LIVE, DeliveryKind
from schedules.rules.planning import Enrolment, EnrolmentStatus, next_slot


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit does.

    Attributes:
        by_days: how many days later the next episode comes -> for how many people; less than 0 is earlier, and 0 is
            another time of the same day.
        same: whose next episode keeps its moment.
        never: who would never get another episode at these times.
        planned: episodes that are under way already and keep their moment.
        finished: who had every episode.
        resting: whom the campaign rests for, since they left episodes unanswered or could never be reached.
        held_out: who waits for the second group.
    """

    by_days: Mapping[int, int]
    same: int = 0
    never: int = 0
    planned: int = 0
    finished: int = 0
    resting: int = 0
    held_out: int = 0


async def effect_of(db: AsyncConnection, campaign: Campaign, changed: Campaign, now: datetime) -> Effect:
    """What people would notice if the campaign became the changed one now."""
    shifts: Counter[int] = Counter()
    states: Counter[str] = Counter()
    same = never = 0
    for row in await _people(db, campaign):
        states[row.enrolment_state] += 1
        if row.enrolment_state != EnrolmentStatus.ACTIVE:
            continue
        who, at = availability_from(row), _next_at(row, changed, now)
        if at is None:
            never += 1
        elif row.next_at is None or at == row.next_at:
            same += 1
        else:
            shifts[(local_day(at, who.zone) - local_day(row.next_at, who.zone)).days] += 1
    held_out = states[HOLDOUT]
    finished, resting = states[EnrolmentStatus.FINISHED], states[EnrolmentStatus.PAUSED]
    return Effect(dict(shifts), same, never, await _planned(db, campaign), finished, resting, held_out)


def _next_at(row: Any, changed: Campaign, now: datetime) -> datetime | None:
    """When the next episode would come; None where none ever does."""
    try:
        return next_slot(enrolment_from(row), availability_from(row), changed, now)
    except (NoMoment, UnknownCountry):
        return None


async def _people(db: AsyncConnection, campaign: Campaign) -> Sequence[Any]:
    theirs = (enrolments.c.workspace_id == campaign.workspace_id) & (enrolments.c.campaign_id == campaign.id)
    rows: Sequence[Any] = (await db.execute(with_people().where(theirs))).all()
    return rows


async def _planned(db: AsyncConnection, campaign: Campaign) -> int:
    under_way = (deliveries.c.workspace_id == campaign.workspace_id) & (deliveries.c.campaign_id == campaign.id)
    under_way &= (deliveries.c.kind == DeliveryKind.EPISODE) & deliveries.c.state.in_(LIVE)
    return await db.scalar(sa.select(sa.func.count()).where(under_way)) or 0


async def places_in(db: AsyncConnection, campaign: Campaign, *, anew: bool = False) -> dict[str, Enrolment]:
    """Where each learner of a campaign stands, by id; the held-out ones are not in it yet.

    Args:
        anew: without the next slots, which are to be found by other rules.
    """
    places = {}
    for row in await _people(db, campaign):
        if row.enrolment_state == HOLDOUT:
            continue
        place = enrolment_from(row)
        no_slot = Enrolment(place.position, place.state, place.silent, None, place.last_at)
        places[row.learner_id] = no_slot if anew else place
    return places


async def add_people(db: AsyncConnection, campaign: Campaign, team: Sequence[Learner], by: str, now: datetime) -> int:
    """Let more people take part, each from the first episode that they never got; returns how many are new.

    The seed decides for each of them alone who is held out: whoever joins later does not change who waits.
    """
    taking = await already_taking(db, campaign.workspace_id, campaign.series_slug, again=campaign.again)
    if campaign.again:
        taking |= set(await states_in(db, campaign))
    fresh = [learner for learner in team if learner.id not in taking]
    got = await arrived_before(db, campaign)
    rows = [
        enrolment_row(campaign, learner, rules.in_holdout(campaign, learner.id), got.get(learner.id, 0), now)
        for learner in fresh
    ]
    await enrol(db, rows)
    if fresh and campaign.state is CampaignState.RUNNING:
        await find_slots(db, campaign, now)
    if fresh:
        await audit.note(db, campaign.workspace_id, by, "people added", campaign.id, now, people=len(fresh))
    return len(fresh)


async def states_in(db: AsyncConnection, campaign: Campaign) -> dict[str, str]:
    """The state of everybody in a campaign, by id; those who wait for the second group are held out."""
    return {row.learner_id: row.enrolment_state for row in await _people(db, campaign)}
