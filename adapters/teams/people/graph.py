"""Microsoft Graph, for what the connector does not do: the few requests that need an administrator's consent.

Sources: learn.microsoft.com/graph, "Microsoft Graph error responses", "Throttling limits", "National clouds".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from yarl import URL

from adapters.teams.connector.credentials import AppToken
from adapters.teams.connector.errors import USUAL_WAIT_S

VERSION = "v1.0"
ANSWER = aiohttp.ClientTimeout(total=30)
ROLES = ("Missing role permissions", "Authorization_RequestDenied", "Insufficient privileges")


class GraphError(Exception):
    """Graph did not do it; the text is its code and the beginning of its message."""


class GraphBusy(GraphError):
    """Graph asks to wait, or did not answer.

    Attributes:
        retry_after: seconds.
    """

    def __init__(self, why: str, retry_after: float) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class NoConsent(GraphError):
    """The app has not been given the permission."""


class NotFound(GraphError):
    """There is no such person or thing."""


class Conflict(GraphError):
    """It is so already."""


class Graph:
    """Asks Graph.

    Args:
        url: of the cloud's Graph, without a version.
    """

    def __init__(self, session: aiohttp.ClientSession, token: AppToken, url: str) -> None:
        self._session = session
        self._token = token
        self.url = f"{url}/{VERSION}"

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What stands there. Raises: GraphError; ChatBusy where there is no token now."""
        return await self._ask("GET", path, query=query)

    def next_page(self, page: Mapping[str, Any]) -> str | None:
        """The path of what follows a page, None where nothing does; no other host ever gets our token."""
        link = str(page.get("@odata.nextLink") or "")
        return link.removeprefix(self.url) if link.startswith(f"{self.url}/") else None

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Make something. Raises: GraphError; ChatBusy where there is no token now."""
        return await self._ask("POST", path, body)

    async def _ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {await self._token.get()}"}
        url = URL(f"{self.url}{path}", encoded=query is None)  # what follows a page is encoded already
        try:
            async with self._session.request(
                method, url, json=body, params=query, headers=headers, timeout=ANSWER, allow_redirects=False
            ) as reply:
                answer = await _read(reply)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise GraphBusy(f"Microsoft Graph does not answer ({type(error).__name__})", USUAL_WAIT_S) from error
        if reply.status >= 300:
            raise _fault(reply.status, answer, reply.headers)
        return answer


async def _read(reply: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        answer = await reply.json(content_type=None)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _fault(status: int, answer: Mapping[str, Any], headers: Mapping[str, str]) -> GraphError:
    fault = answer.get("error")
    error = fault if isinstance(fault, Mapping) else {}
    why = f"{error.get('code', status)}: {error.get('message', '')}"[:200]
    match status:
        case 429 | 500 | 502 | 503 | 504:
            return GraphBusy(why, _retry_after(headers))
        # Our own token is renewed before it expires, so a refusal of it is about what the app may do.
        case 401:
            return NoConsent(why)
        # Other refusals with 403 are about the person or the thing and say nothing of consent.
        case 403 if any(word in why for word in ROLES):
            return NoConsent(why)
        case 404:
            return NotFound(why)
        case 409:
            return Conflict(why)
    return GraphError(why)


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        return max(1.0, float(headers.get("Retry-After", USUAL_WAIT_S)))
    except ValueError:
        return USUAL_WAIT_S
