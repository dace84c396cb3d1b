"""What is missing for Teams and how to mend it: each step of the way is tried, from the settings to our own door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.teams.app import PATH
from adapters.teams.clouds import Cloud
from adapters.teams.credentials import AppToken
from adapters.teams.faults import CONFIGURATION_WAIT_S
from adapters.teams.tokens import Keys, KeysUnavailable
from bot.chat import ChatBusy

KNOCK = aiohttp.ClientTimeout(total=10)


async def examine(
    session: aiohttp.ClientSession, cloud: Cloud, app_id: str, password: str, tenant_id: str, public_url: str
) -> list[str]:
    """One sentence for each fault; empty when Teams can be used."""
    if not app_id:
        return ["TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID are not set: docs/teams.md says where they stand"]
    token = AppToken(session, cloud, tenant_id, app_id, password)
    return [fault async for fault in _faults(session, cloud, token, public_url)]


async def _faults(session: aiohttp.ClientSession, cloud: Cloud, token: AppToken, public_url: str) -> AsyncIterator[str]:
    if urlsplit(public_url).scheme != "https":
        yield f"PUBLIC_URL is {public_url}: Teams needs an https address that it can reach"
    try:
        await token.get()
    except ChatBusy as fault:
        yield f"{fault}: {_advice(fault, cloud)}"
    try:
        await Keys(session, cloud.keys_url).find("")
    except KeysUnavailable as fault:
        yield f"{fault}: let this machine reach {urlsplit(cloud.keys_url).hostname} over https"
    if answer := await _knock(session, f"{public_url}{PATH}"):
        yield answer


def _advice(fault: ChatBusy, cloud: Cloud) -> str:
    if fault.retry_after < CONFIGURATION_WAIT_S:
        return f"let this machine reach {urlsplit(cloud.login_url).hostname} over https"
    return (
        "compare TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_CLOUD with the registration, and make a new client secret "
        "when the old one has expired"
    )


async def _knock(session: aiohttp.ClientSession, url: str) -> str:
    """Whether our door is where Teams will look for it: it refuses whoever shows no token."""
    nobody: dict[str, Any] = {"type": "message", "conversation": {"id": "doctor"}}
    try:
        async with session.post(url, json=nobody, timeout=KNOCK, allow_redirects=False) as reply:
            if reply.status == 401:
                return ""
            return f"{url} answered {reply.status} where Ninety answers 401: point it at this installation"
    except (aiohttp.ClientError, TimeoutError) as error:
        return (
            f"{url} cannot be reached from here ({type(error).__name__}): start `python -m bot run`, open the way to it"
        )
