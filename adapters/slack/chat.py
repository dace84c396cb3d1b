"""How the bot speaks in Slack: chat.postMessage, chat.update, and history to look for what is in doubt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import aiohttp
import orjson

from adapters.slack.blocks import blocks, notice
from bot.chat import Address, ChatBusy, ChatError, ChatGone, ChatRefused, ChatUncertain, Clip, Message, Pace

EVENT = "ninety_delivery"
LOOK_BACK = 200  # messages of one direct conversation
USUAL_WAIT_S = 30.0
LONGEST_WAIT_S = 3600.0  # whatever a proxy on the way may ask for

BUSY = {"ratelimited", "rate_limited", "message_limit_exceeded"}
GONE = {
    "account_inactive": "this person's Slack account is deactivated",
    "cannot_dm_bot": "bots cannot be written to",
    "channel_not_found": "the conversation with this person no longer exists",
    "is_archived": "the conversation with this person is archived",
    "messages_tab_disabled": "the app's Messages tab is switched off: switch it on under App Home",
    "not_in_channel": "the app is no longer in the conversation with this person",
    "user_disabled": "this person's Slack account is deactivated",
    "user_not_found": "this person is not in the Slack workspace",
    "user_not_visible": "this person is hidden from the app, as guests are",
}
UNFURL = "the app may not show our player in messages: run `doctor slack`, it says what to click"
REFUSED = {
    "cannot_unfurl": UNFURL,
    "edit_window_closed": "the workspace does not let messages be changed after a while",
    "file_share_limit_reached": "Slack lets this clip's file be shared with no more people: set an https PUBLIC_URL",
    "invalid_auth": "Slack does not accept the app's token: install the app again",
    "invalid_blocks": "Slack does not accept how the message is built",
    "metadata_too_large": "the message carries more than Slack takes",
    "missing_scope": "the app lacks a permission: install it again from the current manifest",
    "msg_too_long": "the message is too long for Slack",
    "no_permission": "the app may not write here",
    "not_authed": "the app has no token: install it again",
    "org_login_required": "the organisation must sign in again",
    "restricted_action": "the workspace does not let the app write",
    "team_access_not_granted": "the organisation has not given the app this workspace",
    "token_expired": "the app's token has expired: install the app again",
    "token_revoked": "the app was removed from the workspace",
}
UNCLEAR = {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "accesslimited"}


class Files(Protocol):
    """Clips as files, where Slack cannot show the player page."""

    async def permalink(self, workspace_id: str, poster_url: str, title: str) -> str:
        """Where Slack shows the clip of a poster, "" when it cannot. Raises: ChatBusy, ChatRefused."""


class SlackChat:
    """The Chat port for every Slack workspace of this installation.

    It posts without the vendor's client, which takes twice the time for a message; the quick path is this file.

    Args:
        token: gives a workspace's bot token.
        inline_video: whether Slack can show the player page inside of messages.
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
        base_url: str = "https://slack.com/api/",
        timeout_s: float = 30,
    ) -> None:
        self._token = token
        self._session = session
        self._inline_video = inline_video
        self._base_url = base_url
        self.files: Files | None = None
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    async def send(self, to: Address, message: Message, delivery_id: str) -> str:
        metadata = {"event_type": EVENT, "event_payload": {"delivery_id": delivery_id}}
        reply = await self._post(to, "chat.postMessage", await self._fields(to, message) | {"metadata": metadata})
        return str(reply["ts"])

    async def update(self, to: Address, ref: str, message: Message) -> None:
        await self._post(to, "chat.update", await self._fields(to, message) | {"ts": ref})

    async def find(self, to: Address, delivery_id: str, since: datetime) -> str | None:
        question = {
            "channel": to.place,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": LOOK_BACK,
        }
        try:
            reply = await self._post(to, "conversations.history", question)
        except ChatError as error:
            raise ChatError(f"Slack's history cannot be read now: {error}") from error
        messages: list[dict[str, Any]] = reply.get("messages", [])
        found = (message for message in messages if _carries(message, delivery_id))
        return next((str(message["ts"]) for message in found), None)

    async def _fields(self, to: Address, message: Message) -> dict[str, Any]:
        clip = next((part for part in message.parts if isinstance(part, Clip)), None)
        link = await self.file_of(to.workspace_id, clip) if clip else ""
        return {
            "channel": to.place,
            "text": f"{notice(message.summary)}\n{link}" if link else notice(message.summary),
            "blocks": blocks(message, self._inline_video, link),
            "unfurl_links": bool(link),
            "unfurl_media": bool(link),
        }

    async def file_of(self, workspace_id: str, clip: Clip) -> str:
        """The permalink of a clip, which Slack unfurls with a player; "" where the player page itself can be shown.

        Raises:
            ChatBusy, ChatRefused.
        """
        return await self.files.permalink(workspace_id, clip.poster_url, clip.title) if self.files else ""

    async def _post(self, to: Address, method: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Slack's answer to one call. Nothing is tried twice here: after a lost reply the caller looks first."""
        headers = {
            "Authorization": f"Bearer {await self._token(to.workspace_id)}",
            "Content-Type": "application/json; charset=utf-8",
        }
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
        except aiohttp.ClientConnectorError as error:
            raise ChatBusy("Slack cannot be reached", USUAL_WAIT_S) from error  # no byte of the message left
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ChatUncertain(f"Slack did not answer ({type(error).__name__})") from error
        if answer.get("ok"):
            return answer
        raise _translated(_code(answer), reply.status, reply.headers)


def _read(body: bytes) -> dict[str, Any]:
    """The answer's JSON; empty for a page of some proxy on the way."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _code(answer: Mapping[str, Any]) -> str:
    """Slack's name of what went wrong. A video from a host that the app did not claim is only told beside it.

    Source: github.com/slackapi/bolt-js/issues/1667.
    """
    told = (answer.get("response_metadata") or {}).get("messages") or ()
    return "cannot_unfurl" if any("unfurl domain" in str(one) for one in told) else str(answer.get("error", ""))


def _carries(message: dict[str, Any], delivery_id: str) -> bool:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("delivery_id") == delivery_id


def _translated(code: str, status: int, headers: Mapping[str, str]) -> ChatError:
    """Slack's answer as what callers treat differently. Source: the error lists of chat.postMessage and chat.update."""
    if status == 429 or code in BUSY:
        return ChatBusy("Slack asks to wait", _retry_after(headers))
    if status >= 500 or code in UNCLEAR or not code:
        return ChatUncertain(f"Slack answered {code or status}")
    if code in GONE:
        return ChatGone(GONE[code])
    return ChatRefused(REFUSED.get(code, f"Slack refused it ({code})"))


def _retry_after(headers: Mapping[str, str]) -> float:
    told = headers.get("Retry-After", "")
    return min(max(float(told), 1.0), LONGEST_WAIT_S) if told.isascii() and told.isdecimal() else USUAL_WAIT_S
