"""Two workspaces of one company become one, and part again: the second one sleeps while its people are the first's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.sameperson import both_wish
from lessons.database import insert_or_ignore, metadata
from schedules.ledger import inbox, ledger
from schedules.ledger.pacing import SEND, SEND_ON, pacing
from schedules.people import reaching
from schedules.people.addresses import addresses, doors
from schedules.people.enrolments import campaigns_of
from schedules.people.reaching import doors_of, is_joined
from schedules.people.roster import (
    REACH,
    Learner,
    Workspace,
    change_learner,
    change_workspace,
    learner_by_id,
    learners,
    workspaces,
)
from schedules.rules.campaigns import State

OPERATOR = "command line"


class CannotJoin(ValueError):
    """The two cannot become one; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Joining:
    """What came of joining.

    Attributes:
        same: people who are on both platforms, and are one from now on.
        came: people of the second workspace alone.
        unknown: those of them whose e-mail address is not known yet.
    """

    same: int
    came: int
    unknown: int


async def join(db: AsyncConnection, workspace: Workspace, other: Workspace, now: datetime) -> Joining:
    """Let a second workspace lead to this one. Its own rows stay as they are, asleep, until the two part.

    Raises:
        CannotJoin: nothing was changed.
    """
    await _check(db, workspace, other)
    tokens = await db.scalar(sa.select(workspaces.c.sealed_tokens).where(workspaces.c.id == other.id))
    await db.execute(
        sa.insert(doors).values(
            platform=other.platform,
            outside_id=other.outside_id,
            workspace_id=workspace.id,
            asleep_id=other.id,
            sealed=tokens is not None,
            joined_at=now,
        )
    )
    if tokens is not None:
        await change_workspace(db, workspace.id, sealed_tokens=tokens)
    await change_workspace(db, other.id, active=False, sealed_tokens=None)
    await ledger.cancel(db, other.id, "this workspace was joined to another one")
    await _share_pace(db, workspace, other)
    for table in _told_by_platforms():
        await _copy_told(db, table, workspace, other)
    done = await _take_in(db, workspace, other)
    await inbox.note(
        db, workspace.id, OPERATOR, "workspace joined", other.id, now, platform=other.platform, same=done.same
    )
    return done


async def _check(db: AsyncConnection, workspace: Workspace, other: Workspace) -> None:
    asleep = set((await db.execute(sa.select(doors.c.asleep_id))).scalars())
    if workspace.id in asleep or other.id in asleep or await is_joined(db, other.id):
        raise CannotJoin(f"{other.name} or {workspace.name} is joined to another workspace: part them first")
    for one in (workspace, other):
        if not one.active:
            raise CannotJoin(f"{one.name} is not served now: install the app there first")
    if other.platform in await doors_of(db, workspace.id):
        raise CannotJoin(f"{workspace.name} is on {other.platform} already, and a company is once on each platform")
    open_ones = [one.name for one in await campaigns_of(db, other.id) if one.state is not State.ENDED]
    if open_ones:
        raise CannotJoin(
            f"{other.name} has campaigns of its own ({', '.join(open_ones)}), whose people would get two lessons: end "
            f"them first, or join {workspace.name} to {other.name} the other way around"
        )


async def _share_pace(db: AsyncConnection, workspace: Workspace, other: Workspace) -> None:
    """From now on each platform has its own rate."""
    mine = pacing.c.workspace_id == workspace.id
    first = sa.update(pacing).where(mine, pacing.c.method == SEND)
    await db.execute(first.values(method=SEND_ON + workspace.platform))
    for row in (await db.execute(sa.select(pacing).where(pacing.c.workspace_id == other.id))).all():
        method = SEND_ON + other.platform if row.method == SEND else row.method
        copied = {**row._mapping, "workspace_id": workspace.id, "method": method}
        await db.execute(insert_or_ignore(db, pacing, ["workspace_id", "method"]).values(copied))


def _told_by_platforms() -> Iterator[sa.Table]:
    """Tables that hold what a platform told under its own ids, such as who is a guest."""
    for table in metadata.sorted_tables:
        if {"workspace_id", "outside_id"} <= set(table.primary_key.columns.keys()) and table is not addresses:
            yield table


async def _copy_told(db: AsyncConnection, table: sa.Table, workspace: Workspace, other: Workspace) -> None:
    rows = (await db.execute(sa.select(table).where(table.c.workspace_id == other.id))).all()
    if rows:
        copied = [{**row._mapping, "workspace_id": workspace.id} for row in rows]
        await db.execute(insert_or_ignore(db, table), copied)


