"""Campaigns and who takes part: the tables behind campaigns.py, and each learner's place in the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, insert_or_ignore, metadata
from schedules.people.co_managers import co_managed
from schedules.people.roster import ZONE, clock_time, learners, workspaces
from schedules.rules.availability import Availability
from schedules.rules.calendar import Cadence, Quiet, Window
from schedules.rules.campaigns import Campaign, CampaignState, in_holdout
from schedules.rules.planning import Enrolment, EnrolmentStatus

HOLDOUT = "holdout"
"""The state of an enrolment that waits for later, so that the two groups can be compared."""

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("series_slug", sa.String(120), nullable=False),
    sa.Column("manager_id", sa.String(32), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("plan", Json, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("started_at", Instant),
    sa.Column("ended_at", Instant),
)

enrolments = sa.Table(
    "enrolments",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="1"),
    sa.Column("silent", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", Instant),
    sa.Column("last_at", Instant),
    sa.Column("why", sa.String(200), nullable=False, server_default=""),
    sa.Column("joined_at", Instant, nullable=False),
    sa.Column("held_out", sa.Boolean),
)
_ACTIVE = sa.text("state = 'active'")
sa.Index("ix_enrolments_next", enrolments.c.next_at, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE)
sa.Index("ix_enrolments_learner", enrolments.c.workspace_id, enrolments.c.learner_id)


def plan_of(campaign: Campaign) -> dict[str, Any]:
    """What a campaign's row keeps as JSON."""
    cadence = campaign.cadence
    return {
        "weekdays": sorted(cadence.weekdays),
        "opens": f"{cadence.window.opens:%H:%M}",
        "closes": f"{cadence.window.closes:%H:%M}",
        "start": cadence.start.isoformat(),
        "reminders": [delay.total_seconds() for delay in campaign.reminders],
        "spacing": campaign.spacing,
        "holdout_share": campaign.holdout_share,
        "seed": campaign.seed,
        "skip_holidays": campaign.skip_holidays,
        "silent_limit": campaign.silent_limit,
        "again": campaign.again,
    }


def campaign_from(row: Any) -> Campaign:
    """A campaign from its row; a row of a wider query names its columns campaign_id, campaign_name, ... instead."""
    about = (row.campaign_id, row.workspace_id, row.campaign_name, row.series_slug, row.manager_id)
    return _campaign(*about, row.campaign_state, row.plan)


@lru_cache(4096)  # thousands of enrolments that are planned together share one campaign
def _campaign(
    id: str, workspace_id: str, name: str, series_slug: str, manager_id: str, state: str, written: str
) -> Campaign:
    plan = orjson.loads(written)
    window = Window(clock_time(plan["opens"]), clock_time(plan["closes"]))
    return Campaign(
        id,
        workspace_id,
        name,
        series_slug,
        manager_id,
        Cadence(frozenset(plan["weekdays"]), window, date.fromisoformat(plan["start"])),
        CampaignState(state),
        tuple(timedelta(seconds=delay) for delay in plan["reminders"]),
        plan["spacing"],
        plan["holdout_share"],
        plan["seed"],
        plan["skip_holidays"],
        plan["silent_limit"],
        plan.get("again", False),  # absent in what was written before there was a choice
    )


CAMPAIGN_COLUMNS = (
    campaigns.c.id.label("campaign_id"),
    campaigns.c.name.label("campaign_name"),
    campaigns.c.series_slug,
    campaigns.c.manager_id,
    campaigns.c.state.label("campaign_state"),
    sa.cast(campaigns.c.plan, sa.Text).label("plan"),
)


AVAILABILITY_COLUMNS = (
    ZONE,
    learners.c.country.label("learner_country"),
    learners.c.consents,
    learners.c.snoozed_until,
    learners.c.send_time,
    learners.c.unreachable_why,
    workspaces.c.country.label("workspace_country"),
    workspaces.c.quiet_starts,
    workspaces.c.quiet_ends,
    workspaces.c.weekly_budget,
)


def availability_from(row: Any) -> Availability:
    """When a learner may be written to, from a row that joins learners and workspaces."""
    return Availability(
        row.learner_id,
        ZoneInfo(row.zone),
        row.learner_country or row.workspace_country,
        _quiet(row.quiet_starts, row.quiet_ends),
        row.snoozed_until,
        row.consents,
        row.weekly_budget,
        clock_time(row.send_time) if row.send_time else None,
        row.unreachable_why,
    )


@lru_cache(64)
def _quiet(starts: str, ends: str) -> Quiet:
    return Quiet(clock_time(starts), clock_time(ends))


def enrolment_from(row: Any) -> Enrolment:
    return Enrolment(row.position, EnrolmentStatus(row.enrolment_state), row.silent, row.next_at, row.last_at)


