"""Bars as small pictures, for pages of Slack that know no chart: their address says all that is in them.

A bar tells two numbers and nobody's name, so whoever has its address may see it. Slack fetches it once and keeps it.
"""

from __future__ import annotations

import io
from functools import lru_cache

from aiohttp import web
from PIL import Image, ImageDraw

WIDE, HIGH = 720, 36  # pixels; Slack shows a picture at half of that on most screens
FINER = 4  # drawn so many times larger, then made small, for smooth ends
MOST = 100  # steps of a bar: a longer one is told in hundredths, so that few pictures are ever made
FILL, TRACK = (43, 108, 222, 255), (128, 128, 128, 90)  # seen on Slack's white as on its black
YEAR = "public, max-age=31536000, immutable"


def bar_url(public_url: str, done: int, of: int) -> str:
    """The address of a bar; "" where Slack could not fetch it, or there is nothing to show a part of."""
    if not public_url.startswith("https://") or of <= 0:
        return ""
    steps = min(of, MOST)
    return f"{public_url}/slack/bars/{round(steps * min(max(done, 0), of) / of)}-{steps}.png"


def bar_pages(app: web.Application) -> None:
    """Serve the bars."""
    app.router.add_get(r"/slack/bars/{done:\d{1,3}}-{of:\d{1,3}}.png", _serve)


async def _serve(request: web.Request) -> web.Response:
    done, of = int(request.match_info["done"]), int(request.match_info["of"])
    if not 0 < of <= MOST or done > of:
        raise web.HTTPNotFound
    return web.Response(body=bar(round(WIDE * done / of)), content_type="image/png", headers={"Cache-Control": YEAR})


@lru_cache(WIDE + 1)
def bar(filled: int) -> bytes:
    """A PNG of a bar.

    Args:
        filled: pixels from the left.
    """
    drawn = Image.new("RGBA", (WIDE * FINER, HIGH * FINER), (0, 0, 0, 0))
    pen, radius = ImageDraw.Draw(drawn), HIGH * FINER // 2
    pen.rounded_rectangle((0, 0, WIDE * FINER - 1, HIGH * FINER - 1), radius, fill=TRACK)
    if filled:
        # Never narrower than its round ends, which would be drawn the wrong way around.
        pen.rounded_rectangle((0, 0, max(filled, HIGH) * FINER - 1, HIGH * FINER - 1), radius, fill=FILL)
    png = io.BytesIO()
    drawn.resize((WIDE, HIGH), Image.Resampling.LANCZOS).save(png, "PNG", optimize=True)
    return png.getvalue()
