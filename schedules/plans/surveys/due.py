"""Whom a question of one press is due to: was it useful, how sure are you, have you seen it applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import HOLDOUT, availability_from, campaign_from, campaigns, enrolments, with_people
from schedules.people.roster import Learner, learners, learners_of
from schedules.replies.confidences import Phase, confidences
from schedules.replies.replies import replies
from schedules.rules.calendar import NoMoment, spread
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.kinds import LIVE, DeliveryKind
from schedules.rules.planning import HORIZON, EnrolmentStatus, reask_at

BATCH = 500  # people in one transaction
LATELY = timedelta(hours=2)  # an answer is fresh for so long: later nobody knows what "it" was
USEFUL = "useful "
USEFUL_EVERY = timedelta(days=7)
BEFORE, AFTER = "confidence before", "confidence after"
AFTER_FROM, AFTER_UNTIL = timedelta(days=1), timedelta(days=7)  # behind the last episode, and before the pulse
OBSERVE = "observe"
OBSERVE_FROM, OBSERVE_UNTIL = timedelta(days=7), timedelta(days=28)
MOST_NAMES = 3  # more than that is a form, and nobody answers it in passing


@dataclass(frozen=True, slots=True)
class DueUseful:
    """Somebody who has just answered an episode's question.

    Attributes:
        slot: names the week, so that the database itself lets one question a week in.
    """

    workspace_id: str
    learner_id: str
    delivery_id: str
    episode_id: str
    slot: str


@dataclass(frozen=True, slots=True)
class DueConfidence:
    """Somebody whose season begins or has ended."""

    campaign: Campaign
    learner_id: str
    phase: Phase
    due_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DueObservation:
    """A manager, and the people whom they are asked about."""

    campaign: Campaign
    people: tuple[Learner, ...]


async def due_useful(db: AsyncConnection, now: datetime) -> list[DueUseful]:
    """Who answered an episode's question lately and was not asked for a week whether it was useful."""
    asked_lately = sa.exists().where(
        deliveries.c.workspace_id == replies.c.workspace_id,
        deliveries.c.learner_id == replies.c.learner_id,
        deliveries.c.kind == DeliveryKind.SURVEY,
        deliveries.c.slot.startswith(USEFUL),
        deliveries.c.due_at > now - USEFUL_EVERY,
    )
    about = deliveries.alias("about")
    episode = (about.c.workspace_id == replies.c.workspace_id) & (about.c.id == replies.c.delivery_id)
    who = (learners.c.workspace_id == replies.c.workspace_id) & (learners.c.id == replies.c.learner_id)
    query = (
        sa.select(replies.c.workspace_id, replies.c.learner_id, replies.c.delivery_id, replies.c.episode_id)
        .join(about, episode)
        .join(learners, who)
        .where(about.c.kind == DeliveryKind.EPISODE, about.c.campaign_id != "")
        .where(replies.c.replied_at > now - LATELY, replies.c.replied_at <= now, ~asked_lately)
        .where(learners.c.active, learners.c.consents, learners.c.unreachable_why == "")
        .order_by(replies.c.replied_at)
        .limit(BATCH)
    )
    week = f"{USEFUL}{now:%G-%V}"
    # Somebody who answered twice lately is asked about the first: the second one has the same slot.
    first = {(row.workspace_id, row.learner_id): row for row in reversed((await db.execute(query)).all())}
    return [
        DueUseful(row.workspace_id, row.learner_id, row.delivery_id, row.episode_id, week) for row in first.values()
    ]


async def due_confidence(db: AsyncConnection, now: datetime) -> list[DueConfidence]:
    """Whose first episode is on its way, and whose last one came a day ago."""
    return [*await _before(db, now), *await _after(db, now)]


async def _before(db: AsyncConnection, now: datetime) -> list[DueConfidence]:
    first = deliveries.alias("first")
    on_its_way = (
        (first.c.workspace_id == enrolments.c.workspace_id)
        & (first.c.campaign_id == enrolments.c.campaign_id)
        & (first.c.learner_id == enrolments.c.learner_id)
        & (first.c.kind == DeliveryKind.EPISODE)
        & (first.c.position == 1)
        & first.c.state.in_([state.value for state in LIVE])
    )
    query = with_people().add_columns(first.c.due_at.label("first_due")).join(first, on_its_way)
    rows = (await db.execute(_askable(query, BEFORE).where(first.c.due_at >= now).limit(BATCH))).all()
    # A minute before it: whoever has seen the clip already is surer than they were.
    return [
        DueConfidence(
            campaign_from(row),
            row.learner_id,
            Phase.BEFORE,
            max(now, row.first_due - timedelta(minutes=1)),
            row.first_due + timedelta(hours=1),
        )
        for row in rows
    ]


