"""What each list holds. Whose something is stands in it where the table of who sees what allows a name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.questions import questions_page
from bot.api.tokens import Scope
from bot.reports.figures import SMALLEST_GROUP
from bot.reports.visibility import named
from lessons import catalog
from schedules.lists.pages import campaigns_page, deliveries_page, people_page, replies_page
from schedules.people.roster import Workspace, learner_from

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of a list.

    Attributes:
        after: the cursor that the page before gave, "" for the first.
        campaign_id: only what belongs to it, "" for everything.
    """

    after: str
    most: int
    campaign_id: str = ""


Rows = Sequence[tuple[str, Row]]
"""Rows, each with the cursor that leads behind it."""


async def roster(db: AsyncConnection, workspace: Workspace, wanted: Wanted) -> Rows:
    people = [learner_from(row) for row in await people_page(db, workspace.id, wanted.after, wanted.most)]
    names = ("id", "name", "email", "zone", "locale", "country", "manager_id", "manages", "active", "consents")
    return [(person.id, {name: getattr(person, name) for name in names}) for person in people]


async def campaigns(db: AsyncConnection, workspace: Workspace, wanted: Wanted) -> Rows:
    rows = await campaigns_page(db, workspace.id, wanted.after, wanted.most)
    return [(row.id, _plain(row._mapping)) for row in rows]


async def deliveries(db: AsyncConnection, workspace: Workspace, wanted: Wanted) -> Rows:
    rows = await deliveries_page(db, workspace.id, wanted.after, wanted.most, campaign_id=wanted.campaign_id)
    hidden = {} if named("lessons", workspace.privacy) else {"learner_id": None}
    return [(row.id, _plain(row._mapping) | hidden) for row in rows]


async def replies(db: AsyncConnection, workspace: Workspace, wanted: Wanted) -> Rows:
    """Without whose they are, and where few people answered, not at all.

    They come in the order in which they were given: in that of their messages, a list of those would tell whose is
    which.
    """
    after = wanted.after.split(" ") if wanted.after else None
    smallest = SMALLEST_GROUP if workspace.privacy else 1
    rows = await replies_page(
        db,
        workspace.id,
        (datetime.fromisoformat(after[0]), after[1], after[2]) if after else None,
        wanted.most,
        smallest=smallest,
        campaign_id=wanted.campaign_id,
    )
    # The message names its reader elsewhere, so it is left out too; the cursor has to have both.
    hidden = ("delivery_id", "learner_id")
    return [
        (
            f"{row.replied_at.isoformat()} {row.delivery_id} {row.learner_id}",
            {name: value for name, value in _plain(row._mapping).items() if name not in hidden},
        )
        for row in rows
    ]


async def series(db: AsyncConnection, workspace: Workspace, wanted: Wanted) -> Rows:
    every = sorted(await catalog.list_series(db, workspace.id), key=lambda each: each.slug)
    return [
        (
            each.slug,
            {
                **{"slug": each.slug, "title": each.title, "language": each.language},
                "episodes": [{"id": lesson.id, "slug": lesson.slug, "title": lesson.title} for lesson in each.episodes],
            },
        )
        for each in every
        if each.slug > wanted.after
    ][: wanted.most]


async def answers(db: AsyncConnection, workspace: Workspace, wanted: Wanted) -> Rows:
    """What was asked and what came of it, without by whom."""
    rows = await questions_page(db, workspace.id, wanted.after, wanted.most)
    return [(row.id, _plain(row._mapping)) for row in rows]


def _plain(values: Mapping[str, Any]) -> Row:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


List = Callable[[AsyncConnection, Workspace, Wanted], Awaitable[Rows]]
LISTS: Mapping[Scope, List] = {
    Scope.ROSTER: roster,
    Scope.CAMPAIGNS: campaigns,
    Scope.DELIVERIES: deliveries,
    Scope.REPLIES: replies,
    Scope.SERIES: series,
    Scope.ANSWERS: answers,
}
OF_CAMPAIGN = frozenset({Scope.DELIVERIES, Scope.REPLIES})
"""Lists that can be narrowed to one campaign."""
