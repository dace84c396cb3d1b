"""One person on several platforms of a company: who they are, where they are reached now, and what they leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import batches, insert_or_ignore
from schedules.people import roster
from schedules.people.addresses import addresses, workspace_links
from schedules.people.roster import REACH, Learner, Workspace, all_workspaces, learner_by_id, learners, workspaces


async def platforms_of(db: AsyncConnection, workspace_id: str) -> dict[str, str]:
    """Every platform on which a workspace is known, the first one first, with its id there."""
    own = sa.select(workspaces.c.platform, workspaces.c.outside_id).where(workspaces.c.id == workspace_id)
    linked = sa.select(workspace_links.c.platform, workspace_links.c.outside_id).where(
        workspace_links.c.workspace_id == workspace_id
    )
    return {row.platform: row.outside_id for query in (own, linked) for row in await db.execute(query)}


async def workspaces_on(db: AsyncConnection, platform: str) -> list[Workspace]:
    """Active workspaces that are on a platform, as they are known there, oldest first."""
    linked = sa.select(workspace_links.c.workspace_id, workspace_links.c.outside_id).where(
        workspace_links.c.platform == platform
    )
    ids = {row.workspace_id: row.outside_id for row in await db.execute(linked)}
    active = [workspace for workspace in await all_workspaces(db) if workspace.active]
    return [
        replace(workspace, platform=platform, outside_id=ids.get(workspace.id, workspace.outside_id))
        for workspace in active
        if workspace.platform == platform or workspace.id in ids
    ]


def id_on(platform: str) -> sa.ColumnElement[str]:
    """What a workspace is called on a platform, in a statement over workspaces."""
    linked = sa.select(workspace_links.c.outside_id).where(
        workspace_links.c.workspace_id == workspaces.c.id, workspace_links.c.platform == platform
    )
    return sa.func.coalesce(linked.correlate(workspaces).scalar_subquery(), workspaces.c.outside_id)


async def is_linked(db: AsyncConnection, workspace_id: str) -> bool:
    """Whether a workspace is on several platforms."""
    rows = await db.execute(
        sa.select(workspace_links.c.platform).where(workspace_links.c.workspace_id == workspace_id).limit(1)
    )
    return rows.first() is not None


def _reach(workspace_id: str, learner_id: str) -> sa.ColumnElement[bool]:
    """A learner's addresses. One statement reads them all: an address may move between the tables at any moment."""
    return (REACH.c.workspace_id == workspace_id) & (REACH.c.learner_id == learner_id)


async def address_on(db: AsyncConnection, workspace_id: str, learner_id: str, platform: str) -> tuple[str, str] | None:
    """A learner's place and host on a platform, None where they are not."""
    on_it = _reach(workspace_id, learner_id) & (REACH.c.platform == platform)
    row = (await db.execute(sa.select(REACH.c.place, REACH.c.service_url).where(on_it))).first()
    return (row.place, row.service_url) if row else None


async def id_of(db: AsyncConnection, workspace_id: str, learner_id: str, platform: str) -> str:
    """What a learner is called on a platform, "" where they are not."""
    on_it = _reach(workspace_id, learner_id) & (REACH.c.platform == platform)
    return (await db.execute(sa.select(REACH.c.outside_id).where(on_it))).scalar() or ""


async def known_as(db: AsyncConnection, learner: Learner) -> list[str]:
    """A learner's ids on every platform."""
    theirs = _reach(learner.workspace_id, learner.id)
    return list((await db.execute(sa.select(REACH.c.outside_id).where(theirs))).scalars())


async def learners_known_as(
    db: AsyncConnection, workspace_id: str, outside_ids: Sequence[str], platform: str = ""
) -> dict[str, Any]:
    """The learners' rows behind ids of platforms, by id; of one platform alone when it is named."""
    where = REACH.c.workspace_id == workspace_id
    if platform:
        where &= REACH.c.platform == platform
    rows_by_outside_id: dict[str, Any] = {}
    for some in batches(outside_ids):
        reached = await db.execute(sa.select(REACH).where(where, REACH.c.outside_id.in_(some)))
        owners = {row.outside_id: row.learner_id for row in reached}
        wanted = (learners.c.workspace_id == workspace_id) & learners.c.id.in_(list(owners.values()))
        rows = {row.id: row for row in await db.execute(sa.select(learners).where(wanted))}
        rows_by_outside_id |= {outside_id: rows[learner_id] for outside_id, learner_id in owners.items()}
    return rows_by_outside_id


