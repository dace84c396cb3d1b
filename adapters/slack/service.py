"""Everything of Slack in one process: what receives, what speaks, and what a worker does again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web
from slack_sdk.errors import SlackApiError

from adapters.slack.app import SlackApp
from adapters.slack.chat import SlackChat
from adapters.slack.desk import SlackDesk
from adapters.slack.directory import PACES, Directory
from adapters.slack.errands import Errands
from adapters.slack.files import ClipFiles
from adapters.slack.installing import Installer
from adapters.slack.oauth import OAuth
from adapters.slack.payloads import PLATFORM
from adapters.slack.tokens import Install, Sealer, Tokens
from bot.arrivals import Arrivals
from bot.chat import ChatError
from bot.clock import Clock
from bot.inbound import Bot
from bot.managers.managing import APPROVAL_ABOVE
from bot.people.removal import ACTOR
from lessons.database import Database
from schedules.ledger import inbox
from schedules.ledger.pacing import set_pace
from schedules.people.reaching import set_send_pace, workspaces_on
from schedules.people.roster import Workspace, open_workspace

log = logging.getLogger(__name__)

API = "https://slack.com/api/"
SOCKET_AGAIN_S = 30.0
REREAD = timedelta(hours=6)  # events keep the roster fresh; this mends what was missed while nothing listened


@dataclass(frozen=True, slots=True)
class SlackKeys:
    """What Slack gave for the app; "" where it was not set.

    Attributes:
        bot_token: xoxb-…, of a single workspace.
        signing_secret: proves requests over HTTP.
        app_token: xapp-…, for Socket Mode.
        client_id, client_secret: for installing into many workspaces.
    """

    bot_token: str = ""
    signing_secret: str = ""
    app_token: str = ""
    client_id: str = ""
    client_secret: str = ""

    @property
    def given(self) -> bool:
        return bool(self.bot_token or (self.client_id and self.client_secret))

    def __repr__(self) -> str:
        return f"SlackKeys(given={self.given})"  # never a secret, wherever it is logged


class SlackService:
    """Slack, as this process needs it.

    Args:
        secret: the installation's, from which the key that seals tokens is made.
        public_url: where people reach the pages; only https can be shown inside of messages.
        approval_above: people whom one manager alone may start writing to.
        path_of: a media key's file; with it, clips are sent as files where the player cannot be shown.
    """

    def __init__(
        self,
        keys: SlackKeys,
        database: Database,
        clock: Clock,
        session: aiohttp.ClientSession,
        *,
        secret: str,
        public_url: str,
        base_url: str = API,
        path_of: Callable[[str], Path] | None = None,
        approval_above: int = APPROVAL_ABOVE,
    ) -> None:
        self._above = approval_above
        self._keys = keys
        self._database = database
        self._clock = clock
        self.tokens = Tokens(
            database,
            Sealer(secret),
            clock,
            session,
            base_url=base_url,
            client_id=keys.client_id,
            client_secret=keys.client_secret,
        )
        inline = public_url.startswith("https://")
        self.chat = SlackChat(self.tokens.token, session, inline_video=inline, base_url=base_url)
        if path_of and not inline:
            self.chat.files = ClipFiles(database, self.tokens, session, clock, path_of)
        self._public_url = public_url
        self._base_url = base_url
        self._reread_at: datetime | None = None

    def attend(self, bot: Bot) -> None:
        """Take up what comes in for this bot."""
        self._errands = Errands()
        self.directory = Directory(self._database, self.tokens, self._clock, bot.handle)
        self.installer = Installer(self.tokens, self._clock, self._let_in)
        self.desk = SlackDesk(
            self._database,
            bot,
            self.chat,
            self.installer,
            self.tokens,
            self.directory,
            self._errands,
            self._clock,
            self._above,
        )
        self.arrivals = Arrivals(self._database, self.desk.handle, self._clock.now, PLATFORM)
        self.desk.take_with(self.arrivals.take)
        self.oauth = self._oauth(bot) if self._keys.client_id else None
        self.app = SlackApp(
            self._keys.signing_secret, self.tokens, self.arrivals, self.desk, self._errands, self._clock
        )

    def _oauth(self, bot: Bot) -> OAuth:
        return OAuth(
            self._database,
            self._keys.client_id,
            self._public_url,
            self.tokens,
            bot.links,
            self._clock,
            self.installer,
            self._base_url,
        )

    def pages(self, app: web.Application) -> None:
        """The addresses that Slack posts to."""
        self.app.routes(app)
        if self.oauth:
            self.oauth.routes(app)

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Take what Slack sends for as long as the block runs."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._errands.open())
            await stack.enter_async_context(self.arrivals.open())
            if self._keys.app_token:
                self._errands.run(self._hold_socket(), "Socket Mode", lasting=True)
            yield

    async def handled(self) -> None:
        """Returns when everything that came in to this process is handled."""
        await self.arrivals.handled()
        await self._errands.done()

    async def _hold_socket(self) -> None:
        """Keep Socket Mode open; while Slack cannot be reached, try again and again."""
        while True:
            try:
                async with self.app.socket(self._keys.app_token, self.tokens.client_with()):
                    await asyncio.Event().wait()  # the vendor's client mends its own breaks, until we are cancelled
            except SlackApiError as error:
                log.error("Socket Mode does not open (%s): run `doctor slack`", error.response.get("error"))
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                log.warning("Socket Mode does not open (%s): Slack cannot be reached", type(error).__name__)
            await asyncio.sleep(SOCKET_AGAIN_S)

    async def connect(self) -> Workspace | None:
        """Open the workspace of the token in the settings; None when there is no token, or Slack does not accept it."""
        if not self._keys.bot_token:
            return None
        client = self.tokens.client_with(self._keys.bot_token)
        try:
            told = await client.auth_test()
        except SlackApiError as error:
            log.error("Slack does not accept SLACK_BOT_TOKEN (%s): run `doctor slack`", error.response.get("error"))
            return None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("Slack cannot be reached (%s): what it knew last is used", type(error).__name__)
            return None
        scopes = told.headers.get("x-oauth-scopes", "") if told.headers else ""
        install = Install(self._keys.bot_token, str(told.get("user_id") or ""), scopes=scopes)
        return await self.open(str(told["team_id"]), str(told.get("team") or "Slack"), install)

    async def open(self, team_id: str, name: str, install: Install) -> Workspace:
        """The workspace with this install, made on first sight, with Slack's pace."""
        async with self._database.write() as db:
            workspace = await open_workspace(db, PLATFORM, team_id, name[:200], self._clock.now())
            await self.tokens.keep(db, workspace.id, install)
            await set_send_pace(db, workspace.id, PLATFORM, self.chat.pace.per_second, self.chat.pace.burst)
            for method, (per_second, burst) in PACES.items():
                await set_pace(db, workspace.id, per_second, burst, method)
        return workspace

    async def _let_in(self, team_id: str, name: str, install: Install) -> None:
        """Serve a workspace that let the app in just now, and learn who is there."""
        workspace = await self.open(team_id, name, install)
        async with self._database.write() as db:
            about = {"organisation": install.enterprise_id} if install.enterprise_id else {}
            await inbox.note(db, workspace.id, ACTOR, "app installed", team_id, self._clock.now(), **about)
        self._errands.run(self.directory.read_all(workspace), "reading the people of a new workspace")

    def rounds(self) -> dict[str, tuple[float, Callable[[datetime], Awaitable[object]]]]:
        """What a worker does again and again: kind -> seconds between, and the work."""
        return {
            "slack people": (60.0, self._read_people),
            "slack places": (5.0, self.directory.open_places),
            "arrivals": (10.0, self.arrivals.handle_stale),
        }

    async def _read_people(self, now: datetime) -> None:
        """Read every workspace's people, some times a day."""
        if self._reread_at and now < self._reread_at:
            return
        async with self._database.read() as db:
            mine = await workspaces_on(db, PLATFORM)
        for workspace in mine:
            if await self.tokens.of_team(workspace.outside_id) is None:
                continue  # the app was taken out of Slack, and the company goes on elsewhere
            try:
                await self.directory.read_all(workspace)
            except (SlackApiError, ChatError, aiohttp.ClientError, TimeoutError) as error:
                log.warning("the people of a workspace could not be read: %s", type(error).__name__)
                return
        self._reread_at = now + REREAD if mine else None
