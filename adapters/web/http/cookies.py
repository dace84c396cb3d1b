"""Cookies that a page's handler wants set, whatever the page is that its request ends in."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import Morsel

from aiohttp import hdrs, web

FRESH = web.RequestKey("fresh", dict[str, tuple[str, timedelta]])


def keep(request: web.Request, name: str, value: str, life: timedelta) -> None:
    """Let the browser keep a cookie; a life of nothing takes it away."""
    request.setdefault(FRESH, {})[name] = (value, life)


async def send_cookies(request: web.Request, response: web.StreamResponse) -> None:
    """Puts them on the response: no script reads them, and no other site's forms and frames send them."""
    for name, (value, life) in request.get(FRESH, {}).items():
        morsel = Morsel[str]()
        morsel.set(name, value, value)
        # On loopback there is no https, and a browser would drop a secure cookie; its name says which it is.
        about = {"path": "/", "httponly": True, "samesite": "Lax", "secure": name.startswith("__Host-")}
        morsel.update({**about, "max-age": int(life.total_seconds())})
        # aiohttp has written its own cookies by now, so these are headers.
        response.headers.add(hdrs.SET_COOKIE, morsel.OutputString())
