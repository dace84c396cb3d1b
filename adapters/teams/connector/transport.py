"""The six operations on botbuilder-core: the only module that imports it, so that it can be replaced in a day.

Of the library it uses the connector's client and models. Its archived parts that block the event loop, fetch a token
for every message or cannot follow a key rotation are left out: verify.py and credentials.py stand in their place, and
bytes go over our own session. Its turn pipeline is left out too: it is made for replies, and names an invented
activity as the one replied to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from azure.core.exceptions import DeserializationError
from botbuilder.core import CardFactory, MessageFactory
from botbuilder.schema import Activity, ChannelAccount, ConversationParameters, Entity
from botframework.connector.aio import ConnectorClient
from botframework.connector.bot_framework_sdk_client_async import BotFrameworkConnectorConfiguration
from msrest.authentication import Authentication
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.pipeline.universal import RawDeserializer
from yarl import URL

from adapters.teams.connector.credentials import AppToken
from adapters.teams.connector.errors import USUAL_WAIT_S, translated
from adapters.teams.connector.payloads import read
from adapters.teams.connector.port import Inbound
from adapters.teams.connector.verify import Inspector
from bot.faults import ChatBusy, ChatUncertain
from bot.messages.catalogue import template

CONNECT_S = 5.0


class BotBuilderTransport:
    """Speaks the Bot Connector protocol.

    Args:
        timeout_s: the longest that an answer is waited for.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        inspector: Inspector,
        token: AppToken,
        app_id: str,
        *,
        timeout_s: float = 20.0,
    ) -> None:
        self._inspector = inspector
        self._app_id = app_id
        self._wire = _Wire(session, token, timeout_s)
        self._clients: dict[str, ConnectorClient] = {}

    async def verify_inbound(self, headers: Mapping[str, str], activity: Mapping[str, Any]) -> dict[str, Any]:
        return await self._inspector.claims(headers.get("Authorization", ""), activity)

    def parse(self, activity: Mapping[str, Any]) -> Inbound:
        return read(activity)

    def invoke_response(self, kind: str, value: object) -> dict[str, Any]:
        # Plain values: the library's own adapter serialises its model twice and answers 500.
        return {"statusCode": 200, "type": kind, "value": value}

    async def send(self, conversation_id: str, service_url: str, activity: Mapping[str, Any]) -> str:
        client = self._client(service_url)
        reply = await _certain(client.conversations.send_to_conversation(conversation_id, _activity(activity)))
        return str(reply.id if reply else "")

    async def update(self, conversation_id: str, service_url: str, ref: str, activity: Mapping[str, Any]) -> None:
        client, changed = self._client(service_url), _activity(activity)
        changed.id = ref
        await _certain(client.conversations.update_activity(conversation_id, ref, changed))

    async def create_conversation(self, service_url: str, tenant_id: str, user_id: str) -> str:
        wanted = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=self._app_id),
            members=[ChannelAccount(id=user_id)],
            tenant_id=tenant_id,
            channel_data={"tenant": {"id": tenant_id}},
        )
        reply = await _certain(self._client(service_url).conversations.create_conversation(wanted))
        return str(reply.id)

    def _client(self, service_url: str) -> ConnectorClient:
        """One client for each host; a tenant has one or two."""
        if service_url not in self._clients:
            settings = BotFrameworkConnectorConfiguration(Authentication(), service_url, pipeline_type=self._pipeline)
            self._clients[service_url] = _Client(Authentication(), custom_configuration=settings)
        return self._clients[service_url]

    def _pipeline(self, settings: BotFrameworkConnectorConfiguration) -> AsyncPipeline[Any, Any]:
        return AsyncPipeline([settings.user_agent_policy, RawDeserializer()], self._wire)


class _Client(ConnectorClient):  # type: ignore[misc]  # the library has no types
    """The library's client, but for cards: it would copy each value of theirs, for most of what a send costs."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._serialize.serialize_type["object"] = _as_it_is


def _as_it_is(plain: object, **_: object) -> object:
    """A card is plain JSON already."""
    return plain


async def _certain(call: Any) -> Any:
    """The reply; one that cannot be read says nothing about what became of the message."""
    try:
        return await call
    except DeserializationError as error:
        raise ChatUncertain(template("Teams' answer cannot be read")) from error


def _activity(plain: Mapping[str, Any]) -> Activity:
    card = plain["attachments"][0]["content"]
    message = MessageFactory.attachment(CardFactory.adaptive_card(card))
    message.summary, message.input_hint = plain["summary"], None
    message.entities = [Entity(type=entity["type"], additional_properties=_rest(entity)) for entity in _entities(plain)]
    return message


def _entities(plain: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(plain.get("entities", ()))


def _rest(entity: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entity.items() if name != "type"}


class _Reply:
    """An answer as the library's deserialiser wants it."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status_code, self.headers, self._body = status, headers, body
        self.context: Any = None

    def text(self, encoding: str = "utf-8") -> str:
        return self._body.decode(encoding)


class _Wire(AsyncHTTPSender[Any, Any]):
    """Sends the library's requests over aiohttp with our token, and raises what is not served."""

    def __init__(self, session: aiohttp.ClientSession, token: AppToken, timeout_s: float) -> None:
        self._session = session
        self._token = token
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, connect=min(CONNECT_S, timeout_s))

    async def __aexit__(self, *details: object) -> None:
        """The session belongs to whoever made it."""

    async def send(self, request: Request[Any], **config: Any) -> Response[Any, Any]:
        token = await self._token.get()
        reply = await self._post(request.http_request, token)
        if reply.status_code == 401:  # refused unread: a token may have been revoked before its time
            reply = await self._post(request.http_request, await self._token.get(instead_of=token))
        if reply.status_code >= 300:
            raise translated(reply.status_code, reply.text().encode(), reply.headers)
        return Response(request, reply)

    async def _post(self, request: Any, token: str) -> _Reply:
        headers = {**request.headers, "Authorization": f"Bearer {token}"}
        # Our own session counts the bytes that it sends; two different lengths would break the request.
        headers.pop("Content-Length", None)
        try:
            async with self._session.request(
                request.method,
                URL(request.url, encoded=True),
                data=request.data,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,  # nobody else gets our token
            ) as reply:
                return _Reply(reply.status, {k.lower(): v for k, v in reply.headers.items()}, await reply.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise ChatBusy("Teams cannot be reached", USUAL_WAIT_S) from error  # no byte of the message left
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ChatUncertain(f"Teams did not answer ({type(error).__name__})") from error
