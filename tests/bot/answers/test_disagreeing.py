"""Two documents that disagree: both are shown, with their days, and nobody is told one of them alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answers.gaps import open_gaps
from bot.answers.sources.access import limit
from lessons.database import Database
from schedules.people import roster
from tests.bot.asking import HOTEL, a_world, answer, clip_in, quoted, rows, teach, teach_handbook
from tests.stories.world import MONDAY, World

DEARER = "A hotel in Germany may cost up to 150 euros a night."


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.sender.deliver_due()
        await teach_handbook(made)
        yield made


async def test_both_are_quoted_with_source_and_day_and_one_sentence_says_that_they_disagree(world: World) -> None:
    await teach(world.database, world.workspace.id, "Hotels", DEARER, MONDAY + timedelta(days=3))
    reply = await answer(world, HOTEL)
    assert "Our documents disagree here: " in reply.plain
    assert "“Travel expenses” says “120 euros”" in reply.plain
    assert "“Hotels” says “150 euros”" in reply.plain
    words = {passage.source: passage.words for passage in quoted(reply)}
    assert words.keys() == {"Travel expenses, as of 2 March 2026", "Hotels, as of 5 March 2026"}
    assert any("120 euros a night, breakfast included" in text for text in words.values())
    assert DEARER in words.values()


async def test_a_german_reader_reads_of_german_documents_in_german(world: World) -> None:
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Ada"].id, own_locale="de")
    here = world.workspace.id
    await teach(world.database, here, "Hausordnung", "Besucher dürfen im Innenhof parken.", language="de")
    await teach(world.database, here, "Handbuch", "Im Innenhof dürfen Besucher nicht parken.", language="de")
    reply = await answer(world, "Dürfen Besucher im Innenhof parken?")
    assert "Unsere Dokumente sind sich darin nicht einig" in reply.plain
    assert "sagen das Gegenteil" in reply.plain
    assert {passage.source.partition(",")[2] for passage in quoted(reply)} == {" Stand 2. März 2026"}


async def test_what_is_not_sure_to_be_meant_is_shown_as_disagreeing_too(world: World) -> None:
    await teach(world.database, world.workspace.id, "Tyres", "Winter tyres are fitted in October.")
    await teach(world.database, world.workspace.id, "Workshop", "Winter tyres are not fitted in October.")
    assert "say the opposite" in (await answer(world, "tyres")).plain


async def test_what_differs_in_words_or_in_its_matter_alone_is_an_answer_as_ever(world: World) -> None:
    await teach(world.database, world.workspace.id, "Hotels", "Hotels in Germany cost up to 120 EUR per night.")
    await teach(world.database, world.workspace.id, "Switzerland", "A hotel in Switzerland may cost up to 210 euros.")
    reply = (await answer(world, HOTEL)).plain
    assert "120 euros a night" in reply
    assert "disagree" not in reply


async def test_no_clip_says_one_side_alone_also_none_that_was_made_before(database: Database, tmp_path: Path) -> None:
    async with a_world(database, tmp_path / "clips") as world:
        await world.join("Ada")
        await world.sender.deliver_due()
        await teach_handbook(world)
        assert clip_in(await answer(world, HOTEL))
        await teach(world.database, world.workspace.id, "Hotels", DEARER)
        reply = await answer(world, HOTEL)
        assert "disagree" in reply.plain
        assert not clip_in(reply)


async def test_a_document_that_is_not_for_who_asks_contradicts_nothing(world: World) -> None:
    hotels = await teach(world.database, world.workspace.id, "Hotels", DEARER)
    async with world.database.write() as db:
        await limit(db, world.workspace.id, hotels, ["board"])
    reply = (await answer(world, HOTEL)).plain
    assert "120 euros a night" in reply
    assert "disagree" not in reply
    assert "150" not in reply


async def test_shorter_gives_no_side_away_and_curators_find_it_on_their_list(world: World) -> None:
    await teach(world.database, world.workspace.id, "Hotels", DEARER)
    await answer(world, HOTEL)
    assert "I show both sides whole" in (await answer(world, "shorter")).plain
    assert await rows(world.database, "form") == [("apart",)]
    async with world.database.read() as db:
        assert [gap.title for gap in await open_gaps(db, world.workspace.id)] == [HOTEL]
