"""What an installation brings: one workspace, or an organisation's, of which an admin adds and takes away some later.

Sources: docs.slack.dev/reference/methods/oauth.v2.access, auth.teams.list, /reference/events/team_access_granted.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.sealing import Install, renewed
from bot.clock import Clock

log = logging.getLogger(__name__)

NONE_YET = "no workspace yet: an admin of the organisation adds some"
Keep = Callable[[str, str, Install], Awaitable[object]]


class SlackInstaller:
    """Serves workspaces from the moment at which somebody who may say so lets the app in.

    Args:
        keep: opens the workspace of an id and name with its install.
    """

    def __init__(self, tokens: Tokens, clock: Clock, keep: Keep) -> None:
        self._tokens = tokens
        self._clock = clock
        self._keep = keep

    async def install(self, answer: Mapping[str, Any]) -> list[str]:
        """Keep what oauth.v2.access gave, for its workspace or for each of an organisation's; returns their names.

        Raises:
            SlackApiError, aiohttp.ClientError, TimeoutError, ValueError: Slack does not say which workspaces they are.
        """
        organisation = dict(answer.get("enterprise") or {}) if answer.get("is_enterprise_install") else {}
        fields: dict[str, Any] = renewed(answer, self._clock.now())
        install = Install(
            bot_user_id=str(answer.get("bot_user_id") or ""),
            app_id=str(answer.get("app_id") or ""),
            scopes=str(answer.get("scope") or ""),
            enterprise_id=str(organisation.get("id") or ""),
            **fields,
        )
        if not organisation:
            return [await self._open(dict(answer.get("team") or {}), install)]
        # The answer of an organisation's installation names no workspaces.
        teams = await _teams(self._tokens.client_with(install.bot_token))
        await self._tokens.keep_organisation(str(organisation.get("name") or ""), install)
        return [await self._open(team, install) for team in teams] or [NONE_YET]

    async def granted(self, enterprise_id: str, team_ids: Collection[str]) -> None:
        """Serve workspaces to which an organisation's admin added the app just now."""
        install = await self._tokens.of_organisation(enterprise_id)
        # The event may arrive before the installation is finished, or after it was taken back.
        if install is None:
            return log.warning("workspaces were added to an organisation that never installed the app")
        by_id = {str(team["id"]): team for team in await _teams(self._tokens.client_with(install.bot_token))}
        for team_id in team_ids:
            await self._open(by_id.get(team_id, {"id": team_id}), install)

    async def _open(self, team: Mapping[str, Any], install: Install) -> str:
        """Returns the workspace's name."""
        name = str(team.get("name") or team["id"])
        await self._keep(str(team["id"]), name, install)
        return name


async def _teams(client: AsyncWebClient) -> list[Mapping[str, Any]]:
    """The workspaces to which an organisation's admin added the app."""
    teams: list[Mapping[str, Any]] = []
    cursor = ""
    while True:
        reply = await client.auth_teams_list(limit=100, cursor=cursor)
        teams += reply.get("teams", [])
        cursor = (reply.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return teams
