"""Other beginnings of an episode beside each other: one is taken by a press, or handed to a two-hooks test."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from adapters.web.studio.editor import PUT
from adapters.web.studio.edits import speakers
from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import StudioVisit
from bot.messages.studio import film_caption_texts, variation_texts
from bot.studio.manuscripts import ChangedMeanwhile, Manuscript, save
from bot.studio.variations import hook_of, other_hooks, with_hook
from lessons.authoring.lines import EditedPage, put_together, take_apart
from lessons.authoring.lineup import SERIES


async def _page(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    return await _shown(pages, request, visit)


async def _shown(pages: StudioPages, request: web.Request, visit: StudioVisit, fault: str = "") -> web.StreamResponse:
    manuscript, name, page = await _opened(pages, request, visit)
    values: dict[str, Any] = {
        "manuscript": manuscript,
        "name": name,
        "version": manuscript.pages[name].version,
        "now": hook_of(page),
        "hooks": other_hooks(page),
        "vary": variation_texts.labels(),
        "fault": fault,
    }
    return visit.page(request, "studio_variations.html", 422 if fault else 200, **values)


async def _take(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    manuscript, name, page = await _opened(pages, request, visit)
    form = {key: str(value) for key, value in (await request.post()).items()}
    hooks = {kind.value: words for kind, words in other_hooks(page).items()}
    words, version = hooks.get(form.get("hook", ""), ""), form.get("version", "")
    if not words or not version.isdecimal() or not hook_of(page):
        raise web.HTTPNotFound
    text = put_together(with_hook(page, words, beside=form.get("do") == "test")).text
    try:
        async with pages.database.write() as db:
            about = (visit.workspace.id, manuscript.slug, name, int(version), text, visit.curator.id, visit.now)
            await save(db, *about)
    except ChangedMeanwhile:
        return await _shown(pages, request, visit, film_caption_texts.changed_meanwhile())
    raise web.HTTPSeeOther(f"{visit.home}/{manuscript.slug}/page/{name}")


async def _opened(pages: StudioPages, request: web.Request, visit: StudioVisit) -> tuple[Manuscript, str, EditedPage]:
    manuscript, name = await pages.manuscript(request, visit), request.match_info["name"]
    if name not in manuscript.pages or name == SERIES:
        raise web.HTTPNotFound
    return manuscript, name, take_apart(manuscript.pages[name].words, speakers(manuscript))


def variation_pages(app: web.Application, pages: StudioPages) -> None:
    """Serve the page."""
    page = f"/studio/{{slug:[a-z0-9-]{{1,100}}}}/{PUT}/variations"
    app.router.add_get(page, pages.serving(_page))
    app.router.add_post(page, pages.serving(_take))