async def _after(db: AsyncConnection, now: datetime) -> list[DueConfidence]:
    answered = sa.exists().where(
        confidences.c.workspace_id == enrolments.c.workspace_id,
        confidences.c.campaign_id == enrolments.c.campaign_id,
        confidences.c.learner_id == enrolments.c.learner_id,
        confidences.c.phase == Phase.BEFORE.value,
    )
    # Without an answer from before there is nothing to compare with, so nobody is asked in vain.
    query = (
        _askable(with_people(), AFTER)
        .where(enrolments.c.state == EnrolmentStatus.FINISHED.value, answered)
        .where(enrolments.c.last_at <= now - AFTER_FROM + HORIZON, enrolments.c.last_at > now - AFTER_UNTIL)
        .limit(BATCH)
    )
    due = [(row, _moment(row, now)) for row in (await db.execute(query)).all()]
    return [
        DueConfidence(campaign_from(row), row.learner_id, Phase.AFTER, at, row.last_at + AFTER_UNTIL)
        for row, at in due
        if at is not None and at <= now + HORIZON and at < row.last_at + AFTER_UNTIL
    ]


def _askable(query: sa.Select[Any], slot: str) -> sa.Select[Any]:
    """Those who may be asked and were not yet, of running campaigns."""
    was_asked = sa.exists().where(
        deliveries.c.workspace_id == enrolments.c.workspace_id,
        deliveries.c.campaign_id == enrolments.c.campaign_id,
        deliveries.c.learner_id == enrolments.c.learner_id,
        deliveries.c.kind == DeliveryKind.SURVEY,
        deliveries.c.slot == slot,
    )
    running = campaigns.c.state == CampaignState.RUNNING.value
    return query.where(running, ~was_asked, learners.c.active, learners.c.consents, learners.c.unreachable_why == "")


def _moment(row: Any, now: datetime) -> datetime | None:
    """When to ask: within the campaign's hours and days; None where no moment is theirs."""
    try:
        return reask_at(row.last_at + AFTER_FROM, availability_from(row), campaign_from(row), now)
    except (NoMoment, UnknownCountry):
        return None


async def due_observations(db: AsyncConnection, now: datetime) -> list[DueObservation]:
    """Managers who were not asked yet, a week and more after the first of their people had the last episode."""
    was_asked = sa.exists().where(
        deliveries.c.workspace_id == campaigns.c.workspace_id,
        deliveries.c.campaign_id == campaigns.c.id,
        deliveries.c.kind == DeliveryKind.SURVEY,
        deliveries.c.slot == OBSERVE,
    )
    same = (campaigns.c.workspace_id == enrolments.c.workspace_id) & (campaigns.c.id == enrolments.c.campaign_id)
    through = sa.func.min(enrolments.c.last_at, type_=enrolments.c.last_at.type)
    query = (
        sa.select(enrolments.c.workspace_id, enrolments.c.campaign_id)
        .join(campaigns, same)
        .where(campaigns.c.state == CampaignState.RUNNING.value, ~was_asked)
        .where(enrolments.c.state == EnrolmentStatus.FINISHED.value)
        .group_by(enrolments.c.workspace_id, enrolments.c.campaign_id)
        .having(through <= now - OBSERVE_FROM, through > now - OBSERVE_UNTIL)
    )
    rows = (await db.execute(query)).all()
    due = [await _observable(db, row.workspace_id, row.campaign_id) for row in rows]
    return [each for each in due if each is not None and each.people]


async def _observable(db: AsyncConnection, workspace_id: str, campaign_id: str) -> DueObservation | None:
    """The people whom a manager is asked about: their own first, and else by chance, whatever each of them did.

    Were those chosen who finished, or who did not, the choice would tell the manager which.
    """
    part = (enrolments.c.workspace_id == workspace_id) & (enrolments.c.campaign_id == campaign_id)
    rows = (await db.execute(with_people().where(part, enrolments.c.state != HOLDOUT))).all()
    if not rows:
        return None
    campaign = campaign_from(rows[0])
    team = await learners_of(db, workspace_id, [row.learner_id for row in rows])
    # Whoever opted out gets no lessons, so there is nothing of them to see at work.
    others = [each for each in team if each.consents and each.id != campaign.manager_id]
    others.sort(key=lambda each: (each.manager_id != campaign.manager_id, spread(f"{campaign.seed}:seen:{each.id}")))
    return DueObservation(campaign, tuple(others[:MOST_NAMES]))
