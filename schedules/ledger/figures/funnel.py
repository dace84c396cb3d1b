"""From what was owed to what was known: how many episodes got how far, and why the others did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lessons.episodes import LESSON_CLIPS
from schedules.ledger.figures.audience import ANSWER_TIME
from schedules.ledger.figures.scope import REPLIED, Scope
from schedules.ledger.figures.watching import clip_lengths, viewing
from schedules.ledger.ledger import deliveries
from schedules.people.roster import LOCALE, learners
from schedules.replies.replies import answered_check, replies
from schedules.replies.watching import HALF, views
from schedules.rules.kinds import LIVE, DeliveryKind, DeliveryState

_PLAYED = (views.c.watched_low != 0) | (views.c.watched_high != 0)
_VIEWED = (
    (views.c.workspace_id == deliveries.c.workspace_id)
    & (views.c.delivery_id == deliveries.c.id)
    & (views.c.viewer_id == deliveries.c.learner_id)
    & views.c.clip_key.in_(LESSON_CLIPS)
)
_BEGINNINGS = {
    "the learner opted out": "opted_out",
    "the learner left": "left",
    "cannot be reached": "unreached",
    "the campaign": "campaign",
    "quiet hours": "no_moment",
    "its day is over": "no_moment",
    "snoozed": "snoozed",
    "the learner's weekly budget": "budget",
    "no conversation": "no_place",
    "the app was removed": "removed",
    "too late": "late",
}
"""How a reason in the ledger begins -> what it is called in reports."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Episodes of a campaign, each counted once for each learner it came due for.

    Attributes:
        people: how many different learners these are.
        undelivered: why an owed one was not delivered -> how many.
        unplayed: what became of delivered ones that were not played: "answered" all the same, or "ignored".
        unanswered: delivered and not answered: "fresh" (for less than a day), "no_question", "completed", "left_early"
            or "unplayed".
        not_right: answered and not right at the first try: "wrong", or "again" where it was no first try.
    """

    owed: int
    delivered: int
    played: int
    answered: int
    right: int
    people: int
    undelivered: Mapping[str, int]
    unplayed: Mapping[str, int]
    unanswered: Mapping[str, int]
    not_right: Mapping[str, int]


async def funnel(scope: Scope, now: datetime) -> Funnel:
    """How far the episodes of a campaign got."""
    undelivered: Counter[str] = Counter()
    unplayed: Counter[str] = Counter()
    unanswered: Counter[str] = Counter()
    not_right: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for row in await scope.db.execute(_fates(scope, now)):
        totals["owed"] += row.times
        if row.state != DeliveryState.SENT:
            undelivered[_why(row.state, row.reason)] += row.times
            continue
        totals["delivered"] += row.times
        totals["played"] += row.times * row.played
        if not row.played:
            unplayed["answered" if row.reply else "ignored"] += row.times
        if row.reply:
            totals["answered"] += row.times
            totals["right"] += row.times * (row.reply == "right")
            not_right[row.reply] += row.times * (row.reply != "right")
        elif not row.played or row.fresh or not row.asks:
            unanswered[_open(row)] += row.times
    unanswered += await _stopped(scope, now)
    return Funnel(
        **{name: totals[name] for name in ("owed", "delivered", "played", "answered", "right")},
        people=await scope.db.scalar(
            sa.select(sa.func.count(sa.distinct(deliveries.c.learner_id))).where(_due(scope, now))
        )
        or 0,
        undelivered=dict(undelivered),
        unplayed=dict(unplayed),
        unanswered=dict(unanswered),
        not_right=dict(+not_right),
    )


def _due(scope: Scope, now: datetime) -> sa.ColumnElement[bool]:
    return scope.of(deliveries) & (deliveries.c.kind == DeliveryKind.EPISODE) & (deliveries.c.due_at <= now)


def _fates(scope: Scope, now: datetime) -> sa.Select[Any]:
    """How many learners' episodes have the same fate."""
    # An episode that could not be sent comes again in another slot, with a row of its own: only the best one counts.
    order = (sa.desc(deliveries.c.state == DeliveryState.SENT), sa.desc(deliveries.c.due_at))
    place = sa.func.row_number().over(partition_by=(deliveries.c.learner_id, deliveries.c.position), order_by=order)
    names = ("workspace_id", "id", "learner_id", "state", "reason", "sent_at", "check_key")
    newest = (
        sa.select(*[deliveries.c[name] for name in names], place.label("place")).where(_due(scope, now)).subquery("d")
    )
    d = newest.c
    reply = (replies.c.workspace_id == d.workspace_id) & (replies.c.delivery_id == d.id)
    reply &= replies.c.learner_id == d.learner_id
    view = (views.c.workspace_id == d.workspace_id) & (views.c.delivery_id == d.id)
    view &= (views.c.viewer_id == d.learner_id) & views.c.clip_key.in_(LESSON_CLIPS)
    columns = (
        d.state,
        sa.case((d.state == DeliveryState.SENT, ""), else_=d.reason).label("reason"),
        (d.check_key != "").label("asks"),
        sa.case((d.sent_at > now - ANSWER_TIME, True), else_=False).label("fresh"),
        sa.case((_PLAYED, True), else_=False).label("played"),
        sa.case(
            (replies.c.first_try & replies.c.correct, "right"),
            (replies.c.first_try, "wrong"),
            (replies.c.delivery_id.is_not(None), "again"),
            ((d.state == DeliveryState.SENT) & (d.check_key != "") & answered_check(newest), "again"),
            else_="",
        ).label("reply"),
    )
    source = newest.outerjoin(replies, reply).outerjoin(views, view)
    grouped = sa.select(*columns).select_from(source).where(d.place == 1).subquery("fates")
    return sa.select(*grouped.c, sa.func.count().label("times")).group_by(*grouped.c)


def _why(state: str, reason: str) -> str:
    if state == DeliveryState.UNCERTAIN:
        return "uncertain"
    if state in LIVE:
        return "under_way"
    if state == DeliveryState.REFUSED:
        return "refused"
    return next((name for start, name in _BEGINNINGS.items() if reason.startswith(start)), "other")


def _open(row: Any) -> str:
    if not row.asks:
        return "no_question"
    return "fresh" if row.fresh else "unplayed"


async def _stopped(scope: Scope, now: datetime) -> Counter[str]:
    """Those who played and did not answer, by whether they got to the end of the clip."""
    watched_of = [views.c[name] for name in ("clip_key", "watched_low", "watched_high")]
    columns = (deliveries.c.learner_id, deliveries.c.episode_id, LOCALE, *watched_of)
    viewer = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)
    query = (
        sa.select(*columns)
        .select_from(deliveries.join(views, _VIEWED).outerjoin(learners, viewer).outerjoin(replies, REPLIED))
        .where(scope.sent_questions(), _PLAYED, deliveries.c.sent_at <= now - ANSWER_TIME)
        .where(replies.c.delivery_id.is_(None), ~answered_check(deliveries))
    )
    rows = (await scope.db.execute(query)).all()
    lengths = await clip_lengths(scope, {(row.episode_id, row.clip_key, row.locale or "") for row in rows})
    stopped: Counter[str] = Counter()
    for row in rows:
        watched = row.watched_low | row.watched_high << HALF
        clip_s = lengths[row.episode_id, row.clip_key, row.locale or ""]
        seen = viewing(row.learner_id, row.episode_id, watched, 1, False, clip_s)
        stopped["completed" if seen.completed else "left_early"] += 1
    return stopped
