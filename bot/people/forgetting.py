"""Erases a person: every row that holds what they said, did or were told, in every table there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.madenow import State, made_clips
from bot.arrivals import arrivals
from bot.managers.standing import standings
from bot.managers.wishes import wishes
from lessons.database import metadata
from schedules.ledger import inbox
from schedules.ledger.ledger import deliveries
from schedules.people.reaching import doors_of, known_as, learners_known_as
from schedules.people.roster import Learner, Workspace, learner_by_id, learners

THEIRS = ("learner_id", "viewer_id", "toward_id")
"""Columns that name whose row it is: a table that has one is covered, also an adapter's or one that comes later."""


async def forget_person(db: AsyncConnection, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, int]:
    """Erase a learner; returns how many rows went, by table.

    A clip made for their question goes too, unless a curator took it into the catalogue: then only their part in it
    goes. The audit keeps ids, which name nobody from now on. Messages that left stay on their platform.
    """
    await _part_with(db, learner)
    ids, ways = await known_as(db, learner), await doors_of(db, workspace.id)
    gone = {
        table.name: await _delete(db, table, which)
        for table in metadata.sorted_tables
        if (which := _their_rows(table, learner)) is not None
    }
    gone |= {
        wishes.name: await _delete(db, wishes, _mine(wishes, learner) & (wishes.c.manager_id == learner.id)),
        standings.name: await _delete(db, standings, _mine(standings, learner) & standings.c.outside_id.in_(ids)),
        inbox.inbox.name: await _delete(
            db, inbox.inbox, _mine(inbox.inbox, learner) & inbox.inbox.c.event_id.contains(learner.id, autoescape=True)
        ),
        arrivals.name: await _delete(db, arrivals, _arrived(ways, ids)),
    }
    gone[learners.name] = await _delete(db, learners, _mine(learners, learner) & (learners.c.id == learner.id))
    await inbox.note(db, learner.workspace_id, "operator", "person erased", learner.id, now)
    return {name: count for name, count in sorted(gone.items()) if count}


async def people_called(db: AsyncConnection, workspace_id: str, name: str) -> list[Learner]:
    """Whoever has that name, address or id, also those who left."""
    here = (learners.c.workspace_id == workspace_id) & (sa.literal(name) != "")  # most people have no address
    named = [learners.c[column] == name for column in ("id", "outside_id", "name", "email")]
    ids = (await db.execute(sa.select(learners.c.id).where(here, sa.or_(*named)))).scalars().all()
    elsewhere = await learners_known_as(db, workspace_id, [name])
    found = [await learner_by_id(db, workspace_id, one) for one in {*ids, *(row.id for row in elsewhere.values())}]
    return [one for one in found if one is not None]


def _mine(table: sa.Table, learner: Learner) -> sa.ColumnElement[bool]:
    here: sa.ColumnElement[bool] = table.c.workspace_id == learner.workspace_id
    return here


def _their_rows(table: sa.Table, learner: Learner) -> sa.ColumnElement[bool] | None:
    named = [table.c[name] == learner.id for name in THEIRS if name in table.c]
    return _mine(table, learner) & sa.or_(*named) if named and "workspace_id" in table.c else None


async def _part_with(db: AsyncConnection, learner: Learner) -> None:
    """Takes their name off what stays with others."""
    approved = _mine(made_clips, learner) & (made_clips.c.state == State.APPROVED.value)
    await db.execute(sa.update(made_clips).where(approved, made_clips.c.learner_id == learner.id).values(learner_id=""))
    led = _mine(learners, learner) & (learners.c.manager_id == learner.id)
    await db.execute(sa.update(learners).where(led).values(manager_id=""))
    given = _mine(deliveries, learner) & deliveries.c.slot.startswith(f"share:{learner.id}:", autoescape=True)
    await db.execute(sa.update(deliveries).where(given).values(body=None))


def _arrived(ways: Mapping[str, str], ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Events of theirs that are not handled yet: each holds one of their platforms' ids as a whole JSON text."""
    here = sa.tuple_(arrivals.c.platform, arrivals.c.workspace).in_(list(ways.items()))
    told = sa.cast(arrivals.c.event, sa.Text)
    return here & sa.or_(*[told.contains(f'"{one}"', autoescape=True) for one in ids])


async def _delete(db: AsyncConnection, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
    return (await db.execute(sa.delete(table).where(which))).rowcount
