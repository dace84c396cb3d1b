"""A series as a package for a learning system, from the studio."""

from __future__ import annotations

import asyncio

from aiohttp import web

from adapters.web.managers.access import NoEntry, Shut
from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import NO_SERIES, StudioVisit
from bot.messages.catalogue import template
from bot.packages.course import NotPacked, gather_course
from bot.packages.zipping import Format, pack
from lessons import catalog
from schedules.ledger import audit

NOT_READY = Shut(
    409,
    template("This series cannot be packed yet"),
    template("A clip of it is still being made, or has failed: look at its episodes in the studio, then try again."),
)
UNKNOWN = Shut(
    400, template("There is no such package"), template("Go back, and choose SCORM 1.2 or cmi5 and 0 to 100 percent.")
)


async def _package(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    """The version that learners get now; what is being written is in no package."""
    slug, share = request.match_info["slug"], request.query.get("pass", "0")
    wanted = request.query.get("as", "")
    if wanted not in list(Format) or not (share.isascii() and share.isdecimal() and int(share) <= 100):
        raise NoEntry(UNKNOWN)
    async with pages.database.read() as db:
        series = await catalog.current_series(db, visit.workspace.id, slug)
        if series is None:
            raise NoEntry(NO_SERIES)
        try:
            course = await gather_course(db, pages.media, visit.workspace.id, series, series.language)
        except NotPacked as error:
            raise NoEntry(NOT_READY) from error
    content = await asyncio.to_thread(pack, course, Format(wanted), int(share), pages.links.public_url)
    async with pages.database.write() as db:
        about = (visit.workspace.id, visit.curator.id, "series packed", slug, visit.now)
        await audit.note(db, *about, version=series.version, format=wanted)
    headers = {"Content-Disposition": f'attachment; filename="{slug}-{wanted}.zip"'}
    return web.Response(body=content, content_type="application/zip", headers=headers)


def package_pages(app: web.Application, pages: StudioPages) -> None:
    app.router.add_get("/studio/{slug:[a-z0-9-]{1,100}}/package.zip", pages.serving(_package))
