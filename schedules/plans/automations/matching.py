"""Whom a rule is about at this moment; nothing is written."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.figures.gaps import team_answers
from schedules.ledger.figures.scope import Scope
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import HOLDOUT, enrolments
from schedules.people.person_fields import listed_people
from schedules.people.roster import Learner, learners, learners_of
from schedules.plans.automations.hits import Hit, slot_of
from schedules.plans.campaigns import already_taking
from schedules.replies.replies import answered_check, replies
from schedules.rules.acting.automation import Automation, AutomationKind, is_below


async def hits_now(db: AsyncConnection, automation: Automation, now: datetime) -> list[Hit]:
    """Everybody, or every team, that the rule is about now."""
    match automation.kind:
        case AutomationKind.FAILED:
            return await _failed(db, automation)
        case AutomationKind.SILENT:
            return await _silent(db, automation, now)
        case AutomationKind.TEAM:
            return await _weak_groups(db, automation)


async def _failed(db: AsyncConnection, automation: Automation) -> list[Hit]:
    """Who was wrong at the first try and does not get the refresher already; each person once."""
    scope = Scope(db, automation.workspace_id, automation.campaign_id)
    wrong = scope.of(replies) & replies.c.first_try & ~replies.c.correct & (replies.c.replied_at >= automation.since)
    if automation.check_key:
        wrong &= replies.c.check_key == automation.check_key
    who = (learners.c.workspace_id == replies.c.workspace_id) & (learners.c.id == replies.c.learner_id)
    query = (
        sa.select(replies.c.learner_id, replies.c.check_key)
        .join(learners, who)
        .where(wrong, learners.c.active, learners.c.consents)
        .order_by(replies.c.replied_at, replies.c.delivery_id)
    )
    # Nobody gets a series twice, so whoever takes it already is not listed as somebody who would get it.
    taking = await already_taking(db, automation.workspace_id, automation.refresher)
    first: dict[str, Hit] = {}
    for learner_id, check_key in await db.execute(query):
        if learner_id not in taking:
            first.setdefault(learner_id, Hit(slot_of(learner_id), learner_id, check_key=check_key))
    return list(first.values())


async def _silent(db: AsyncConnection, automation: Automation, now: datetime) -> list[Hit]:
    """Who was asked so long ago, and answered nothing of this campaign since; each silence once."""
    # One question that was skipped is no silence while others are answered, so any later answer ends it.
    scope = Scope(db, automation.workspace_id, automation.campaign_id)
    later = replies.alias("later")
    answered_since = sa.exists().where(
        later.c.workspace_id == deliveries.c.workspace_id,
        later.c.campaign_id == deliveries.c.campaign_id,
        later.c.learner_id == deliveries.c.learner_id,
        later.c.replied_at >= deliveries.c.sent_at,
    )
    same = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)
    first = sa.func.min(deliveries.c.sent_at, type_=deliveries.c.sent_at.type).label("since")
    query = (
        sa.select(deliveries.c.learner_id, first)
        .join(learners, same)
        .where(scope.sent_questions(), ~answered_check(deliveries), ~answered_since)
        .where(learners.c.active, learners.c.consents, learners.c.unreachable_why == "")
        .group_by(deliveries.c.learner_id)
        .having(first <= now - timedelta(days=automation.days))
        .order_by("since", deliveries.c.learner_id)
    )
    return [Hit(slot_of(row.learner_id, row.since.isoformat()), row.learner_id) for row in await db.execute(query)]


async def _weak_groups(db: AsyncConnection, automation: Automation) -> list[Hit]:
    """Each team that knows too little of a question, once for each question."""
    scope = Scope(db, automation.workspace_id, automation.campaign_id)
    # People whose team nobody knows are no team: what they have in common is a gap in the company's list.
    return [
        Hit(
            slot_of(each.team, each.manager_id, each.check_key),
            "",
            each.team,
            each.manager_id,
            each.check_key,
            each.right,
            each.tries,
        )
        for each in await team_answers(scope)
        if (each.team or each.manager_id)
        and automation.check_key in ("", each.check_key)
        and is_below(each.right, each.tries, automation.percent)
    ]


async def people_of(db: AsyncConnection, automation: Automation, team: Hit) -> list[Learner]:
    """The people of a team who take part in the campaign and may get the refresher."""
    part = (enrolments.c.workspace_id == automation.workspace_id) & (enrolments.c.state != HOLDOUT)
    part &= enrolments.c.campaign_id == automation.campaign_id
    ids = list((await db.execute(sa.select(enrolments.c.learner_id).where(part))).scalars())
    taking = await already_taking(db, automation.workspace_id, automation.refresher)
    listed = await listed_people(db, automation.workspace_id)

    def belongs(learner: Learner) -> bool:
        person = listed.get(learner.email.casefold())
        name = person.fields.get("team", "") if person else ""
        return name == team.team if team.team else not name and learner.manager_id == team.lead_id

    everybody = await learners_of(db, automation.workspace_id, ids)
    return [each for each in everybody if each.consents and each.id not in taking and belongs(each)]
