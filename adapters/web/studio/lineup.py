"""The order of a series' episodes, by buttons: up, down, out, and back again."""

from __future__ import annotations

from aiohttp import web

from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import StudioVisit
from bot.studio.lineup import Named, bring_back, move_episode, take_out
from bot.studio.manuscripts import Manuscript
from bot.studio.review.comments import follow_names
from lessons.database import Database

DONE = {"up": "moved", "down": "moved", "out": "out", "back": "brought_back"}


async def _order(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    manuscript = await pages.manuscript(request, visit)
    form = {name: str(value) for name, value in (await request.post()).items()}
    name, step = form.get("page", ""), form.get("do", "")
    if step not in DONE:
        raise web.HTTPBadRequest
    names = await _moved(pages.database, manuscript, name, step, visit)
    gone = f"&gone={name}" if names.get(name) == "" else ""
    raise web.HTTPSeeOther(f"{visit.home}/{manuscript.slug}/?done={DONE[step] if names else ''}{gone}")


async def _moved(database: Database, manuscript: Manuscript, name: str, step: str, visit: StudioVisit) -> Named:
    """What pages are called now; nothing where nothing changed."""
    async with database.write() as db:
        if step == "back":
            page = await bring_back(db, manuscript, name, visit.curator.id, visit.now)
            return {name: page} if page else {}
        if step == "out":
            names = await take_out(db, manuscript, name)
        else:
            names = await move_episode(db, manuscript, name, -1 if step == "up" else 1)
        stays = {before: after for before, after in names.items() if after}
        await follow_names(db, visit.workspace.id, manuscript.slug, stays)
        return names


def lineup_pages(app: web.Application, pages: StudioPages) -> None:
    """Take what the buttons send."""
    app.router.add_post("/studio/{slug:[a-z0-9-]{1,100}}/order", pages.serving(_order))
