"""What may be it: passages to look at, buttons that say which one it is, and a curator who lets it be taught."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.pages.document import document_pages
from bot.answers.documents import documents_of, learn_all
from bot.answers.questions import PROPOSED, TAUGHT
from bot.answers.taught import proposals, proposed_words, teach
from bot.answers.wordings import add_synonyms, synonyms_of, written_synonyms
from lessons.answers.reading.files import read_files
from lessons.database import Database
from schedules.people.roster import learner_by_id
from tests.bot.asking import a_world, answer, quoted, rows, teach_handbook
from tests.stories.world import MONDAY, World

UNSURE = "tyres"


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.join("Mira", manages=True)
        await made.sender.deliver_due()
        await teach_handbook(made)
        yield made


async def test_what_is_not_sure_comes_as_text_with_its_heading_and_a_page_to_read_it_on(world: World) -> None:
    reply = await answer(world, UNSURE)
    assert "This may be it" in reply.plain
    first = quoted(reply)[0]
    assert "Winter tyres are fitted in October." in first.words
    assert "Company cars" in first.source
    assert "/read/" in first.url
    assert first.marks == ("tyres",)
    assert await rows(world.database, "outcome", "form") == [("suggest", "perhaps")]


async def test_a_press_teaches_once_a_curator_agrees(world: World) -> None:
    reply = await answer(world, UNSURE)
    await world.press("Ada", "Yes, 1" if len(quoted(reply)) > 1 else "Yes, that")
    assert await rows(world.database, "helpful", "handled") == [(True, PROPOSED)]
    async with world.database.write() as db:
        (waiting,) = await proposals(db, world.workspace.id, 10)
        assert "Winter tyres" in waiting.passage.body
        curator = await learner_by_id(db, world.workspace.id, world.learners["Mira"].id)
        assert curator is not None
        await teach(db, curator, waiting.question.id, MONDAY)
        assert await proposals(db, world.workspace.id, 10) == []
    assert await rows(world.database, "handled") == [(TAUGHT,)]


async def test_a_confirmed_question_proposes_the_companys_own_word_for_a_heading(world: World) -> None:
    reply = await answer(world, "Dienstwagen tyres?")
    assert "This may be it" in reply.plain
    await world.press("Ada", "Yes, 1" if len(quoted(reply)) > 1 else "Yes, that")
    async with world.database.write() as db:
        waiting = await proposals(db, world.workspace.id, 10)
        (proposed,) = await proposed_words(db, world.workspace.id, waiting)
        assert (proposed.line, proposed.question) == ("Dienstwagen = Company cars", "Dienstwagen tyres?")
        assert await add_synonyms(db, world.workspace.id, proposed.line) == 1
        assert await add_synonyms(db, world.workspace.id, proposed.line) == 0
        assert await proposed_words(db, world.workspace.id, waiting) == []
        assert await written_synonyms(db, world.workspace.id) == proposed.line


async def test_a_list_of_synonyms_among_documents_adds_to_the_companys_own_words(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "handbook"
    folder.mkdir()
    (folder / "synonyms.txt").write_text(
        "# ours\nDienstwagen = company cars, pool car\nPTO = paid time off, vacation\n"
    )
    (report,) = [
        each async for each in learn_all(world.database, world.workspace.id, read_files([folder], "en"), MONDAY)
    ]
    assert (report.reason, report.changed) == ("", True)
    async with world.database.read() as db:
        synonyms = await synonyms_of(db, world.workspace.id, None)
        assert len(await documents_of(db, world.workspace.id)) == 4
    assert synonyms.groups == (("Dienstwagen", "company cars", "pool car"), ("PTO", "paid time off", "vacation"))
    (folder / "synonyms.txt").write_text("nonsense\n")
    (report,) = [
        each async for each in learn_all(world.database, world.workspace.id, read_files([folder], "en"), MONDAY)
    ]
    assert "line 1 is no group of synonyms" in report.reason


async def test_a_press_on_no_puts_the_question_on_the_list_of_what_is_missing(world: World) -> None:
    await answer(world, UNSURE)
    await world.press("Ada", "No")
    assert await rows(world.database, "helpful", "handled") == [(False, "")]


async def test_the_page_of_a_document_opens_at_the_passage_for_its_reader_alone(world: World) -> None:
    url = quoted(await answer(world, UNSURE))[0].url

    def pages(app: object) -> None:
        document_pages(app, world.database, world.bot.links, world.clock)  # type: ignore[arg-type]

    async def healthy() -> tuple[int, dict[str, object]]:
        return 200, {}

    async with TestClient(TestServer(bare_app([pages], healthy))) as browser:
        path = url.removeprefix(world.bot.links.public_url).removesuffix("#here")
        text = await (await browser.get(path)).text()
        assert 'id="here"' in text
        assert "<mark>The fuel card stays in the glove box." in text
        assert (await browser.get(f"{path}x")).status == 404
