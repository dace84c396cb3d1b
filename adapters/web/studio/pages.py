"""The list of series, and a series with its pages: begin, bring, publish, approve, download."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import BodyPartReader, web

from adapters.media import FileMedia
from adapters.web.http.errors import Fault
from adapters.web.managers.access import Access, NoEntry
from adapters.web.studio.visiting import NO_SERIES, StudioVisit, gone_page, visit_of
from bot.clock import Clock
from bot.links import Links
from bot.messages.catalogue import language_of, speaking, template
from bot.messages.lower import authoring_texts
from bot.messages.pages import report_texts, studio_texts
from bot.messages.studio import bank_texts, marks_texts, review_texts, sent_film_texts
from bot.sent_films.films import FilmState, films_in
from bot.studio.archive import MOST_BYTES, NotTaken, pack, unpack
from bot.studio.beginnings import (
    LONGEST_DOCUMENT,
    LONGEST_SOURCE,
    NotBegun,
    add_episode,
    begin_series,
    paragraphs,
)
from bot.studio.bringing import bring
from bot.studio.checking import marks_on
from bot.studio.lineup import own_pages
from bot.studio.manuscripts import Manuscript
from bot.studio.opening import open_manuscript
from bot.studio.publishing import NotPublished, Publisher, approve, list_series, series_row
from bot.studio.resting import stale_in_manuscript
from bot.studio.review.comments import open_comments
from bot.studio.reviewing import decisions, send_back
from lessons.authoring import AuthoringErrors
from lessons.authoring import Fault as AuthoringFault
from lessons.authoring.draft_page import front_text
from lessons.database import Database
from lessons.ports import Writer

REVIEWED_FOR = timedelta(days=1_000)  # so far back it is shown what became of versions
Action = Callable[["StudioPages", web.Request, StudioVisit], Awaitable[web.StreamResponse]]


class StudioPages:
    """Serves the pages and does what their forms send.

    Args:
        writer: a model that drafts series, None where none is set up.
    """

    def __init__(
        self,
        database: Database,
        links: Links,
        clock: Clock,
        media: FileMedia,
        publisher: Publisher,
        writer: Writer | None = None,
    ) -> None:
        self.database, self.links, self.media, self.writer = database, links, media, writer
        self.access = Access(database, links, clock)
        self.publisher = publisher

    def serving(self, action: Action) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A handler for whoever the link opens the page to, in their language."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                visit = await visit_of(request, self.access)
                with speaking(visit.curator.locale):
                    return await action(self, request, visit)
            except NoEntry as refused:
                return gone_page(request, refused)

        return handle

    async def manuscript(self, request: web.Request, visit: StudioVisit) -> Manuscript:
        """The series that the address names, begun from the catalogue where nobody opened it yet.

        Raises:
            NoEntry: there is none.
        """
        # Opening may write: pages come out of the catalogue once, so that their versions can be counted from there.
        async with self.database.write() as db:
            manuscript = await open_manuscript(db, visit.workspace.id, request.match_info["slug"], visit.now)
        if manuscript is None:
            raise NoEntry(NO_SERIES)
        return manuscript

    async def shelf(self, request: web.Request, visit: StudioVisit, fault: str = "") -> web.Response:
        """The list."""
        async with self.database.read() as db:
            rows = await list_series(db, visit.workspace.id, visit.now.date())
            films = await films_in(db, visit.workspace.id, FilmState.WAITING)
        values = {"films_waiting": len(films), "sent_films": sent_film_texts.queue_labels()["sent_films"]}
        return visit.page(request, "studio.html", 422 if fault else 200, rows=rows, fault=fault, **values)

    async def series(
        self,
        request: web.Request,
        visit: StudioVisit,
        fault: str = "",
        faults: tuple[AuthoringFault | tuple[str, int, str], ...] = (),
        status: int = 0,
    ) -> web.Response:
        """One series.

        Args:
            faults: of its pages, or of a file that was brought: name, line and what is wrong.
            status: 422 where there are faults, unless it is named.
        """
        manuscript = await self.manuscript(request, visit)
        async with self.database.read() as db:
            row = await series_row(db, visit.workspace.id, manuscript.slug, visit.now.date())
            stale = await stale_in_manuscript(db, manuscript, visit.now.date())
            since = visit.now - REVIEWED_FOR
            entries = await decisions(db, visit.workspace.id, manuscript.slug, since)
            waiting = await open_comments(db, visit.workspace.id, manuscript.slug)
        zone = ZoneInfo(visit.curator.zone)
        titles = {page.name: front_text(page.words, "title") or page.name for page in manuscript.episodes()}
        values = {
            "row": row,
            "manuscript": manuscript,
            "titles": titles,
            "stale": stale,
            "waiting": waiting,
            "order": own_pages(manuscript),
            "gone": request.query.get("gone", ""),
            "decisions": [(each, report_texts.minute(each.at.astimezone(zone))) for each in entries],
            "review": review_texts.labels(),
            "bank": bank_texts.labels(),
            "fault": fault,
            "faults": [each if isinstance(each, tuple) else _placed(each) for each in faults],
            "notice": studio_texts.notices().get(request.query.get("done", ""), ""),
            "another_approves": self.publisher.another_approves,
            "own_request": manuscript.asked_by == visit.curator.id,
        }
        return visit.page(request, "studio_series.html", status or (422 if fault or faults else 200), **values)


def _placed(fault: AuthoringFault) -> tuple[str, int, str]:
    """The page and the line, and what a fault says in the curator's language."""
    what, instead = authoring_texts.what_is_wrong(fault.what), authoring_texts.what_to_do(fault.instead)
    return Path(fault.file).name, fault.line, f"{what}. {instead}"


