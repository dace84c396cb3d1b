"""The sign-in against oidc-provider of npm, which the OpenID Foundation certified."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from adapters.web.sign_in.provider import Client, Provider, ProviderFault
from tests import node

FOLDER = Path(__file__).parent / "provider"
OURS = "http://127.0.0.1:9"  # nobody listens there: the browser's way back is read, and not gone
BACK = f"{OURS}/sign-in/back"
VERIFIER = "v" * 50
pytestmark = [node.needs(FOLDER), pytest.mark.slow]


@asynccontextmanager
async def certified(email: str) -> AsyncIterator[Provider]:
    program = await asyncio.create_subprocess_exec(
        *(node.node(), "provider.mjs", email, OURS),
        cwd=FOLDER,
        env=node.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert program.stdout is not None
        issuer = (await program.stdout.readline()).decode().strip()
        yield Provider(Client(issuer, "ninety", "a secret / of many letters"))
    finally:
        program.terminate()
        await program.wait()


async def agreed(place: str) -> URL:
    """Where the browser comes back to."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        for _ in range(12):
            async with browser.get(place, allow_redirects=False) as reply:
                place = str(URL(place).join(URL(reply.headers["Location"])))
            if place.startswith(OURS):
                return URL(place)
    raise AssertionError("the provider never sent the browser back")


async def test_a_certified_provider_lets_somebody_in_once() -> None:
    async with certified("mira@example.com") as provider:
        back = await agreed(await provider.address("a state", "a nonce", VERIFIER, BACK))
        assert (back.query["state"], provider.came_from(back.query["iss"])) == ("a state", True)
        account = await provider.account(back.query["code"], "a nonce", VERIFIER, BACK)
        assert (account.subject, account.email) == ("person-1", "mira@example.com")
        with pytest.raises(ProviderFault, match="invalid_grant"):
            await provider.account(back.query["code"], "a nonce", VERIFIER, BACK)
        assert (await provider.leaving(f"{OURS}/sign-in")).startswith(f"{provider.client.issuer}/session/end?")


async def test_a_certified_provider_refuses_a_code_that_another_browser_began() -> None:
    async with certified("mira@example.com") as provider:
        back = await agreed(await provider.address("a state", "a nonce", VERIFIER, BACK))
        with pytest.raises(ProviderFault, match="invalid_grant"):
            await provider.account(back.query["code"], "a nonce", "w" * 50, BACK)
