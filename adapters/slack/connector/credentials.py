"""Slack's tokens: sealed in the workspace's row, opened where they are used, renewed before they expire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.slack.connector import organisations
from adapters.slack.connector.port import PLATFORM
from adapters.slack.connector.sealing import Install, Sealer, renewed
from bot.clock import Clock
from bot.faults import ChatAppFault, ChatBusy
from lessons.database import Database
from schedules.people import app_tokens

RENEW_BEFORE = timedelta(hours=2)  # rotated tokens live for twelve hours
REMEMBER = timedelta(seconds=30)  # for so long may another process have renewed or removed a token unnoticed
TIMEOUT_S = 20  # Slack's own client waits for 30; a window that waits for a call is closed long before
RENEWAL_WAIT_S = 30.0  # how long messages wait while Slack does not answer about a token


class Tokens:
    """The installs of every workspace.

    Args:
        client_id, client_secret: of the app, for renewing rotated tokens; "" where none are.
    """

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        clock: Clock,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        client_id: str = "",
        client_secret: str = "",
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._session = session
        self._base_url = base_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._by_workspace: dict[str, tuple[datetime, Install]] = {}
        self._by_team: dict[str, tuple[datetime, Install | None]] = {}

    async def token(self, workspace_id: str) -> str:
        """The bot token of a workspace.

        Raises:
            ChatAppFault: the app is not installed there any more.
            ChatBusy: it must be renewed, and Slack does not answer.
        """
        now = self._clock.now()
        at, install = self._by_workspace.get(workspace_id, (None, None))
        if install is None or at is None or now - at > REMEMBER:
            install = await self._of_workspace(workspace_id)
        install = await self._fresh(install, now)
        self._by_workspace[workspace_id] = now, install
        return install.bot_token

    async def _of_workspace(self, workspace_id: str) -> Install:
        async with self._database.read() as db:
            install = self._opened(await app_tokens.sealed_of(db, workspace_id))
        if install is None:
            raise ChatAppFault("the app is not installed in this workspace any more: install it again")
        return install

    async def of_team(self, team_id: str) -> Install | None:
        """The install in the workspace that Slack knows under this id; None when there is none."""
        now = self._clock.now()
        at, install = self._by_team.get(team_id, (None, None))
        if at is None or now - at > REMEMBER:
            async with self._database.read() as db:
                install = self._opened(await app_tokens.sealed_outside(db, PLATFORM, team_id))
            self._by_team[team_id] = now, install
        return install

    async def of_organisation(self, enterprise_id: str) -> Install | None:
        """The install of a whole organisation, whichever workspaces it reaches now; None when there is none.

        Raises:
            ChatAppFault, ChatBusy: its token cannot be renewed.
        """
        async with self._database.read() as db:
            install = self._opened(await organisations.sealed_install(db, enterprise_id))
        return await self._fresh(install, self._clock.now()) if install else None

    async def teams_of(self, enterprise_id: str) -> list[str]:
        """The ids of the workspaces that are served by an organisation's install."""
        async with self._database.read() as db:
            rows = await app_tokens.all_sealed(db, PLATFORM)
        return [row.outside_id for row in rows if self._sealer.open(row.sealed).enterprise_id == enterprise_id]

    async def client(self, workspace_id: str) -> AsyncWebClient:
        """A client that calls as the app in this workspace; retries are ours."""
        return self.client_with(await self.token(workspace_id))

    def client_with(self, token: str = "") -> AsyncWebClient:
        return AsyncWebClient(
            token or None, self._base_url, timeout=TIMEOUT_S, session=self._session, retry_handlers=[]
        )

    async def exchange(self, **fields: str) -> Mapping[str, Any]:
        """What oauth.v2.access gives for a code or a refresh token.

        The client's own method sends the secret in a way that aiohttp is about to drop.

        Raises:
            SlackApiError, aiohttp.ClientError, TimeoutError, ValueError: Slack refused it, or gave no answer.
        """
        identity = {"client_id": self._client_id, "client_secret": self._client_secret}
        reply = await self.client_with().api_call("oauth.v2.access", data=identity | fields)
        data: Mapping[str, Any] = reply.data  # type: ignore[assignment]  # bytes only for files
        return data

    async def keep(self, db: AsyncConnection, workspace_id: str, install: Install) -> None:
        """Seal an install into the workspace's row, and let the workspace be served again."""
        await app_tokens.seal_into(db, workspace_id, self._sealer.seal(install))
        self.forget_cached()

    async def keep_organisation(self, name: str, install: Install) -> None:
        """Seal an organisation's install into a row of its own, so that workspaces can be added later."""
        async with self._database.write() as db:
            await organisations.keep(db, install.enterprise_id, name, self._sealer.seal(install))

    async def drop_organisation(self, db: AsyncConnection, enterprise_id: str) -> None:
        await organisations.drop(db, enterprise_id)

    async def drop(self, db: AsyncConnection, workspace_id: str, serve: bool = False) -> None:
        """Forget an install whose token was revoked.

        Args:
            serve: the workspace is on another platform too, and is served there.
        """
        await app_tokens.drop_sealed(db, workspace_id, serve=serve)
        self.forget_cached()

    def forget_cached(self) -> None:
        self._by_workspace.clear()
        self._by_team.clear()

    def _opened(self, sealed: bytes | None) -> Install | None:
        return self._sealer.open(sealed) if sealed else None

    async def _fresh(self, install: Install, now: datetime) -> Install:
        """The install with a token that lives long enough.

        Raises:
            ChatAppFault, ChatBusy: it cannot be renewed.
        """
        ends = install.expires_at is not None and install.expires_at - now < RENEW_BEFORE and install.refresh_token
        return await self._renew(install, now) if ends else install

    async def _renew(self, old: Install, now: datetime) -> Install:
        """A fresh token, written to every row that shares the install before it is used."""
        try:
            reply = await self.exchange(grant_type="refresh_token", refresh_token=old.refresh_token)
        except SlackApiError as error:
            raise ChatAppFault("Slack does not renew the app's token: install the app again") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ChatBusy("Slack does not renew the app's token now", RENEWAL_WAIT_S) from error
        fresh = replace(old, **renewed(reply, now))  # type: ignore[arg-type]
        async with self._database.write() as db:
            await self._write_renewed(db, old, self._sealer.seal(fresh))
        self.forget_cached()
        return fresh

    async def _write_renewed(self, db: AsyncConnection, old: Install, sealed: bytes) -> None:
        """Replace an install wherever it stands: a refresh token works once, so no row may keep the old one."""
        for row in await app_tokens.all_sealed(db, PLATFORM):
            if self._sealer.open(row.sealed).refresh_token == old.refresh_token:
                await app_tokens.replace_sealed(db, row.workspace_id, sealed)
        for enterprise_id, install in (await organisations.all_installs(db)).items():
            if self._sealer.open(install).refresh_token == old.refresh_token:
                await organisations.reseal(db, enterprise_id, sealed)
