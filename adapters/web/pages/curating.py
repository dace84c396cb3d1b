"""The curators' page: what answers rest on, what is missing, and clips that were made now, behind a signed link."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.curators.episodes import approve_by_hand, draft_by_hand, draft_from_documents
from adapters.web.curators.source_forms import keep_web_source, look_at_source, remove_source, source_lines
from adapters.web.curators.visiting import NO_LONGER, Visit, visitor
from adapters.web.curators.wording_forms import keep_agreement, keep_experts, keep_limit, keep_synonyms
from adapters.web.http.gone import NotForYou, Readers
from adapters.web.http.site import SITE
from adapters.web.pages.curator_worklist import worklist_of
from adapters.web.pages.uploaded_documents import LONGEST_NAME, uploaded
from bot.answers import documents, gaps, generated_clips, referring, taught, wordings
from bot.answers.gaps import Gone, NotReady
from bot.answers.generated_clips import GeneratedClip
from bot.clock import Clock
from bot.links import Links, MediaUse, Purpose
from bot.messages.language_names import language_name
from bot.messages.lower import reading_texts, source_page_texts, source_texts
from bot.messages.lower.delivery_texts import no_clip
from bot.messages.pages import curate_faults_texts as faults
from bot.messages.pages import curate_texts, report_texts
from bot.messages.pages.figure_texts import number
from lessons import catalog
from lessons.answers.reading.files import Read, Unread
from lessons.answers.reading.pages import read_urls
from lessons.database import Database
from schedules.people import roster
from schedules.people.roster import Learner

HEADERS = {"X-Robots-Tag": "noindex, nofollow"}
MOST_URLS = 20
LONGEST_FORM, LONGEST_WORDS = 64 * 1024, 3_000


Action = Callable[["_Curating", web.Request, Visit], Awaitable[str]]


def curating_pages(app: web.Application, database: Database, links: Links, clock: Clock) -> None:
    """Serve the page and take what its forms send."""
    pages = _Curating(database, links, clock)
    app.router.add_get("/curate/{token}", pages.page)
    for path, action in ACTIONS.items():
        app.router.add_post(f"/curate/{{token}}/{path}", pages.acting(action))


class _Curating:
    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self.database, self.links, self.clock = database, links, clock
        self._readers = Readers(database, links)

    async def page(self, request: web.Request) -> web.Response:
        try:
            visit = await visitor(request, self.database, self.links, self.clock)
        except NotForYou as gone:
            return await self._gone(request, gone)
        return await self._rendered(request, visit, request.query.get("said", ""))

    def acting(self, action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A form's handler: does it, and leads back to the page, which says what was done."""

        async def handle(request: web.Request) -> web.Response:
            try:
                visit = await visitor(request, self.database, self.links, self.clock)
                with visit.speaking():
                    raise visit.back(await action(self, request, visit))
            except NotForYou as gone:
                return await self._gone(request, gone)
            except (NotReady, Gone) as fault:
                status = 409 if isinstance(fault, Gone) else 422
                return await self._rendered(request, visit, "", status, fault=str(fault))

        return handle

    async def _gone(self, request: web.Request, gone: NotForYou) -> web.Response:
        response = await self._readers.gone_page(request, gone, Purpose.CURATE)
        response.headers.update(HEADERS)
        return response

    async def _rendered(
        self, request: web.Request, visit: Visit, done: str, status: int = 200, fault: str = ""
    ) -> web.Response:
        async with self.database.read() as db:
            workspace = await roster.workspace_by_id(db, visit.workspace_id)
            if workspace is None:
                raise NO_LONGER
            worklist = await worklist_of(db, workspace, visit.now.date())
            with visit.speaking():
                lines = await source_lines(db, visit.curator)

        def files(media: str) -> str:
            return self.links.files(visit.workspace_id, media, visit.now, MediaUse.REVIEW)

        values = {"worklist": worklist, "token": visit.token, "fault": _sentence(fault), "files": files}
        with visit.speaking():
            notice = (curate_texts.notices() | source_page_texts.notices()).get(done, "")
            words = {
                "w": curate_texts.labels() | source_page_texts.labels(),
                "source_texts": source_page_texts,
                "source_lines": lines,
                "texts": curate_texts,
                "sources": source_texts,
                "day": report_texts.day,
                "number": number,
                "language_name": language_name,
                "no_clip": no_clip,
            }
            unread = [(source, reading_texts.unread(reason)) for source, reason in worklist.unread]
            return _page(request, "curate.html", status, notice=notice, unread=unread, **values, **words)


def _sentence(fault: str) -> str:
    return f"{fault[:1].upper()}{fault[1:]}." if fault else ""


def _page(request: web.Request, template: str, status: int, **values: object) -> web.Response:
    response = request.app[SITE].page(template, status, **values)
    response.headers.update(HEADERS)
    return response


async def _upload(pages: _Curating, request: web.Request, visit: Visit) -> str:
    """Documents from the curator's own disk; each is read while the next one still comes."""
    async with pages.database.read() as db:
        workspace = await roster.workspace_by_id(db, visit.workspace_id)
    if workspace is None or not request.content_type.startswith("multipart/"):
        raise web.HTTPUnsupportedMediaType
    documents_read = uploaded(request, workspace.locale)
    return await _learned(pages, visit, documents_read, faults.no_file())


async def _urls(pages: _Curating, request: web.Request, visit: Visit) -> str:
    lines = (await _form(request)).get("urls", "").splitlines()
    urls = [line.strip() for line in lines if line.strip()]
    if len(urls) > MOST_URLS:
        raise NotReady(faults.too_many_urls(len(urls), MOST_URLS))
    return await _learned(pages, visit, read_urls(urls), faults.no_url())


