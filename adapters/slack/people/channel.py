"""What a channel pinned, and its canvases, as documents: of a channel that somebody named and that the app is in.

No name of a person is kept: neither who wrote a message nor who is mentioned in it.

Sources: docs.slack.dev/reference/methods: conversations.info, pins.list, conversations.replies, canvases.getContent.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connector.errors import retry_after
from adapters.slack.connector.payloads import plain
from bot.faults import ChatError
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.port import Changed, Failed, Glimpse, KnownFile, Unreachable

TRIES, LONGEST_WAIT_S = 4, 60.0
HEADING = 150  # letters of a question above its answer
_CHANNEL = re.compile(r"(?:^|/archives/)([CG][A-Z0-9]{6,})(?:$|[/?#])")
_MENTION = re.compile(r"<@[^<>]*>")
_CANVAS = ("quip", "canvas")
_ADVICE = {
    "missing_scope": "the app lacks a permission: install it again from the current manifest, with SLACK_CHANNELS=on",
    "channel_not_found": "there is no such channel, or the app is not in it: write /invite and the app's name there",
    "not_in_channel": "there is no such channel, or the app is not in it: write /invite and the app's name there",
}


def channel_id(address: str) -> str:
    """The id of a channel in its link, or by itself.

    Raises:
        ValueError: there is none.
    """
    match = _CHANNEL.search(address.strip())
    if match is None:
        raise ValueError(
            "that is no channel: copy its link in Slack, such as https://example.slack.com/archives/C0123ABCD"
        )
    return match[1]


class ChannelKnowledge:
    """One channel.

    Args:
        client: calls as the app in the channel's workspace.
        for_some: the documents are for members of a group alone, so that a private channel may be read.
    """

    def __init__(
        self, client: Callable[[], Awaitable[AsyncWebClient]], channel: str, choice: Choice, for_some: bool
    ) -> None:
        self._client, self._channel, self._choice, self._for_some = client, channel, choice, for_some

    async def look(self, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        try:
            client = await self._client()
        except ChatError as error:
            raise Unreachable(str(error)) from error
        channel = (await _called(client, "conversations.info", channel=self._channel))["channel"]
        self._check(channel)
        name = f"#{channel.get('name') or self._channel}"
        pinned = (await _called(client, "pins.list", channel=self._channel)).get("items", [])
        messages = [item["message"] for item in pinned if item.get("type") == "message" and item.get("message")]
        for message in messages:
            if self._choice.takes(f"{name}/pinned"):
                yield await self._message(client, name, message)
        for canvas in dict.fromkeys([*_canvases(channel), *_shared(messages)]):
            if self._choice.takes(f"{name}/canvas"):
                yield await _canvas(client, name, canvas)

    def _check(self, channel: Mapping[str, Any]) -> None:
        if not channel.get("is_member"):
            raise Unreachable(_ADVICE["not_in_channel"])
        if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
            raise Unreachable(
                "the channel is shared with another company: what its people wrote is not ours to pass on"
            )
        if channel.get("is_private") and not self._for_some:
            raise Unreachable(
                "the channel is private: name it with --for GROUP, whose members alone get answers from it"
            )

    async def _message(self, client: AsyncWebClient, channel: str, message: Mapping[str, Any]) -> Glimpse:
        uri = str(message.get("permalink") or f"{self._channel}/{message['ts']}")
        try:
            question = await self._question(client, message)
        except Unreachable as error:
            return Failed(uri, str(error), f"{channel}, pinned")
        answer = _words(str(message.get("text") or ""))
        heading = f"## {question}\n\n" if question else ""
        text = f"---\ntitle: {json.dumps(channel)}\n---\n\n{heading}{answer}\n"
        return Changed(uri, "pinned.md", text.encode(), charset="utf-8", path=f"{channel}, pinned")

    async def _question(self, client: AsyncWebClient, message: Mapping[str, Any]) -> str:
        """What a pinned reply answers, in one line; "" for a message that stands for itself."""
        thread = str(message.get("thread_ts") or "")
        if not thread or thread == str(message["ts"]):
            return ""
        replies = await _called(client, "conversations.replies", channel=self._channel, ts=thread, limit=1)
        first: Mapping[str, Any] = next(iter(replies.get("messages", [])), {})
        return " ".join(_words(str(first.get("text") or "")).split())[:HEADING]


async def _canvas(client: AsyncWebClient, channel: str, canvas: str) -> Glimpse:
    path, uri = f"{channel}, canvas", f"canvas {canvas} of {channel}"
    try:
        reply = await _called(client, "canvases.getContent", canvas_id=canvas, content_type="markdown")
    except Unreachable as error:
        return Failed(uri, str(error), path)
    text = _MENTION.sub("@…", str(reply.get("content") or ""))
    return Changed(uri, f"{channel.strip('#')} canvas.md", text.encode(), charset="utf-8", path=path)


def _canvases(channel: Mapping[str, Any]) -> Iterator[str]:
    """Ids of the canvases that stand in the channel's tabs."""
    properties = channel.get("properties") or {}
    own = properties.get("canvas") or {}
    if own.get("file_id") and not own.get("is_empty"):
        yield str(own["file_id"])
    for tab in properties.get("tabs") or ():
        file = (tab.get("data") or {}).get("file_id") if tab.get("type") == "canvas" else None
        if file:
            yield str(file)


def _shared(messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Ids of the canvases in pinned messages."""
    for message in messages:
        for file in message.get("files") or ():
            if file.get("filetype") in _CANVAS:
                yield str(file["id"])


def _words(text: str) -> str:
    return plain(_MENTION.sub("@…", text))


async def _called(client: AsyncWebClient, method: str, **fields: Any) -> Mapping[str, Any]:
    """What a method answers, after waiting where Slack asks for that.

    Raises:
        Unreachable: it refuses, or does not answer.
    """
    for _ in range(TRIES):
        try:
            reply = await client.api_call(method, data={name: str(value) for name, value in fields.items()})
            return reply.data  # type: ignore[return-value]  # bytes only for files
        except SlackApiError as error:
            code = str(error.response.get("error") or "")
            if error.response.status_code != 429 and code != "ratelimited":
                raise Unreachable(_ADVICE.get(code, f"the chat platform refuses: {code}")) from error
            wait = retry_after(error.response.headers or {})
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Unreachable(f"the chat platform cannot be reached: {type(error).__name__}") from error
        await asyncio.sleep(min(wait, LONGEST_WAIT_S))
    raise Unreachable("it asks to wait again and again; it is tried again the next time")
