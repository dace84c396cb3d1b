"""The editor of one page: its fields with what is wrong beside them, saving, undo, and the clip."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.web.managers.access import NoEntry, Shut
from adapters.web.studio.edits import PageFields, StepFields, fields_of, read_fields, speakers, words_of_fields
from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import StudioVisit
from bot.links import MediaUse
from bot.messages.catalogue import template
from bot.messages.lower import authoring_texts
from bot.messages.pages import studio_texts
from bot.messages.studio import check_texts, film_caption_texts, look_texts, review_texts, variation_texts
from bot.studio.checking import PlacedFault, Previewer, check_page, preview_page
from bot.studio.film_captions import path_of
from bot.studio.manuscripts import ChangedMeanwhile, Manuscript, PageVersion, save, versions
from bot.studio.resting import rests_on, stale_in_manuscript
from bot.studio.undoing import after, before, step
from lessons.authoring.draft_page import front_text
from lessons.authoring.lineup import SERIES
from lessons.authoring.page.outline import SECTIONS
from lessons.studio.cast.looks import MOODS
from schedules.people import roster

NO_PAGE = Shut(
    404,
    template("There is no such page in this series"),
    template("It was taken out, or never was. Go back to the list."),
)
PUT = "page/{name:[^/]{1,140}}"


class Editor:
    """Serves the editor and keeps what it sends.

    Args:
        studio: makes the clips that are looked at.
    """

    def __init__(self, pages: StudioPages, studio: Previewer) -> None:
        self.pages, self.studio = pages, studio

    async def page(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        manuscript, name = await self._opened(request, visit)
        about = name == SERIES
        async with self.pages.database.read() as db:
            stale = await stale_in_manuscript(db, manuscript, visit.now.date())
            history = {each.version: each for each in await versions(db, visit.workspace.id, manuscript.slug, name)}
        version = manuscript.pages[name].version
        values: dict[str, Any] = {
            "manuscript": manuscript,
            "name": name,
            "series_title": front_text(manuscript.pages[SERIES].words, "title") or manuscript.slug,
            "page": manuscript.pages[name],
            "fields": {} if about else fields_of(manuscript, name),
            "speakers": speakers(manuscript),
            "moods": MOODS,
            "stale": [quote for quote in stale if quote.page == name],
            "rests": lambda text: rests_on(str(text), [quote for quote in stale if quote.page == name]),
            "sections": SECTIONS,
            "undo": before(history, version) is not None,
            "redo": after(history, version) is not None,
            "review": _beside_labels(),
            "captioned": path_of(manuscript, name, self._path) is not None,
        }
        return visit.page(request, "studio_about.html" if about else "studio_page.html", **values)

    async def save(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        fields = await read_fields(request, PageFields)
        manuscript, name = await self._opened(request, visit)
        words = words_of_fields(fields, manuscript, name)
        page = manuscript.pages[name]
        if words == page.words and fields.version == page.version:
            return web.json_response({"version": page.version})
        try:
            async with self.pages.database.write() as db:
                about = (visit.workspace.id, manuscript.slug, name, fields.version, words, visit.curator.id, visit.now)
                version = await save(db, *about)
        except ChangedMeanwhile as changed:
            return await self._conflict(visit, changed.newest)
        return web.json_response({"version": version})

    async def step(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        """Undo or redo; the page is loaded again to show it."""
        fields = await read_fields(request, StepFields)
        manuscript, name = await self._opened(request, visit)
        try:
            async with self.pages.database.write() as db:
                about = (visit.workspace.id, manuscript.slug, name, fields.version, fields.back)
                version = await step(db, *about, visit.curator.id, visit.now)
        except ChangedMeanwhile as changed:
            return await self._conflict(visit, changed.newest)
        return web.json_response({"version": version or fields.version})

    async def check(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        """What is wrong with the page as it was saved last."""
        manuscript, name = await self._opened(request, visit)
        faults = await check_page(manuscript, name, self._path, self.pages.publisher.voices)
        return web.json_response({"faults": _faults(faults)})

    async def preview(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        """The clip of the page as it was saved last, made scene by scene as it is played."""
        manuscript, name = await self._opened(request, visit)
        voices = self.pages.publisher.voices
        preview, faults = await preview_page(manuscript, name, self._path, voices, self.studio, visit.workspace)
        live = ""
        if preview.digest:
            token = self.pages.links.files(visit.workspace.id, preview.digest, visit.now, MediaUse.REVIEW)
            live = f"/live/{token}/clip.m3u8"
        scenes = [asdict(scene) for scene in preview.scenes]
        return web.json_response(
            {"live": live, "seconds": preview.seconds, "scenes": scenes, "faults": _faults(faults)}
        )

    def _path(self, key: str) -> Path:
        return self.pages.media.path(key)

    async def _opened(self, request: web.Request, visit: StudioVisit) -> tuple[Manuscript, str]:
        manuscript, name = await self.pages.manuscript(request, visit), request.match_info["name"]
        if name not in manuscript.pages:
            raise NoEntry(NO_PAGE)
        return manuscript, name

    async def _conflict(self, visit: StudioVisit, newest: PageVersion) -> web.Response:
        async with self.pages.database.read() as db:
            person = (
                await roster.learner_by_id(db, visit.workspace.id, newest.changed_by) if newest.changed_by else None
            )
        at = newest.changed_at.strftime("%H:%M UTC")
        words = studio_texts.conflict(person.name if person else "", at)
        return web.json_response({"conflict": words, "version": newest.version}, status=409)


def _beside_labels() -> dict[str, str]:
    """The words of what stands beside the script."""
    parts = [review_texts.comment_labels(), check_texts.labels(), look_texts.labels(), film_caption_texts.labels()]
    parts.append(variation_texts.labels())
    return {name: label for labels in parts for name, label in labels.items()}


def _faults(faults: tuple[PlacedFault, ...]) -> list[dict[str, object]]:
    """Where each is mended, and what it says in the curator's language."""
    return [
        asdict(fault)
        | {
            "what": authoring_texts.what_is_wrong(fault.what),
            "instead": authoring_texts.what_to_do(fault.instead),
        }
        for fault in faults
    ]


def editor_pages(app: web.Application, pages: StudioPages, studio: Previewer) -> None:
    """Serve the editor."""
    editor = Editor(pages, studio)
    page = f"/studio/{{slug:[a-z0-9-]{{1,100}}}}/{PUT}"
    app.router.add_get(page, pages.serving(editor.page))
    app.router.add_post(f"{page}/save", pages.serving(editor.save))
    app.router.add_post(f"{page}/step", pages.serving(editor.step))
    app.router.add_get(f"{page}/check", pages.serving(editor.check))
    app.router.add_get(f"{page}/preview", pages.serving(editor.preview))
