"""The chat platforms of an installation: each is there where its settings are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import aiohttp
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.media import FileMedia
from adapters.slack.connection import SlackConnection, connect_slack
from adapters.slack.connector.keys import SlackKeys
from adapters.slack.service import SlackService
from adapters.web.chat.chat import WebChat
from bot.chat import Chat
from bot.clock import Clock
from bot.delivery.composer import Composer
from bot.inbound import Bot
from bot.settings import Settings
from lessons.database import Database

if TYPE_CHECKING:
    from adapters.teams.connection import TeamsConnection
    from adapters.teams.service import TeamsService
    from adapters.web.pages.gallery import Tab


def slack_connection(
    settings: Settings, database: Database, clock: Clock, session: aiohttp.ClientSession, media: FileMedia
) -> SlackConnection | None:
    """What speaks to Slack, where its tokens are set."""
    keys = _slack_keys(settings)
    if not keys.complete:
        return None
    return connect_slack(
        keys,
        database,
        clock,
        session,
        secret=settings.secret_key,
        old_secrets=settings.old_secret_keys,
        public_url=settings.public_url,
        base_url=f"{settings.slack_api_url}/",
        path_of=media.path,
    )


def slack_service(settings: Settings, connection: SlackConnection | None, bot: Bot) -> SlackService | None:
    """What receives from Slack, where there is a connection."""
    return (
        SlackService(connection, bot, approval_above=settings.approval_above, guests=settings.guests == "on")
        if connection
        else None
    )


def teams_connection(settings: Settings, database: Database, session: aiohttp.ClientSession) -> TeamsConnection | None:
    """What speaks in Teams, where its registration is set.

    Its library takes a second to import, which nobody else waits for.
    """
    if not settings.teams_app_id:
        return None
    from adapters.teams.connection import TeamsConnection
    from adapters.teams.connector.keys import TeamsKeys

    keys = TeamsKeys(settings.teams_app_id, settings.teams_app_password, settings.teams_tenant_id, settings.teams_cloud)
    return TeamsConnection(keys, database, session)


def teams_service(
    settings: Settings, connection: TeamsConnection | None, bot: Bot, composer: Composer
) -> TeamsService | None:
    """What receives from Teams, for the bot that answers."""
    if connection is None:
        return None
    from adapters.teams.service import TeamsService

    guests = settings.guests == "on"
    return TeamsService(connection, bot, composer, approval_above=settings.approval_above, guests=guests)


async def sealed_anew(settings: Settings, db: AsyncConnection) -> tuple[int, list[str]]:
    """Seal the platforms' tokens with the newest key: how many, and the names of those that no key opens."""
    from adapters.slack.install.resealing import reseal

    return await reseal(db, settings.secret_key, settings.old_secret_keys)


def time_urls(settings: Settings) -> list[str]:
    """An address of each chat platform that is set up, whose answers tell the time to anybody."""
    urls = []
    if _slack_keys(settings).complete:
        urls.append(f"{settings.slack_api_url}/api.test")
    if settings.teams_app_id:
        from adapters.teams.connector.clouds import CLOUDS

        urls.append(f"{CLOUDS[settings.teams_cloud].login_url}/")
    return urls


def chats_of(
    web_chat: WebChat, *services: SlackConnection | SlackService | TeamsConnection | TeamsService | None
) -> dict[str, Chat]:
    spoken: list[Chat] = [web_chat, *(service.chat for service in services if service)]
    return {chat.platform: chat for chat in spoken}


async def teams_faults(settings: Settings) -> list[str]:
    """What keeps Teams from working, one sentence for each."""
    from adapters.teams.connector.clouds import CLOUDS
    from adapters.teams.doctor.doctor import examine

    async with aiohttp.ClientSession() as session:
        return await examine(
            session,
            CLOUDS[settings.teams_cloud],
            settings.teams_app_id,
            settings.teams_app_password,
            settings.teams_tenant_id,
            settings.public_url,
        )


def teams_package(
    settings: Settings, company: str, version: str, privacy_url: str, terms_url: str, read_receipts: bool
) -> bytes:
    """The app package of this installation. Raises: ValueError, what to set first."""
    from adapters.teams.install.manifest import App
    from adapters.teams.install.package import package

    app_id, url = settings.teams_app_id, settings.public_url
    return package(App(app_id, url, company, version, privacy_url, terms_url, read_receipts))


async def slack_findings(settings: Settings, to: str = "") -> AsyncIterator[tuple[bool | None, str]]:
    """How the Slack app is set up, step by step: whether it is well (None where nothing was tried), and what to do."""
    from adapters.slack.doctor.doctor import examine

    async with aiohttp.ClientSession() as session:
        keys, api = _slack_keys(settings), f"{settings.slack_api_url}/"
        async for finding in examine(keys, settings.public_url, session, api, to):
            yield finding.well, finding.what


def slack_manifest(settings: Settings, *, socket_mode: bool, oauth: bool) -> dict[str, object]:
    """The manifest of the Slack app for this installation."""
    from adapters.slack.install.manifest import manifest

    channels = settings.slack_channels == "on"
    return manifest(settings.public_url, socket_mode=socket_mode, oauth=oauth, channels=channels)


def gallery_files(home: str = "index.html") -> dict[str, bytes]:
    """Pages with every message as each platform shows it: file name -> content."""
    from adapters.web.pages.gallery import gallery

    return gallery(platform_tabs(), home)


def platform_tabs() -> tuple[Tab, ...]:
    """How each platform draws a message."""
    from adapters.slack.gallery import gallery as in_slack
    from adapters.teams.gallery import gallery as in_teams
    from adapters.web.pages.gallery import web_tab

    return in_slack.tab(), in_teams.tab(), web_tab()


def _slack_keys(settings: Settings) -> SlackKeys:
    return SlackKeys(
        settings.slack_bot_token,
        settings.slack_signing_secret,
        settings.slack_app_token,
        settings.slack_client_id,
        settings.slack_client_secret,
        settings.slack_channels == "on",
    )
