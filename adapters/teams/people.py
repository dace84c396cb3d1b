"""Who is in a Teams tenant, as far as activities tell, and conversations begun with those who wrote nothing yet."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams.chat import TeamsChat
from adapters.teams.rolls import Rolls
from adapters.teams.seam import PLATFORM, Inbound, Transport
from bot.chat import Address, ChatBusy, ChatError
from bot.clock import Clock
from bot.events import Event, Joined, Person
from bot.managers.standing import LEARN
from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.ledger import CLAIMABLE, deliveries
from schedules.people.reaching import id_of, id_on, is_joined, set_send_pace
from schedules.people.roster import Workspace, learner_by_id, learners, open_workspace, workspace_outside, workspaces

log = logging.getLogger(__name__)

BATCH = 50
NOT_INSTALLED_WAIT = timedelta(hours=1)  # the install itself is told by an event; this is for one that was missed


class People:
    """Keeps where everybody is reached.

    Args:
        handle: the bot's, for those who come.
        service_url: the host for a tenant that was not heard from yet.
        rolls: tell the e-mail addresses of those who have the app.
    """

    def __init__(
        self,
        database: Database,
        transport: Transport,
        clock: Clock,
        handle: Callable[[Event], Awaitable[None]],
        service_url: str,
        rolls: Rolls,
    ) -> None:
        self._database = database
        self._transport = transport
        self._clock = clock
        self._handle = handle
        self._service_url = service_url
        self._rolls = rolls
        self._looked_up: set[str] = set()
        self._not_before: dict[str, datetime] = {}

    async def workspace(self, tenant_id: str, name: str = "Your company") -> Workspace:
        """The tenant's workspace, opened on first sight at the rate that Teams allows."""
        async with self._database.read() as db:
            found = await workspace_outside(db, PLATFORM, tenant_id)
        if found is None:
            async with self._database.write() as db:
                found = await open_workspace(db, PLATFORM, tenant_id, name, self._clock.now())
                await set_send_pace(db, found.id, PLATFORM, TeamsChat.pace.per_second, TeamsChat.pace.burst)
        return found

    async def email_of(self, workspace: Workspace, inbound: Inbound) -> str:
        """The e-mail address of somebody new; "" where Teams tells none, or does not answer now.

        Raises:
            ChatError: Teams does not answer now, and the company is on another platform too: somebody who is known
                there would become two people.
        """
        try:
            return await self._email(inbound.service_url, inbound.conversation_id, inbound.user_id)
        except ChatError as error:
            async with self._database.read() as db:
                if await is_joined(db, workspace.id):
                    raise
            log.warning("an e-mail address was not told: %s", error)
            return ""

    async def _email(self, service_url: str, conversation_id: str, user_id: str) -> str:
        """An e-mail address as Teams vouches for it; none of guests, who have theirs from elsewhere."""
        found = await self._rolls.one(service_url or self._service_url, conversation_id, user_id)
        return found.email if found and found.standing in LEARN else ""

    async def learn_emails(self, now: datetime) -> int:
        """Ask for e-mail addresses that are not known, once for each person; returns how many were told."""
        async with self._database.read() as db:
            rows = await _without_email(db, self._looked_up)
        told = 0
        for row in rows:
            try:
                email = await self._email(row.service_url, row.place, row.outside_id)
            except ChatError as error:
                log.warning("an e-mail address was not told: %s", error)
                return told  # the next round asks again
            self._looked_up.add(row.learner_id)
            if email:
                who = Person(PLATFORM, row.tenant_id, row.outside_id)
                await self._handle(Joined(who, f"email:{row.learner_id}", row.name, now, email=email))
                told += 1
        return told

    async def renew(self, to: Address) -> Address:
        """Begin a conversation that Teams has forgotten anew, and keep its place. Raises: ChatError."""
        async with self._database.read() as db:
            learner = await learner_by_id(db, to.workspace_id, to.learner_id)
            tenant_id = await db.scalar(sa.select(id_on(PLATFORM)).where(workspaces.c.id == to.workspace_id))
            outside_id = await id_of(db, to.workspace_id, to.learner_id, PLATFORM)
        if learner is None or not outside_id:
            raise ChatError("the learner is gone")
        url = to.service_url or self._service_url
        place = await self._transport.create_conversation(url, str(tenant_id), outside_id)
        await self._reached(Person(PLATFORM, str(tenant_id), outside_id), learner.name, place, url)
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
        .where(other.c.workspace_id == learners.c.workspace_id, other.c.platform == PLATFORM, other.c.service_url != "")
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
            id_on(PLATFORM).label("tenant_id"),
            heard_at.label("heard_at"),
        )
        .join(workspaces, workspaces.c.id == learners.c.workspace_id)
        .where(learners.c.platform == PLATFORM, workspaces.c.active, learners.c.active, learners.c.place == "", owed)
        .limit(BATCH)
    )
    return (await db.execute(query)).all()


async def _without_email(db: AsyncConnection, but: Collection[str]) -> Sequence[Any]:
    """Learners reached in Teams whose e-mail address is not known, without those who were asked about already."""
    query = (
        sa.select(
            learners.c.id.label("learner_id"),
            learners.c.outside_id,
            learners.c.name,
            learners.c.place,
            learners.c.service_url,
            id_on(PLATFORM).label("tenant_id"),
        )
        .join(workspaces, workspaces.c.id == learners.c.workspace_id)
        .where(learners.c.platform == PLATFORM, workspaces.c.active, learners.c.active)
        .where(learners.c.email == "", learners.c.place != "")
        .limit(BATCH + len(but))
    )
    rows = [row for row in (await db.execute(query)).all() if row.learner_id not in but]
    return rows[:BATCH]