async def _learned(pages: _Curating, visit: Visit, documents_read: AsyncIterator[Read | Unread], advice: str) -> str:
    results = [
        result async for result in documents.learn_all(pages.database, visit.workspace_id, documents_read, visit.now)
    ]
    if not results:
        raise NotReady(advice)
    return "unread" if any(result.reason for result in results) else "read"


async def _remove(pages: _Curating, request: web.Request, visit: Visit) -> str:
    source = (await _form(request)).get("source", "")
    async with pages.database.write() as db:
        if not await documents.remove(db, visit.workspace_id, source):
            raise Gone(faults.removed_before())
    return "removed"


async def _hints(pages: _Curating, request: web.Request, visit: Visit) -> str:
    wanted = (await _form(request)).get("first") == "yes"
    async with pages.database.write() as db:
        await wordings.set_hints_first(db, visit.workspace_id, wanted)
    return "hints"


async def _synonyms(pages: _Curating, request: web.Request, visit: Visit) -> str:
    return await keep_synonyms(pages.database, visit.curator, await _form(request))


async def _experts(pages: _Curating, request: web.Request, visit: Visit) -> str:
    return await keep_experts(pages.database, visit.curator, await _form(request))


async def _agreement(pages: _Curating, request: web.Request, visit: Visit) -> str:
    return await keep_agreement(pages.database, visit.curator, await _form(request))


async def _limit(pages: _Curating, request: web.Request, visit: Visit) -> str:
    return await keep_limit(pages.database, visit.curator, await _form(request), visit.now)


async def _source(pages: _Curating, request: web.Request, visit: Visit) -> str:
    return await keep_web_source(pages.database, visit.curator, await _form(request), visit.now)


def _of_source(do: Callable[[Database, Learner, str, datetime], Awaitable[str]]) -> Action:
    async def act(pages: _Curating, request: web.Request, visit: Visit) -> str:
        return await do(pages.database, visit.curator, request.match_info["id"], visit.now)

    return act


def _about(do: Callable[[AsyncConnection, Learner, str, datetime], Awaitable[None]], notice: str) -> Action:
    async def decide(pages: _Curating, request: web.Request, visit: Visit) -> str:
        async with pages.database.write() as db:
            await do(db, visit.curator, request.match_info["id"], visit.now)
        return notice

    return decide


async def _again(pages: _Curating, request: web.Request, visit: Visit) -> str:
    async with pages.database.write() as db:
        clip = await catalog.clip_by_id(db, visit.workspace_id, request.match_info["id"])
        if clip is None or not await catalog.want_failed_again(db, visit.workspace_id, clip.episode_id):
            raise Gone(faults.no_trouble())
    return "again"


async def _draft(pages: _Curating, request: web.Request, visit: Visit) -> str:
    form = await _form(request)
    words, source = form.get("words", ""), form.get("source", "")
    if len(words) > LONGEST_WORDS or len(source) > LONGEST_NAME:
        raise NotReady(faults.too_long(LONGEST_WORDS, LONGEST_NAME))
    await draft_by_hand(pages.database, visit, request.match_info["id"], words, source)
    return "drafted"


async def _episode(pages: _Curating, request: web.Request, visit: Visit) -> str:
    await draft_from_documents(pages.database, visit, request.match_info["id"])
    return "episode"


async def _aside(pages: _Curating, request: web.Request, visit: Visit) -> str:
    async with pages.database.write() as db:
        gap = await gaps.gap_of(db, visit.workspace_id, request.match_info["id"])
        await gaps.set_aside(db, gap, visit.curator, visit.now)
    return "aside"


async def _approve_draft(pages: _Curating, request: web.Request, visit: Visit) -> str:
    await approve_by_hand(pages.database, visit, request.match_info["id"])
    return "approved"


def _decision(do: Callable[[AsyncConnection, GeneratedClip, Learner, datetime], Awaitable[Any]], notice: str) -> Action:
    async def decide(pages: _Curating, request: web.Request, visit: Visit) -> str:
        async with pages.database.write() as db:
            clip = await generated_clips.clip_by_id(db, visit.workspace_id, request.match_info["id"])
            if clip is None:
                raise Gone(faults.clip_gone())
            await do(db, clip, visit.curator, visit.now)
        return notice

    return decide


async def _form(request: web.Request) -> dict[str, str]:
    """The texts of a posted form."""
    if (request.content_length or 0) > LONGEST_FORM:
        raise web.HTTPRequestEntityTooLarge(LONGEST_FORM, request.content_length or 0)
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


ACTIONS: Mapping[str, Action] = {
    "documents": _upload,
    "pages": _urls,
    "remove": _remove,
    "hints": _hints,
    "synonyms": _synonyms,
    "experts": _experts,
    "agreement": _agreement,
    "limit": _limit,
    "sources": _source,
    "sources/{id}/look": _of_source(look_at_source),
    "sources/{id}/remove": _of_source(remove_source),
    "replies/{id}/learn": _about(referring.learn_reply, "taught"),
    "replies/{id}/decline": _about(referring.decline_reply, "aside"),
    "clips/{id}/again": _again,
    "gaps/{id}/draft": _draft,
    "gaps/{id}/episode": _episode,
    "gaps/{id}/aside": _aside,
    "proposed/{id}/teach": _about(taught.teach, "taught"),
    "proposed/{id}/decline": _about(taught.decline, "aside"),
    "drafts/{id}/approve": _approve_draft,
    "made/{id}/approve": _decision(gaps.approve_made, "approved"),
    "made/{id}/refuse": _decision(gaps.refuse_made, "refused"),
    "made/{id}/clear": _decision(gaps.clear_made, "cleared"),
}
