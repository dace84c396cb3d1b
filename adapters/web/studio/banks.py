"""Question banks of other systems, brought into a series of the studio."""

from __future__ import annotations

import asyncio

from aiohttp import web

from adapters.web.studio.pages import StudioPages, uploaded
from adapters.web.studio.visiting import StudioVisit
from bot.messages.studio import bank_texts
from bot.studio.archive import NotTaken
from bot.studio.question_banks import add_questions
from lessons.authoring.banks import LeftOut, UnreadableBank, read_bank
from schedules.ledger import audit


async def _questions(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    """Take what can be taken, and say of each other one where it stands and why not."""
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPUnsupportedMediaType
    manuscript = await pages.manuscript(request, visit)
    try:
        name, content = await uploaded(request)
        bank = await asyncio.to_thread(read_bank, name, content, *bank_texts.truth())
    except NotTaken as fault:
        return await pages.series(request, visit, str(fault))
    except UnreadableBank as fault:
        return await pages.series(request, visit, bank_texts.at_line(str(fault), fault.line))
    async with pages.database.write() as db:
        await add_questions(db, manuscript, bank.questions, visit.curator.id, visit.now)
        about = (visit.workspace.id, visit.curator.id, "questions brought", manuscript.slug, visit.now)
        await audit.note(db, *about, questions=len(bank.questions), left_out=len(bank.left_out))
    if not bank.left_out:
        raise web.HTTPSeeOther(f"{visit.home}/{manuscript.slug}/?done=questions")
    summary = bank_texts.came_in(len(bank.questions), len(bank.left_out))
    return await pages.series(request, visit, summary, tuple(_placed(name, each) for each in bank.left_out), status=200)


def _placed(name: str, each: LeftOut) -> tuple[str, int, str]:
    return each.file or name, each.line, bank_texts.why(each.why)


def bank_pages(app: web.Application, pages: StudioPages) -> None:
    app.router.add_post("/studio/{slug:[a-z0-9-]{1,100}}/questions", pages.serving(_questions))
