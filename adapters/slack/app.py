"""How Slack comes in: the same listeners behind signed HTTP requests and behind Socket Mode.

Every event is a row before Slack is told that it arrived; a payload nobody knows is acknowledged and left alone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import payloads
from adapters.slack.errands import Errands
from adapters.slack.payloads import Body
from adapters.slack.tokens import Install, Tokens
from adapters.web.guard import proves_itself
from bot.arrivals import Arrivals
from bot.clock import Clock
from bot.events import Event, Person
from bot.words import answerwords

log = logging.getLogger(__name__)

PATH = "/slack/events"  # events, commands and buttons alike: the manifest names it once
ANYTHING = re.compile("")
ABOUT_THE_APP = ("app_uninstalled", "team_access_granted", "team_access_revoked", "tokens_revoked")


class Desk(Protocol):
    """What needs more than a row: windows of Slack, and changes of who is there."""

    async def home_opened(self, who: Person) -> None:
        """Show somebody their App Home."""

    async def command(self, body: Body) -> bool:
        """Whether the words of a command open a window, which is then under way."""

    async def pressed(self, body: Body) -> bool:
        """Whether a press belongs to a window, or opens one."""

    async def submitted(self, body: Body) -> dict[str, Any]:
        """What Slack is to do with a window that was sent off: faults at its fields, another window, or nothing."""

    def refresh_home_after(self, events: Iterable[Event]) -> None:
        """Show App Home anew as soon as these presses on it are handled, which are about to be taken."""

    async def suggested(self, body: Body) -> list[dict[str, Any]]:
        """The options that fit what was typed into a field."""

    async def person_changed(self, team_id: str, user: Body, joined: bool) -> None:
        """Somebody joined or changed."""

    async def removed(self, team_id: str, why: str) -> None:
        """The app was taken out of a workspace."""

    async def removed_everywhere(self, enterprise_id: str, why: str) -> None:
        """The app was taken out of an organisation."""

    async def granted(self, enterprise_id: str, team_ids: Sequence[str]) -> None:
        """An organisation's admin added the app to workspaces."""


