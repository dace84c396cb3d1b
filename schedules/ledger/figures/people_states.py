"""Where each learner of a campaign stands, in four plain states, and who has not answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from schedules.ledger.figures.audience import ANSWER_TIME, NAMES_SHOWN
from schedules.ledger.figures.scope import Scope
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import HOLDOUT, enrolments
from schedules.people.roster import learners
from schedules.replies.replies import answered_check
from schedules.rules.planning import EnrolmentStatus


class PersonState(StrEnum):
    """Where somebody stands."""

    ATTENTION = "attention"
    BEHIND = "behind"
    ON_TRACK = "on_track"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Standing:
    """One learner.

    Attributes:
        why: "opted_out", "unreached" or "resting" for who needs attention, else "".
        unanswered: questions that are open for more than a day.
        open: all questions that are open.
        since: when the first of them was sent, None where none is.
    """

    learner_id: str
    state: PersonState
    why: str
    unanswered: int
    open: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class PeopleStates:
    """Everybody who takes part and did not leave.

    Attributes:
        counts: how many are in each state.
        first: those who need attention and those who are behind, the longest silences first, as many as are listed.
        silent: how many have an open question and can be reached.
    """

    counts: Mapping[PersonState, int]
    first: Sequence[Standing]
    silent: int


async def people_states(scope: Scope, now: datetime) -> PeopleStates:
    """How the people of a campaign stand."""
    standings = [_standing(row) for row in (await scope.db.execute(_people(scope, now))).all()]
    counts = dict.fromkeys(PersonState, 0)
    for standing in standings:
        counts[standing.state] += 1
    listed = [standing for standing in standings if standing.state in (PersonState.ATTENTION, PersonState.BEHIND)]
    listed.sort(key=lambda each: (each.state is not PersonState.ATTENTION, -each.unanswered, each.learner_id))
    silent = sum(standing.open > 0 and standing.why != "unreached" for standing in standings)
    return PeopleStates(counts, tuple(listed[:NAMES_SHOWN]), silent)


def _people(scope: Scope, now: datetime) -> sa.Select[Any]:
    late = sa.case((deliveries.c.sent_at <= now - ANSWER_TIME, 1), else_=0)
    numbers = (
        sa.func.count().label("open"),
        sa.func.sum(late).label("unanswered"),
        sa.func.min(deliveries.c.sent_at, type_=deliveries.c.sent_at.type).label("since"),
    )
    waiting = (
        sa.select(deliveries.c.learner_id, *numbers)
        .where(scope.sent_questions(), ~answered_check(deliveries))
        .group_by(deliveries.c.learner_id)
        .subquery("waiting")
    )
    same = (learners.c.workspace_id == enrolments.c.workspace_id) & (learners.c.id == enrolments.c.learner_id)
    source = enrolments.join(learners, same).outerjoin(waiting, waiting.c.learner_id == enrolments.c.learner_id)
    columns = (learners.c.id, enrolments.c.state, learners.c.consents, learners.c.unreachable_why)
    taking_part = scope.of(enrolments) & (enrolments.c.state != HOLDOUT) & learners.c.active
    return (
        sa.select(*columns, *[waiting.c[name] for name in ("open", "unanswered", "since")])
        .select_from(source)
        .where(taking_part)
    )


def _standing(row: Any) -> Standing:
    unanswered = row.unanswered or 0
    why = _why(row)
    if why:
        state = PersonState.ATTENTION
    elif unanswered:
        state = PersonState.BEHIND
    elif row.state == EnrolmentStatus.FINISHED and not row.open:
        state = PersonState.DONE
    else:
        state = PersonState.ON_TRACK
    return Standing(row.id, state, why, unanswered, row.open or 0, row.since)


def _why(row: Any) -> str:
    if not row.consents:
        return "opted_out"
    if row.unreachable_why:
        return "unreached"
    return "resting" if row.state == EnrolmentStatus.PAUSED else ""
