"""Installing the app into many workspaces: the way to Slack and back, and what is kept of it.

Sources: docs.slack.dev/authentication/installing-with-oauth, /reference/methods/oauth.v2.access, /enterprise.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from aiohttp import web
from slack_sdk.errors import SlackApiError
from yarl import URL

from adapters.slack.connection import SlackConnection
from adapters.slack.connector.port import PLATFORM
from adapters.slack.install.installing import SlackInstaller
from adapters.slack.install.manifest import inline_video, scopes
from adapters.web.http.errors import Fault
from bot.links import BadLink, Links, Purpose, Ticket
from schedules.ledger import events_seen

log = logging.getLogger(__name__)

INSTALL, INSTALLED = "/slack/install", "/slack/installed"
AUTHORIZE = "/oauth/v2/authorize"  # on the host of the Web API
COOKIE = "ninety-slack-install"
STATE_LIFE = timedelta(minutes=10)
AGAIN = "Begin again at /slack/install, in the same browser, within ten minutes."


class OAuth:
    """The two pages of an installation.

    What is remembered between the two is a row, so that the second page may be asked of another process.

    Args:
        installer: keeps what Slack gave.
    """

    def __init__(self, connection: SlackConnection, links: Links, installer: SlackInstaller) -> None:
        self._database, self._clock = connection.database, connection.clock
        self._client_id = connection.keys.client_id
        self._reads_channels = connection.keys.reads_channels
        self._public_url = connection.public_url
        self._tokens = connection.tokens
        self._links = links
        self._installer = installer
        self._authorize = URL(connection.base_url).origin().with_path(AUTHORIZE)

    def routes(self, app: web.Application) -> None:
        app.router.add_get(INSTALL, self.begin)
        app.router.add_get(INSTALLED, self.finish)

    async def begin(self, request: web.Request) -> web.Response:
        """To Slack, with a state that only this browser can bring back, once."""
        nonce = secrets.token_urlsafe(24)
        ticket = Ticket(Purpose.ACTION, PLATFORM, "install", nonce)
        state = self._links.token(ticket, self._clock.now() + STATE_LIFE)
        query = {
            "client_id": self._client_id,
            "scope": ",".join(scopes(inline_video(self._public_url), self._reads_channels)),
            "state": state,
            "redirect_uri": self._public_url + INSTALLED,
        }
        answer = web.Response(status=302, headers={"Location": str(self._authorize.with_query(query))})
        # On loopback there is no https, and a browser would drop a secure cookie.
        secure = self._public_url.startswith("https://")
        life = int(STATE_LIFE.total_seconds())
        answer.set_cookie(COOKIE, nonce, max_age=life, httponly=True, secure=secure, samesite="Lax", path="/slack")
        return answer

    async def finish(self, request: web.Request) -> web.Response:
        """Back from Slack: the code becomes a token, and the workspace is served."""
        if request.query.get("error"):
            raise Fault(403, "The app was not installed", "Somebody said no at Slack. " + AGAIN)
        await self._check_state(request)
        names = await self._install(await self._exchange(request.query.get("code", "")))
        page = web.Response(text=f"Ninety is installed in {', '.join(names)}. You can close this page.")
        page.del_cookie(COOKIE, path="/slack")
        return page

    async def _check_state(self, request: web.Request) -> None:
        """Refuse a state that is not ours, is old, was used, or was begun in another browser.

        Raises:
            Fault: 403, with what to do.
        """
        state, nonce = request.query.get("state", ""), request.cookies.get(COOKIE, "")
        try:
            ticket = self._links.read(state, Purpose.ACTION, self._clock.now())
        except BadLink as error:
            raise Fault(403, "This installation was not begun here", AGAIN) from error
        ours = (ticket.workspace_id, ticket.subject) == (PLATFORM, "install")
        if not ours or not nonce or not hmac.compare_digest(ticket.person, nonce):
            raise Fault(403, "This installation was not begun here", AGAIN)
        async with self._database.write() as db:
            # A row settles which of two processes was first: the same link pressed twice installs once.
            first = await events_seen.first_time(db, PLATFORM, f"install:{nonce}", self._clock.now())
        if not first:
            raise Fault(403, "This installation was finished already", AGAIN)

    async def _exchange(self, code: str) -> Mapping[str, Any]:
        try:
            return await self._tokens.exchange(code=code, redirect_uri=self._public_url + INSTALLED)
        except SlackApiError as error:
            raise Fault(403, f"Slack did not accept it ({error.response.get('error')})", AGAIN) from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Fault(502, "Slack cannot be reached now", AGAIN) from error

    async def _install(self, answer: Mapping[str, Any]) -> list[str]:
        try:
            return await self._installer.install(answer)
        except SlackApiError as error:
            why = f"Slack does not say which workspaces these are ({error.response.get('error')})"
            raise Fault(502, why, AGAIN) from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Fault(502, "Slack cannot be reached now", AGAIN) from error
