"""Who takes part, who was reached, what became of every message, and who fell silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from lessons import catalog
from lessons.episodes import Episode
from schedules.ledger.figures.scope import REPLIED, Scope
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import HOLDOUT, enrolments
from schedules.people.roster import learners
from schedules.replies.replies import replies
from schedules.rules.kinds import LIVE, DeliveryKind, DeliveryState
from schedules.rules.planning import EnrolmentStatus

ANSWER_TIME = timedelta(days=1)  # nobody is called silent before a day has passed
NAMES_SHOWN = 200  # in a list; the rest is counted
_ADDRESSEE = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)


@dataclass(frozen=True, slots=True)
class Silence:
    """A learner who left the newest episodes unanswered.

    Attributes:
        episodes: how many in a row, up to the newest.
        since: when the first of them was sent.
    """

    name: str
    episodes: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that did not surely arrive, and why.

    Attributes:
        learner: the name, "" where privacy hides it.
        position: number of the episode; 0 when the message is about none.
        state: refused or uncertain.
    """

    learner: str
    kind: DeliveryKind
    position: int
    state: DeliveryState
    reason: str
    due_at: datetime


async def enrolled(scope: Scope) -> Mapping[str, int]:
    """How many enrolments are in each state."""
    state = enrolments.c.state
    rows = await scope.db.execute(sa.select(state, sa.func.count()).where(scope.of(enrolments)).group_by(state))
    return dict(rows.all())


async def finished(scope: Scope) -> int:
    """How many learners got every episode: none is left, and none is still under way to them."""
    under_way = sa.exists().where(
        scope.of(deliveries),
        deliveries.c.learner_id == enrolments.c.learner_id,
        deliveries.c.kind == DeliveryKind.EPISODE,
        deliveries.c.state.in_(LIVE),
    )
    through = scope.of(enrolments) & (enrolments.c.state == EnrolmentStatus.FINISHED.value) & ~under_way
    return await scope.db.scalar(sa.select(sa.func.count()).select_from(enrolments).where(through)) or 0


async def unreachable(scope: Scope) -> int:
    """How many of those who take part cannot be reached: they blocked the app, or were deactivated."""
    same = (learners.c.workspace_id == enrolments.c.workspace_id) & (learners.c.id == enrolments.c.learner_id)
    unreached = sa.select(sa.func.count()).select_from(enrolments.join(learners, same))
    taking_part = scope.of(enrolments) & (enrolments.c.state != HOLDOUT)
    return await scope.db.scalar(unreached.where(taking_part, learners.c.unreachable_why != "")) or 0


async def fates(scope: Scope) -> Mapping[DeliveryState, int]:
    """How many messages are in each state; corrections of messages that were sent are none of their own."""
    own = scope.of(deliveries) & (deliveries.c.kind != DeliveryKind.EDIT)
    rows = await scope.db.execute(
        sa.select(deliveries.c.state, sa.func.count()).where(own).group_by(deliveries.c.state)
    )
    return {DeliveryState(state): count for state, count in rows}


async def reached(scope: Scope) -> tuple[int, Mapping[str, int]]:
    """How many learners got any episode; and for each episode version, by id, how many got it."""
    people = sa.func.count(sa.distinct(deliveries.c.learner_id))
    anybody = await scope.db.scalar(sa.select(people).where(scope.sent_episodes()))
    each = sa.select(deliveries.c.episode_id, people).where(scope.sent_episodes()).group_by(deliveries.c.episode_id)
    return anybody or 0, dict((await scope.db.execute(each)).all())


async def episodes(scope: Scope) -> Mapping[str, Episode]:
    """Every episode version that anything in the campaign was about, by id."""
    about = sa.select(deliveries.c.episode_id).where(scope.of(deliveries), deliveries.c.episode_id != "").distinct()
    ids = (await scope.db.execute(about)).scalars().all()
    read = [await catalog.episode_by_id(scope.db, scope.workspace_id, episode_id) for episode_id in ids]
    return {episode.id: episode for episode in read if episode is not None}


async def silences(scope: Scope, now: datetime) -> tuple[int, list[Silence]]:
    """How many learners left their newest episodes unanswered for a day, and the longest silences among them."""
    answered = (
        sa.select(deliveries.c.learner_id, sa.func.max(deliveries.c.sent_at).label("at"))
        .join(replies, REPLIED)
        .where(scope.sent_questions())
        .group_by(deliveries.c.learner_id)
        .subquery()
    )
    later = sa.or_(answered.c.at.is_(None), deliveries.c.sent_at > answered.c.at)
    numbers = (sa.func.count().label("episodes"), sa.func.min(deliveries.c.sent_at).label("since"))
    silent = (
        sa.select(learners.c.name, *numbers)
        .select_from(deliveries)
        .join(learners, _ADDRESSEE)
        .outerjoin(answered, answered.c.learner_id == deliveries.c.learner_id)
        .where(scope.sent_questions(), learners.c.active, later, deliveries.c.sent_at <= now - ANSWER_TIME)
        .group_by(deliveries.c.learner_id, learners.c.name)
    )
    many = await scope.db.scalar(sa.select(sa.func.count()).select_from(silent.subquery()))
    longest = silent.order_by(sa.desc("episodes"), "since", learners.c.name).limit(NAMES_SHOWN)
    return many or 0, [Silence(*row) for row in await scope.db.execute(longest)]


async def troubles(scope: Scope) -> list[Trouble]:
    """Messages that were refused or whose arrival is not known: the newest, as many as are shown."""
    unsure = deliveries.c.state.in_([DeliveryState.REFUSED.value, DeliveryState.UNCERTAIN.value])
    query = (
        sa.select(deliveries, learners.c.name)
        .join(learners, _ADDRESSEE)
        .where(scope.of(deliveries), deliveries.c.kind != DeliveryKind.EDIT, unsure)
        .order_by(deliveries.c.due_at.desc(), deliveries.c.id)
        .limit(NAMES_SHOWN)
    )
    return [
        Trouble(row.name, DeliveryKind(row.kind), row.position, DeliveryState(row.state), row.reason, row.due_at)
        for row in await scope.db.execute(query)
    ]
