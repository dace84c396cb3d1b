"""What speaks in Teams. It needs no bot, so that the sender can be made before there is one."""

from __future__ import annotations

import aiohttp

from adapters.teams.connector.clouds import Cloud
from adapters.teams.connector.keys import TeamsKeys
from adapters.teams.connector.registration import TeamsRegistration
from adapters.teams.outbound.chat import TeamsChat
from adapters.teams.people.conversations import TeamsConversations
from lessons.database import Database


class TeamsConnection:
    """One tenant, ready to be written to.

    Args:
        cloud: another cloud than the keys name, such as a connector on loopback.
    """

    def __init__(
        self, keys: TeamsKeys, database: Database, session: aiohttp.ClientSession, cloud: Cloud | None = None
    ) -> None:
        self.registration = TeamsRegistration(keys, session, cloud)
        self.conversations = TeamsConversations(self.registration, database)
        service_url = self.registration.cloud.service_url
        self.chat = TeamsChat(self.registration.transport, service_url, self.conversations.reopen)
