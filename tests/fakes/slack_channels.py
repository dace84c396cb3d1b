"""Channels of a Slack workspace with what they pinned and their canvases, for an app that may read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from yarl import URL

from tests.fakes.slack_workspace import FakeWorkspace

ALL = frozenset({"channels:read", "groups:read", "pins:read", "canvases:read", "channels:history", "files:read"})
_NEEDS = {"pins.list": "pins:read", "conversations.replies": "channels:history", "canvases.getContent": "canvases:read"}


@dataclass
class FakeChannels(FakeWorkspace):
    """The state of one channel, C0TRAVEL1, and of the canvases.

    Attributes:
        channel: as conversations.info gives it.
        pins: the messages that are pinned, newest first.
        threads: the first message of a thread by its time.
        canvases: Markdown by id.
        granted: the scopes that an administrator gave.
        busy: how many calls are still asked to wait for a second.
    """

    channel: dict[str, Any] = field(
        default_factory=lambda: {"id": "C0TRAVEL1", "name": "travel", "is_member": True, "is_private": False}
    )
    pins: list[dict[str, Any]] = field(default_factory=list)
    threads: dict[str, str] = field(default_factory=dict)
    canvases: dict[str, str] = field(default_factory=dict)
    granted: set[str] = field(default_factory=lambda: set(ALL))

    busy: int = 0

    async def other(self, request: web.Request, method: str, fields: dict[str, Any]) -> web.StreamResponse:
        if self.busy:
            self.busy -= 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        return await super().other(request, method, fields)

    def pin(self, ts: str, text: str, thread: str = "", canvas: str = "") -> None:
        """Pin a message, or let it say something else."""
        self.pins = [each for each in self.pins if each["ts"] != ts]
        link = f"https://r.slack.com/archives/C0TRAVEL1/p{ts.replace('.', '')}"
        files = {"files": [{"id": canvas, "filetype": "quip"}]} if canvas else {}
        reply = {"thread_ts": thread} if thread else {}
        self.pins.insert(
            0, {"type": "message", "user": "U1", "ts": ts, "text": text, "permalink": link, **reply, **files}
        )

    def _refused(self, method: str) -> dict[str, Any] | None:
        needed = _NEEDS[method]
        return None if needed in self.granted else {"ok": False, "error": "missing_scope", "needed": needed}

    def _conversations_info(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        known = fields["channel"] == self.channel["id"]
        return {"channel": self.channel} if known else {"ok": False, "error": "channel_not_found"}

    def _pins_list(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        items = [{"type": "message", "channel": fields["channel"], "message": each} for each in self.pins]
        return self._refused("pins.list") or {"items": items}

    def _conversations_replies(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        first = {"ts": fields["ts"], "user": "U2", "text": self.threads.get(str(fields["ts"]), "")}
        return self._refused("conversations.replies") or {"messages": [first]}

    def _canvases_getContent(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        if refused := self._refused("canvases.getContent"):
            return refused
        content = self.canvases.get(str(fields["canvas_id"]))
        return {"content": content} if content is not None else {"ok": False, "error": "canvas_not_found"}
