"""Figures of large campaigns, counted ahead by a worker: a page about a million messages opens as fast as any other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.reports.report import Report, campaign_report
from bot.reports.results import ResultFacts, campaign_results
from lessons.database import Database, Instant, insert_or_update, metadata
from schedules.ledger.figures.campaign_counts import has_more_than, people_in
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import all_workspaces, workspace_by_id
from schedules.plans.hooks.comparing import CountedHooks, HookComparison, compare_hooks, count_hooks
from schedules.rules.campaigns import Campaign, CampaignState

# Up to here both pages are counted when they are opened: 20,000 messages took 0.5 to 0.9 s on two busy cores.
LARGE = 4_000
FRESH = timedelta(minutes=10)  # how old figures of a large campaign may be before they are counted anew
SPARING = 20  # and at least so many times as old as counting them took, so that it never fills a twentieth of a worker
RESULTS, REPORT, HOOKS = "results", "report", "hooks"

standing_figures = sa.Table(
    "standing_figures",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(12), primary_key=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("took_s", sa.Float, nullable=False, server_default="0"),
    sa.Column("body", sa.Text, nullable=False),
)


async def standing_results(db: AsyncConnection, workspace_id: str, campaign_id: str, now: datetime) -> ResultFacts:
    """The results of a campaign: of a large one as they were counted last, of others as they are now."""
    body = await kept_figure(db, workspace_id, campaign_id, RESULTS)
    if body is not None:
        return msgspec.json.decode(body, type=ResultFacts)
    return await campaign_results(db, workspace_id, campaign_id, now)


async def standing_report(db: AsyncConnection, workspace_id: str, campaign_id: str, now: datetime) -> Report:
    """The same for the report.

    Raises:
        LookupError: there is no such campaign.
    """
    body = await kept_figure(db, workspace_id, campaign_id, REPORT)
    report = msgspec.json.decode(body, type=Report) if body is not None else None
    workspace = await workspace_by_id(db, workspace_id)
    # Small groups and names are left out when a report is made: one from before privacy was switched on shows them.
    if report and workspace and report.privacy == workspace.privacy:
        return report
    return await campaign_report(db, workspace_id, campaign_id, now)


async def standing_hooks(db: AsyncConnection, campaign: Campaign, now: datetime) -> list[HookComparison]:
    """The same for the two beginnings of episodes."""
    body = await kept_figure(db, campaign.workspace_id, campaign.id, HOOKS)
    ahead = msgspec.json.decode(body, type=list[CountedHooks]) if body is not None else None
    return await compare_hooks(db, campaign, now, ahead)


async def kept_figure(db: AsyncConnection, workspace_id: str, campaign_id: str, name: str) -> str | None:
    """What was counted ahead; None for a campaign that is small, or that nobody counted yet."""
    where = _is(workspace_id, campaign_id) & (standing_figures.c.name == name)
    body: str | None = await db.scalar(sa.select(standing_figures.c.body).where(where))
    return body


def _is(workspace_id: str, campaign_id: str) -> sa.ColumnElement[bool]:
    return (standing_figures.c.workspace_id == workspace_id) & (standing_figures.c.campaign_id == campaign_id)


Make = Callable[[AsyncConnection, Campaign, datetime], Awaitable[Any]]


async def _results(db: AsyncConnection, campaign: Campaign, now: datetime) -> ResultFacts:
    return await campaign_results(db, campaign.workspace_id, campaign.id, now)


async def _report(db: AsyncConnection, campaign: Campaign, now: datetime) -> Report:
    return await campaign_report(db, campaign.workspace_id, campaign.id, now)


FIGURES: Mapping[str, Make] = {RESULTS: _results, REPORT: _report, HOOKS: count_hooks}
"""What is counted ahead of a large campaign, by name, with how it is counted."""


async def count_ahead(
    database: Database, now: datetime, makes: Mapping[str, Make] = FIGURES, large: int = LARGE
) -> int:
    """Count what is old of every large campaign; returns how many campaigns were counted.

    Args:
        large: with more messages than that, or a tenth as many people, a campaign is large.
    """
    counted = 0
    async with database.read() as db:
        workspaces = [workspace.id for workspace in await all_workspaces(db) if workspace.active]
        campaigns = [campaign for each in workspaces for campaign in await campaigns_of(db, each)]
    for campaign in campaigns:
        if campaign.state is not CampaignState.DRAFT:
            counted += await _count(database, campaign, makes, large, now)
    return counted


async def _count(database: Database, campaign: Campaign, makes: Mapping[str, Make], large: int, now: datetime) -> bool:
    # Re-asks of an ended campaign are still answered for a while, which changes little and slowly.
    every = FRESH if campaign.state is CampaignState.RUNNING else 24 * 6 * FRESH
    async with database.read() as db:
        times = sa.select(*[standing_figures.c[name] for name in ("name", "made_at", "took_s")])
        rows = await db.execute(times.where(_is(campaign.workspace_id, campaign.id)))
        fresh = {row.name for row in rows if row.made_at > now - max(every, SPARING * timedelta(seconds=row.took_s))}
        if fresh >= makes.keys() or not await is_large(db, campaign, large):
            return False
    for name, make in makes.items():
        if name not in fresh:
            await _keep(database, campaign, name, make, now)
    return True


async def _keep(database: Database, campaign: Campaign, name: str, make: Make, now: datetime) -> None:
    # Read and written apart: counting takes seconds, and nobody may wait for a lock that long.
    start = perf_counter()
    async with database.read() as db:
        body = msgspec.json.encode(await make(db, campaign, now)).decode()
    key = {"workspace_id": campaign.workspace_id, "campaign_id": campaign.id, "name": name}
    async with database.write() as db:
        row = {**key, "made_at": now, "took_s": perf_counter() - start, "body": body}
        await db.execute(insert_or_update(db, standing_figures, key, ("made_at", "took_s", "body")).values(row))


async def is_large(db: AsyncConnection, campaign: Campaign, large: int = LARGE) -> bool:
    """Whether a campaign is counted ahead."""
    people = (await people_in(db, campaign.workspace_id, [campaign.id])).get(campaign.id, 0)
    return people > large / 10 or await has_more_than(db, campaign.workspace_id, campaign.id, large)


async def forget_figure(db: AsyncConnection, campaign: Campaign, name: str) -> None:
    """Drop what was counted ahead, since a change made it wrong; the next round counts it anew."""
    where = _is(campaign.workspace_id, campaign.id) & (standing_figures.c.name == name)
    await db.execute(sa.delete(standing_figures).where(where))


async def forget_figures(db: AsyncConnection, workspace_id: str) -> None:
    """Drop what was counted ahead in a workspace: somebody was erased."""
    await db.execute(sa.delete(standing_figures).where(standing_figures.c.workspace_id == workspace_id))
