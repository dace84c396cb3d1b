"""Who is there: workspaces and their settings, learners, managers, and where each is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, batches, insert_or_ignore, metadata, new_id
from schedules.people.addresses import addresses, workspace_links
from schedules.rules.wall_clock import clock_time as clock_time

workspaces = sa.Table(
    "workspaces",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("platform", sa.String(20), nullable=False),
    sa.Column("outside_id", sa.String(120), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("locale", sa.String(20), nullable=False, server_default="en"),
    sa.Column("zone", sa.String(64), nullable=False, server_default=""),
    sa.Column("country", sa.String(10), nullable=False, server_default=""),
    sa.Column("quiet_starts", sa.String(5), nullable=False, server_default="20:00"),
    sa.Column("quiet_ends", sa.String(5), nullable=False, server_default="07:00"),
    sa.Column("weekly_budget", sa.Integer, nullable=False, server_default="7"),
    sa.Column("privacy", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("asks_how_sure", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("links_ask", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("streaks", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("brand", Json, nullable=False, server_default="{}"),
    sa.Column("sealed_tokens", sa.LargeBinary),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("platform", "outside_id"),
)

learners = sa.Table(
    "learners",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("outside_id", sa.String(200), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("email", sa.String(320), nullable=False, server_default=""),
    sa.Column("zone", sa.String(64), nullable=False, server_default="UTC"),
    sa.Column("locale", sa.String(20), nullable=False, server_default="en"),
    sa.Column("country", sa.String(10), nullable=False, server_default=""),
    sa.Column("manager_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("manages", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("place", sa.String(400), nullable=False, server_default=""),
    sa.Column("service_url", sa.String(400), nullable=False, server_default=""),
    sa.Column("consents", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("snoozed_until", Instant),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("own_zone", sa.String(64), nullable=False, server_default=""),
    sa.Column("own_locale", sa.String(20), nullable=False, server_default=""),
    sa.Column("send_time", sa.String(5), nullable=False, server_default=""),
    sa.Column("platform", sa.String(20), nullable=False, server_default=""),
    sa.Column("unreachable_since", Instant),
    sa.Column("unreachable_why", sa.String(200), nullable=False, server_default=""),
    sa.UniqueConstraint("workspace_id", "outside_id"),
    sa.Index("ix_learners_manager", "workspace_id", "manager_id"),
)

# What the platform tells and what the learner chose stand apart, so that neither overwrites the other.
ZONE = sa.case((learners.c.own_zone != "", learners.c.own_zone), else_=learners.c.zone).label("zone")
LOCALE = sa.case((learners.c.own_locale != "", learners.c.own_locale), else_=learners.c.locale).label("locale")

_also = learners.alias()
_ADDRESS = ("platform", "outside_id", "place", "service_url")
REACH = sa.union_all(
    sa.select(learners.c.workspace_id, learners.c.id.label("learner_id"), *[learners.c[name] for name in _ADDRESS]),
    sa.select(addresses.c.workspace_id, addresses.c.learner_id, *[addresses.c[name] for name in _ADDRESS]),
).subquery("reach")
"""Every address of every learner: the one that holds now, and those beside it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """One company's space, as it is known on one platform: the one through which it was found, else its first.

    Attributes:
        country: ISO 3166 code whose public holidays are kept, with a subdivision where wanted ("DE-BY"), "" none.
        quiet_starts, quiet_ends: local wall times between which nobody is written to; equal means no quiet hours.
        weekly_budget: lessons and re-asks that one learner may get in a week, over all campaigns; 0 is without limit.
        privacy: figures of groups smaller than five are not shown.
    """

    id: str
    platform: str
    outside_id: str
    name: str
    locale: str
    country: str
    quiet_starts: time
    quiet_ends: time
    weekly_budget: int
    privacy: bool
    brand: Mapping[str, str]
    active: bool
    zone: str = ""  # of people whose own nobody told; "" is UTC
    asks_how_sure: bool = True
    links_ask: bool = False  # links to figures and to one's data ask for the account in chat, or the company's
    streaks: bool = True


