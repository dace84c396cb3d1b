"""Our own token for the connector: asked for once, kept until shortly before it expires, one request at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp

from adapters.teams.connector.clouds import Cloud
from adapters.teams.connector.errors import USUAL_WAIT_S
from bot.faults import ChatAppFault, ChatBusy

EARLY_S = 300.0  # a token is renewed this long before it expires, longer than any request that carries it
# Codes of Microsoft's sign-in that say what to mend. Source: learn.microsoft.com,
# "Microsoft Entra authentication error codes".
MENDED_BY = {
    7000222: "the client secret has expired: make a new one in the registration and set TEAMS_APP_PASSWORD",
    7000215: "the client secret is wrong: set TEAMS_APP_PASSWORD to the secret's value, not its id",
    700016: "the application is not in this tenant: compare TEAMS_APP_ID and TEAMS_TENANT_ID with the registration",
    90002: "there is no such tenant: compare TEAMS_TENANT_ID and TEAMS_CLOUD with the registration",
    900023: "there is no such tenant: compare TEAMS_TENANT_ID and TEAMS_CLOUD with the registration",
    7000112: "the application is switched off in this tenant: enable it under Enterprise applications",
}
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
            ChatAppFault: there is none until somebody mends the registration; nothing was sent.
        """
        # Whoever comes while a token is asked for waits and finds it: a burst of sends asks once.
        async with self._asking:
            if not self._token or self._token == instead_of or self._clock() >= self._until:
                self._token, lives_s = await self._ask()
                # A token that lives for less than the early renewal is used for half its life, instead of being asked
                # for each time.
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
        # What is left is a refusal: asking again brings the same until somebody mends the registration.
        if "access_token" not in answer:
            raise ChatAppFault(f"Microsoft's sign-in refuses the app ({answer.get('error', '?')}): {_advice(answer)}")
        return str(answer["access_token"]), float(answer.get("expires_in", 3600))


def _advice(answer: dict[str, Any]) -> str:
    """What to mend. The answer's own description is not shown: it names ids, and differs by language."""
    codes = answer.get("error_codes")
    fitting = [MENDED_BY[code] for code in (codes if isinstance(codes, list) else ()) if code in MENDED_BY]
    return (
        fitting[0]
        if fitting
        else (
            "compare TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_CLOUD with the registration, and make a new client secret "
            "when the old one has expired"
        )
    )
