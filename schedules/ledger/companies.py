"""The rows of two workspaces that become one company, or two again: links, rates, people and their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import insert_or_ignore, metadata
from schedules.ledger.ledger import cancel
from schedules.ledger.pacing import SEND, SEND_ON, pacing
from schedules.ledger.switching import leave
from schedules.people import identities
from schedules.people.addresses import addresses, workspace_links
from schedules.people.merging import merged_preferences
from schedules.people.roster import REACH, Learner, Workspace, change_learner, learner_by_id, learners


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What linking led to.

    Attributes:
        same: people who are on both platforms, and are one from now on.
        came: people of the second workspace alone.
        unknown: those of them whose e-mail address is not known yet.
    """

    same: int
    came: int
    unknown: int


async def is_inactive_half(db: AsyncConnection, workspace_id: str) -> bool:
    """Whether a workspace rests, since its platform leads to another one."""
    query = sa.select(workspace_links.c.platform).where(workspace_links.c.replaced_id == workspace_id).limit(1)
    return (await db.execute(query)).first() is not None


async def add_link(db: AsyncConnection, workspace: Workspace, other: Workspace, sealed: bool, now: datetime) -> None:
    """Let the second workspace's platform lead to the first one.

    Args:
        sealed: the first one's sealed tokens come from the second.
    """
    row = {"platform": other.platform, "outside_id": other.outside_id, "workspace_id": workspace.id}
    link = {**row, "replaced_id": other.id, "sealed": sealed, "joined_at": now}
    await db.execute(sa.insert(workspace_links).values(link))


async def remove_link(db: AsyncConnection, workspace: Workspace, other: Workspace) -> tuple[str, bool] | None:
    """The platform of the link that was removed and whether tokens came with it; None where there was no link."""
    which = (workspace_links.c.workspace_id == workspace.id) & (workspace_links.c.replaced_id == other.id)
    removing = sa.delete(workspace_links).where(which)
    row = (await db.execute(removing.returning(workspace_links.c.platform, workspace_links.c.sealed))).first()
    return (row.platform, row.sealed) if row else None


async def copy_reported(db: AsyncConnection, workspace: Workspace, other: Workspace) -> None:
    """Let what the second platform reported under its own ids, such as who is a guest, hold in the company too."""
    for table in _reported_tables():
        rows = (await db.execute(sa.select(table).where(table.c.workspace_id == other.id))).all()
        if rows:
            copied = [{**row._mapping, "workspace_id": workspace.id} for row in rows]
            await db.execute(insert_or_ignore(db, table), copied)


async def remove_reported(db: AsyncConnection, workspace: Workspace, other: Workspace) -> None:
    """Take the copies away again."""
    for table in _reported_tables():
        theirs = sa.select(table.c.outside_id).where(table.c.workspace_id == other.id)
        await db.execute(sa.delete(table).where(table.c.workspace_id == workspace.id, table.c.outside_id.in_(theirs)))


def _reported_tables() -> Iterator[sa.Table]:
    for table in metadata.sorted_tables:
        if {"workspace_id", "outside_id"} <= set(table.primary_key.columns.keys()) and table is not addresses:
            yield table


async def share_pace(db: AsyncConnection, workspace: Workspace, other: Workspace) -> None:
    """From now on each platform has its own rate."""
    first = sa.update(pacing).where(pacing.c.workspace_id == workspace.id, pacing.c.method == SEND)
    await db.execute(first.values(method=SEND_ON + workspace.platform))
    for row in (await db.execute(sa.select(pacing).where(pacing.c.workspace_id == other.id))).all():
        # The second workspace's one rate becomes that platform's rate in the company; other methods keep their names.
        method = SEND_ON + other.platform if row.method == SEND else row.method
        copied = {**row._mapping, "workspace_id": workspace.id, "method": method}
        await db.execute(insert_or_ignore(db, pacing, ["workspace_id", "method"]).values(copied))


async def unlink_pace(db: AsyncConnection, workspace: Workspace, platform: str) -> None:
    """The platform's rate is not this workspace's any more; with one platform left there is one rate again."""
    rates = pacing.c.workspace_id == workspace.id
    await db.execute(sa.delete(pacing).where(rates, pacing.c.method == SEND_ON + platform))
    if not await identities.is_linked(db, workspace.id):
        first = sa.update(pacing).where(rates, pacing.c.method == SEND_ON + workspace.platform)
        await db.execute(first.values(method=SEND))


async def take_in(db: AsyncConnection, workspace: Workspace, other: Workspace) -> LinkResult:
    """The second workspace's people: an address of whom they are in the first, or learners of the first."""
    active = (learners.c.workspace_id == other.id) & learners.c.active
    people = (await db.execute(sa.select(learners).where(active))).all()
    emails = {row.outside_id: row.email for row in people}
    same = await identities.same_people(db, workspace.id, other.platform, emails)
    ids = {row.id: same.get(row.outside_id, row.id) for row in people}
    for row in people:
        if row.outside_id in same:
            await _give_address(db, workspace, same[row.outside_id], row)
        else:
            copied = {**row._mapping, "workspace_id": workspace.id, "manager_id": ids.get(row.manager_id, "")}
            await db.execute(insert_or_ignore(db, learners).values(copied))
    unknown = sum(not row.email for row in people)
    return LinkResult(len(same), len(people) - len(same), unknown)


async def _give_address(db: AsyncConnection, workspace: Workspace, learner_id: str, row: Any) -> None:
    names = ("platform", "outside_id", "place", "service_url")
    address = {name: getattr(row, name) for name in names}
    await db.execute(sa.insert(addresses).values(workspace_id=workspace.id, learner_id=learner_id, **address))
    learner = await learner_by_id(db, workspace.id, learner_id)
    if learner is not None:
        preferences = merged_preferences(learner, row)
        await change_learner(db, workspace.id, learner.id, **preferences, manages=learner.manages or row.manages)


async def send_back(db: AsyncConnection, workspace: Workspace, other: Workspace, now: datetime) -> int:
    """Everybody's address on the second platform goes back, as it is by now; returns how many went."""
    on_it = (REACH.c.workspace_id == workspace.id) & (REACH.c.platform == other.platform)
    rows = (await db.execute(sa.select(REACH).where(on_it))).all()
    for row in rows:
        learner = await learner_by_id(db, workspace.id, row.learner_id)
        if learner is not None:
            await _send_learner_back(db, other, learner, row)
            if not await leave(db, learner, other.platform, now):
                await change_learner(db, workspace.id, learner.id, active=False, place="")
                await cancel(db, workspace.id, "the workspaces were unlinked", learner_id=learner.id)
    return len(rows)


async def _send_learner_back(db: AsyncConnection, other: Workspace, learner: Learner, address: Any) -> None:
    """Bring the learner's row in the second workspace up to date, or make it for who came meanwhile."""
    row = (learners.c.workspace_id == learner.workspace_id) & (learners.c.id == learner.id)
    whole = (await db.execute(sa.select(learners).where(row))).one()._mapping
    news = {name: getattr(address, name) for name in ("place", "service_url")}
    news |= {name: whole[name] for name in ("consents", "snoozed_until")}
    home = {"workspace_id": other.id, "manager_id": "", "platform": other.platform, "outside_id": address.outside_id}
    await db.execute(insert_or_ignore(db, learners).values({**whole, **home, **news}))
    # Found by the platform's id: whoever came from there has a row already, whose own id may be another one.
    back = (learners.c.workspace_id == other.id) & (learners.c.outside_id == address.outside_id)
    await db.execute(sa.update(learners).where(back).values(**news))