class SlackApp:
    """Slack's requests, in this process.

    Args:
        signing_secret: proves requests over HTTP; "" where Socket Mode alone is used.
    """

    def __init__(
        self, signing_secret: str, tokens: Tokens, arrivals: Arrivals, desk: Desk, errands: Errands, clock: Clock
    ) -> None:
        self._tokens = tokens
        self._arrivals = arrivals
        self._desk = desk
        self._errands = errands
        self._clock = clock
        self._over_http = bool(signing_secret)
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
        self._listen()

    def routes(self, app: web.Application) -> None:
        if self._over_http:
            app.router.add_post(PATH, self.receive)

    @proves_itself
    async def receive(self, request: web.Request) -> web.Response:
        """One signed request; a stale or forged one gets 401."""
        answer = await self.bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    @asynccontextmanager
    async def socket(self, app_token: str, client: AsyncWebClient) -> AsyncIterator[None]:
        """Receive over Socket Mode for as long as the block runs."""
        handler = AsyncSocketModeHandler(self.bolt, app_token, web_client=client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    def _listen(self) -> None:
        """Everything that can come in, in one place."""
        bolt = self.bolt
        bolt.action(ANYTHING)(self._action)
        bolt.command(ANYTHING)(self._command)
        bolt.event("message")(self._message)
        bolt.event("app_home_opened")(self._home)
        bolt.event("team_join")(self._joined)
        bolt.event("user_change")(self._changed)
        bolt.event("app_uninstalled")(self._uninstalled)
        bolt.event("tokens_revoked")(self._revoked)
        bolt.event("team_access_granted")(self._access_granted)
        bolt.event("team_access_revoked")(self._access_revoked)
        bolt.view(ANYTHING)(self._view)
        bolt.options(ANYTHING)(self._options)
        bolt.error(_unhandled)

    async def _only_where_installed(
        self, context: AsyncBoltContext, body: dict[str, Any], next: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        """What comes from where the app was taken out is acknowledged, without a word to Slack."""
        place, organisation = payloads.team(body) or context.team_id or "", context.enterprise_id or ""
        if (place or organisation) and await self._install(body, place, organisation) is None:
            return BoltResponse(status=200, body="")
        await next()
        return None

    async def _install(self, body: dict[str, Any], team_id: str, enterprise_id: str) -> Install | None:
        """The install that a payload is for; only news about the app itself are an organisation's as a whole."""
        if team_id and (known := await self._tokens.of_team(team_id)):
            return known
        news = (body.get("event") or {}).get("type") in ABOUT_THE_APP
        return await self._tokens.of_organisation(enterprise_id) if news and enterprise_id else None

    async def _message(self, body: dict[str, Any]) -> None:
        if asked := payloads.asked_in_dm(body, self._clock.now()):
            await self._arrivals.take(asked)

    async def _home(self, body: dict[str, Any]) -> None:
        event = body["event"]
        if event.get("tab", "home") == "home":
            who = Person(payloads.PLATFORM, payloads.team(body), str(event["user"]))
            self._errands.run(self._desk.home_opened(who), "showing App Home")

    async def _joined(self, body: dict[str, Any]) -> None:
        await self._desk.person_changed(payloads.team(body), body["event"]["user"], True)

    async def _changed(self, body: dict[str, Any]) -> None:
        await self._desk.person_changed(payloads.team(body), body["event"]["user"], False)

    async def _uninstalled(self, body: dict[str, Any]) -> None:
        await self._removed(body, "the app was uninstalled")

    async def _revoked(self, body: dict[str, Any]) -> None:
        if (body["event"].get("tokens") or {}).get("bot"):
            await self._removed(body, "the app's token was revoked")

    async def _removed(self, body: dict[str, Any], why: str) -> None:
        if organisation := payloads.organisation(body):
            await self._desk.removed_everywhere(organisation, why)
        else:
            await self._desk.removed(payloads.team(body), why)

    async def _access_granted(self, body: dict[str, Any]) -> None:
        organisation = payloads.organisation(body) or str(body.get("enterprise_id") or "")
        await self._desk.granted(organisation, [str(one) for one in body["event"].get("team_ids", ())])

    async def _access_revoked(self, body: dict[str, Any]) -> None:
        for team_id in body["event"].get("team_ids", ()):
            await self._desk.removed(str(team_id), "the organisation took the app out of this workspace")

    async def _command(self, body: dict[str, Any], ack: Callable[..., Awaitable[BoltResponse]]) -> None:
        if await self._desk.command(body):
            await ack()
            return
        await self._arrivals.take(payloads.asked_by_command(body, self._clock.now()))
        await ack(response_type="ephemeral", text=answerwords.looking().plain)

    async def _action(self, body: dict[str, Any], ack: Callable[..., Awaitable[BoltResponse]]) -> None:
        if not await self._desk.pressed(body):
            events = list(payloads.pressed(body, self._clock.now()))
            if payloads.from_home(body):
                self._desk.refresh_home_after(events)
            for event in events:
                await self._arrivals.take(event)
        await ack()

    async def _view(self, body: dict[str, Any], ack: Callable[..., Awaitable[BoltResponse]]) -> None:
        await ack(**await self._desk.submitted(body))

    async def _options(self, body: dict[str, Any], ack: Callable[..., Awaitable[BoltResponse]]) -> None:
        await ack(options=await self._desk.suggested(body))


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
    if isinstance(error, BoltUnhandledRequestError):
        log.info("nobody listens to this kind of payload", extra={"payload": kind})
        return BoltResponse(status=200)
    log.error("a payload could not be taken: %s", type(error).__name__, extra={"payload": kind}, exc_info=error)
    return BoltResponse(status=500)