async def _shelf(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    return await pages.shelf(request, visit)


async def _series(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    return await pages.series(request, visit)


async def _begin(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    form = {name: str(value) for name, value in (await request.post()).items()}
    text, source = form.get("document", "").strip(), " ".join(form.get("source", "").split())
    try:
        if text and not 0 < len(source) <= LONGEST_SOURCE:
            raise NotBegun(studio_texts.needs_source())
        if len(text) > LONGEST_DOCUMENT:
            raise NotBegun(studio_texts.too_long_document(LONGEST_DOCUMENT))
        material = paragraphs(text, source) if text else ()
        language = language_of(visit.curator.locale)
        async with pages.database.write() as db:
            about = (form.get("title", ""), language, visit.curator.id, visit.now, material)
            slug = await begin_series(db, visit.workspace.id, *about)
    except NotBegun as fault:
        return await pages.shelf(request, visit, str(fault))
    raise web.HTTPSeeOther(f"{visit.home}/{slug}/")


async def _add(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    manuscript = await pages.manuscript(request, visit)
    title = str((await request.post()).get("title", ""))
    try:
        async with pages.database.write() as db:
            name = await add_episode(db, manuscript, title, visit.curator.id, visit.now)
    except NotBegun as fault:
        return await pages.series(request, visit, str(fault))
    raise web.HTTPSeeOther(f"{visit.home}/{manuscript.slug}/page/{name}")


async def _bring(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPUnsupportedMediaType
    try:
        name, content = await uploaded(request)
        unpacked = await asyncio.to_thread(unpack, content)
        slug = await bring(pages.database, pages.media, visit.curator, name, unpacked, visit.now)
    except NotTaken as fault:
        return await pages.shelf(request, visit, str(fault))
    raise web.HTTPSeeOther(f"{visit.home}/{slug}/?done=brought")


async def uploaded(request: web.Request) -> tuple[str, bytes]:
    """Name and content of the file that a form sends."""
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename:
            content = bytearray()
            while chunk := await part.read_chunk(65_536):
                content += chunk
                if len(content) > MOST_BYTES:
                    raise Fault(
                        413,
                        template("This file is too large"),
                        f"A series may have {MOST_BYTES >> 20} MB as a ZIP file.",
                    )
            return part.filename, bytes(content)
    raise NotTaken(studio_texts.no_file())


async def _download(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    manuscript = await pages.manuscript(request, visit)
    content = await asyncio.to_thread(pack, manuscript, pages.media.path)
    headers = {"Content-Disposition": f'attachment; filename="{manuscript.slug}.zip"'}
    return web.Response(body=content, content_type="application/zip", headers=headers)


async def _publish(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    manuscript = await pages.manuscript(request, visit)
    try:
        await pages.publisher.publish(visit.workspace, manuscript, visit.curator, visit.now)
    except AuthoringErrors as errors:
        return await pages.series(request, visit, studio_texts.faults_in(len(errors.faults)), errors.faults)
    except NotPublished as fault:
        reasons = {"newer": studio_texts.newer_version(), "marks": marks_texts.open_marks(marks_on(manuscript))}
        advice = reasons.get(str(fault), studio_texts.another_slug(manuscript.slug))
        return await pages.series(request, visit, advice)
    done = "asked" if pages.publisher.another_approves else "review" if manuscript.drafted_by else "published"
    raise web.HTTPSeeOther(f"{visit.home}/{manuscript.slug}/?done={done}")


async def _approve(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    slug, another = request.match_info["slug"], pages.publisher.another_approves
    async with pages.database.write() as db:
        approved = await approve(db, visit.workspace.id, slug, visit.curator, another, visit.now)
    if not approved:
        return await pages.series(request, visit, studio_texts.own_request())
    raise web.HTTPSeeOther(f"{visit.home}/{slug}/?done=approved")


async def _send_back(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    slug, reason = request.match_info["slug"], str((await request.post()).get("reason", ""))
    async with pages.database.write() as db:
        waiting = await open_comments(db, visit.workspace.id, slug)
        done = await send_back(db, slug, visit.curator, reason, sum(waiting.values()), visit.now)
    raise web.HTTPSeeOther(f"{visit.home}/{slug}/?done={'back' if done else ''}")


def studio_pages(app: web.Application, pages: StudioPages) -> None:
    """Serve the pages."""
    series = "/studio/{slug:[a-z0-9-]{1,100}}"
    app.router.add_get("/studio", pages.serving(_shelf))
    app.router.add_post("/studio/begin", pages.serving(_begin))
    app.router.add_post("/studio/bring", pages.serving(_bring))
    app.router.add_get(f"{series}/", pages.serving(_series))
    app.router.add_get(f"{series}/series.zip", pages.serving(_download))
    app.router.add_post(f"{series}/add", pages.serving(_add))
    app.router.add_post(f"{series}/publish", pages.serving(_publish))
    app.router.add_post(f"{series}/approve", pages.serving(_approve))
    app.router.add_post(f"{series}/back", pages.serving(_send_back))