async def enter(
    db: AsyncConnection,
    workspace: Workspace,
    outside_id: str,
    name: str,
    now: datetime,
    email: str = "",
    **values: object,
) -> Learner:
    """The learner with this id on the workspace's platform.

    Somebody new is one with the active learner of another platform who has the same e-mail address, where the
    company's platforms were linked; otherwise a learner of their own is made.

    Args:
        email: as the platform vouches for it, never as somebody typed it.
        values: further columns of a learner who is made.
    """
    learner = await roster.learner_outside(db, workspace.id, outside_id, workspace.platform)
    if learner is not None:
        return learner
    await attach(db, workspace, {outside_id: email})
    learner = await roster.learner_outside(db, workspace.id, outside_id, workspace.platform)
    values |= {"platform": workspace.platform, "email": email}
    return learner or await roster.enter_learner(db, workspace.id, outside_id, name, now, **values)


async def attach(db: AsyncConnection, workspace: Workspace, emails: Mapping[str, str]) -> set[str]:
    """Give people of the workspace's platform, who are unknown there, to the learners that they are elsewhere.

    Args:
        emails: id on the platform -> e-mail address as the platform vouches for it, "" none.

    Returns:
        The ids of those who were found.
    """
    if not any(emails.values()) or not await is_linked(db, workspace.id):
        return set()
    # People who come at the same time must see each other, or one person would become two.
    await db.execute(sa.select(workspaces.c.id).where(workspaces.c.id == workspace.id).with_for_update())
    same = await same_people(db, workspace.id, workspace.platform, emails)
    if same:
        where = {"workspace_id": workspace.id, "platform": workspace.platform}
        rows = [{**where, "outside_id": each, "learner_id": learner_id} for each, learner_id in same.items()]
        await db.execute(insert_or_ignore(db, addresses), rows)
    return set(same)


async def same_people(
    db: AsyncConnection, workspace_id: str, platform: str, emails: Mapping[str, str]
) -> dict[str, str]:
    """Id on the platform -> the one active learner who has the same e-mail address and is not on the platform yet.

    Whoever shares an address with somebody else is nobody: a mailbox of a team tells no person.
    """
    times = Counter(email.casefold() for email in emails.values())
    wanted = {email.casefold(): each for each, email in emails.items() if email and times[email.casefold()] == 1}
    same: dict[str, str] = {}
    for start in range(0, len(wanted), 500):  # a statement takes only so many values
        some = list(wanted)[start : start + 500]
        owners = await _owners(db, workspace_id, platform, some)
        same |= {wanted[email]: learner_id for email, learner_id in owners.items()}
    return same


async def _owners(db: AsyncConnection, workspace_id: str, platform: str, emails: Sequence[str]) -> dict[str, str]:
    active = (learners.c.workspace_id == workspace_id) & learners.c.active
    having: dict[str, list[str]] = {}
    query = sa.select(learners.c.id, learners.c.email).where(active, sa.func.lower(learners.c.email).in_(emails))
    for row in await db.execute(query):
        having.setdefault(row.email.casefold(), []).append(row.id)
    single = {email: ids[0] for email, ids in having.items() if len(ids) == 1}
    on_it = (REACH.c.workspace_id == workspace_id) & (REACH.c.platform == platform)
    query = sa.select(REACH.c.learner_id).where(on_it, REACH.c.learner_id.in_(list(single.values())))
    taken = set((await db.execute(query)).scalars())
    return {email: learner_id for email, learner_id in single.items() if learner_id not in taken}


