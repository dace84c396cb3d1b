"""Drafting a series from documents in the studio: what comes back, who sees it, and that nothing goes out by itself."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.answers.sources.access import limit
from lessons import catalog
from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import passages_of_document
from lessons.answers.reading.text import read_markdown
from lessons.database import Database
from tests.adapters.web.studio_desk import EPISODE, SERIES, StudioDesk, studio_desk, zipped
from tests.bot.drafting.test_drafts import GERMAN, HANDBOOK
from tests.stories.world import MONDAY


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as made:
        yield made


async def send(
    desk: StudioDesk, files: dict[str, bytes], lines: bool = False, name: str = "Mira", **fields: str
) -> tuple[int, str]:
    form = aiohttp.FormData(quote_fields=False)
    for key, value in fields.items():
        form.add_field(key, value, content_type="text/plain")
    for file, content in files.items():
        form.add_field("files", io.BytesIO(content), filename=file)
    headers = (await desk.signed_in(name)) | ({"Accept": "application/x-ndjson"} if lines else {})
    reply = await desk.client.post("/studio/draft", data=form, headers=headers)
    return reply.status, await reply.text()


async def test_a_document_becomes_a_series_that_says_no_person_wrote_it(desk: StudioDesk) -> None:
    status, page = await send(desk, {"rules.md": HANDBOOK.encode()}, title="Our rules", episodes="2")
    assert (status, "Our rules" in page, "Drafted by a program" in page) == (200, True, True)
    _, shelf = await desk.get("")
    assert "Drafted by a program" in shelf
    _, series = await desk.get("/our-rules/")
    assert series.count('class="shelf-name"') == 3, "two episodes and the page about the series"


async def test_what_goes_on_comes_line_by_line_and_the_last_opens_the_series(desk: StudioDesk) -> None:
    status, text = await send(desk, {"merkblatt.md": GERMAN.encode()}, lines=True, episodes="2")
    steps = [json.loads(line) for line in text.splitlines()]
    assert status == 200
    assert steps[0]["what"] == "merkblatt.md is read."
    assert [step["at"] for step in steps if "at" in step] == [0, 1, 2, 2]
    assert steps[-1]["address"] == "/studio/merkblatt/?done=drafted"


async def test_a_draft_is_published_only_when_somebody_approves_it(desk: StudioDesk) -> None:
    await send(desk, {"rules.md": HANDBOOK.encode()}, title="Our rules", episodes="1")
    _, page = await desk.post("/our-rules/publish")
    assert "approve it: then learners get it" in page
    assert await learners_series(desk) is None
    await desk.post("/our-rules/approve")
    assert await learners_series(desk) == "Our rules"


async def learners_series(desk: StudioDesk) -> str | None:
    async with desk.world.database.read() as db:
        series = await catalog.current_series(db, desk.world.workspace.id, "our-rules")
    return series.title if series else None


async def test_documents_of_answers_can_be_ticked_but_none_that_is_only_for_some(desk: StudioDesk) -> None:
    workspace = desk.world.workspace.id
    async with desk.world.database.write() as db:
        for uri, title in (("rules.md", "Rules for all"), ("board.md", "Rules for the board")):
            blocks = read_markdown(HANDBOOK.encode()).blocks
            learned = await learn_document(
                db, workspace, DocumentSource(uri, title), passages_of_document(title, blocks), MONDAY
            )
            if uri == "board.md":
                await limit(db, workspace, learned.document_id, ["Board"])
                secret = learned.document_id
            else:
                everybodys = learned.document_id
    _, page = await desk.get("/draft")
    assert ("Rules for all" in page, "Rules for the board" in page) == (True, False)
    status, page = await send(desk, {}, document=secret)
    assert (status, "Choose one to 3 documents" in page) == (422, True)
    status, page = await send(desk, {}, document=everybodys, episodes="1")
    assert (status, "Rules for all" in page) == (200, True)


async def test_what_cannot_be_drafted_says_what_to_do_and_leaves_nothing(desk: StudioDesk) -> None:
    status, page = await send(desk, {"broken.pdf": b"%PDF-1.4 broken"})
    assert (status, "broken.pdf cannot be read" in page) == (422, True)
    status, page = await send(desk, {"menu.txt": b"Soup\n\nSalad\n"}, title="Menu")
    assert (status, "No sentence that could become a lesson" in page) == (422, True)
    four = {f"{n}.md": HANDBOOK.encode() for n in range(4)}
    assert "Choose one to 3 documents" in (await send(desk, four, lines=True))[1]
    assert "Menu" not in (await desk.get(""))[1]


async def test_what_is_doubtful_is_said_in_the_editor_and_keeps_the_series_from_learners(desk: StudioDesk) -> None:
    await desk.get("/the-mail/")
    _, archive = await desk.bring(
        zipped({"series.md": SERIES, "01-look-first.md": f"{EPISODE}\n## Notes\n\n- ⚠ The number 48 stands nowhere.\n"})
    )
    assert "The series is here" in archive
    page = await desk.client.get("/studio/the-mail/page/01-look-first.md/check", headers=await desk.signed_in())
    assert [fault["what"] for fault in (await page.json())["faults"]] == ["The number 48 stands nowhere."]
    _, answer = await desk.post("/the-mail/publish")
    assert "Notes with ⚠ on the pages: 1." in answer


async def test_only_who_manages_drafts(desk: StudioDesk) -> None:
    assert (await desk.client.get("/studio/draft")).status == 401
    assert (await send(desk, {"rules.md": HANDBOOK.encode()}, name="Ada"))[0] == 403
