"""Whom a manager asked for, as Slack's ids: people, the members of a channel, those of a user group.

Sources: docs.slack.dev/reference/methods/conversations.members, usergroups.list, usergroups.users.list.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connector.credentials import Tokens
from bot.faults import ChatError
from bot.managers.dry_run import FormFaults
from schedules.people.roster import Workspace

PATIENCE_S = 2.0  # Slack closes a form after three seconds without an answer
# The most that Slack's lists take for one page.
PAGE = 1000
FRESH = timedelta(minutes=5)
SLOW = "Slack was too slow to say who that is: press the button again."
SAID = {
    "channel_not_found": "I cannot see that channel: invite me there with /invite, or choose people.",
    "not_in_channel": "I cannot see that channel: invite me there with /invite, or choose people.",
    "missing_scope": "The app may not read this: an admin left it out. Choose people, or install the app again.",
    "no_such_subteam": "That user group is gone: choose another one.",
    "ratelimited": "Slack asks to wait a moment: press the button again in half a minute.",
}


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """Who was asked for, by Slack's ids: people, the members of a channel, those of a user group."""

    people: tuple[str, ...]
    channel: str
    group: str


class SlackAudiences:
    """Asks Slack who is in channels and groups, and remembers it for some minutes.

    The workspace is named where Slack allows it: the token of an organisation reaches all of its workspaces.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._known: dict[tuple[str, str], tuple[datetime, list[str]]] = {}
        self._groups: dict[str, tuple[datetime, list[tuple[str, str]]]] = {}

    async def people(self, workspace: Workspace, choice: AudienceChoice, now: datetime) -> list[str]:
        """The ids of everybody asked for, each once.

        Raises:
            FormFaults: Slack does not tell who that is; at the field that asked.
        """
        people_ids = list(choice.people)
        for field, place in (("channel", choice.channel), ("group", choice.group)):
            if place:
                people_ids += await self._members(workspace, field, place, now)
        return list(dict.fromkeys(people_ids))

    async def _members(self, workspace: Workspace, field: str, place: str, now: datetime) -> list[str]:
        at, members = self._known.get((workspace.id, place), (None, []))
        # The dry run and the start right after it must mean the same people.
        if at is not None and now - at < FRESH:
            return members
        try:
            async with asyncio.timeout(PATIENCE_S):
                client = await self._tokens.client(workspace.id)
                members_now = await (
                    _in_channel(client, place) if field == "channel" else _in_group(client, workspace, place)
                )
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            raise FormFaults({field: SAID.get(code, f"Slack does not say who that is ({code}).")}) from error
        except (ChatError, aiohttp.ClientError, TimeoutError) as error:
            raise FormFaults({field: SLOW}) from error
        self._known[workspace.id, place] = now, members_now
        return members_now

    async def groups(self, workspace: Workspace, typed: str, now: datetime) -> list[tuple[str, str]]:
        """Id and name of the user groups whose name has what was typed; none when Slack does not tell."""
        at, groups_now = self._groups.get(workspace.id, (None, []))
        if at is None or now - at > FRESH:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    client = await self._tokens.client(workspace.id)
                    reply = await client.usergroups_list(include_count=False, team_id=workspace.outside_id)
            except (SlackApiError, ChatError, aiohttp.ClientError, TimeoutError):
                return []
            groups: list[dict[str, Any]] = reply.get("usergroups", [])
            groups_now = [(str(group["id"]), str(group.get("name") or group["id"])) for group in groups]
            self._groups[workspace.id] = now, groups_now
        return [(group_id, name) for group_id, name in groups_now if typed.lower() in name.lower()]


async def _in_channel(client: AsyncWebClient, channel: str) -> list[str]:
    members: list[str] = []
    cursor = ""
    while True:
        reply = await client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
        members += reply.get("members", [])
        cursor = (reply.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return members


async def _in_group(client: AsyncWebClient, workspace: Workspace, group: str) -> list[str]:
    reply = await client.usergroups_users_list(usergroup=group, team_id=workspace.outside_id)
    return list(reply.get("users", []))
