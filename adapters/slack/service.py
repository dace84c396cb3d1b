"""Everything of Slack in one process: what receives, what speaks, and what a worker does again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
from aiohttp import web
from slack_sdk.errors import SlackApiError
from yarl import URL

from adapters.slack.connection import SlackConnection
from adapters.slack.connector.errors import translated
from adapters.slack.connector.port import PLATFORM
from adapters.slack.connector.sealing import Install
from adapters.slack.forms.home_pages import HomePages
from adapters.slack.inbound.app import SlackApp
from adapters.slack.inbound.app_news import AppNews
from adapters.slack.inbound.background import BackgroundTasks
from adapters.slack.inbound.films import SlackFilms
from adapters.slack.inbound.handler import EventHandler
from adapters.slack.inbound.interactions import SlackInteractions
from adapters.slack.inbound.listeners import Listeners
from adapters.slack.inbound.outcomes import CommandOutcomes
from adapters.slack.install.installing import SlackInstaller
from adapters.slack.install.oauth import OAuth
from adapters.slack.outbound.bars import bar_pages
from adapters.slack.people.conversations import Conversations
from adapters.slack.people.directory import Directory
from adapters.slack.people.left_out import LeftOut
from adapters.slack.people.paces import PACES
from bot.companies.returning import welcome_back
from bot.companies.uninstall import ACTOR
from bot.event_queue import EventQueue
from bot.faults import ChatError
from bot.inbound import Bot
from bot.messages.catalogue import Manner, introduce
from bot.settings import APPROVAL_ABOVE
from schedules.ledger import audit
from schedules.ledger.pacing import set_pace, set_send_pace
from schedules.people.identities import workspaces_on
from schedules.people.roster import Workspace, open_workspace

log = logging.getLogger(__name__)

SOCKET_AGAIN_S = 30.0  # Slack's own client waits as long between tries once a connection broke
REREAD = timedelta(hours=6)  # events keep the roster fresh; this mends what was missed while nothing listened

MANNER = Manner(learn="/learn", home_page=True)  # how people speak to the bot in Slack


class SlackService:
    """Slack, as this process needs it.

    Args:
        connection: what speaks; the bot's messages leave through its chat.
        approval_above: people whom one manager alone may start writing to.
        guests: guests take part as members do.
    """

    def __init__(
        self, connection: SlackConnection, bot: Bot, *, approval_above: int = APPROVAL_ABOVE, guests: bool = False
    ) -> None:
        self._connection = connection
        introduce(PLATFORM, MANNER)
        self._keys = connection.keys
        self._database, self._clock = connection.database, connection.clock
        self.tokens, self.chat = connection.tokens, connection.chat
        hosts = {URL(connection.base_url).host or ""}
        self.films = SlackFilms(self.tokens, connection.session, hosts)
        people = (self._database, self.tokens, self._clock, bot.handle)
        self._background = BackgroundTasks()
        self._reread_at: datetime | None = None
        self.directory, self.conversations = Directory(*people, guests), Conversations(*people)
        self.installer = SlackInstaller(self.tokens, self._clock, self._let_in)
        self.oauth = OAuth(connection, bot.links, self.installer) if self._keys.client_id else None
        homes = HomePages(bot, self.chat, self.tokens)
        left_out = LeftOut(self._database, self.tokens)
        handler = EventHandler(bot, self.directory, self.conversations, homes, left_out, self._background)
        self.event_queue = EventQueue(self._database, handler.handle, self._clock.now, PLATFORM)
        self.app = SlackApp(
            self._keys.signing_secret, self.tokens, self._listeners(bot, handler, homes, approval_above)
        )

    def _listeners(self, bot: Bot, handler: EventHandler, homes: HomePages, approval_above: int) -> Listeners:
        interactions = SlackInteractions(
            bot,
            self.tokens,
            self.event_queue,
            handler,
            homes,
            self.conversations,
            self._background,
            approval_above=approval_above,
        )
        people = (self.directory, self.conversations, self._background)
        self.news = AppNews(self._database, self._clock, self.tokens, self.installer, *people)
        self.outcomes = CommandOutcomes(self._database, self.tokens, self._connection.session)
        rest = (homes, self.outcomes, self.news, self._background, self._clock)
        return Listeners(self.event_queue, handler, interactions, *rest)

    def pages(self, app: web.Application) -> None:
        """The addresses that Slack posts to, and fetches bars from."""
        self.app.routes(app)
        bar_pages(app)
        if self.oauth:
            self.oauth.routes(app)

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Take what Slack sends for as long as the block runs."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._background.open())
            await stack.enter_async_context(self.event_queue.open())
            self._background.run(self.outcomes.look(), "following commands", lasting=True)
            if self._keys.app_token:
                self._background.run(self._hold_socket(), "Socket Mode", lasting=True)
            yield

    async def handled(self) -> None:
        """Returns when everything that came in to this process is handled."""
        await self.event_queue.handled()
        await self._background.done()

    async def _hold_socket(self) -> None:
        """Keep Socket Mode open; while Slack cannot be reached, try again and again."""
        while True:
            try:
                async with self.app.socket(self._keys.app_token, self.tokens.client_with()):
                    await asyncio.Event().wait()  # the vendor's client mends its own breaks, until we are cancelled
            except SlackApiError as error:
                log.error("Socket Mode does not open (%s): run `ninety doctor slack`", error.response.get("error"))
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                log.warning("Socket Mode does not open (%s): Slack cannot be reached", type(error).__name__)
            await asyncio.sleep(SOCKET_AGAIN_S)

    async def connect(self) -> Workspace | None:
        """Open the workspace of the token in the settings; None when there is no token, or Slack does not accept it."""
        if not self._keys.bot_token:
            return None
        client = self.tokens.client_with(self._keys.bot_token)
        try:
            reply = await client.auth_test()
        except SlackApiError as error:
            log.error(
                "Slack does not accept SLACK_BOT_TOKEN (%s): run `ninety doctor slack`", error.response.get("error")
            )
            return None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("Slack cannot be reached (%s): what it knew last is used", type(error).__name__)
            return None
        scopes = reply.headers.get("x-oauth-scopes", "") if reply.headers else ""
        install = Install(self._keys.bot_token, str(reply.get("user_id") or ""), scopes=scopes)
        return await self.open(str(reply["team_id"]), str(reply.get("team") or "Slack"), install)

    async def open(self, team_id: str, name: str, install: Install) -> Workspace:
        """The workspace with this install, made on first sight, with Slack's pace."""
        async with self._database.write() as db:
            workspace = await open_workspace(db, PLATFORM, team_id, name[:200], self._clock.now())
            await self.tokens.keep(db, workspace.id, install)
            if not workspace.active:
                await welcome_back(db, workspace, self._clock.now())
            await set_send_pace(db, workspace.id, PLATFORM, self.chat.pace.per_second, self.chat.pace.burst)
            for method, (per_second, burst) in PACES.items():
                await set_pace(db, workspace.id, per_second, burst, method)
        return workspace

    async def _let_in(self, team_id: str, name: str, install: Install) -> None:
        """Serve a workspace that let the app in just now, and learn who is there."""
        workspace = await self.open(team_id, name, install)
        async with self._database.write() as db:
            about = {"organisation": install.enterprise_id} if install.enterprise_id else {}
            await audit.note(db, workspace.id, ACTOR, "app installed", team_id, self._clock.now(), **about)
        self._background.run(self.directory.read_all(workspace), "reading the people of a new workspace")

    def rounds(self) -> dict[str, tuple[float, Callable[[datetime], Awaitable[object]]]]:
        """What a worker does again and again: kind -> seconds between, and the work."""
        return {
            "slack people": (60.0, self._read_people),
            "slack places": (5.0, self.conversations.open_due),
            "slack events": (10.0, self.event_queue.handle_stale),
        }

    async def _read_people(self, now: datetime) -> None:
        """Read every workspace's people, some times a day."""
        if self._reread_at and now < self._reread_at:
            return
        async with self._database.read() as db:
            workspaces = await workspaces_on(db, PLATFORM)
        for workspace in workspaces:
            if await self.tokens.of_team(workspace.outside_id) is None:
                continue  # the app was taken out of Slack, and the company goes on elsewhere
            try:
                await self.directory.read_all(workspace)
            except SlackApiError as error:
                # In Socket Mode nobody says that the app was taken out: what the first call is answered says it.
                reason = translated(str(error.response.get("error", "")), error.response.status_code)
                log.error("the people of “%s” cannot be read: %s", workspace.name, reason)
                return
            except (ChatError, aiohttp.ClientError, TimeoutError) as error:
                log.warning("the people of “%s” cannot be read now: %s", workspace.name, error or type(error).__name__)
                return
        self._reread_at = now + REREAD if workspaces else None
