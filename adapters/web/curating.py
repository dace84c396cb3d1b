"""The curators' page: what answers rest on, what is missing, and clips that were made now, behind a signed link."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import BodyPartReader, web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.dashboard import NotForYou
from adapters.web.desk import desk_of
from adapters.web.errors import Fault
from adapters.web.site import SITE
from bot.answers import documents, gaps, madenow, questions
from bot.answers.gaps import Gone, NotReady
from bot.answers.madenow import Made
from bot.clock import Clock
from bot.links import BadLink, ExpiredLink, Links, Purpose, Ticket
from lessons import catalog
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import MOST_BYTES, Read, Unread, read_content
from lessons.answers.reading.pages import read_urls
from lessons.database import Database
from schedules.people import roster
from schedules.people.roster import Learner

HEADERS = {"X-Robots-Tag": "noindex, nofollow"}
MOST_FILES, MOST_URLS = 20, 20
LONGEST_FORM, LONGEST_WORDS, LONGEST_NAME = 64 * 1024, 3_000, 200

EXPIRED = NotForYou(410, "This link has expired", "It works for 7 days. Write “curate” to the bot to get a fresh one.")
NOT_OURS = NotForYou(
    404,
    "This link does not work",
    "It was cut off or changed on the way. Write “curate” to the bot to get a fresh one.",
)
NO_LONGER = NotForYou(
    403,
    "This page is not open to you",
    "It is for those who manage lessons here. If that is you, ask whoever runs Ninety at your company to say so.",
)
SAID: Mapping[str, str] = {
    "read": "Everything was read. The next question is answered from it.",
    "unread": "Not everything could be read; the reasons are below.",
    "removed": "Removed. No answer uses it any more.",
    "drafted": "The draft is made. Learners see it once you approve it.",
    "aside": "Taken off the list.",
    "approved": "Approved. It answers questions from now on, as soon as its clip is made.",
    "refused": "Nobody will see this clip again.",
    "cleared": "The clip is shown again.",
    "again": "It is made again; look here in a minute.",
    "hints": "Changed: questions are answered as you wish from now on.",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A curator with a link that opens the page."""

    token: str
    curator: Learner
    now: datetime

    @property
    def workspace_id(self) -> str:
        return self.curator.workspace_id

    def back(self, said: str) -> web.HTTPSeeOther:
        return web.HTTPSeeOther(f"/curate/{self.token}?said={said}")


Deed = Callable[["_Curating", web.Request, Visit], Awaitable[str]]


def curating_pages(app: web.Application, database: Database, links: Links, clock: Clock) -> None:
    """Serve the page and take what its forms send."""
    pages = _Curating(database, links, clock)
    app.router.add_get("/curate/{token}", pages.page)
    for path, deed in DEEDS.items():
        app.router.add_post(f"/curate/{{token}}/{path}", pages.doing(deed))


class _Curating:
    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self.database, self.links, self.clock = database, links, clock

    async def page(self, request: web.Request) -> web.Response:
        try:
            visit = await self.visit(request)
        except NotForYou as gone:
            return _page(request, "gone.html", gone.status, gone=gone)
        said = SAID.get(request.query.get("said", ""), "")
        return await self._shown(request, visit, said)

    def doing(self, deed: Deed) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A form's handler: does it, and leads back to the page, which says what was done."""

        async def handle(request: web.Request) -> web.Response:
            try:
                visit = await self.visit(request)
                raise visit.back(await deed(self, request, visit))
            except NotForYou as gone:
                return _page(request, "gone.html", gone.status, gone=gone)
            except (NotReady, Gone) as fault:
                status = 409 if isinstance(fault, Gone) else 422
                return await self._shown(request, visit, "", status, fault=str(fault))

        return handle

    async def _shown(
        self, request: web.Request, visit: Visit, said: str, status: int = 200, fault: str = ""
    ) -> web.Response:
        async with self.database.read() as db:
            workspace = await roster.workspace_by_id(db, visit.workspace_id)
            if workspace is None:
                raise NO_LONGER
            desk = await desk_of(db, workspace)
        return _page(request, "curate.html", status, desk=desk, token=visit.token, said=said, fault=fault)

    async def visit(self, request: web.Request) -> Visit:
        """Who came; whether they still manage is asked each time.

        Raises:
            NotForYou: the page does not open for them.
        """
        token, now = request.match_info["token"], self.clock.now()
        ticket = self._ticket(token, now)
        async with self.database.read() as db:
            person = await roster.learner_by_id(db, ticket.workspace_id, ticket.person)
        if person is None or not person.active or not person.manages:
            raise NO_LONGER
        return Visit(token, person, now)

    def _ticket(self, token: str, now: datetime) -> Ticket:
        try:
            return self.links.read(token, Purpose.CURATE, now)
        except ExpiredLink as error:
            raise EXPIRED from error
        except BadLink as error:
            raise NOT_OURS from error


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
    found = _uploaded(request, workspace.locale)
    return await _learned(pages, visit, found, "choose at least one file")


