"""Who is in a team or a conversation, as the connector tells where the app is in it: no permission is needed for that.

Source: learn.microsoft.com, "Get Teams context for your agent": pages of at most 500, followed by a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from adapters.teams.connector.errors import USUAL_WAIT_S, translated
from adapters.teams.connector.registration import TeamsRegistration
from adapters.teams.people.groups import Group
from bot.faults import ChatBusy, ChatConversationGone, ChatGone, ChatRefused
from bot.managers.roles import Role

PAGE = 500
READ = aiohttp.ClientTimeout(total=10)
OF_OTHERS = "#ext#"  # in the sign-in name of those whose account is in another tenant


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team.

    Attributes:
        outside_id: their id in the whole tenant.
        email: "" where the connector does not say.
    """

    outside_id: str
    name: str
    email: str
    role: Role


class Rosters:
    """Reads from the connector who is in a team or a conversation."""

    def __init__(self, registration: TeamsRegistration) -> None:
        self._session = registration.session
        self._token = registration.token
        self._tenant_id = registration.keys.tenant_id

    async def members(self, group: Group) -> list[Member]:
        """Everybody in a team, guests too. Raises: ChatError."""
        url = f"{group.service_url.rstrip('/')}/v3/conversations/{quote(group.outside_id, safe='')}/pagedmembers"
        members: list[Member] = []
        more = ""
        while True:
            page = await self._read(url, {"pageSize": str(PAGE)} | ({"continuationToken": more} if more else {}))
            members += [person for raw in page.get("members") or () if (person := member(raw, self._tenant_id))]
            more = str(page.get("continuationToken") or "")
            if not more:
                return members

    async def one(self, service_url: str, conversation_id: str, user_id: str) -> Member | None:
        """Somebody in a conversation; None when Teams knows nobody of that name there. Raises: ChatError."""
        place, who = quote(conversation_id, safe=""), quote(user_id, safe="")
        try:
            answer = await self._read(f"{service_url.rstrip('/')}/v3/conversations/{place}/members/{who}", {})
        except (ChatGone, ChatConversationGone, ChatRefused):
            return None
        return member(answer, self._tenant_id)

    async def _read(self, url: str, query: Mapping[str, str]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {await self._token.get()}"}
        try:
            async with self._session.get(
                url, params=query, headers=headers, timeout=READ, allow_redirects=False
            ) as reply:
                body = await reply.read()
                if reply.status != 200:
                    raise translated(reply.status, body, {name.lower(): value for name, value in reply.headers.items()})
                page: dict[str, Any] = await reply.json(content_type=None)
                return page
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ChatBusy(f"Teams does not say who that is ({type(error).__name__})", USUAL_WAIT_S) from error


def member(raw: Mapping[str, Any], tenant_id: str) -> Member | None:
    """A member as the connector tells it; None for one without an id in the tenant, such as a bot."""
    outside_id = str(raw.get("aadObjectId") or raw.get("objectId") or "")
    if not outside_id:
        return None
    signs_in_as = str(raw.get("userPrincipalName") or "")
    email = str(raw.get("email") or (signs_in_as if OF_OTHERS not in signs_in_as.lower() else ""))
    return Member(outside_id, str(raw.get("name") or "")[:200], email[:320], _role(raw, signs_in_as, tenant_id))


def _role(raw: Mapping[str, Any], signs_in_as: str, tenant_id: str) -> Role:
    if str(raw.get("userRole") or "").lower() in ("guest", "anonymous") or OF_OTHERS in signs_in_as.lower():
        return Role.GUEST
    if raw.get("tenantId") and raw["tenantId"] != tenant_id:
        return Role.OUTSIDE
    return Role.MEMBER
