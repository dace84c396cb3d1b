"""Whether the Slack app is set up as it must be: what is wrong, and what to click."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connector.keys import SlackKeys
from adapters.slack.doctor.finding import APPS, Finding
from adapters.slack.doctor.live import knock, send_test, try_file
from adapters.slack.install.manifest import OPTIONAL, inline_video, scopes
from adapters.slack.install.oauth import INSTALL

UNTRIED = (
    "not tried yet: whether the Messages tab is on and the player may stand in messages, which only a message shows. "
    "`ninety doctor slack --to YOUR-MEMBER-ID` sends you one (your profile’s menu ⋮, “Copy member ID”)"
)


async def examine(
    keys: SlackKeys, public_url: str, session: aiohttp.ClientSession, base_url: str, to: str = ""
) -> AsyncIterator[Finding]:
    """Looks at everything, in the order in which it is set up.

    Args:
        to: a member's id, who gets a test message; "" sends none.
    """
    # There is no token to try before the first workspace installed the app.
    if keys.client_id and not keys.bot_token:
        yield Finding(None, f"workspaces install the app at {public_url}{INSTALL}, which brings their tokens")
        async for finding in _ways_in(keys, session, base_url, public_url):
            yield finding
        async for finding in _pages(public_url, session):
            yield finding
        return
    if not keys.bot_token:
        yield Finding(
            False, f"SLACK_BOT_TOKEN is not set: at {APPS}, your app, “Install App”, copy the Bot User OAuth Token"
        )
        return
    client = AsyncWebClient(keys.bot_token, base_url, timeout=20, session=session, retry_handlers=[])
    try:
        reply = await client.auth_test()
    except SlackApiError as error:
        yield Finding(False, _refused(str(error.response.get("error", ""))))
        return
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        yield Finding(
            False, f"Slack cannot be reached ({type(error).__name__}): check this machine's way to {base_url}"
        )
        return
    yield Finding(True, f"Slack knows the app in “{reply.get('team')}” ({reply.get('team_id')})")
    for finding in _scope_findings(
        str((reply.headers or {}).get("x-oauth-scopes", "")), public_url, keys.reads_channels
    ):
        yield finding
    async for finding in _ways_in(keys, session, base_url, public_url):
        yield finding
    yield await _conversations(client)
    if not inline_video(public_url):
        yield await try_file(client)
    if to:
        yield await send_test(client, to, public_url, inline_video(public_url))
    else:
        yield Finding(None, UNTRIED)
    async for finding in _pages(public_url, session):
        yield finding


def _refused(code: str) -> str:
    advice = {
        "invalid_auth": "copy the Bot User OAuth Token again, whole",
        "not_authed": "copy the Bot User OAuth Token again, whole",
        "account_inactive": "the app was removed from the workspace: install it again",
        "token_revoked": "the app was removed from the workspace: install it again",
        "token_expired": "the token was rotated: install the app again",
    }.get(code, "look at the app's page")
    return f"Slack does not accept SLACK_BOT_TOKEN ({code}): at {APPS}, your app, “Install App”: {advice}"


def _scope_findings(granted: str, public_url: str, channels: bool) -> list[Finding]:
    wanted = scopes(inline_video(public_url), channels)
    has = {scope.strip() for scope in granted.split(",") if scope.strip()}
    absent = {name: use for name, use in wanted.items() if name not in has}
    missing = {name: use for name, use in absent.items() if name not in OPTIONAL}
    if absent and not missing:
        left_out = "; ".join(f"{name} ({use})" for name, use in absent.items())
        return [Finding(None, f"scopes that an admin left out at installation: {left_out}")]
    if not missing:
        return [Finding(True, f"the app has all of its {len(wanted)} scopes")]
    names = "; ".join(f"{name} ({use})" for name, use in missing.items())
    return [
        Finding(
            False,
            f"scopes are missing: {names}. Paste the manifest of `ninety slack-manifest` at {APPS}, your app, "
            "“App Manifest”, save, then “Install App”, “Reinstall”",
        )
    ]


async def _ways_in(
    keys: SlackKeys, session: aiohttp.ClientSession, base_url: str, public_url: str
) -> AsyncIterator[Finding]:
    """Socket Mode or HTTP: one of them must be there."""
    if keys.app_token:
        client = AsyncWebClient(keys.app_token, base_url, timeout=20, session=session, retry_handlers=[])
        try:
            await client.apps_connections_open(app_token=keys.app_token)
            yield Finding(True, "Socket Mode is on: Slack needs no way in")
        except SlackApiError as error:
            code = error.response.get("error")
            yield Finding(
                False,
                f"Socket Mode does not open ({code}): at {APPS}, your app, “Basic Information”, “App-Level Tokens”, "
                "make one with connections:write, set SLACK_APP_TOKEN to it, and switch “Socket Mode” on",
            )
    elif not keys.signing_secret:
        yield Finding(
            False,
            "nothing from Slack can come in: set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET, which is at "
            f"{APPS}, your app, “Basic Information”",
        )
    elif not inline_video(public_url):
        yield Finding(
            False,
            f"Slack posts to https only, and PUBLIC_URL is {public_url}: set the https address, or use Socket Mode",
        )
    else:
        yield await knock(public_url, keys.signing_secret, session)


async def _conversations(client: AsyncWebClient) -> Finding:
    """Whether conversations can be opened; only somebody real can be asked about, so the first member is."""
    try:
        people: list[dict[str, Any]] = (await client.users_list(limit=50)).get("members", [])
        real = [
            person
            for person in people
            if not person.get("is_bot") and not person.get("deleted") and person["id"] != "USLACKBOT"
        ]
        if not real:
            return Finding(False, "the workspace has no members that the app may see")
        await client.conversations_open(users=real[0]["id"])
    except SlackApiError as error:
        code = str(error.response.get("error", ""))
        # The one refusal that a click mends without installing anything again.
        if code == "messages_tab_disabled":
            return Finding(
                False, f"the Messages tab is off: at {APPS}, your app, “App Home”, “Show Tabs”, switch it on"
            )
        return Finding(
            False, f"a conversation cannot be opened ({code}): install the app again from the current manifest"
        )
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Finding(False, f"Slack stopped answering ({type(error).__name__}): try again")
    return Finding(True, "conversations with members can be opened")


async def _pages(public_url: str, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Whether Slack and people reach the player page from outside."""
    if not inline_video(public_url):
        yield Finding(
            True,
            f"PUBLIC_URL {public_url} is not https, so clips are sent as Slack files: they play, but nobody learns how "
            "far they were watched. Set an https address to have the player inside of messages",
        )
        return
    host = str(urlsplit(public_url).hostname)
    # Slack's servers come from outside, whatever this machine reaches.
    if _is_private(host):
        yield Finding(
            False, f"{host} is an address inside of your network: Slack's servers cannot reach the player there"
        )
        return
    try:
        async with session.get(
            f"{public_url}/healthz", timeout=aiohttp.ClientTimeout(total=15), allow_redirects=False
        ) as page:
            # 503 is a page of ours too: it says what is wrong inside, which is for `ninety doctor`.
            well = page.status in (200, 503)
            yield Finding(
                well, f"{public_url} answers {page.status}" + ("" if well else ": is Ninety running behind it?")
            )
    except (aiohttp.ClientError, TimeoutError) as error:
        yield Finding(
            False, f"{public_url} cannot be reached over https ({type(error).__name__}): is Ninety running behind it?"
        )


def _is_private(host: str) -> bool:
    try:
        addresses = {ipaddress.ip_address(str(info[4][0])) for info in socket.getaddrinfo(host, 443)}
    except (OSError, ValueError):
        return False
    return any(address.is_private or address.is_loopback for address in addresses)
