"""The chat platforms of an installation: each is there where its settings are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import aiohttp

from adapters.media import FileMedia
from adapters.slack.service import SlackKeys, SlackService
from adapters.web.chat import WebChat
from bot.chat import Chat
from bot.clock import Clock
from bot.links import Links
from bot.sending.composing import Composer
from bot.settings import Settings
from lessons.database import Database

if TYPE_CHECKING:
    from adapters.teams.service import TeamsService


def slack_service(
    settings: Settings, database: Database, clock: Clock, session: aiohttp.ClientSession, media: FileMedia
) -> SlackService | None:
    """Slack, where its tokens are set."""
    keys = _slack_keys(settings)
    if not keys.given:
        return None
    return SlackService(
        keys,
        database,
        clock,
        session,
        secret=settings.secret_key,
        public_url=settings.public_url,
        base_url=f"{settings.slack_api_url}/",
        path_of=media.path,
        approval_above=settings.approval_above,
    )


def teams_service(
    settings: Settings,
    database: Database,
    clock: Clock,
    session: aiohttp.ClientSession,
    links: Links,
    composer: Composer,
) -> TeamsService | None:
    """Teams, where its registration is set; its library takes a second to import, which nobody else waits for."""
    if not settings.teams_app_id:
        return None
    from adapters.teams.service import TeamsKeys, TeamsService

    keys = TeamsKeys(settings.teams_app_id, settings.teams_app_password, settings.teams_tenant_id, settings.teams_cloud)
    above = settings.approval_above
    return TeamsService(keys, database, clock, session, links, composer, approval_above=above)


def chats_of(web_chat: WebChat, *services: SlackService | TeamsService | None) -> dict[str, Chat]:
    spoken: list[Chat] = [web_chat, *(service.chat for service in services if service)]
    return {chat.platform: chat for chat in spoken}


async def teams_faults(settings: Settings) -> list[str]:
    """What keeps Teams from working, one sentence for each."""
    from adapters.teams.clouds import CLOUDS
    from adapters.teams.doctor import examine

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
    from adapters.teams.package import App, package

    app_id, url = settings.teams_app_id, settings.public_url
    return package(App(app_id, url, company, version, privacy_url, terms_url, read_receipts))


async def slack_findings(settings: Settings, to: str = "") -> AsyncIterator[tuple[bool | None, str]]:
    """How the Slack app is set up, step by step: whether it is well (None where nothing was tried), and what to do."""
    from adapters.slack.doctor import examine

    async with aiohttp.ClientSession() as session:
        keys, api = _slack_keys(settings), f"{settings.slack_api_url}/"
        async for found in examine(keys, settings.public_url, session, api, to):
            yield found.well, found.what


def slack_manifest(settings: Settings, *, socket_mode: bool, oauth: bool) -> dict[str, object]:
    """The manifest of the Slack app for this installation."""
    from adapters.slack.manifest import manifest

    return manifest(settings.public_url, socket_mode=socket_mode, oauth=oauth)


def gallery_files(home: str = "index.html") -> dict[str, bytes]:
    """Pages with every message as each platform shows it: file name -> content."""
    from adapters.slack import gallery as in_slack
    from adapters.teams import gallery as in_teams
    from adapters.web.gallery import gallery, web_tab

    return gallery((in_slack.tab(), in_teams.tab(), web_tab()), home)


def _slack_keys(settings: Settings) -> SlackKeys:
    return SlackKeys(
        settings.slack_bot_token,
        settings.slack_signing_secret,
        settings.slack_app_token,
        settings.slack_client_id,
        settings.slack_client_secret,
    )