@dataclass(frozen=True, slots=True)
class Learner:
    """One person of a workspace.

    Attributes:
        zone, locale: what holds: their own choice, else what the platform tells.
        platform, outside_id, place, service_url: where they are reached now.
        place: the platform's id of the direct conversation with the bot, "" when there is none yet.
        consents: False once they opted out.
        active: False once they left.
        own_zone, own_locale: what they chose, "" as the platform tells: `platform_zone`, `platform_locale`.
        send_time: the wall time that they chose for lessons, as "HH:MM"; "" in the campaign's window.
        unreachable: why nothing reaches them until they show a sign of life, in a manager's words; "" what does.
    """

    workspace_id: str
    id: str
    outside_id: str
    name: str
    email: str
    zone: str
    locale: str
    country: str
    manager_id: str
    manages: bool
    place: str
    service_url: str
    consents: bool
    active: bool
    snoozed_until: datetime | None
    platform_zone: str = ""
    platform_locale: str = ""
    own_zone: str = ""
    own_locale: str = ""
    send_time: str = ""
    platform: str = ""
    unreachable: str = ""


def _workspace(row: Any) -> Workspace:
    who = (row.id, row.platform, row.outside_id, row.name, row.locale, row.country)
    quiet = (clock_time(row.quiet_starts), clock_time(row.quiet_ends), row.weekly_budget, row.privacy)
    rest = (row.brand, row.active, row.zone, row.asks_how_sure, row.links_ask, row.streaks)
    return Workspace(*who, *quiet, *rest)


LEARNER_COLUMNS = (
    *(learners.c[name] for name in ("workspace_id", "id", "outside_id", "name", "email")),
    ZONE,
    LOCALE,
    *(learners.c[name] for name in ("country", "manager_id", "manages", "place", "service_url")),
    *(learners.c[name] for name in ("consents", "active", "snoozed_until")),
    learners.c.zone.label("platform_zone"),
    learners.c.locale.label("platform_locale"),
    *(learners.c[name] for name in ("own_zone", "own_locale", "send_time", "platform", "unreachable_why")),
)


def learner_from(row: Any) -> Learner:
    return Learner(*row)


async def open_workspace(
    db: AsyncConnection, platform: str, outside_id: str, name: str, now: datetime, **settings: object
) -> Workspace:
    """The workspace with this outside id, made on first sight with the given settings."""
    fresh = {
        "id": new_id(),
        "platform": platform,
        "outside_id": outside_id,
        "name": name,
        "created_at": now,
        "brand": {},
        # Figures of groups under five give single colleagues away, so showing them has to be asked for.
        "privacy": True,
        **settings,
    }
    await db.execute(insert_or_ignore(db, workspaces, ["platform", "outside_id"]).values(fresh))
    if (workspace := await workspace_outside(db, platform, outside_id)) is None:
        raise LookupError(f"workspace {outside_id} of {platform} was removed while it was being opened")
    return workspace


async def workspace_outside(db: AsyncConnection, platform: str, outside_id: str) -> Workspace | None:
    """The workspace that the platform's id leads to, as it is known there."""
    row = (await db.execute(_OUTSIDE, {"platform": platform, "outside_id": outside_id})).one_or_none()
    return None if row is None else replace(_workspace(row), platform=platform, outside_id=outside_id)


def behind(platform: str | sa.BindParameter[str], outside_id: str | sa.BindParameter[str]) -> sa.ColumnElement[str]:
    """The id of the workspace that a platform's id leads to: the one that it was linked to, or else its own."""
    linked = sa.select(workspace_links.c.workspace_id).where(
        workspace_links.c.platform == platform, workspace_links.c.outside_id == outside_id
    )
    own = sa.select(workspaces.c.id).where(workspaces.c.platform == platform, workspaces.c.outside_id == outside_id)
    return sa.func.coalesce(linked.scalar_subquery(), own.scalar_subquery())


# Built once: every event asks for its workspace, and building the statement took longer than running it.
_OUTSIDE = sa.select(workspaces).where(workspaces.c.id == behind(sa.bindparam("platform"), sa.bindparam("outside_id")))


