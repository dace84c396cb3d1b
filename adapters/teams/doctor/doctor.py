"""What is missing for Teams and how to mend it: each step of the way is tried, from the settings to our own address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.teams.connector.clouds import Cloud
from adapters.teams.connector.credentials import AppToken
from adapters.teams.connector.verify import Keys, KeysUnavailable
from adapters.teams.inbound.app import PATH
from bot.faults import ChatAppFault, ChatBusy

PROBE = aiohttp.ClientTimeout(total=10)


async def examine(
    session: aiohttp.ClientSession, cloud: Cloud, app_id: str, password: str, tenant_id: str, public_url: str
) -> list[str]:
    """One sentence for each fault; empty when Teams can be used."""
    if not app_id:
        return ["TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID are not set: docs/teams.md says where they stand"]
    token = AppToken(session, cloud, tenant_id, app_id, password)
    # Every step is tried, also after one that failed: whoever mends one thing should not find the next by surprise.
    return [fault async for fault in _faults(session, cloud, token, public_url)]


async def _faults(session: aiohttp.ClientSession, cloud: Cloud, token: AppToken, public_url: str) -> AsyncIterator[str]:
    if urlsplit(public_url).scheme != "https":
        yield f"PUBLIC_URL is {public_url}: Teams needs an https address that it can reach"
    try:
        await token.get()
    except ChatAppFault as fault:
        yield fault.reason
    except ChatBusy as fault:
        yield f"{fault}: let this machine reach {urlsplit(cloud.login_url).hostname} over https"
    try:
        # No key has an empty id, so this only makes the keys be fetched.
        await Keys(session, cloud.keys_url).find("")
    except KeysUnavailable as fault:
        yield f"{fault}: let this machine reach {urlsplit(cloud.keys_url).hostname} over https"
    if answer := await _probe(session, f"{public_url}{PATH}"):
        yield answer


async def _probe(session: aiohttp.ClientSession, url: str) -> str:
    """Whether our address is where Teams will look for it: it refuses whoever shows no token."""
    nobody: dict[str, Any] = {"type": "message", "conversation": {"id": "doctor"}}
    try:
        async with session.post(url, json=nobody, timeout=PROBE, allow_redirects=False) as reply:
            # Only our own endpoint refuses a bare activity like this: a proxy's page or another server answers
            # something else.
            if reply.status == 401:
                return ""
            return f"{url} answered {reply.status} where Ninety answers 401: point it at this installation"
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"{url} cannot be reached from here ({type(error).__name__}): start `ninety run`, open the way to it"
