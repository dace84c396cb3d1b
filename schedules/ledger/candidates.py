"""What is due first in each open workspace, and whether it may leave at this very moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, from_micros
from schedules.ledger.ledger import CLAIMABLE, deliveries
from schedules.ledger.pacing import Quota
from schedules.people.enrolments import campaigns
from schedules.people.leavers import has_left
from schedules.people.roster import LOCALE, ZONE, clock_time, learners, workspaces
from schedules.rules.calendar import Quiet
from schedules.rules.kinds import LESSONS, DeliveryKind, DeliveryState
from schedules.rules.may_send import Drop, Later, may_send

_BUDGET_DAYS = timedelta(days=8)  # seven local days, wherever they begin
_bind = sa.bindparam


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process may send now, and to whom.

    Attributes:
        attempt, claimed_at: name this try; its outcome must carry both.
        privacy: the workspace hides figures of small groups.
        probe: it is sent to learn whether its workspace, which is held, can be written to again.
    """

    workspace_id: str
    id: str
    learner_id: str
    campaign_id: str
    kind: DeliveryKind
    position: int
    slot: str
    episode_id: str
    check_key: str
    about_id: str
    body: Any
    prompted: bool
    due_at: datetime
    expires_at: datetime
    attempt: int
    platform: str
    place: str
    service_url: str
    outside_id: str
    learner_name: str
    zone: str
    locale: str
    privacy: bool
    claimed_at: datetime
    probe: bool = False


# The order of the claim's fields is the order of the selected columns, so a row becomes a claim without naming each.
_TO_SEND = tuple(field.name for field in fields(Claimed) if field.name not in ("claimed_at", "probe"))


class _Kind(sa.TypeDecorator[DeliveryKind]):
    impl = sa.String
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> DeliveryKind | None:
        return None if value is None else _KINDS[value]


_KINDS = {kind.value: kind for kind in DeliveryKind}


@dataclass(frozen=True, slots=True)
class Sorted:
    """Candidates, asked again at this moment.

    Attributes:
        allowed: those that may leave.
        put_off: changes of those that may not, with the reason.
        missed: places in their campaigns of episodes that never will.
    """

    allowed: list[Any] = field(default_factory=list)
    put_off: list[Mapping[str, object]] = field(default_factory=list)
    missed: list[Mapping[str, object]] = field(default_factory=list)


async def candidates(db: AsyncConnection, rooms: Mapping[Quota, int], now: datetime) -> Sequence[Any]:
    """The rows that are due first, as many for each quota as it has room for."""
    open_ones = [(quota, room) for quota, room in rooms.items() if room > 0]
    if not open_ones:
        return []
    bound: dict[str, object] = {"now": now, "lately": now - _BUDGET_DAYS}
    for number, (quota, room) in enumerate(open_ones):
        bound |= {f"w{number}": quota.workspace_id, f"k{number}": room}
        bound |= {f"p{number}": quota.platform} if quota.platform else {}
    return (await db.execute(_query(*[bool(quota.platform) for quota, _ in open_ones]), bound)).all()


@lru_cache
def _query(*on_one: bool) -> Any:
    """The statement for so many quotas, each of which may lead to one platform alone."""
    parts = [sa.select(_first(number, single)) for number, single in enumerate(on_one)]
    due = (sa.union_all(*parts) if len(parts) > 1 else parts[0]).subquery("due")
    to_send = {
        **due.c,
        "kind": sa.type_coerce(due.c.kind, _Kind).label("kind"),
        "attempt": (due.c.attempt + 1).label("attempt"),
        "platform": learners.c.platform,
        "place": learners.c.place,
        "service_url": learners.c.service_url,
        "outside_id": learners.c.outside_id,
        "learner_name": learners.c.name.label("learner_name"),
        "zone": ZONE,
        "locale": LOCALE,
        "privacy": workspaces.c.privacy,
    }
    to_ask = (
        due.c.try_at,
        learners.c.consents,
        # A platform may hold somebody for active whom the company's own directory has let go.
        (learners.c.active & ~has_left()).label("learner_active"),
        learners.c.unreachable_why.label("unreachable"),
        learners.c.snoozed_until,
        workspaces.c.active.label("workspace_active"),
        workspaces.c.quiet_starts,
        workspaces.c.quiet_ends,
        workspaces.c.weekly_budget,
        campaigns.c.state.label("campaign_state"),
        _sent_lately(due).label("sent_lately"),
    )
    return (
        sa.select(*[to_send[name] for name in _TO_SEND], *to_ask)
        .join(learners, (learners.c.workspace_id == due.c.workspace_id) & (learners.c.id == due.c.learner_id))
        .join(workspaces, workspaces.c.id == due.c.workspace_id)
        .outerjoin(campaigns, (campaigns.c.workspace_id == due.c.workspace_id) & (campaigns.c.id == due.c.campaign_id))
        .order_by(due.c.try_at, due.c.id)
    )


