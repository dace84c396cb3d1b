"""Slack's tokens: sealed in the workspace's row, opened where they are used, renewed before they expire."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.slack.payloads import PLATFORM
from bot.chat import ChatBusy, ChatRefused
from bot.clock import Clock
from lessons.database import Database
from schedules.people.addresses import doors
from schedules.people.roster import behind, open_workspace, workspaces

RENEW_BEFORE = timedelta(hours=2)  # rotated tokens live for twelve hours
ORGANISATION = "slack-org"  # the platform of a row that keeps an organisation's install, and is no workspace
REMEMBER = timedelta(seconds=30)  # for so long may another process have renewed or removed a token unnoticed


@dataclass(frozen=True, slots=True)
class Install:
    """The app in one workspace.

    Attributes:
        bot_user_id: whose messages are our own.
        refresh_token, expires_at: "" and None where tokens are not rotated.
        enterprise_id: the organisation that installed it for all of its workspaces, "" for one workspace alone.
    """

    bot_token: str
    bot_user_id: str
    app_id: str = ""
    scopes: str = ""
    refresh_token: str = ""
    expires_at: datetime | None = None
    enterprise_id: str = ""

    def __repr__(self) -> str:
        return f"Install(app_id={self.app_id!r})"  # never a token, wherever it is logged


class Sealer:
    """Seals and opens with a key derived from the installation's secret.

    Args:
        secret: the setting SECRET_KEY; with another one, what was sealed stays shut.
    """

    def __init__(self, secret: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"ninety slack tokens").derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def seal(self, install: Install) -> bytes:
        expires = install.expires_at.isoformat() if install.expires_at else None
        return self._fernet.encrypt(json.dumps({**asdict(install), "expires_at": expires}).encode())

    def open(self, sealed: bytes) -> Install:
        """What was sealed.

        Raises:
            ChatRefused: it was sealed with another secret.
        """
        try:
            value: dict[str, str | None] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise ChatRefused("the Slack token was sealed with another SECRET_KEY: install the app again") from error
        expires = value.pop("expires_at")
        return Install(**value, expires_at=datetime.fromisoformat(expires) if expires else None)  # type: ignore[arg-type]


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
            ChatRefused: the app is not installed there any more.
            ChatBusy: it must be renewed, and Slack does not answer.
        """
        now = self._clock.now()
        at, known = self._by_workspace.get(workspace_id, (None, None))
        if known is None or at is None or now - at > REMEMBER:
            known = await self._read(workspaces.c.id == workspace_id)
            if known is None:
                raise ChatRefused("the app is not installed in this workspace any more: install it again")
        known = await self._fresh(known, now)
        self._by_workspace[workspace_id] = now, known
        return known.bot_token

    async def of_team(self, team_id: str) -> Install | None:
        """The install in the workspace that Slack knows under this id; None when there is none."""
        now = self._clock.now()
        at, known = self._by_team.get(team_id, (None, None))
        if at is None or now - at > REMEMBER:
            known = await self._read(workspaces.c.id == behind(PLATFORM, team_id))
            self._by_team[team_id] = now, known
        return known

    async def of_organisation(self, enterprise_id: str) -> Install | None:
        """The install of a whole organisation, whichever workspaces it reaches now; None when there is none.

        Raises:
            ChatRefused, ChatBusy: its token cannot be renewed.
        """
        mine = (workspaces.c.platform == ORGANISATION) & (workspaces.c.outside_id == enterprise_id)
        known = await self._read(mine)
        return await self._fresh(known, self._clock.now()) if known else None

    async def teams_of(self, enterprise_id: str) -> list[str]:
        """The ids of the workspaces that are served by an organisation's install."""
        own = sa.select(workspaces.c.id, workspaces.c.outside_id).where(workspaces.c.platform == PLATFORM)
        joined = sa.select(doors.c.workspace_id, doors.c.outside_id).where(doors.c.platform == PLATFORM)
        known = sa.union(own, joined).subquery()
        query = sa.select(known.c.outside_id, workspaces.c.sealed_tokens).join(
            workspaces, workspaces.c.id == known.c.id
        )
        async with self._database.read() as db:
            rows = (await db.execute(query.where(_sealed()))).all()
        installs = [(row.outside_id, self._sealer.open(row.sealed_tokens)) for row in rows]
        return [team_id for team_id, install in installs if install.enterprise_id == enterprise_id]

    async def client(self, workspace_id: str) -> AsyncWebClient:
        """A client that calls as the app in this workspace; retries are ours."""
        return self.client_with(await self.token(workspace_id))

    def client_with(self, token: str = "") -> AsyncWebClient:
        return AsyncWebClient(token or None, self._base_url, timeout=20, session=self._session, retry_handlers=[])

    async def exchange(self, **given: str) -> Mapping[str, Any]:
        """What oauth.v2.access gives for a code or a refresh token.

        The client's own method sends the secret in a way that aiohttp is about to drop.

        Raises:
            SlackApiError, aiohttp.ClientError, TimeoutError, ValueError: Slack refused it, or gave no answer.
        """
        fields = {"client_id": self._client_id, "client_secret": self._client_secret, **given}
        reply = await self.client_with().api_call("oauth.v2.access", data=fields)
        data: Mapping[str, Any] = reply.data  # type: ignore[assignment]  # bytes only for files
        return data

    async def keep(self, db: AsyncConnection, workspace_id: str, install: Install) -> None:
        """Seal an install into the workspace's row, and let the workspace be served again."""
        await self._seal(db, workspace_id, install, active=True)

    async def keep_organisation(self, name: str, install: Install, now: datetime) -> None:
        """Seal an organisation's install into a row of its own, so that workspaces can be added later."""
        async with self._database.write() as db:
            row = await open_workspace(
                db, ORGANISATION, install.enterprise_id, (name or install.enterprise_id)[:200], now, active=False
            )
            await self._seal(db, row.id, install)

    async def drop_organisation(self, db: AsyncConnection, enterprise_id: str) -> None:
        mine = (workspaces.c.platform == ORGANISATION) & (workspaces.c.outside_id == enterprise_id)
        await db.execute(sa.update(workspaces).where(mine).values(sealed_tokens=None))

    async def _seal(self, db: AsyncConnection, workspace_id: str, install: Install, **values: object) -> None:
        sealed = self._sealer.seal(install)
        row = sa.update(workspaces).where(workspaces.c.id == workspace_id)
        await db.execute(row.values(sealed_tokens=sealed, **values))
        self.forget_cached()

    async def drop(self, db: AsyncConnection, workspace_id: str, serve: bool = False) -> None:
        """Forget an install whose token was revoked.

        Args:
            serve: the workspace is on another platform too, and is served there.
        """
        values = {"sealed_tokens": None, "active": serve}
        await db.execute(sa.update(workspaces).where(workspaces.c.id == workspace_id).values(**values))
        self.forget_cached()

    def forget_cached(self) -> None:
        self._by_workspace.clear()
        self._by_team.clear()

    async def _read(self, where: sa.ColumnElement[bool]) -> Install | None:
        async with self._database.read() as db:
            served = workspaces.c.active | (workspaces.c.platform == ORGANISATION)
            sealed = await db.scalar(sa.select(workspaces.c.sealed_tokens).where(where, served))
        return self._sealer.open(sealed) if sealed else None

    async def _fresh(self, known: Install, now: datetime) -> Install:
        """The install with a token that lives long enough.

        Raises:
            ChatRefused, ChatBusy: it cannot be renewed.
        """
        ends = known.expires_at is not None and known.expires_at - now < RENEW_BEFORE and known.refresh_token
        return await self._renew(known, now) if ends else known

    async def _renew(self, old: Install, now: datetime) -> Install:
        """A fresh token, written to every workspace that shares the install before it is used."""
        try:
            told = await self.exchange(grant_type="refresh_token", refresh_token=old.refresh_token)
        except SlackApiError as error:
            raise ChatRefused("Slack does not renew the app's token: install the app again") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ChatBusy("Slack does not renew the app's token now", 30) from error
        fresh = replace(old, **renewed(told, now))  # type: ignore[arg-type]
        async with self._database.write() as db:
            rows = sa.select(workspaces.c.id, workspaces.c.sealed_tokens).where(_sealed())
            for row in (await db.execute(rows)).all():
                if self._sealer.open(row.sealed_tokens).refresh_token == old.refresh_token:
                    await self._seal(db, row.id, fresh)
        return fresh


def _sealed() -> sa.ColumnElement[bool]:
    return workspaces.c.sealed_tokens.is_not(None)


def renewed(reply: Mapping[str, object], now: datetime) -> dict[str, object]:
    """The fields of an install that oauth.v2.access answers with."""
    lives = reply.get("expires_in")
    return {
        "bot_token": str(reply["access_token"]),
        "refresh_token": str(reply.get("refresh_token") or ""),
        "expires_at": now + timedelta(seconds=int(str(lives))) if lives else None,
    }