async def _take_in(db: AsyncConnection, workspace: Workspace, other: Workspace) -> Joining:
    """The second workspace's people: an address of whom they are in the first, or learners of the first."""
    there = (learners.c.workspace_id == other.id) & learners.c.active
    people = (await db.execute(sa.select(learners).where(there))).all()
    emails = {row.outside_id: row.email for row in people}
    same = await reaching.same_people(db, workspace.id, other.platform, emails)
    ids = {row.id: same.get(row.outside_id, row.id) for row in people}
    for row in people:
        if row.outside_id in same:
            await _give_address(db, workspace, same[row.outside_id], row)
        else:
            await db.execute(
                insert_or_ignore(db, learners).values(_copied(row, workspace, ids.get(row.manager_id, "")))
            )
    unknown = sum(not row.email for row in people)
    return Joining(len(same), len(people) - len(same), unknown)


def _copied(row: Any, workspace: Workspace, manager_id: str) -> dict[str, Any]:
    return {**row._mapping, "workspace_id": workspace.id, "manager_id": manager_id}


async def _give_address(db: AsyncConnection, workspace: Workspace, learner_id: str, row: Any) -> None:
    names = ("platform", "outside_id", "place", "service_url")
    address = {name: getattr(row, name) for name in names}
    await db.execute(sa.insert(addresses).values(workspace_id=workspace.id, learner_id=learner_id, **address))
    kept = await learner_by_id(db, workspace.id, learner_id)
    if kept is not None:
        await change_learner(db, workspace.id, kept.id, **both_wish(kept, row), manages=kept.manages or row.manages)


async def part(db: AsyncConnection, workspace: Workspace, other: Workspace, now: datetime) -> int:
    """Wake the second workspace; returns how many people are its own again.

    What they did meanwhile stays in the first one; peace that they asked for goes with them.

    Raises:
        CannotJoin: the two are not joined.
    """
    which = (doors.c.workspace_id == workspace.id) & (doors.c.asleep_id == other.id)
    gone = (await db.execute(sa.delete(doors).where(which).returning(doors.c.platform, doors.c.sealed))).first()
    if gone is None:
        raise CannotJoin(f"{other.name} is not joined to {workspace.name}")
    if gone.sealed:
        tokens = await db.scalar(sa.select(workspaces.c.sealed_tokens).where(workspaces.c.id == workspace.id))
        await change_workspace(db, other.id, sealed_tokens=tokens)
        await change_workspace(db, workspace.id, sealed_tokens=None)
    await change_workspace(db, other.id, active=True)
    count = await _send_back(db, workspace, other, now)
    for table in _told_by_platforms():
        theirs = sa.select(table.c.outside_id).where(table.c.workspace_id == other.id)
        await db.execute(sa.delete(table).where(table.c.workspace_id == workspace.id, table.c.outside_id.in_(theirs)))
    mine = pacing.c.workspace_id == workspace.id
    await db.execute(sa.delete(pacing).where(mine, pacing.c.method == SEND_ON + gone.platform))
    if not await is_joined(db, workspace.id):
        first = sa.update(pacing).where(mine, pacing.c.method == SEND_ON + workspace.platform)
        await db.execute(first.values(method=SEND))
    await inbox.note(db, workspace.id, OPERATOR, "workspace parted", other.id, now, platform=gone.platform)
    return count


async def _send_back(db: AsyncConnection, workspace: Workspace, other: Workspace, now: datetime) -> int:
    """Everybody's address on the platform goes back, as it is by now."""
    there = (REACH.c.workspace_id == workspace.id) & (REACH.c.platform == other.platform)
    rows = (await db.execute(sa.select(REACH).where(there))).all()
    for row in rows:
        learner = await learner_by_id(db, workspace.id, row.learner_id)
        if learner is not None:
            await _send_one_back(db, other, learner, row)
            if not await reaching.leave(db, learner, other.platform, now):
                await change_learner(db, workspace.id, learner.id, active=False, place="")
                await ledger.cancel(db, workspace.id, "the workspaces parted", learner_id=learner.id)
    return len(rows)


async def _send_one_back(db: AsyncConnection, other: Workspace, learner: Learner, address: Any) -> None:
    """Bring the learner's row in the second workspace up to date, or make it for who came meanwhile."""
    mine = (learners.c.workspace_id == learner.workspace_id) & (learners.c.id == learner.id)
    whole = (await db.execute(sa.select(learners).where(mine))).one()._mapping
    news = {name: getattr(address, name) for name in ("place", "service_url")}
    news |= {name: whole[name] for name in ("consents", "snoozed_until")}
    there = {"workspace_id": other.id, "manager_id": "", "platform": other.platform, "outside_id": address.outside_id}
    await db.execute(insert_or_ignore(db, learners).values({**whole, **there, **news}))
    back = (learners.c.workspace_id == other.id) & (learners.c.outside_id == address.outside_id)
    await db.execute(sa.update(learners).where(back).values(**news))
