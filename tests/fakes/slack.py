"""Slack's Web API on loopback, as far as messages go: it keeps what it is sent and can fail the way Slack fails.

A request that was read is always processed, also when the client is gone: the message is kept half-way through the
latency and the answer leaves at its end. Run as a program (`python -m tests.fakes.slack PORT`) it is its own process,
which the faults tests and the benchmarks need; /control/... then sets and reads what the attributes hold.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import orjson
from aiohttp import web

TAKEN = {
    "chat.postMessage": {
        *("channel", "text", "blocks", "attachments", "metadata", "mrkdwn", "parse", "link_names", "reply_broadcast"),
        *("thread_ts", "unfurl_links", "unfurl_media", "username", "icon_emoji", "icon_url", "markdown_text"),
    },
    "chat.update": {
        *("channel", "ts", "text", "blocks", "attachments", "metadata", "parse", "link_names", "reply_broadcast"),
        *("file_ids", "markdown_text", "as_user"),
    },
}
"""Method -> the arguments that its document names. Source: docs.slack.dev/reference/methods."""
JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass
class Failure:
    """What happens to one request instead of an answer.

    Attributes:
        status, error: the answer; status 0 drops the connection without one.
        delivered: the message is kept all the same: only the reply is lost.
        retry_after: seconds, for 429.
        told: what Slack tells about it beside the error.
    """

    status: int = 200
    error: str = ""
    delivered: bool = False
    retry_after: int = 0
    told: str = ""


@dataclass
class FakeSlack:
    """The state of the fake.

    Attributes:
        latency_s: how long an answer takes.
        per_second, burst: above this rate a token gets 429; 0 is without limit.
        lose: share of replies to messages that are lost after delivery.
        failures: what the next messages meet, first in, first out.
        broken: what every message meets, None while all is well.
        refuses: channel -> the error that its messages are answered with.
        shown: channel -> messages, oldest first.
        gone: channels that Slack does not know any more.
    """

    latency_s: float = 0.0
    per_second: float = 0.0
    burst: float = 20.0
    retry_after: int = 1
    lose: float = 0.0
    failures: deque[Failure] = field(default_factory=deque)
    broken: Failure | None = None
    refuses: dict[str, str] = field(default_factory=dict)
    shown: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    gone: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    too_many: int = 0
    first_at: float = 0.0
    last_at: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._buckets: dict[str, tuple[float, float]] = {}
        self._ts = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/control/set", self._set)
        app.router.add_get("/control/stats", self._stats)
        return app

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, token = request.match_info["method"], request.headers.get("Authorization", "")[7:]
        fields = await _fields(request)
        self.calls[method] += 1
        if method == "conversations.history":
            return await self._history(fields)
        if method not in ("chat.postMessage", "chat.update"):
            return await self.other(request, method, fields)
        if wait := self._wait(token):
            self.too_many += 1
            return _answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(wait)})
        failure = self._failure()
        if failure and not failure.delivered:
            return _failed(request, failure)
        if strange := set(fields) - TAKEN[method]:
            return _answer({"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": [*strange]}})
        if fields["channel"] in self.gone:
            return _answer({"ok": False, "error": "channel_not_found"})
        if error := self.refuses.get(fields["channel"]):
            return _answer({"ok": False, "error": error})
        await asyncio.sleep(self.latency_s / 2)
        message = self._keep(method, fields)
        await asyncio.sleep(self.latency_s / 2)
        if failure:
            return _failed(request, failure)
        return _answer({"ok": True, "channel": fields["channel"], "ts": message["ts"], "message": message})

    async def other(self, request: web.Request, method: str, fields: dict[str, Any]) -> web.StreamResponse:
        """What is no message; slack_workspace.py plays more of it."""
        return _answer({"ok": True})

    def _failure(self) -> Failure | None:
        if self.failures:
            return self.failures.popleft()
        if self.broken:
            return self.broken
        return Failure(status=0, delivered=True) if self.lose and self._random.random() < self.lose else None

    def _keep(self, method: str, fields: dict[str, Any]) -> dict[str, Any]:
        channel = self.shown[fields["channel"]]
        if method == "chat.update":
            message = next(one for one in channel if one["ts"] == fields["ts"])
            message.update({name: fields[name] for name in ("text", "blocks", "file_ids") if name in fields})
            return message
        self._ts += 1
        now = time.time()
        self.first_at, self.last_at = self.first_at or now, now
        message = {
            "ts": f"{int(now)}.{self._ts:06}",
            **{n: fields.get(n) for n in ("text", "blocks", "metadata", "thread_ts", "file_ids")},
        }
        channel.append(message)
        self.counts[((fields.get("metadata") or {}).get("event_payload") or {}).get("delivery_id", "")] += 1
        return message

    async def _history(self, fields: dict[str, Any]) -> web.Response:
        await asyncio.sleep(self.latency_s)
        if fields["channel"] in self.gone:
            return _answer({"ok": False, "error": "channel_not_found"})
        oldest = float(fields.get("oldest") or 0)
        found = [one for one in self.shown[fields["channel"]] if float(one["ts"]) >= oldest]
        newest_first = found[::-1][: int(fields.get("limit") or 100)]
        return _answer({"ok": True, "messages": newest_first, "has_more": len(found) > len(newest_first)})

    def _wait(self, token: str) -> int:
        """Seconds that this token must wait, 0 when it may go on."""
        if not self.per_second:
            return 0
        now = time.monotonic()
        free, then = self._buckets.get(token, (self.burst, now))
        free = min(self.burst, free + (now - then) * self.per_second)
        self._buckets[token] = (free - (free >= 1), now)
        return 0 if free >= 1 else self.retry_after

    async def _set(self, request: web.Request) -> web.Response:
        for name, value in (await request.json()).items():
            setattr(self, name, value)
        return _answer({"ok": True})

    async def _stats(self, request: web.Request) -> web.Response:
        received = sum(self.counts.values())
        return _answer(
            {
                "received": received,
                "doubled": received - len(self.counts),
                "unique": len(self.counts),
                "too_many": self.too_many,
                "calls": dict(self.calls),
                "seconds": self.last_at - self.first_at,
            }
        )


async def _fields(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    if "json" in request.headers.get("Content-Type", ""):
        fields: dict[str, Any] = orjson.loads(raw)
        return fields
    return {name: values[0] for name, values in parse_qs(raw.decode()).items()} | dict(request.query)


def _failed(request: web.Request, failure: Failure) -> web.StreamResponse:
    if failure.status == 0:
        if request.transport:
            request.transport.abort()
        return web.Response(status=500)
    headers = {"Retry-After": str(failure.retry_after)} if failure.retry_after else {}
    told = {"response_metadata": {"messages": [failure.told]}} if failure.told else {}
    return _answer({"ok": False, "error": failure.error or "internal_error", **told}, failure.status, headers)


def _answer(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, headers=JSON | (headers or {}))


async def serve(port: int) -> None:
    """Serve one fake on loopback until cancelled."""
    runner = web.AppRunner(FakeSlack().app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