async def heard_on(db: AsyncConnection, learner: Learner, platform: str, outside_id: str, now: datetime) -> Learner:
    """The learner, who is reached from now on where they just did something."""
    if (learner.platform, learner.outside_id) == (platform, outside_id):
        return learner
    new = (addresses.c.platform == platform) & (addresses.c.outside_id == outside_id)
    return await _move(db, learner, new, now) or await learner_by_id(db, learner.workspace_id, learner.id) or learner


async def _move(
    db: AsyncConnection, learner: Learner, to: sa.ColumnElement[bool], now: datetime, keep: bool = True
) -> Learner | None:
    """Make one of the addresses beside the current one.

    Args:
        keep: the current one stays, beside.

    Returns:
        None when there is no such address, or another process moved the learner meanwhile.
    """
    theirs = (addresses.c.workspace_id == learner.workspace_id) & (addresses.c.learner_id == learner.id)
    newest = sa.select(addresses).where(theirs, to).order_by(addresses.c.answered_at.desc().nulls_last()).limit(1)
    new = (await db.execute(newest.with_for_update())).first()
    if new is None:
        return None
    reached = {name: getattr(new, name) for name in ("platform", "outside_id", "place", "service_url")}
    if not await _still(db, learner, **reached):
        return None
    await db.execute(sa.delete(addresses).where(theirs, addresses.c.platform == new.platform))
    if keep:
        await db.execute(sa.insert(addresses).values(**_beside(learner), answered_at=now))
    return replace(learner, **reached)


async def _still(db: AsyncConnection, learner: Learner, **values: object) -> bool:
    """Overwrite columns of a learner who is still reached where we read it; False when they are not."""
    where = (learners.c.workspace_id == learner.workspace_id) & (learners.c.id == learner.id)
    where &= (learners.c.platform == learner.platform) & (learners.c.outside_id == learner.outside_id)
    done = await db.execute(sa.update(learners).where(where).values(**values).returning(learners.c.id))
    return done.first() is not None


def _beside(learner: Learner) -> dict[str, object]:
    return {
        "workspace_id": learner.workspace_id,
        "platform": learner.platform,
        "outside_id": learner.outside_id,
        "learner_id": learner.id,
        "place": learner.place,
        "service_url": learner.service_url,
    }


async def keep_place(db: AsyncConnection, learner: Learner, platform: str, place: str, service_url: str = "") -> None:
    """Remember the direct conversation with a learner on a platform; what is "" stays as it is."""
    news = {name: value for name, value in (("place", place), ("service_url", service_url)) if value}
    if not news or (platform == learner.platform and await _still(db, learner, **news)):
        return
    theirs = (addresses.c.workspace_id == learner.workspace_id) & (addresses.c.learner_id == learner.id)
    await db.execute(sa.update(addresses).where(theirs, addresses.c.platform == platform).values(**news))


async def leave(db: AsyncConnection, learner: Learner, platform: str, now: datetime) -> bool:
    """Take a learner's address on a platform away; False when they have no other and stay as they are."""
    theirs = (addresses.c.workspace_id == learner.workspace_id) & (addresses.c.learner_id == learner.id)
    gone = sa.delete(addresses).where(theirs, addresses.c.platform == platform).returning(addresses.c.platform)
    if (await db.execute(gone)).first() is not None:
        return True
    return await _move(db, learner, addresses.c.platform != platform, now, keep=False) is not None


async def close(db: AsyncConnection, workspace_id: str, platform: str, now: datetime) -> list[str]:
    """Take everybody's address on a platform away; returns who is reached elsewhere from now on.

    Whoever has no other address waits until the app is there again.
    """
    further = (addresses.c.workspace_id == workspace_id) & (addresses.c.platform == platform)
    await db.execute(sa.delete(addresses).where(further))
    current = (learners.c.workspace_id == workspace_id) & (learners.c.platform == platform)
    moved = []
    for learner_id in (await db.execute(sa.select(learners.c.id).where(current))).scalars().all():
        learner = await learner_by_id(db, workspace_id, learner_id)
        if learner and await leave(db, learner, platform, now):
            moved.append(learner_id)
        elif learner:
            await _still(db, learner, place="")
    return moved
