"""Our own token for the connector: asked for once, kept until shortly before it expires, one request at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp

from adapters.teams.clouds import Cloud
from adapters.teams.faults import CONFIGURATION_WAIT_S, USUAL_WAIT_S
from bot.chat import ChatBusy

EARLY_S = 300.0  # a token is renewed this long before it expires
ASK = aiohttp.ClientTimeout(total=10)


class AppToken:
    """A bearer token of a single-tenant registration.

    Args:
        password: the client secret.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        cloud: Cloud,
        tenant_id: str,
        app_id: str,
        password: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = f"{cloud.login_url}/{tenant_id}/oauth2/v2.0/token"
        self._form = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": password,
            "scope": cloud.scope,
        }
        self._clock = clock
        self._asking = asyncio.Lock()
        self._token = ""
        self._until = 0.0

    async def get(self, instead_of: str = "") -> str:
        """The token.

        Args:
            instead_of: a token that was refused; it is not given again.

        Raises:
            ChatBusy: there is none now; nothing was sent.
        """
        async with self._asking:
            if not self._token or self._token == instead_of or self._clock() >= self._until:
                self._token, lives_s = await self._ask()
                self._until = self._clock() + max(lives_s - EARLY_S, lives_s / 2)
            return self._token

    async def _ask(self) -> tuple[str, float]:
        try:
            async with self._session.post(self._url, data=self._form, timeout=ASK) as reply:
                answer: dict[str, Any] = await reply.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ChatBusy(f"Microsoft's sign-in does not answer ({type(error).__name__})", USUAL_WAIT_S) from error
        if reply.status >= 500 or reply.status == 429:
            raise ChatBusy(f"Microsoft's sign-in answered {reply.status}", USUAL_WAIT_S)
        if "access_token" not in answer:
            # The description names the application's id; the code alone is enough to find it in the documents.
            raise ChatBusy(f"Microsoft's sign-in refuses the app: {answer.get('error', '?')}", CONFIGURATION_WAIT_S)
        return str(answer["access_token"]), float(answer.get("expires_in", 3600))
