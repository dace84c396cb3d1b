"""The captions of an episode that is a film, corrected beside it."""

from __future__ import annotations

import asyncio

from aiohttp import web

from adapters.web.studio.editor import PUT
from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import StudioVisit
from bot.messages.studio import film_caption_texts
from bot.studio.film_captions import BadCaptions, captions_of, correct_captions, path_of
from bot.studio.manuscripts import ChangedMeanwhile
from lessons.authoring.draft_page import front_text


async def _page(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    return await _shown(pages, request, visit)


async def _shown(
    pages: StudioPages, request: web.Request, visit: StudioVisit, fault: str = "", text: str = ""
) -> web.StreamResponse:
    manuscript, name = await pages.manuscript(request, visit), request.match_info["name"]
    words = captions_of(manuscript, name, pages.media.path) if name in manuscript.pages else ""
    if not words:
        raise web.HTTPNotFound
    labels = film_caption_texts.labels()
    values = {"manuscript": manuscript, "name": name, "text": text or words, "fault": fault, "captions": labels}
    version = manuscript.pages[name].version
    return visit.page(request, "studio_captions.html", 422 if fault else 200, version=version, **values)


async def _correct(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    manuscript, name = await pages.manuscript(request, visit), request.match_info["name"]
    form = {key: str(value) for key, value in (await request.post()).items()}
    text, version = form.get("text", ""), form.get("version", "")
    file = path_of(manuscript, name, pages.media.path) if name in manuscript.pages else None
    if file is None or not version.isdecimal():
        raise web.HTTPNotFound
    before = await asyncio.to_thread(file.read_text, "utf-8-sig", "replace")
    about = (manuscript, name, int(version), text, before, visit.curator.id, visit.now)
    try:
        await correct_captions(pages.database, pages.media, *about)
    except BadCaptions as fault:
        return await _shown(pages, request, visit, film_caption_texts.not_kept(fault.line, fault.what), text)
    except ChangedMeanwhile:
        return await _shown(pages, request, visit, film_caption_texts.changed_meanwhile(), text)
    raise web.HTTPSeeOther(f"{visit.home}/{manuscript.slug}/page/{name}")


async def _film(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    """The page's film as it was brought."""
    manuscript, name = await pages.manuscript(request, visit), request.match_info["name"]
    film = front_text(manuscript.pages[name].words, "clip") if name in manuscript.pages else ""
    key = manuscript.files.get(film, "")
    if not key or not pages.media.path(key).is_file():
        raise web.HTTPNotFound
    kind = "video/webm" if key.endswith((".webm", ".mkv")) else "video/mp4"
    return web.FileResponse(pages.media.path(key), headers={"Content-Type": kind})


def caption_pages(app: web.Application, pages: StudioPages) -> None:
    """Serve the page."""
    page = f"/studio/{{slug:[a-z0-9-]{{1,100}}}}/{PUT}/captions"
    app.router.add_get(page, pages.serving(_page))
    app.router.add_post(page, pages.serving(_correct))
    app.router.add_get(f"{page.removesuffix('/captions')}/film", pages.serving(_film))
