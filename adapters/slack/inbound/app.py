"""How Slack comes in: the same listeners behind signed HTTP requests and behind Socket Mode.

A payload that nobody listens to is acknowledged and left alone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.payloads import team
from adapters.slack.connector.port import PATH
from adapters.slack.connector.sealing import Install
from adapters.slack.inbound.listeners import Listeners
from adapters.web.http.errors import Fault
from adapters.web.http.guard import proves_itself

log = logging.getLogger(__name__)

ANYTHING = re.compile("")
ABOUT_THE_APP = ("app_uninstalled", "team_access_granted", "team_access_revoked", "tokens_revoked")


class SlackApp:
    """Slack's requests, in this process.

    Args:
        signing_secret: proves requests over HTTP; "" where Socket Mode alone is used.
    """

    def __init__(self, signing_secret: str, tokens: Tokens, listeners: Listeners) -> None:
        self._tokens = tokens
        self._over_http = bool(signing_secret)
        self._signature = SignatureVerifier(signing_secret) if signing_secret else None
        quiet = logging.getLogger("adapters.slack.bolt")
        quiet.setLevel(logging.ERROR)  # its warnings quote payloads
        self.bolt = AsyncApp(
            name="ninety",
            logger=quiet,
            signing_secret=signing_secret,
            before_authorize=self._only_where_installed,
            authorize=Installed(tokens),  # type: ignore[arg-type]  # documented to take the class too
            process_before_response=True,  # listeners only write a row: waiting for them is quicker than polling them
            raise_error_for_unhandled_request=True,
        )
        _listen(self.bolt, listeners)

    def routes(self, app: web.Application) -> None:
        if self._over_http:
            app.router.add_post(PATH, self.receive)

    @proves_itself
    async def receive(self, request: web.Request) -> web.Response:
        """One signed request; a stale or forged one gets 401, and one that is no payload of Slack's 400.

        The signature comes first: the library reads a body before it looks at who sent it, and stumbles over nesting.
        """
        text = await request.text()
        if not (self._signature and self._signature.is_valid_request(text, dict(request.headers))):
            raise Fault(401, "This request is not from Slack", "Its signature is missing, wrong or too old.")
        try:
            payload = await to_bolt_request(request)
        except (ValueError, RecursionError, AttributeError, TypeError) as error:
            raise Fault(400, "This is no payload of Slack's", "Its body cannot be read.") from error
        return await to_aiohttp_response(await self.bolt.async_dispatch(payload))

    @asynccontextmanager
    async def socket(self, app_token: str, client: AsyncWebClient) -> AsyncIterator[None]:
        """Receive over Socket Mode for as long as the block runs."""
        handler = AsyncSocketModeHandler(self.bolt, app_token, web_client=client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def _only_where_installed(
        self, context: AsyncBoltContext, body: dict[str, Any], next: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        """What comes from where the app was taken out is acknowledged, without a word to Slack."""
        team_id, enterprise_id = team(body) or context.team_id or "", context.enterprise_id or ""
        if (team_id or enterprise_id) and await self._install(body, team_id, enterprise_id) is None:
            return BoltResponse(status=200, body="")
        await next()
        return None

    async def _install(self, body: dict[str, Any], team_id: str, enterprise_id: str) -> Install | None:
        """The install that a payload is for; only news about the app itself are an organisation's as a whole."""
        if team_id and (install := await self._tokens.of_team(team_id)):
            return install
        # An install of a whole organisation says nothing about the workspace that a person is in.
        news = (body.get("event") or {}).get("type") in ABOUT_THE_APP
        return await self._tokens.of_organisation(enterprise_id) if news and enterprise_id else None


def _listen(bolt: AsyncApp, listeners: Listeners) -> None:
    """Everything that can come in, in one place."""
    bolt.action(ANYTHING)(listeners.action)
    bolt.command(ANYTHING)(listeners.command)
    bolt.view(ANYTHING)(listeners.view)
    bolt.options(ANYTHING)(listeners.options)
    on_event = {
        "message": listeners.message,
        "app_home_opened": listeners.home_opened,
        "team_join": listeners.joined,
        "user_change": listeners.changed,
        "app_uninstalled": listeners.uninstalled,
        "tokens_revoked": listeners.revoked,
        "team_access_granted": listeners.access_granted,
        "team_access_revoked": listeners.access_revoked,
    }
    for kind, listener in on_event.items():
        bolt.event(kind)(listener)
    bolt.error(_unhandled)


class Installed(AsyncAuthorize):
    """Whether the app is installed where a request comes from."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def __call__(
        self, *, team_id: str | None, enterprise_id: str | None, user_id: str | None, **_: Any
    ) -> AuthorizeResult | None:
        install = await self._tokens.of_team(team_id) if team_id else None
        if install is None and enterprise_id:  # only news about the app come this far
            install = await self._tokens.of_organisation(enterprise_id)
        if install is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_user_id=install.bot_user_id, bot_token=install.bot_token
        )


async def _unhandled(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """A kind of payload nobody listens to is acknowledged; a fault of ours makes Slack deliver it again."""
    kind = (body.get("event") or {}).get("type") or body.get("type") or body.get("command") or "unknown"
    # Slack adds kinds of events; retrying one that we do not know helps nobody.
    if isinstance(error, BoltUnhandledRequestError):
        log.info("nobody listens to this kind of payload", extra={"payload": kind})
        return BoltResponse(status=200)
    log.error("a payload could not be taken: %s", type(error).__name__, extra={"payload": kind}, exc_info=error)
    return BoltResponse(status=500)
