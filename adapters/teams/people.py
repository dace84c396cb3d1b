"""Who is in a Teams tenant, as far as activities tell, and conversations begun with those who wrote nothing yet."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams.chat import TeamsChat
from adapters.teams.seam import PLATFORM, Transport
from bot.chat import Address, ChatBusy, ChatError
from bot.clock import Clock
from bot.events import Event, Joined, Person
from lessons.database import Database
from schedules import ledger
from schedules.ledger import CLAIMABLE, deliveries
from schedules.pacing import set_pace
from schedules.roster import Workspace, learner_by_id, learners, open_workspace, workspace_outside, workspaces

log = logging.getLogger(__name__)

BATCH = 50
NOT_INSTALLED_WAIT = timedelta(hours=1)  # the install itself is told by an event; this is for one that was missed


class People:
    """Keeps where everybody is reached.

    Args:
        handle: the bot's, for those who come.
        service_url: the host for a tenant that was not heard from yet.
    """

    def __init__(
        self,
        database: Database,
        transport: Transport,
        clock: Clock,
        handle: Callable[[Event], Awaitable[None]],
        service_url: str,
    ) -> None:
        self._database = database
        self._transport = transport
        self._clock = clock
        self._handle = handle
        self._service_url = service_url
        self._not_before: dict[str, datetime] = {}

    async def workspace(self, tenant_id: str, name: str = "Your company") -> Workspace:
        """The tenant's workspace, opened on first sight at the rate that Teams allows."""
        async with self._database.read() as db:
            found = await workspace_outside(db, PLATFORM, tenant_id)
        if found is None:
            async with self._database.write() as db:
                found = await open_workspace(db, PLATFORM, tenant_id, name, self._clock.now())
                await set_pace(db, found.id, TeamsChat.pace.per_second, TeamsChat.pace.burst)
        return found

    async def renew(self, to: Address) -> Address:
        """Begin a conversation that Teams has forgotten anew, and keep its place. Raises: ChatError."""
        async with self._database.read() as db:
            learner = await learner_by_id(db, to.workspace_id, to.learner_id)
            tenant_id = await db.scalar(sa.select(workspaces.c.outside_id).where(workspaces.c.id == to.workspace_id))
        if learner is None:
            raise ChatError("the learner is gone")
        url = to.service_url or self._service_url
        place = await self._transport.create_conversation(url, str(tenant_id), learner.outside_id)
        await self._reached(Person(PLATFORM, str(tenant_id), learner.outside_id), learner.name, place, url)
        return replace(to, place=place, service_url=url)

    async def open_places(self, now: datetime) -> int:
        """Begin the conversation with those who are owed something and have none; returns how many were begun."""
        async with self._database.read() as db:
            rows = await _without_place(db, now)
        return sum([await self._open(row, now) for row in rows if self._not_before.get(row.learner_id, now) <= now])

    async def _open(self, row: Any, now: datetime) -> bool:
        url = row.heard_at or self._service_url
        try:
            place = await self._transport.create_conversation(url, row.tenant_id, row.outside_id)
        except ChatError as error:
            wait = timedelta(seconds=error.retry_after) if isinstance(error, ChatBusy) else NOT_INSTALLED_WAIT
            self._not_before[row.learner_id] = now + wait
            log.warning("a conversation could not be begun: %s", error, extra={"learner": row.learner_id})
            return False
        await self._reached(Person(PLATFORM, row.tenant_id, row.outside_id), row.name, place, url)
        async with self._database.write() as db:
            await ledger.hurry(db, row.workspace_id, row.learner_id, now)
        return True

    async def _reached(self, who: Person, name: str, place: str, service_url: str) -> None:
        now = self._clock.now()
        event_id = f"place:{place}"[:200]
        await self._handle(Joined(who, event_id, name, now, place=place, service_url=service_url))


async def _without_place(db: AsyncConnection, now: datetime) -> Sequence[Any]:
    """Learners that are owed something and cannot be reached yet, with a host that colleagues were heard from."""
    other = learners.alias()
    heard_at = (
        sa.select(other.c.service_url)
        .where(other.c.workspace_id == learners.c.workspace_id, other.c.service_url != "")
        .limit(1)
        .scalar_subquery()
    )
    owed = sa.exists().where(
        deliveries.c.workspace_id == learners.c.workspace_id,
        deliveries.c.learner_id == learners.c.id,
        sa.text(CLAIMABLE),
        deliveries.c.due_at <= now,
    )
    query = (
        sa.select(
            learners.c.workspace_id,
            learners.c.id.label("learner_id"),
            learners.c.outside_id,
            learners.c.name,
            workspaces.c.outside_id.label("tenant_id"),
            heard_at.label("heard_at"),
        )
        .join(workspaces, workspaces.c.id == learners.c.workspace_id)
        .where(workspaces.c.platform == PLATFORM, workspaces.c.active, learners.c.active, learners.c.place == "", owed)
        .limit(BATCH)
    )
    return (await db.execute(query)).all()
