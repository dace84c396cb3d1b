"""Reads the ledger for each endpoint and owes what happened since, in one transaction with how far it was read."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.endpoints import Endpoint, EndpointKind, OutboxEvent, note_read, open_endpoints
from bot.outbox.happenings import Happening, happened_since
from bot.outbox.rows import OutboxState, owe_events
from bot.outbox.statements import VERBS, statement
from bot.reports.visibility import named
from lessons.database import Database, new_id
from schedules.people.roster import Workspace, workspace_by_id

# Read again each time: a row may bear an instant that is older than the transaction that brings it, by a clock of
# another machine or by seconds of waiting. What was owed before is not owed again.
OVERLAP = timedelta(minutes=10)


async def harvest(database: Database, home: str, now: datetime) -> int:
    """Owe what happened to everybody who hears of it; returns how many endpoints were looked at.

    Args:
        home: the installation's address, by which other systems know its people and lessons.
    """
    async with database.read() as db:
        endpoints = await open_endpoints(db)
    for endpoint in endpoints:
        async with database.write() as db:
            workspace = await workspace_by_id(db, endpoint.workspace_id)
            if workspace:
                await _owe(db, workspace, endpoint, home, now)
    return len(endpoints)


async def _owe(db: AsyncConnection, workspace: Workspace, endpoint: Endpoint, home: str, now: datetime) -> None:
    # Never further back than the endpoint is old: nobody asked to be told of what was before.
    since = max(endpoint.read_until - OVERLAP, endpoint.made_at)
    happenings = await happened_since(db, workspace.id, since)
    await owe_events(db, [_row(each, workspace, endpoint, home, now) for each in happenings if _wanted(each, endpoint)])
    await note_read(db, endpoint, now)


def _wanted(happening: Happening, endpoint: Endpoint) -> bool:
    if endpoint.kind is EndpointKind.XAPI:
        return happening.event in VERBS
    return happening.event.value in endpoint.events


def _row(happening: Happening, workspace: Workspace, endpoint: Endpoint, home: str, now: datetime) -> dict[str, Any]:
    message = statement(happening, home) if endpoint.kind is EndpointKind.XAPI else _message(happening, workspace)
    return {
        **{"workspace_id": workspace.id, "id": new_id(), "endpoint_id": endpoint.id, "source": happening.source},
        # Whose it is, so that it goes when they are erased.
        **{"learner_id": happening.learner_id, "event": happening.event.value},
        **{"content": json.dumps(message, ensure_ascii=False), "state": OutboxState.WAITING.value},
        **{"attempt": 0, "try_at": now, "reason": "", "made_at": now},
    }


def _message(happening: Happening, workspace: Workspace) -> dict[str, Any]:
    """The body of a webhook; who it is about stands in it where the table of who sees what allows a name."""
    lessons = named("lessons", workspace.privacy) and happening.event is not OutboxEvent.REPLIED
    who = {"learner_id": happening.learner_id, "delivery_id": happening.delivery_id} if lessons else {}
    lesson = {"campaign_id": happening.campaign_id, "lesson": happening.lesson.name, "title": happening.lesson.title}
    return {
        "type": happening.event.value,
        "timestamp": happening.at.isoformat(timespec="milliseconds"),
        "data": {**lesson, **who, **happening.facts},
    }
