"""Everything of Teams in one process: what receives, what speaks, and what a worker does again and again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import aiohttp
from aiohttp import web

from adapters.teams.app import SHOWN_WITHIN_S, Door
from adapters.teams.audience import Audiences
from adapters.teams.chat import TeamsChat
from adapters.teams.clouds import CLOUDS, Cloud
from adapters.teams.consented import Consented
from adapters.teams.credentials import AppToken
from adapters.teams.graph import Graph
from adapters.teams.installing import Installer
from adapters.teams.managers import Managers
from adapters.teams.people import People
from adapters.teams.presses import Presses
from adapters.teams.rolls import Rolls
from adapters.teams.seam import PLATFORM
from adapters.teams.tokens import Inspector, Keys
from adapters.teams.transport import BotBuilderTransport
from bot.arrivals import Arrivals
from bot.clock import Clock
from bot.events import Event, Preferred
from bot.inbound import Bot
from bot.links import Links
from bot.managers.managing import APPROVAL_ABOVE
from bot.sending.composing import Composer
from lessons.database import Database


@dataclass(frozen=True, slots=True)
class TeamsKeys:
    """What Microsoft gave for the app.

    Attributes:
        cloud: a name in CLOUDS.
    """

    app_id: str
    password: str
    tenant_id: str
    cloud: str = "public"

    def __repr__(self) -> str:
        return f"TeamsKeys(app_id={self.app_id!r}, cloud={self.cloud!r})"  # never a secret, wherever it is logged


class TeamsService:
    """Teams, as this process needs it.

    Args:
        cloud: another one than the keys name, for a connector of one's own.
        approval_above: people whom one manager alone may start writing to.
        shown_within_s: how long a press waits for its card.
    """

    def __init__(
        self,
        keys: TeamsKeys,
        database: Database,
        clock: Clock,
        session: aiohttp.ClientSession,
        links: Links,
        composer: Composer,
        cloud: Cloud | None = None,
        approval_above: int = APPROVAL_ABOVE,
        shown_within_s: float = SHOWN_WITHIN_S,
    ) -> None:
        self._keys = keys
        self._database = database
        self._clock = clock
        self._session = session
        where = self._cloud = cloud or CLOUDS[keys.cloud]
        self.token = AppToken(session, where, keys.tenant_id, keys.app_id, keys.password)
        inspector = Inspector(Keys(session, where.keys_url), where, keys.app_id)
        self.transport = BotBuilderTransport(session, inspector, self.token, keys.app_id)
        rolls = Rolls(session, self.token, keys.tenant_id)
        self.people = People(database, self.transport, clock, self._handle, where.service_url, rolls)
        self.chat = TeamsChat(self.transport, where.service_url, self.people.renew)
        self._presses = Presses(database, links, clock, composer, self._prefer)
        audiences = Audiences(database, rolls, Consented(self._graph()))
        self._managers = Managers(database, self.transport, links, clock, audiences, self._handle, approval_above)
        self.arrivals = Arrivals(database, self._handle, clock.now, PLATFORM)
        self._shown_within_s = shown_within_s
        self._bot: Bot | None = None

    def attend(self, bot: Bot) -> None:
        """Take up what comes in for this bot."""
        self._bot = bot

    async def _prefer(self, wish: Preferred) -> Mapping[str, str]:
        assert self._bot is not None  # noqa: S101  # attend() comes before anything is served
        return await self._bot.prefer(wish)

    async def _handle(self, event: Event) -> None:
        assert self._bot is not None  # noqa: S101  # attend() comes before anything is served
        await self._bot.handle(event)

    def pages(self, app: web.Application) -> None:
        """The address that Teams posts to."""
        Door(
            self.transport,
            self._database,
            self._clock,
            self.people,
            self._presses,
            self._managers,
            handle=self._handle,
            take=self.arrivals.take,
            tenant_id=self._keys.tenant_id,
            shown_within_s=self._shown_within_s,
        ).routes(app)

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Take what Teams sends for as long as the block runs."""
        async with self.arrivals.open():
            yield

    async def connect(self) -> None:
        """Open the tenant's workspace, so that a series can be brought in before anybody wrote."""
        await self.people.workspace(self._keys.tenant_id)

    def installer(self, catalogue_id: str = "", *, read_receipts: bool = False) -> Installer:
        """What brings the app to people by Graph."""
        rest = (self._database, self._clock, self._keys.app_id)
        return Installer(self._graph(), *rest, catalogue_id=catalogue_id, read_receipts=read_receipts)

    def _graph(self) -> Graph:
        keys, asked = self._keys, replace(self._cloud, scope=f"{self._cloud.graph_url}/.default")
        token = AppToken(self._session, asked, keys.tenant_id, keys.app_id, keys.password)
        return Graph(self._session, token, self._cloud.graph_url)

    def rounds(self) -> dict[str, tuple[float, Callable[[datetime], Awaitable[object]]]]:
        """What a worker does again and again: kind -> seconds between, and the work."""
        return {
            "teams places": (5.0, self.people.open_places),
            "teams e-mails": (30.0, self.people.learn_emails),
            "teams arrivals": (10.0, self.arrivals.handle_stale),
        }
