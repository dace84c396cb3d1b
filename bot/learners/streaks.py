"""What keeps a learner at it: their streak, and how their team did at the newest question."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.figures import history
from schedules.ledger.ledger import Delivery
from schedules.people.roster import Learner, Workspace, learner_by_id
from schedules.replies.team_answers import TeamGoal, team_answers
from schedules.rules.calendar import local_day
from schedules.rules.habits.streak import Streak, streak
from schedules.rules.holidays import UnknownCountry

LONGEST = 60  # lessons that are looked back at
SMALLEST_TEAM = 5  # answers; of fewer, each could tell who was wrong


async def streak_of(db: AsyncConnection, workspace: Workspace, learner: Learner, now: datetime) -> tuple[Streak, bool]:
    """Somebody's streak, and whether they answered the newest lesson."""
    newest_first = await history.answered_lessons(db, learner.workspace_id, learner.id, LONGEST)
    zone = ZoneInfo(learner.zone)
    days = [(local_day(at, zone), answered) for at, answered in reversed(newest_first)]
    today, country = local_day(now, zone), learner.country or workspace.country
    try:
        run = streak(days, today, country)
    except UnknownCountry:  # of the platform's profile: it must not keep a page from opening
        run = streak(days, today, None)
    return run, bool(newest_first and newest_first[0][1])


async def team_goal_of(db: AsyncConnection, learner: Learner, last: Delivery | None) -> TeamGoal | None:
    """How the learner's team did at the question of their newest lesson; None where too few answered it."""
    if last is None or not last.check_key or not last.campaign_id or last.sent_at is None:
        return None
    about = (learner.workspace_id, last.campaign_id, last.check_key, learner.manager_id)
    right, of = await team_answers(db, *about)
    if of < SMALLEST_TEAM:
        return None
    lead = await learner_by_id(db, learner.workspace_id, learner.manager_id) if learner.manager_id else None
    return TeamGoal(lead.name if lead else "", last.sent_at.astimezone(ZoneInfo(learner.zone)), right, of)
