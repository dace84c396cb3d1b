"""Erases a person: every row that holds what they said, did or were told, in every table there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.generated_clips import disown
from bot.directory.records import records
from bot.event_queue import event_queue
from bot.managers.campaign_requests import requests
from bot.managers.roles import role_rows
from bot.privacy.erasure_requests import request_of
from bot.privacy.names import strip_name
from bot.privacy.receipts import FILES, Receipt, keep_receipt
from bot.privacy.traces import strip_traces
from bot.reports.standing import forget_figures
from lessons.database import metadata, new_id
from schedules.ledger import audit, events_seen
from schedules.ledger.rewriting import strike_out
from schedules.people.finding import ids_called
from schedules.people.identities import known_as, learners_known_as, platforms_of
from schedules.people.leavers import note_return
from schedules.people.person_fields import forget_address
from schedules.people.roster import Learner, Workspace, learner_by_id, remove_learner
from schedules.people.suppressed import suppress

THEIRS = ("learner_id", "viewer_id", "toward_id")
"""Columns that name whose row it is: a table that has one is covered, also an adapter's or one that comes later."""


async def forget_person(
    db: AsyncConnection,
    workspace: Workspace,
    learner: Learner,
    now: datetime,
    *,
    by: str = "operator",
    files: int = 0,
) -> Receipt:
    """Erase a learner in the database; returns the receipt, which stays there.

    A clip made for their question goes too, unless a curator took it into the catalogue: then only their part in it
    goes. The audit keeps ids, which name nobody from now on. Messages that left stay on their platform. What remains is
    a hash of each of their ids and of their address, so that no directory enters them again.

    Args:
        by: the learner who agreed to it, or "operator".
        files: of the media store that went with them; the receipt counts them.
    """
    # The receipt gets the number of the request, to which the link in the asker's hands leads.
    request = await request_of(db, learner)
    await disown(db, learner.workspace_id, learner.id)
    await strike_out(db, learner)
    await strip_traces(db, learner, now)
    await strip_name(db, learner.workspace_id, learner.name)
    ids, platforms = await known_as(db, learner), await platforms_of(db, workspace.id)
    await suppress(db, learner.workspace_id, [*ids, learner.email], now)
    # Figures that were counted ahead may list them by name or id; the next count has them no more.
    await forget_figures(db, learner.workspace_id)
    counts = {table.name: await _delete(db, table, where) for table, where in rows_of(learner, ids, platforms)}
    if learner.email:
        counts["person_fields"] = await forget_address(db, learner.workspace_id, learner.email)
        await note_return(db, learner.workspace_id, learner.email)
    counts["inbox"] = await events_seen.forget_events(db, learner.workspace_id, learner.id)
    counts["learners"] = await remove_learner(db, learner)
    counts[FILES] = files
    gone = {f"{name}": count for name, count in sorted(counts.items()) if count}
    receipt = Receipt(request.id if request else new_id(), now, gone)
    await keep_receipt(db, learner.workspace_id, receipt)
    about = (db, learner.workspace_id, by, "person erased", learner.id, now)
    await audit.note(*about, receipt=receipt.id, digest=receipt.digest)
    return receipt


def rows_of(
    learner: Learner, ids: Sequence[str], platforms: Mapping[str, str]
) -> Iterator[tuple[sa.Table, sa.ColumnElement[bool]]]:
    """Each table that holds something of theirs, and which of its rows; their own row apart."""
    for table in metadata.sorted_tables:
        if (where := _their_rows(table, learner)) is not None:
            yield table, where
    if learner.email:
        yield records, _in_workspace(records, learner) & (records.c.email == learner.email.casefold())
    yield requests, _in_workspace(requests, learner) & (requests.c.manager_id == learner.id)
    yield role_rows, _in_workspace(role_rows, learner) & role_rows.c.outside_id.in_(ids)
    yield event_queue, _queued(platforms, ids)


async def people_called(db: AsyncConnection, workspace_id: str, name: str) -> list[Learner]:
    """Whoever has that name, address or id, also those who left."""
    ids = await ids_called(db, workspace_id, name)
    elsewhere = await learners_known_as(db, workspace_id, [name])
    fitting = {*ids, *(row.id for row in elsewhere.values())}
    people = [await learner_by_id(db, workspace_id, learner_id) for learner_id in fitting]
    return [person for person in people if person is not None]


def _in_workspace(table: sa.Table, learner: Learner) -> sa.ColumnElement[bool]:
    same: sa.ColumnElement[bool] = table.c.workspace_id == learner.workspace_id
    return same


def _their_rows(table: sa.Table, learner: Learner) -> sa.ColumnElement[bool] | None:
    named = [table.c[name] == learner.id for name in THEIRS if name in table.c]
    return _in_workspace(table, learner) & sa.or_(*named) if named and "workspace_id" in table.c else None


def _queued(platforms: Mapping[str, str], ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Events of theirs that are not handled yet: each holds one of their platforms' ids as a whole JSON text."""
    workspace = sa.tuple_(event_queue.c.platform, event_queue.c.workspace).in_(list(platforms.items()))
    text = sa.cast(event_queue.c.event, sa.Text)
    return workspace & sa.or_(*[text.contains(f'"{outside_id}"', autoescape=True) for outside_id in ids])


async def _delete(db: AsyncConnection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    # The one place that deletes from any table: erasing must not depend on each owner remembering it.
    return (await db.execute(sa.delete(table).where(where))).rowcount
