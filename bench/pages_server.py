"""One process that serves what people watch: ours with its rows and links, or a bare handler with the same files.

`python -m bench.pages_server ours|bare PORT FOLDER [DATABASE_URL]`; prints "ready" when it listens, stops on SIGTERM.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from aiohttp import web

from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.http.limits import Allowance
from adapters.web.http.media import media_pages
from adapters.web.pages.player import player_pages
from bench.inbound_server import healthy, serve
from bench.pages_world import SECRET
from bot.clock import Clock
from bot.links import Links
from lessons.database import Database


async def ours(port: int, folder: Path, url: str) -> None:
    """The pages of an installation, on the database that bench.pages filled. What one address may ask is not held."""
    database, links, clock, store = Database(url), Links(SECRET, ""), Clock(), FileMedia(folder / "media")

    def pages(app: web.Application) -> None:
        player_pages(app, database, links, clock)
        media_pages(app, store, database, links, clock)

    # All requests of a benchmark come from this machine; people come from addresses of their own.
    await serve(bare_app([pages], healthy, an_address=Allowance(1e9, 1e9)), port)
    await database.close()


async def bare(port: int, folder: Path) -> None:
    """The least that such a server does: a page from memory, files from disk, and a beacon that is read and dropped."""
    page = (folder / "page.html").read_bytes()
    (media,) = (folder / "media").iterdir()

    async def watch(request: web.Request) -> web.Response:
        return web.Response(body=page, content_type="text/html")

    async def seen(request: web.Request) -> web.Response:
        await request.json()
        return web.Response(status=204)

    async def file(request: web.Request) -> web.FileResponse:
        return web.FileResponse(media / request.match_info["name"])

    app = web.Application()
    app.router.add_get("/watch/{token}", watch)
    app.router.add_post("/watch/{token}/seen", seen)
    app.router.add_get("/media/{token}/{name}", file)
    await serve(app, port)


if __name__ == "__main__":
    kind, at, where, *database_url = sys.argv[1:]
    asyncio.run(ours(int(at), Path(where), *database_url) if kind == "ours" else bare(int(at), Path(where)))
