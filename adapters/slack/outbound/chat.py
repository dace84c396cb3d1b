"""How the bot speaks in Slack: chat.postMessage, chat.update, and history to look for what is uncertain."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

import aiohttp
import orjson

from adapters.slack.connector.errors import USUAL_WAIT_S, BlocksRefused, ClipSharedTooOften, translated
from adapters.slack.connector.port import API, THREAD
from adapters.slack.outbound.blocks import blocks, notice
from adapters.slack.outbound.files import ClipFile
from bot.chat import Address, Clip, Message, Pace, Split
from bot.faults import ChatBusy, ChatConversationGone, ChatError, ChatUncertain

EVENT = "ninety_delivery"
LOOK_BACK = 200  # messages of one direct conversation; far more than anybody gets while a message is uncertain
_IN_THREAD = re.compile(rf"{THREAD}(\d+\.\d+)\b")


class ClipUploads(Protocol):
    """Clips as files, where Slack cannot show the player page."""

    async def file_of(self, workspace_id: str, poster_url: str, title: str) -> ClipFile | None:
        """The clip of a poster, None where Slack does not take it. Raises: ChatBusy, ChatAppFault."""


class SlackChat:
    """The Chat port for every Slack workspace of this installation.

    It posts without the vendor's client, which takes twice the time for a message; the quick path is this file.

    Args:
        token: gives a workspace's bot token.
        inline_video: whether Slack can show the player page inside of messages.
        files: clips as files, where it cannot.
        timeout_s: the longest that an answer is waited for.
    """

    platform = "slack"
    pace = Pace(per_second=500 / 60, burst=20)
    can_look = True

    def __init__(
        self,
        token: Callable[[str], Awaitable[str]],
        session: aiohttp.ClientSession,
        *,
        inline_video: bool,
        base_url: str = API,
        files: ClipUploads | None = None,
        timeout_s: float = 30,
    ) -> None:
        self._token = token
        self._session = session
        self._inline_video = inline_video
        self._base_url = base_url
        self.files = files
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._without_charts: set[str] = set()  # workspaces whose Slack refused a message for its chart

    async def send(self, to: Address, message: Message, delivery_id: str) -> str:
        file = await self._file(to.workspace_id, message)
        try:
            return await self._send(to, message, delivery_id, file)
        # Slack refused the message for its file alone and posted nothing, so it can be sent without the file.
        except ClipSharedTooOften:
            return await self._send(to, message, delivery_id, None)

    async def _send(self, to: Address, message: Message, delivery_id: str, file: ClipFile | None) -> str:
        fields: dict[str, Any] = {"unfurl_links": file is not None, "unfurl_media": file is not None}
        fields["metadata"] = {"event_type": EVENT, "event_payload": {"delivery_id": delivery_id}}
        if thread := thread_of(to.cause):
            fields["thread_ts"] = thread
        reply = await self._say(to, "chat.postMessage", message, file, fields)
        return str(reply["ts"])

    async def _say(
        self, to: Address, method: str, message: Message, file: ClipFile | None, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Send a message, with charts where Slack draws them.

        A Slack that refuses the blocks has posted nothing, so the same message may be sent without a chart; whether it
        was the chart shows when it is taken then, and the workspace is not tried again.
        """
        charts = to.workspace_id not in self._without_charts
        try:
            return await self._post(to, method, {**self._fields(to, message, file, charts), **fields})
        except BlocksRefused:
            if not charts or not any(isinstance(part, Split) for part in message.parts):
                raise
        answer = await self._post(to, method, {**self._fields(to, message, file, False), **fields})
        self._without_charts.add(to.workspace_id)
        return answer

    async def reopen(self, to: Address) -> Address:
        """The direct conversation that Slack gives for the person now.

        Source: docs.slack.dev/reference/methods/conversations.open: the same one again, or a new one.
        """
        reply = await self._post(to, "conversations.open", {"users": to.outside_id})
        return replace(to, place=str(reply["channel"]["id"]))

    async def update(self, to: Address, ref: str, message: Message) -> None:
        file = await self._file(to.workspace_id, message)
        fields: dict[str, Any] = {"ts": ref}
        if file and file.file_id:
            fields["file_ids"] = [file.file_id]
        await self._say(to, "chat.update", message, file, fields)

    async def find(self, to: Address, delivery_id: str, since: datetime) -> str | None:
        question = {
            "channel": to.place,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": LOOK_BACK,
        }
        try:
            reply = await self._post(to, "conversations.history", question)
        except ChatConversationGone:
            return None  # nothing was delivered where nothing is
        except ChatError as error:
            raise ChatError(f"Slack's history cannot be read now: {error}") from error
        messages: list[dict[str, Any]] = reply.get("messages", [])
        carriers = (message for message in messages if _carries(message, delivery_id))
        return next((str(message["ts"]) for message in carriers), None)

    def _fields(self, to: Address, message: Message, file: ClipFile | None, charts: bool) -> dict[str, Any]:
        """What chat.postMessage and chat.update both take."""
        link = file.permalink if file else ""
        return {
            "channel": to.place,
            "text": f"{notice(message)}\n{link}" if link else notice(message),
            "blocks": blocks(message, self._inline_video, link, charts=charts),
        }

    async def file_of(self, workspace_id: str, clip: Clip) -> str:
        """The permalink of a clip, which Slack unfurls with a player; "" where the player page itself can be shown.

        Raises:
            ChatBusy, ChatAppFault.
        """
        file = await self.files.file_of(workspace_id, clip.poster_url, clip.title) if self.files else None
        return file.permalink if file else ""

    async def _file(self, workspace_id: str, message: Message) -> ClipFile | None:
        clip = next((part for part in message.parts if isinstance(part, Clip)), None)
        if clip is None or self.files is None:
            return None
        return await self.files.file_of(workspace_id, clip.poster_url, clip.title)

    async def _post(self, to: Address, method: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Slack's answer to one call. Nothing is tried twice here: after a lost reply the caller looks first."""
        headers = {
            "Authorization": f"Bearer {await self._token(to.workspace_id)}",
            "Content-Type": "application/json; charset=utf-8",
        }
        # Redirects are refused: a token must not follow one to another host.
        call = self._session.post(
            self._base_url + method,
            data=orjson.dumps(fields),
            headers=headers,
            timeout=self._timeout,
            allow_redirects=False,
        )
        try:
            async with call as reply:
                answer = _read(await reply.read())
        # The connection was never made, so nothing of the message left.
        except aiohttp.ClientConnectorError as error:
            raise ChatBusy("Slack cannot be reached", USUAL_WAIT_S) from error  # no byte of the message left
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ChatUncertain(f"Slack did not answer ({type(error).__name__})") from error
        if answer.get("ok"):
            return answer
        raise translated(_code(answer), reply.status, reply.headers)


def thread_of(cause: str) -> str:
    """The thread in which an answer belongs, as inbound/events.py wrote it into the event's id; "" none."""
    match = _IN_THREAD.search(cause)
    return match[1] if match else ""


def _read(body: bytes) -> dict[str, Any]:
    """The answer's JSON; empty for a page of some proxy on the way."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _code(answer: Mapping[str, Any]) -> str:
    """Slack's name of what went wrong. A video from a host that the app did not claim is named in the details alone.

    Source: github.com/slackapi/bolt-js/issues/1667.
    """
    details = (answer.get("response_metadata") or {}).get("messages") or ()
    unclaimed = any("unfurl domain" in str(detail) for detail in details)
    return "cannot_unfurl" if unclaimed else str(answer.get("error", ""))


def _carries(message: dict[str, Any], delivery_id: str) -> bool:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("delivery_id") == delivery_id
