"""Another system that is told by webhooks or statements: it checks each signature, keeps what came, and can be away."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from standardwebhooks.webhooks import Webhook


@dataclass
class Receiver:
    """The system.

    Attributes:
        secret: with what it checks signatures; "" checks none.
        failures: statuses that it answers with next, instead of taking anything.
        latency_s: how long it takes.
        came: each id that it took, with the body that came with it first, and how often it came.
    """

    secret: str = ""
    failures: list[int] = field(default_factory=list)
    latency_s: float = 0.0
    bodies: dict[str, bytes] = field(default_factory=dict)
    came: Counter[str] = field(default_factory=Counter)
    statements: dict[str, Any] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/hook", self.hook)
        app.router.add_put("/xapi/statements", self.statement)
        return app

    async def hook(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.failures:
            return web.Response(status=self.failures.pop(0))
        message_id = request.headers["webhook-id"]
        if self.secret and not self._signed(request, body):
            return web.Response(status=401)
        if self.bodies.setdefault(message_id, body) != body:
            self.changed.append(message_id)
        self.came[message_id] += 1
        # Taken, and the answer is late: whoever is killed meanwhile does not know that it arrived.
        await asyncio.sleep(self.latency_s)
        return web.Response(status=204)

    def _signed(self, request: web.Request, body: bytes) -> bool:
        """Whether the library of Standard Webhooks would sign it just so; at any time."""
        at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        signature = Webhook(self.secret).sign(request.headers["webhook-id"], at, body.decode())
        return signature in request.headers["webhook-signature"].split()

    async def statement(self, request: web.Request) -> web.Response:
        """As a store does it: the same statement again changes nothing, another one under its id is a conflict."""
        if self.failures:
            return web.Response(status=self.failures.pop(0))
        if request.headers.get("Authorization", "").partition(" ")[0] != "Basic":
            return web.Response(status=401)
        name, statement = request.query["statementId"], await request.json()
        self.came[name] += 1
        if self.statements.setdefault(name, statement) != statement:
            self.changed.append(name)
            return web.Response(status=409)
        await asyncio.sleep(self.latency_s)
        return web.Response(status=204)
