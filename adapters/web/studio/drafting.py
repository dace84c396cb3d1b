"""The page on which a series is drafted from documents. What goes on is sent line by line while it is worked on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from adapters.web.http.errors import Fault
from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import StudioVisit
from bot.answers.documents import learn_all
from bot.messages.catalogue import speaking
from bot.messages.lower import reading_texts
from bot.messages.pages import curate_faults_texts
from bot.messages.studio import drafting_texts
from bot.studio.drafting.keeping import chosen_documents, draft_from, open_documents
from bot.studio.drafting.material import LANGUAGES, MOST_DOCUMENTS, DraftDocument, NotDrafted, uploaded
from bot.studio.drafting.model.writing import draft_with_model
from bot.studio.drafting.writing import MOST_EPISODES, USUAL_EPISODES, DraftedSeries, DraftProgress
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import MOST_BYTES, Read, Unread, read_content

LINES = "application/x-ndjson"
LONGEST_FIELD, LONGEST_NAME = 4_000, 200  # characters


@dataclass(slots=True)
class DraftForm:
    """What the form sends.

    Attributes:
        fields: by name; documents that are ticked are in `ticked`.
    """

    fields: dict[str, str] = field(default_factory=dict)
    ticked: list[str] = field(default_factory=list)
    documents: list[DraftDocument] = field(default_factory=list)
    read: list[Read] = field(default_factory=list)

    @property
    def language(self) -> str:
        wanted = self.fields.get("language", "")
        return wanted if wanted in LANGUAGES else ""

    @property
    def count(self) -> int:
        written = self.fields.get("episodes", "")
        return min(MOST_EPISODES, max(1, int(written))) if written.isdecimal() else USUAL_EPISODES


async def draft_page(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    return await _form_page(pages, request, visit)


async def _form_page(
    pages: StudioPages, request: web.Request, visit: StudioVisit, fault: str = ""
) -> web.StreamResponse:
    async with pages.database.read() as db:
        documents = await open_documents(db, visit.workspace.id)
    values = {"documents": documents, "most": MOST_EPISODES, "usual": USUAL_EPISODES, "fault": fault}
    values["writes"] = pages.writer is not None
    return visit.page(request, "studio_draft.html", 422 if fault else 200, draft=drafting_texts.labels(), **values)


async def draft(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    """Draft what the form asks for; answered as lines of JSON where the page's script asks for them."""
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPUnsupportedMediaType
    if LINES in request.headers.get("Accept", ""):
        return await _as_lines(pages, request, visit)
    try:
        steps = [step async for step in _steps(pages, request, visit)]
    except NotDrafted as fault:
        return await _form_page(pages, request, visit, str(fault))
    raise web.HTTPSeeOther(str(steps[-1]["address"]))


async def _as_lines(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    reply = web.StreamResponse(headers={"Content-Type": LINES, "Cache-Control": "no-store"})
    await reply.prepare(request)
    try:
        async for step in _steps(pages, request, visit):
            await _send(reply, step)
    except NotDrafted as fault:
        await _send(reply, {"fault": str(fault)})
    except Fault as fault:  # the reply has begun: its status can say nothing any more
        await _send(reply, {"fault": f"{fault.title}. {fault.advice}"})
    return reply


async def _send(reply: web.StreamResponse, step: Mapping[str, object]) -> None:
    # Whoever closed the page gets the series all the same: it is in the list when they come back.
    try:
        await reply.write(f"{json.dumps(step, ensure_ascii=False)}\n".encode())
    except ConnectionError:
        return


async def _steps(pages: StudioPages, request: web.Request, visit: StudioVisit) -> AsyncIterator[dict[str, object]]:
    form = DraftForm()
    async for name in _read(request, form, visit):
        yield {"what": drafting_texts.is_read(name)}
    async with pages.database.read() as db:
        learned = await chosen_documents(db, visit.workspace.id, form.ticked, len(form.documents))
    documents = [*form.documents, *learned]
    about = (documents, form.fields.get("title", ""), form.count, visit.curator.id, visit.now, form.language)
    wish, workspace_id = form.fields.get("wish", "").strip(), visit.workspace.id
    if pages.writer is not None and wish:
        drafting = draft_with_model(pages.writer, pages.database, workspace_id, wish, *about)
    else:
        drafting = draft_from(pages.database, workspace_id, *about)
    async for step in drafting:
        if isinstance(step, DraftedSeries) and form.fields.get("learn") == "yes":
            await _learn(pages, form, visit)
        yield _shown(step, visit, form.count)


async def _learn(pages: StudioPages, form: DraftForm, visit: StudioVisit) -> None:
    """Let answers rest on the documents too: what is compared with them later must be known here."""

    async def each() -> AsyncIterator[Read | Unread]:
        for read in form.read:
            yield read

    async for _ in learn_all(pages.database, visit.workspace.id, each(), visit.now):
        pass


def _shown(step: DraftProgress | DraftedSeries, visit: StudioVisit, count: int) -> dict[str, object]:
    if isinstance(step, DraftProgress):
        return {"at": step.at, "of": step.of, "what": step.what}
    with speaking(visit.curator.locale):
        notice = drafting_texts.ready(step.title)
    done = "fewer" if step.missing else "drafted"
    return {"at": count, "of": count, "what": notice, "address": f"{visit.home}/{step.slug}/?done={done}"}


async def _read(request: web.Request, form: DraftForm, visit: StudioVisit) -> AsyncIterator[str]:
    """Fill the form; the name of each document as it was read."""
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.filename:
            yield await _document(part, form, visit)
        elif part.filename is None:
            text = (await part.read(decode=True)).decode("utf-8", "replace")[:LONGEST_FIELD]
            if part.name == "document":
                form.ticked.append(text)
            else:
                form.fields[part.name or ""] = text


async def _document(part: BodyPartReader, form: DraftForm, visit: StudioVisit) -> str:
    name = (part.filename or "").replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:]
    if len(form.documents) == MOST_DOCUMENTS:
        raise NotDrafted(drafting_texts.how_many_documents(MOST_DOCUMENTS))
    content = bytearray()
    while chunk := await part.read_chunk(65_536):
        content += chunk
        if len(content) > MOST_BYTES:
            raise Fault(413, *curate_faults_texts.large_file(MOST_BYTES // 1_000_000))
    language = form.language or visit.workspace.locale
    try:
        read = await read_content(f"upload: {name}", name, bytes(content), language, part.get_charset(""))
    except Unreadable as fault:
        raise NotDrafted(drafting_texts.unreadable(name, reading_texts.unread(str(fault)))) from fault
    form.documents.append(uploaded(read, len(form.documents)))
    at = len(form.documents)
    form.read.append(Read(read.source, read.passages, at, at, read.warnings))
    return name


def draft_pages(app: web.Application, pages: StudioPages) -> None:
    """Serve the page."""
    app.router.add_get("/studio/draft", pages.serving(draft_page))
    app.router.add_post("/studio/draft", pages.serving(draft))
