"""What "shorter", "the whole section", "in German" and "as a video" make of an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.answers.documents import learn_all
from bot.answers.sources.agreed import Agreement, agree
from lessons.answers.index.drafts import document_id
from lessons.answers.reading.files import read_files
from lessons.answers.text.follow_ups import Wish, wish_of
from lessons.database import Database
from tests.bot.asking import CALL, HOTEL, a_world, answer, clip_in, quoted, rows, teach_handbook, teach_the_call
from tests.stories.world import MONDAY, World

TRAVEL = """# Travel

## Hotels

Book early. Receipts are handed in within 30 days of the trip.

A hotel in Germany may cost up to 120 euros a night, breakfast included. Trains are booked in second class.

- This does not apply to trade fairs.

## Cars

Cars are hired in the smallest class.
"""


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("Shorter, please!", (Wish.SHORTER, "")),
        ("kürzer bitte", (Wish.SHORTER, "")),
        ("the whole section", (Wish.SECTION, "")),
        ("Zeig mir den ganzen Abschnitt", (Wish.SECTION, "")),
        ("auf Deutsch", (Wish.LANGUAGE, "deutsch")),
        ("as a video?", (Wish.VIDEO, "")),
        ("als Video", (Wish.VIDEO, "")),
        ("Is a shorter break allowed?", None),
        ("Who pays the whole section of the fence?", None),
        ("in the German office?", None),
    ],
)
def test_what_is_wished_of_an_answer(words: str, wish: tuple[Wish, str] | None) -> None:
    assert wish_of(words) == wish


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.join("Bo")
        await made.sender.deliver_due()
        await teach_handbook(made, without="Travel expenses")
        (tmp_path / "travel.md").write_text(TRAVEL)
        assert [each async for each in learn_all(database, made.workspace.id, read_files([tmp_path]), MONDAY)]
        yield made


async def test_shorter_is_the_answering_sentence_with_its_exception(world: World) -> None:
    whole = quoted(await answer(world, HOTEL))[0]
    short = quoted(await answer(world, "shorter"))[0]
    assert "A hotel in Germany may cost up to 120 euros a night" in short.words
    assert "This does not apply to trade fairs." in short.words
    assert "Receipts" not in short.words
    assert len(short.words) <= len(whole.words)
    assert (short.source, short.url) == (whole.source, whole.url)


async def test_the_whole_section_and_no_other(world: World) -> None:
    await answer(world, HOTEL)
    reply = await answer(world, "the whole section")
    words = quoted(reply)[0].words
    assert all(part in words for part in ("Book early.", "120 euros", "trade fairs"))
    assert "smallest class" not in words
    assert "goes on" not in reply.plain


async def test_a_long_section_ends_with_a_whole_passage_and_says_that_it_goes_on(world: World, tmp_path: Path) -> None:
    lines = "\n\n".join(f"Rule {number}: {'the folder stands on its shelf. ' * 9}" for number in range(60))
    (tmp_path / "travel.md").write_text(
        f"# Travel\n\nA hotel in Germany may cost up to 120 euros a night.\n\n{lines}\n"
    )
    assert [each async for each in learn_all(world.database, world.workspace.id, read_files([tmp_path]), MONDAY)]
    await answer(world, HOTEL)
    reply = await answer(world, "the whole section")
    assert 500 < len(quoted(reply)[0].words) <= 3_600
    assert "The section goes on" in reply.plain
    assert "/read/" in quoted(reply)[0].url


async def test_what_is_overdue_is_overdue_in_every_shape(world: World, tmp_path: Path) -> None:
    async with world.database.write() as db:
        travel = document_id(str(tmp_path / "travel.md"))
        await agree(db, world.workspace.id, Agreement(travel, "Mira", date(2026, 2, 28)))
    await answer(world, HOTEL)
    for wish in ("shorter", "the whole section"):
        reply = await answer(world, wish)
        assert "This source is overdue" in reply.plain
        assert "checked by Mira" in quoted(reply)[0].source


async def test_no_rule_is_translated_by_a_program(world: World) -> None:
    first = await answer(world, HOTEL)
    reply = await answer(world, "auf Deutsch")
    assert "Regeln übersetze ich nicht: Ein Wort kann eine umkehren. So steht es in der Quelle:" in reply.plain
    assert [passage.words for passage in quoted(reply)] == [quoted(first)[0].words]
    assert "I do not translate rules" in (await answer(world, "in French")).plain
    assert "The source is in English already" in (await answer(world, "in English, please")).plain


async def test_a_city_is_no_language(world: World) -> None:
    await answer(world, HOTEL)
    assert "You asked: in Berlin" in (await answer(world, "in Berlin")).plain


async def test_as_a_video_is_the_made_clip_or_an_honest_sentence(
    world: World, database: Database, tmp_path: Path
) -> None:
    await answer(world, HOTEL)
    assert "There is no clip of this answer" in (await answer(world, "as a video")).plain


async def test_as_a_video_brings_the_clip_that_was_made(database: Database, tmp_path: Path) -> None:
    async with a_world(database, tmp_path / "clips") as world:
        await world.join("Ada")
        await world.sender.deliver_due()
        await teach_handbook(world)
        made = clip_in(await answer(world, HOTEL))
        assert made
        again = clip_in(await answer(world, "als Video"))
        assert again == made


async def test_of_a_clip_there_is_no_section(world: World) -> None:
    await teach_the_call(world)
    moment = await answer(world, CALL)
    assert clip_in(moment)
    assert "came from a clip, which has no sections" in (await answer(world, "the whole section")).plain
    assert quoted(await answer(world, "shorter")) == quoted(moment)
    assert "I have this in English only" in (await answer(world, "in German")).plain


async def test_wishes_wait_two_minutes_are_nobody_elses_and_are_no_questions(world: World) -> None:
    await answer(world, HOTEL)
    await answer(world, "shorter")
    assert len(await rows(world.database, "words")) == 1
    assert "You asked: shorter" in (await answer(world, "shorter", name="Bo")).plain
    world.clock.at += timedelta(minutes=3)
    assert "You asked: shorter" in (await answer(world, "shorter")).plain


async def test_after_nothing_found_there_is_nothing_to_shorten(world: World) -> None:
    await answer(world, "Who feeds the zebrafish on Sundays?")
    assert "There is no answer yet that I could change" in (await answer(world, "shorter")).plain
