"""Everything of Teams in one process: what receives, what speaks, and what a worker does again and again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from adapters.teams.connection import TeamsConnection
from adapters.teams.connector.port import PLATFORM
from adapters.teams.forms.campaigns import TeamsCampaigns
from adapters.teams.forms.tab import TeamsTab
from adapters.teams.inbound.app import TeamsEndpoint
from adapters.teams.inbound.films import TeamsFilms
from adapters.teams.inbound.group_replies import GroupReplies
from adapters.teams.inbound.interactions import REPLY_WITHIN_S, TeamsInteractions
from adapters.teams.install.graph_install import TeamsInstaller
from adapters.teams.people.audience import TeamsAudiences
from adapters.teams.people.directory import TeamsDirectory
from adapters.teams.people.graph import Graph
from adapters.teams.people.graph_rosters import GraphRosters
from adapters.teams.people.left_out import LeftOutInTeams
from adapters.teams.people.rosters import Rosters
from bot.delivery.composer import Composer
from bot.event_queue import EventQueue
from bot.inbound import Bot
from bot.settings import APPROVAL_ABOVE


class TeamsService:
    """Teams, as this process needs it.

    Args:
        approval_above: people whom one manager alone may start writing to.
        guests: guests take part as members do.
        reply_within_s: how long an interaction waits to be answered with its card.
    """

    def __init__(
        self,
        connection: TeamsConnection,
        bot: Bot,
        composer: Composer,
        *,
        approval_above: int = APPROVAL_ABOVE,
        guests: bool = False,
        reply_within_s: float = REPLY_WITHIN_S,
    ) -> None:
        self._bot = bot
        registration = self._registration = connection.registration
        self.chat = connection.chat
        self.films = TeamsFilms()
        rosters = Rosters(registration)
        self.people = TeamsDirectory(registration, bot, rosters, connection.conversations, guests=guests)
        self.event_queue = EventQueue(bot.database, bot.handle, bot.clock.now, PLATFORM)
        audiences = TeamsAudiences(bot.database, rosters, GraphRosters(self._graph()))
        campaigns = TeamsCampaigns(registration.transport, bot, audiences, approval_above)
        interactions = TeamsInteractions(
            registration.transport, bot, composer, self.event_queue, campaigns, reply_within_s=reply_within_s
        )
        groups = GroupReplies(registration.transport, bot, connection.conversations, registration.keys.app_id)
        left_out = LeftOutInTeams(bot, guests=guests)
        self._tab = TeamsTab(registration.sign_ins(bot.links.public_url), bot, left_out)
        self._endpoint = TeamsEndpoint(
            registration, bot, self.event_queue, self.people, interactions, campaigns, groups, left_out
        )

    def pages(self, app: web.Application) -> None:
        """The address that Teams posts to, and what it frames."""
        self._endpoint.routes(app)
        self._tab.routes(app)

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Take what Teams sends for as long as the block runs."""
        async with self.event_queue.open():
            yield

    async def connect(self) -> None:
        """Open the tenant's workspace, so that a series can be brought in before anybody wrote."""
        await self.people.workspace(self._registration.keys.tenant_id)

    def installer(self, catalogue_id: str = "", *, read_receipts: bool = False) -> TeamsInstaller:
        """What brings the app to people by Graph."""
        app_id, bot = self._registration.keys.app_id, self._bot
        rest = (bot.database, bot.clock, app_id)
        return TeamsInstaller(self._graph(), *rest, catalogue_id=catalogue_id, read_receipts=read_receipts)

    def _graph(self) -> Graph:
        registration = self._registration
        return Graph(registration.session, registration.graph_token(), registration.cloud.graph_url)

    def rounds(self) -> dict[str, tuple[float, Callable[[datetime], Awaitable[object]]]]:
        """What a worker does again and again: kind -> seconds between, and the work."""
        return {
            "teams places": (5.0, self.people.open_places),
            "teams e-mails": (30.0, self.people.learn_emails),
            "teams events": (10.0, self.event_queue.handle_stale),
        }
