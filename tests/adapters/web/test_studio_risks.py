"""What a series rests on changes: the sentences are named with what stands there now, and the series is at risk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answers.sources.agreed import Agreement, agree
from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import passages_of_document
from lessons.answers.reading.text import read_markdown
from lessons.database import Database
from tests.adapters.web.studio_desk import StudioDesk, studio_desk
from tests.adapters.web.test_studio_drafting import send
from tests.bot.drafting.test_drafts import HANDBOOK


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as made:
        yield made


async def learned(desk: StudioDesk, text: str) -> str:
    blocks = read_markdown(text.encode()).blocks
    source = DocumentSource("rules.md", "House rules")
    async with desk.world.database.write() as db:
        known = await learn_document(
            db, desk.world.workspace.id, source, passages_of_document("House rules", blocks), desk.world.clock.at
        )
    return known.document_id


async def drafted_from(desk: StudioDesk) -> str:
    document_id = await learned(desk, HANDBOOK)
    await send(desk, {}, document=document_id, title="Our rules", episodes="5")
    return document_id


async def test_a_sentence_that_its_document_says_no_more_is_shown_beside_what_it_says_now(desk: StudioDesk) -> None:
    await drafted_from(desk)
    _, page = await desk.get("/our-rules/")
    assert "At risk" not in page
    await learned(desk, HANDBOOK.replace("within one hour", "within ten minutes"))
    _, page = await desk.get("/our-rules/")
    assert "At risk" in page
    assert "<del>Report a lost phone within one hour.</del>" in page
    assert "<ins>Report a lost phone within ten minutes.</ins>" in page
    _, shelf = await desk.get("")
    assert "At risk" in shelf


async def test_the_lines_that_rest_on_it_are_marked_in_the_editor_and_no_others(desk: StudioDesk) -> None:
    await drafted_from(desk)
    await learned(desk, HANDBOOK.replace("within one hour", "within ten minutes"))
    _, series = await desk.get("/our-rules/")
    names = [part.split('"')[0] for part in series.split("/page/")[1:]]
    pages = {name: (await desk.get(f"/our-rules/page/{name}"))[1] for name in dict.fromkeys(names)}
    marked = {name for name, page in pages.items() if "Rests on a sentence that changed" in page}
    assert len(marked) == 1
    assert "lost-devices" in next(iter(marked))


async def test_a_document_that_ran_out_puts_what_rests_on_it_at_risk(desk: StudioDesk) -> None:
    document_id = await drafted_from(desk)
    yesterday = desk.world.clock.at.date() - timedelta(days=1)
    async with desk.world.database.write() as db:
        await agree(db, desk.world.workspace.id, Agreement(document_id, "", yesterday))
    _, page = await desk.get("/our-rules/")
    assert "Its document has run out" in page


async def test_a_published_series_is_at_risk_too(desk: StudioDesk) -> None:
    await drafted_from(desk)
    await desk.post("/our-rules/publish")
    await desk.post("/our-rules/approve")
    await learned(desk, HANDBOOK.replace("14 characters", "16 characters"))
    _, shelf = await desk.get("")
    assert "At risk" in shelf
    assert "A password has at least 14 characters" in shelf
