"""/scim/v2: where a company's directory tells who works there, by a key of its workspace."""

from __future__ import annotations

import asyncio
from importlib import import_module

from aiohttp import web

from adapters.web.http.guard import proves_itself
from bot.clock import Clock
from lessons.database import Database

PATH = "/scim/v2"


def scim_pages(app: web.Application, database: Database, clock: Clock, public_url: str) -> None:
    """Serve what directories ask for."""

    @proves_itself
    async def serve(request: web.Request) -> web.Response:
        # Loaded when a directory first asks: its libraries take a quarter of all imports of a start, and few have one.
        serving = await asyncio.to_thread(import_module, "adapters.scim.serving")
        response: web.Response = await serving.answer(request, database, clock, public_url)
        return response

    app.router.add_route("*", f"{PATH}{{tail:(/.*)?}}", serve)
