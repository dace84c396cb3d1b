"""What is not known (any more): each question at the first try and a week later, and each team's gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schedules.ledger.figures.learning import DELAYED_DAYS
from schedules.ledger.figures.scope import Scope
from schedules.people.person_fields import person_fields
from schedules.people.roster import learners
from schedules.replies.replies import replies


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """One question over all its wordings; each learner counts once in each pair.

    Attributes:
        right, tries: first answers that were right, of how many learners.
        recalled, reasked: learners who were right at the newest re-ask of a week or more, of how many.
        forgot, knew: learners who were wrong at it, of those who had been right at the first try.
    """

    check_key: str
    right: int
    tries: int
    recalled: int
    reasked: int
    forgot: int
    knew: int


@dataclass(frozen=True, slots=True)
class TeamAnswers:
    """First answers of one team to one question; learners who have the same manager are a team where none is named.

    Attributes:
        team: its name in the company's list, "" where the list has none.
    """

    team: str
    manager_id: str
    check_key: str
    right: int
    tries: int


async def question_counts(scope: Scope) -> list[QuestionCount]:
    """Every question that was answered, by its key."""
    right = sa.func.sum(sa.case((replies.c.correct, 1), else_=0))
    first = sa.select(replies.c.check_key, right, sa.func.count()).where(scope.of(replies), replies.c.first_try)
    tried: dict[str, Any] = {row[0]: row[1:] for row in await scope.db.execute(first.group_by(replies.c.check_key))}
    late: dict[str, Any] = {row[0]: row[1:] for row in await scope.db.execute(_delayed(scope))}
    keys = sorted(tried.keys() | late.keys())
    return [QuestionCount(key, *tried.get(key, (0, 0)), *late.get(key, (0, 0, 0, 0))) for key in keys]


def _delayed(scope: Scope) -> sa.Select[Any]:
    """By question: right and all of the newest late answers, and wrong and all of those whose first try was right."""
    order = (sa.desc(replies.c.replied_at), replies.c.delivery_id)
    place = sa.func.row_number().over(partition_by=(replies.c.learner_id, replies.c.check_key), order_by=order)
    late = scope.of(replies) & ~replies.c.first_try & (replies.c.days_since >= DELAYED_DAYS)
    columns = [replies.c[name] for name in ("workspace_id", "learner_id", "check_key", "correct")]
    newest = sa.select(*columns, place.label("place")).where(late).subquery("newest")
    first = replies.alias("first")
    knew = sa.exists().where(
        first.c.workspace_id == newest.c.workspace_id,
        first.c.learner_id == newest.c.learner_id,
        first.c.check_key == newest.c.check_key,
        first.c.first_try,
        first.c.correct,
    )
    each = sa.select(newest.c.check_key, newest.c.correct, sa.case((knew, 1), else_=0).label("knew"))
    each_one = each.where(newest.c.place == 1).subquery("each")
    right = sa.case((each_one.c.correct, 1), else_=0)
    numbers = (
        sa.func.sum(right),
        sa.func.count(),
        sa.func.sum(each_one.c.knew * (1 - right)),
        sa.func.sum(each_one.c.knew),
    )
    return sa.select(each_one.c.check_key, *numbers).group_by(each_one.c.check_key)


async def team_answers(scope: Scope) -> Sequence[TeamAnswers]:
    """First answers by team and question; each team is as the company's list names it now."""
    who = (learners.c.workspace_id == replies.c.workspace_id) & (learners.c.id == replies.c.learner_id)
    listed = (person_fields.c.workspace_id == learners.c.workspace_id) & (
        person_fields.c.email == sa.func.lower(learners.c.email)
    )
    team = sa.func.coalesce(person_fields.c.fields["team"].as_string(), "")
    # A learner of a named team counts there, whoever manages them.
    manager = sa.case((team == "", learners.c.manager_id), else_="")
    rows = (
        sa.select(team.label("team"), manager.label("manager"), replies.c.check_key, replies.c.correct)
        .select_from(replies.join(learners, who).outerjoin(person_fields, listed))
        .where(scope.of(replies), replies.c.first_try)
        .subquery("answers")
    )
    keys = (rows.c.team, rows.c.manager, rows.c.check_key)
    right = sa.func.sum(sa.case((rows.c.correct, 1), else_=0))
    query = sa.select(*keys, right, sa.func.count()).group_by(*keys).order_by(*keys)
    return [TeamAnswers(*row) for row in await scope.db.execute(query)]