def claimed(row: Any, now: datetime) -> Claimed:
    """A candidate that was taken, whose first columns are what a claim is made of."""
    values = [*row[: len(_TO_SEND)], now]
    return Claimed(*values)


def _first(number: int, on_one: bool) -> sa.Subquery:
    """The first due rows of one quota, straight from the index of claimable rows."""
    names = [name for name in _TO_SEND if name in deliveries.c and name != "platform"]
    first = (
        sa.select(*[deliveries.c[name] for name in names], deliveries.c.try_at)
        .where(
            deliveries.c.workspace_id == _bind(f"w{number}"),
            sa.text(f"deliveries.{CLAIMABLE}"),
            deliveries.c.try_at <= _bind("now", type_=Instant),
        )
        .order_by(deliveries.c.try_at, deliveries.c.id)
        .limit(_bind(f"k{number}", type_=sa.Integer))
    )
    if on_one:
        reader = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)
        first = first.join(learners, reader).where(learners.c.platform == _bind(f"p{number}"))
    return first.subquery(f"due{number}")


def _sent_lately(due: sa.Subquery) -> sa.Case[Any]:
    """When the learner of a budgeted candidate got lessons lately: instants as text, with commas between; else null."""
    sent = deliveries.alias("sent")
    instants = (
        sa.select(sa.func.aggregate_strings(sa.cast(sa.type_coerce(sent.c.sent_at, sa.BigInteger), sa.String), ","))
        .where(
            sent.c.workspace_id == due.c.workspace_id,
            sent.c.learner_id == due.c.learner_id,
            sent.c.sent_at > _bind("lately", type_=Instant),
            sent.c.kind.in_([sa.literal_column(f"'{kind}'") for kind in LESSONS]),
        )
        .scalar_subquery()
    )
    # The history is asked for only where a budget can refuse: the subquery runs once for each candidate.
    budgeted = (workspaces.c.weekly_budget > 0) & sa.not_(due.c.prompted)
    return sa.case((budgeted & due.c.kind.in_([sa.literal_column(f"'{kind}'") for kind in LESSONS]), instants))


def sort_out(rows: Iterable[Any], now: datetime) -> Sorted:
    """Ask again, at this moment, whether each candidate may leave."""
    done = Sorted()
    for row in rows:
        match may_send(row, _quiet(row.quiet_starts, row.quiet_ends), _instants(row.sent_lately), now):
            case None:
                done.allowed.append(row)
            case Later(at, reason):
                done.put_off.append(_put_off(row, DeliveryState.PLANNED, reason, at))
            # A dropped row keeps its instant: its state alone says that nothing tries it again.
            case Drop(state, reason):
                done.put_off.append(_put_off(row, state, reason, row.try_at))
                if row.kind == DeliveryKind.EPISODE:
                    done.missed.append(_place(row))
    return done


def _instants(text: str | None) -> list[datetime]:
    return [from_micros(int(number)) for number in text.split(",")] if text else []


@lru_cache(64)
def _quiet(starts: str, ends: str) -> Quiet:
    return Quiet(clock_time(starts), clock_time(ends))


def _put_off(row: Any, state: DeliveryState, reason: str, at: datetime) -> dict[str, object]:
    return {"workspace_id": row.workspace_id, "id": row.id, "state": state, "reason": reason, "try_at": at}


def _place(row: Any) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("workspace_id", "campaign_id", "learner_id", "position")}
