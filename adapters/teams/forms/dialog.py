"""The page of the dialog in which Teams shows the player: it speaks to Teams, so that the player need not.

Source: learn.microsoft.com, "Tab requirements": a page in Teams may be framed by it, and calls app.initialize().
"""

from __future__ import annotations

import html
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from adapters.web.pages.player import FRAMES

HERE = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css"}
PAGE = "/teams/watch"
DOMAINS = "https://res.cdn.office.net"  # where TeamsJS reads which hosts it may talk to
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    f"connect-src {DOMAINS}; frame-ancestors " + " ".join(FRAMES)
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Robots-Tag": "noindex, nofollow"}
SIZE = {"width": 420, "height": 720}  # pixels, about 9:16 with the controls


def dialog(player_url: str, title: str) -> dict[str, object]:
    """What answers task/fetch: our page with this player; the browser where a client shows no dialogs."""
    # Only the path changes: the token is the player's own, and the page hands it on to the player in its frame.
    url = player_url.replace("/watch/", f"{PAGE}/", 1)
    opened = {**SIZE, "title": title[:100], "url": url, "fallbackUrl": player_url}
    return {"task": {"type": "continue", "value": opened}}


def notice(words: str) -> dict[str, object]:
    """What answers task/fetch where there is nothing to show."""
    return {"task": {"type": "message", "value": words}}


def dialog_pages(app: web.Application) -> None:
    """Serve the dialog's page and its files."""
    page = (HERE / "dialog.html").read_text()
    files = {path.name: path.read_bytes() for path in HERE.iterdir() if path.suffix in TYPES}

    async def watch(request: web.Request) -> web.Response:
        player = html.escape(f"/watch/{quote(request.match_info['token'], safe='')}")
        return web.Response(text=page.replace("PLAYER", player), content_type="text/html", headers=HEADERS)

    async def file(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in files:
            raise web.HTTPNotFound
        # These files have no digest in their address, so browsers ask for them again after an hour.
        headers = {"Cache-Control": "public, max-age=3600"}
        return web.Response(body=files[name], content_type=TYPES[Path(name).suffix], charset="utf-8", headers=headers)

    app.router.add_get(PAGE + "/{token}", watch)
    app.router.add_get("/teams/{name}", file)