async def _uploaded(request: web.Request, language: str) -> AsyncIterator[Read | Unread]:
    at = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.filename:
            continue
        at += 1
        if at > MOST_FILES:
            raise Fault(413, "These are too many files at once", f"Send up to {MOST_FILES} files, then the rest.")
        name = part.filename.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:]
        uri = f"upload: {name}"
        try:
            source, passages = await read_content(uri, name, await _whole(part), language)
            yield Read(source, passages, at, at)
        except Unreadable as error:
            yield Unread(uri, str(error), at, at)


async def _whole(part: BodyPartReader) -> bytes:
    held = bytearray()
    while chunk := await part.read_chunk(65_536):
        held += chunk
        if len(held) > MOST_BYTES:
            raise Fault(413, "This file is too large", f"A document may have {MOST_BYTES // 1_000_000} MB: split it.")
    return bytes(held)


async def _urls(pages: _Curating, request: web.Request, visit: Visit) -> str:
    lines = (await _form(request)).get("urls", "").splitlines()
    urls = [line.strip() for line in lines if line.strip()]
    if len(urls) > MOST_URLS:
        raise NotReady(f"these are {len(urls)} addresses: send up to {MOST_URLS} at once")
    return await _learned(pages, visit, read_urls(urls), "write at least one address, such as https://example.com/page")


async def _learned(pages: _Curating, visit: Visit, found: AsyncIterator[Read | Unread], advice: str) -> str:
    done = [one async for one in documents.learn_all(pages.database, visit.workspace_id, found, visit.now)]
    if not done:
        raise NotReady(f"nothing came: {advice}")
    return "unread" if any(one.reason for one in done) else "read"


async def _remove(pages: _Curating, request: web.Request, visit: Visit) -> str:
    source = (await _form(request)).get("source", "")
    async with pages.database.write() as db:
        if not await documents.remove(db, visit.workspace_id, source):
            raise Gone("this document was removed before")
    return "removed"


async def _hints(pages: _Curating, request: web.Request, visit: Visit) -> str:
    wanted = (await _form(request)).get("first") == "yes"
    async with pages.database.write() as db:
        await questions.set_hints_first(db, visit.workspace_id, wanted)
    return "hints"


async def _again(pages: _Curating, request: web.Request, visit: Visit) -> str:
    async with pages.database.write() as db:
        clip = await catalog.clip_by_id(db, visit.workspace_id, request.match_info["id"])
        if clip is None or not await catalog.want_failed_again(db, visit.workspace_id, clip.episode_id):
            raise Gone("this clip is not in trouble any more")
    return "again"


async def _draft(pages: _Curating, request: web.Request, visit: Visit) -> str:
    form = await _form(request)
    words, source = form.get("words", ""), form.get("source", "")
    if len(words) > LONGEST_WORDS or len(source) > LONGEST_NAME:
        raise NotReady(f"write up to {LONGEST_WORDS:,} characters, and {LONGEST_NAME} for where they stand")
    async with pages.database.write() as db:
        gap = await gaps.gap_of(db, visit.workspace_id, request.match_info["id"])
        await gaps.draft(db, gap, words, source, visit.curator, visit.now)
    return "drafted"


async def _aside(pages: _Curating, request: web.Request, visit: Visit) -> str:
    async with pages.database.write() as db:
        gap = await gaps.gap_of(db, visit.workspace_id, request.match_info["id"])
        await gaps.set_aside(db, gap, visit.curator, visit.now)
    return "aside"


async def _approve_draft(pages: _Curating, request: web.Request, visit: Visit) -> str:
    async with pages.database.write() as db:
        await gaps.approve_draft(db, visit.curator, request.match_info["id"], visit.now)
    return "approved"


def _deciding(do: Callable[[AsyncConnection, Made, Learner, datetime], Awaitable[Any]], said: str) -> Deed:
    async def decide(pages: _Curating, request: web.Request, visit: Visit) -> str:
        async with pages.database.write() as db:
            made = await madenow.made_by_id(db, visit.workspace_id, request.match_info["id"])
            if made is None:
                raise Gone("this clip is not there any more")
            await do(db, made, visit.curator, visit.now)
        return said

    return decide


async def _form(request: web.Request) -> dict[str, str]:
    """The texts of a posted form."""
    if (request.content_length or 0) > LONGEST_FORM:
        raise web.HTTPRequestEntityTooLarge(LONGEST_FORM, request.content_length or 0)
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


DEEDS: Mapping[str, Deed] = {
    "documents": _upload,
    "pages": _urls,
    "remove": _remove,
    "hints": _hints,
    "clips/{id}/again": _again,
    "gaps/{id}/draft": _draft,
    "gaps/{id}/aside": _aside,
    "drafts/{id}/approve": _approve_draft,
    "made/{id}/approve": _deciding(gaps.approve_made, "approved"),
    "made/{id}/refuse": _deciding(gaps.refuse_made, "refused"),
    "made/{id}/clear": _deciding(gaps.clear_made, "cleared"),
}