async def save_campaign(db: AsyncConnection, campaign: Campaign, now: datetime) -> None:
    """Write a new campaign, or the changes of one."""
    row = {
        "workspace_id": campaign.workspace_id,
        "id": campaign.id,
        "name": campaign.name,
        "series_slug": campaign.series_slug,
        "manager_id": campaign.manager_id,
        "state": campaign.state.value,
        "plan": plan_of(campaign),
        "created_at": now,
    }
    await db.execute(insert_or_ignore(db, campaigns, ["workspace_id", "id"]).values(row))
    changed = {name: row[name] for name in ("name", "series_slug", "state", "plan")}
    await db.execute(sa.update(campaigns).where(_is(campaign.workspace_id, campaign.id)).values(**changed))
    if campaign.state is CampaignState.RUNNING:
        started = _is(campaign.workspace_id, campaign.id) & campaigns.c.started_at.is_(None)
        await db.execute(sa.update(campaigns).where(started).values(started_at=now))
    if campaign.state is CampaignState.ENDED:
        await db.execute(sa.update(campaigns).where(_is(campaign.workspace_id, campaign.id)).values(ended_at=now))


def _is(workspace_id: str, campaign_id: str) -> sa.ColumnElement[bool]:
    return (campaigns.c.workspace_id == workspace_id) & (campaigns.c.id == campaign_id)


async def campaign_by_id(
    db: AsyncConnection, workspace_id: str, campaign_id: str, *, to_change: bool = False
) -> Campaign | None:
    """The campaign of that id.

    Args:
        to_change: it is going to be changed by what is read, so whoever changes it at the same time comes after.
    """
    query = sa.select(campaigns.c.workspace_id, *CAMPAIGN_COLUMNS).where(_is(workspace_id, campaign_id))
    row = (await db.execute(query.with_for_update() if to_change else query)).one_or_none()
    return None if row is None else campaign_from(row)


async def campaigns_of(db: AsyncConnection, workspace_id: str, manager_id: str = "") -> list[Campaign]:
    """A workspace's campaigns, newest first; only those that one manager began or was added to when one is named."""
    where = campaigns.c.workspace_id == workspace_id
    if manager_id:
        where &= (campaigns.c.manager_id == manager_id) | campaigns.c.id.in_(co_managed(workspace_id, manager_id))
    query = sa.select(campaigns.c.workspace_id, *CAMPAIGN_COLUMNS).where(where).order_by(campaigns.c.id.desc())
    return [campaign_from(row) for row in await db.execute(query)]


async def enrol(db: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Let learners take part; whoever does already keeps their place."""
    if rows:
        await db.execute(insert_or_ignore(db, enrolments), list(rows))


async def enrolments_of(db: AsyncConnection, workspace_id: str, learner_id: str) -> Sequence[Any]:
    """Where one learner stands, campaign by campaign: what plan_enrolment needs, newest campaign first."""
    query = (
        with_people()
        .where(enrolments.c.workspace_id == workspace_id, enrolments.c.learner_id == learner_id)
        .order_by(enrolments.c.campaign_id.desc())
    )
    rows: Sequence[Any] = (await db.execute(query)).all()
    return rows


def with_people() -> sa.Select[Any]:
    """Enrolments joined with their campaigns, learners and workspaces."""
    return (
        sa.select(
            enrolments.c.workspace_id,
            enrolments.c.learner_id,
            enrolments.c.state.label("enrolment_state"),
            enrolments.c.position,
            enrolments.c.silent,
            enrolments.c.next_at,
            enrolments.c.last_at,
            *CAMPAIGN_COLUMNS,
            *AVAILABILITY_COLUMNS,
        )
        .join(
            campaigns,
            (campaigns.c.workspace_id == enrolments.c.workspace_id) & (campaigns.c.id == enrolments.c.campaign_id),
        )
        .join(
            learners,
            (learners.c.workspace_id == enrolments.c.workspace_id) & (learners.c.id == enrolments.c.learner_id),
        )
        .join(workspaces, workspaces.c.id == enrolments.c.workspace_id)
    )


async def drawn_groups(db: AsyncConnection, campaign: Campaign) -> dict[str, bool]:
    """Whether each person of a campaign was kept back for comparison, by id; also once their turn has come."""
    where = (enrolments.c.workspace_id == campaign.workspace_id) & (enrolments.c.campaign_id == campaign.id)
    rows = await db.execute(sa.select(enrolments.c.learner_id, enrolments.c.held_out).where(where))
    # Campaigns that began before it was written down kept back by the seed alone.
    return {each: in_holdout(campaign, each) if held_out is None else held_out for each, held_out in rows}


async def people_by_state(db: AsyncConnection, workspace_id: str, campaign_id: str) -> dict[str, int]:
    """How many people of a campaign are in each state of enrolment."""
    where = (enrolments.c.workspace_id == workspace_id) & (enrolments.c.campaign_id == campaign_id)
    query = sa.select(enrolments.c.state, sa.func.count()).where(where).group_by(enrolments.c.state)
    counts: dict[str, int] = dict((await db.execute(query)).all())
    return counts