async def workspace_by_id(db: AsyncConnection, workspace_id: str) -> Workspace | None:
    row = (await db.execute(sa.select(workspaces).where(workspaces.c.id == workspace_id))).one_or_none()
    return None if row is None else _workspace(row)


async def all_workspaces(db: AsyncConnection) -> list[Workspace]:
    """Every workspace of this installation, oldest first."""
    return [_workspace(row) for row in await db.execute(sa.select(workspaces).order_by(workspaces.c.id))]


async def change_workspace(db: AsyncConnection, workspace_id: str, **values: object) -> None:
    """Overwrite some settings of a workspace."""
    await db.execute(sa.update(workspaces).where(workspaces.c.id == workspace_id).values(**values))


async def enter_learner(
    db: AsyncConnection, workspace_id: str, outside_id: str, name: str, now: datetime, **values: object
) -> Learner:
    """The learner with this outside id: made on first sight; an existing one is left as it is.

    Args:
        values: further columns; without a platform it is the workspace's first one.
    """
    first = sa.select(workspaces.c.platform).where(workspaces.c.id == workspace_id).scalar_subquery()
    fresh = {
        "workspace_id": workspace_id,
        "id": new_id(),
        "outside_id": outside_id,
        "name": name,
        "created_at": now,
        "platform": first,
        **values,
    }
    await db.execute(insert_or_ignore(db, learners, ["workspace_id", "outside_id"]).values(fresh))
    learner = await learner_outside(db, workspace_id, outside_id)
    if learner is None:
        raise LookupError(f"learner {outside_id} was removed while being entered")
    return learner


async def change_learner(db: AsyncConnection, workspace_id: str, learner_id: str, **values: object) -> None:
    """Overwrite some columns of a learner."""
    where = (learners.c.workspace_id == workspace_id) & (learners.c.id == learner_id)
    await db.execute(sa.update(learners).where(where).values(**values))


async def learner_outside(
    db: AsyncConnection, workspace_id: str, outside_id: str, platform: str = ""
) -> Learner | None:
    """The learner whom the platform knows under this id, wherever they are reached now.

    Args:
        platform: whose id it is; "" is any, whose ids are told apart by how they look.
    """
    # One statement: between two, another process could move them from the one table to the other.
    current, further = [
        sa.select(learner_id)
        .where(table.c.workspace_id == workspace_id, table.c.outside_id == outside_id)
        .where(*([table.c.platform == platform] if platform else []))
        .limit(1)
        .scalar_subquery()
        for table, learner_id in ((_also, _also.c.id), (addresses, addresses.c.learner_id))
    ]
    where = (learners.c.workspace_id == workspace_id) & (learners.c.id == sa.func.coalesce(current, further))
    row = (await db.execute(sa.select(*LEARNER_COLUMNS).where(where))).one_or_none()
    return None if row is None else learner_from(row)


async def learner_by_id(db: AsyncConnection, workspace_id: str, learner_id: str) -> Learner | None:
    where = (learners.c.workspace_id == workspace_id) & (learners.c.id == learner_id)
    row = (await db.execute(sa.select(*LEARNER_COLUMNS).where(where))).one_or_none()
    return None if row is None else learner_from(row)


async def learners_of(db: AsyncConnection, workspace_id: str, ids: Sequence[str] | None = None) -> list[Learner]:
    """Active learners of a workspace by name; only the given ones when ids are given."""
    active = (learners.c.workspace_id == workspace_id) & learners.c.active
    query = sa.select(*LEARNER_COLUMNS).where(active).order_by(learners.c.name, learners.c.id)
    parts = [query] if ids is None else [query.where(learners.c.id.in_(some)) for some in batches(ids)]
    people = [learner_from(row) for part in parts for row in await db.execute(part)]
    return people if len(parts) < 2 else sorted(people, key=lambda learner: (learner.name, learner.id))


async def remove_learner(db: AsyncConnection, learner: Learner) -> int:
    """Delete somebody's row; returns 1, or 0 when it is gone already."""
    theirs = (learners.c.workspace_id == learner.workspace_id) & (learners.c.id == learner.id)
    return (await db.execute(sa.delete(learners).where(theirs))).rowcount
