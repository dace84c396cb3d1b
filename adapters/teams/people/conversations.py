"""Begins the direct conversation with somebody, which Teams needs before the first message, and keeps its place."""

from __future__ import annotations

from adapters.teams.connector.port import PLATFORM
from adapters.teams.connector.registration import TeamsRegistration
from bot.chat import Address
from bot.faults import ChatError
from lessons.database import Database
from schedules.people.identities import id_of, keep_place, platforms_of
from schedules.people.roster import Learner, learner_by_id


class TeamsConversations:
    """Begins conversations of one tenant; the same person always gets the same one."""

    def __init__(self, registration: TeamsRegistration, database: Database) -> None:
        self._registration = registration
        self._database = database

    async def reopen(self, to: Address) -> Address:
        """Begin a conversation anew that Teams does not know any more. Raises: ChatError."""
        return await self.begin(to.workspace_id, to.learner_id, to.service_url)

    async def begin(self, workspace_id: str, learner_id: str, service_url: str = "") -> Address:
        """Begin the conversation with a learner.

        Args:
            service_url: the host that serves their region; "" the cloud's own.

        Raises:
            ChatError: Teams does not begin it, or nobody of that id is in Teams.
        """
        learner, tenant_id, outside_id = await self._who(workspace_id, learner_id)
        url = service_url or self._registration.cloud.service_url
        place = await self._registration.transport.create_conversation(url, tenant_id, outside_id)
        async with self._database.write() as db:
            # If this is lost after Teams began the conversation, nothing is doubled: the same person gets the same one
            # again.
            await keep_place(db, learner, PLATFORM, place, url)
        return Address(PLATFORM, workspace_id, learner_id, place, url)

    async def _who(self, workspace_id: str, learner_id: str) -> tuple[Learner, str, str]:
        async with self._database.read() as db:
            learner = await learner_by_id(db, workspace_id, learner_id)
            tenant_id = (await platforms_of(db, workspace_id)).get(PLATFORM)
            outside_id = await id_of(db, workspace_id, learner_id, PLATFORM)
        if learner is None or not tenant_id or not outside_id:
            raise ChatError("the learner is gone")
        return learner, tenant_id, outside_id
