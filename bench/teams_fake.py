"""Teams on loopback in a process of its own, for the benchmarks: `python -m bench.teams_fake PORT`.

It counts what it is sent by conversation, which is by delivery: the benchmarks owe every learner one. /control/...
sets its attributes, reads its numbers, and gives an activity as Teams signs it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.teams import FakeTeams, private_key


@dataclass
class CountingTeams(FakeTeams):
    """The fake, with the moments of its first and its last message."""

    first_at: float = 0.0
    last_at: float = 0.0

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_post("/control/set", self._set)
        app.router.add_post("/teams/v3/conversations/{place}/activities/{ref}", self._post)  # a reply, as peers post
        app.router.add_get("/control/stats", self._stats)
        app.router.add_get("/control/signed", self._signed)
        return app

    def _keep(self, place: str, ref: str, activity: dict[str, Any]) -> str:
        self.last_at = time.time()
        self.first_at = self.first_at or self.last_at
        return super()._keep(place, ref, activity)

    async def _set(self, request: web.Request) -> web.Response:
        for name, value in (await request.json()).items():
            setattr(self, name, value)
        return web.json_response({})

    async def _stats(self, request: web.Request) -> web.Response:
        counts = [len(messages) for messages in self.shown.values() if messages]
        doubled = sum(counts) - len(counts)
        seconds = self.last_at - self.first_at
        return web.json_response({"unique": len(counts), "doubled": doubled, "seconds": seconds})

    async def _signed(self, request: web.Request) -> web.Response:
        activity = self.activity("Ada", text="help")
        return web.json_response({"activity": activity, "authorization": self.signed(activity)})


async def serve(port: int) -> None:
    """Serve one fake on loopback until cancelled."""
    teams = CountingTeams()
    teams.cloud(f"http://127.0.0.1:{port}")
    private_key(teams.key_number)  # made now, since the first answer would wait for it
    runner = web.AppRunner(teams.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
