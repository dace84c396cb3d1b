"""Where the answer to something that a learner did was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import DeliveryState, deliveries
from schedules.people.roster import learners

BATCH = 500  # people in one query: well below the values that a statement takes


_READER = (learners.c.workspace_id == deliveries.c.workspace_id) & (learners.c.id == deliveries.c.learner_id)


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """A message that answered something.

    Attributes:
        place: the conversation, as the platform knows it.
        message_ref: the message in it.
    """

    workspace_id: str
    place: str
    message_ref: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who waits for the answer to an event.

    Attributes:
        cause: id of the event; further answers to it have that id with a part behind it.
        since: when it happened. What was asked for after it, such as the next episode, may be owed under another name.
    """

    workspace_id: str
    learner_id: str
    cause: str
    since: datetime


async def sent_answers(db: AsyncConnection, askers: Iterable[Asker]) -> dict[str, SentAnswer]:
    """The first message that was sent because of each event, by the event's id; nothing for those still open."""
    workspaces: defaultdict[str, defaultdict[str, list[Asker]]] = defaultdict(lambda: defaultdict(list))
    for asker in askers:
        workspaces[asker.workspace_id][asker.learner_id].append(asker)
    answers: dict[str, SentAnswer] = {}
    for workspace_id, waiting in workspaces.items():
        for row in await _sent(db, workspace_id, waiting):
            for asker in waiting[row.learner_id]:
                if asker.cause not in answers and _answers(row, asker):
                    answers[asker.cause] = SentAnswer(workspace_id, row.place, row.message_ref)
    return answers


async def _sent(db: AsyncConnection, workspace_id: str, waiting: Mapping[str, Sequence[Asker]]) -> list[Any]:
    """Messages that reached these learners since the first of them asked, the oldest first."""
    columns = [deliveries.c[name] for name in ("learner_id", "slot", "prompted", "due_at", "message_ref")]
    since = min(asker.since for askers in waiting.values() for asker in askers)
    rows: list[Any] = []
    people = list(waiting)
    for start in range(0, len(people), BATCH):
        theirs = deliveries.c.learner_id.in_(people[start : start + BATCH])
        sent = (deliveries.c.state == DeliveryState.SENT) & (deliveries.c.sent_at >= since)
        query = sa.select(*columns, learners.c.place).join(learners, _READER)
        query = query.where(deliveries.c.workspace_id == workspace_id, theirs, sent)
        rows += await db.execute(query.where(deliveries.c.message_ref != "").order_by(deliveries.c.sent_at))
    return rows


def _answers(row: Any, asker: Asker) -> bool:
    named = row.slot == asker.cause or row.slot.startswith(f"{asker.cause}:")
    return bool(named or (row.prompted and row.due_at >= asker.since))
