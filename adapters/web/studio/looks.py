"""An episode as each chat platform will show it, drawn by what sends it: the same blocks, cards and parts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from adapters.web.http.site import content_type
from adapters.web.pages.gallery import Tab
from adapters.web.studio.editor import PUT
from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import StudioVisit
from bot.chat import Button, Clip, Message
from bot.links import MediaUse
from bot.messages import lesson_texts
from bot.messages.studio import look_texts
from bot.studio.checking import Previewer, folder_of, preview_page
from bot.studio.lineup import own_pages
from bot.studio.manuscripts import Manuscript
from lessons.authoring.draft_page import front_text, read_draft_page
from lessons.authoring.lineup import SERIES
from lessons.episodes import Translation

NOTHING = "x"  # what the buttons carry here, where nobody's answer is kept


class LookPages:
    """Serves the page, and the sheets and scripts that draw each platform."""

    def __init__(self, pages: StudioPages, studio: Previewer, tabs: Sequence[Tab]) -> None:
        self.pages, self.studio, self.tabs = pages, studio, tabs
        self._files = {name: content for tab in tabs for name, content in tab.files.items()}

    async def page(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        manuscript, name = await self.pages.manuscript(request, visit), request.match_info["name"]
        if name not in manuscript.pages or name == SERIES:
            raise web.HTTPNotFound
        message = await self._message(manuscript, name, visit)
        drawn = [(tab, tab.draw(message)) for tab in self.tabs] if message else []
        values: dict[str, Any] = {"manuscript": manuscript, "name": name, "drawn": drawn, "look": look_texts.labels()}
        return visit.page(request, "studio_looks.html", **values)

    async def file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        return web.Response(body=self._files[name], content_type=content_type(name), charset="utf-8")

    async def _message(self, manuscript: Manuscript, name: str, visit: StudioVisit) -> Message | None:
        """What learners get; None while something is wrong with the page."""
        path, voices = self.pages.media.path, self.pages.publisher.voices
        translation = await asyncio.to_thread(self._read, manuscript, name)
        if translation is None:
            return None
        preview, _ = await preview_page(manuscript, name, path, voices, self.studio, visit.workspace)
        poster = "/static/poster.svg"
        if preview.digest:
            token = self.pages.links.files(visit.workspace.id, preview.digest, visit.now, MediaUse.REVIEW)
            poster = f"/live/{token}/0.jpg"
        watch = f"{self.pages.links.public_url}/watch/"  # opens nothing: the page is to be looked at
        order = own_pages(manuscript)
        number = order.index(name) + 1 if name in order else 1
        series = front_text(manuscript.pages[SERIES].words, "title") or manuscript.slug
        return _episode(
            translation, (series, number, len(order)), Clip(translation.title, watch, poster, preview.seconds)
        )

    def _read(self, manuscript: Manuscript, name: str) -> Translation | None:
        with folder_of(manuscript, self.pages.media.path) as folder:
            return read_draft_page(folder, name, False, self.pages.publisher.voices).translation


def _episode(translation: Translation, place: tuple[str, int, int], clip: Clip) -> Message:
    check = translation.check
    question = check.question if check else ""
    buttons = [Button(option.text, NOTHING) for option in check.options] if check else []
    return lesson_texts.episode(*place, translation.title, clip, question, buttons)


def look_pages(app: web.Application, pages: StudioPages, studio: Previewer, tabs: Sequence[Tab]) -> None:
    """Serve them."""
    looks = LookPages(pages, studio, tabs)
    app.router.add_get(f"/studio/{{slug:[a-z0-9-]{{1,100}}}}/{PUT}/looks", pages.serving(looks.page))
    app.router.add_get("/studio/looks/{name:[a-zA-Z0-9.-]{1,60}}", looks.file)
