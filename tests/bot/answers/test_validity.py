"""Who answers for a document and until when it holds: in answers, on the clock of who asks, and told before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.answers.documents import learn_all, remove
from bot.answers.sources.agreed import Agreement, agree, agreements_of
from bot.answers.sources.reminding import tell_of_endings
from bot.messages.catalogue import speaking
from bot.messages.lower.reading_texts import unread
from bot.privacy.erasure import forget_person
from lessons.answers.index.drafts import document_id
from lessons.answers.reading.files import read_files
from lessons.database import Database
from schedules.people import roster
from schedules.people.roster import learner_by_id
from tests.bot.asking import HOTEL, a_world, answer, clip_in, quoted, teach_handbook, told
from tests.stories.world import MONDAY, World

TEXT = "A hotel in Germany may cost up to 120 euros a night, breakfast included."


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.join("Mira", manages=True)
        await made.sender.deliver_due()
        await teach_handbook(made, without="Travel expenses")
        yield made


async def learn(world: World, folder: Path, front: str) -> str:
    """The travel document with that front matter, read as `ninety learn-from` does; returns its id."""
    file = folder / "travel.md"
    file.write_text(f"---\ntitle: Travel\n{front}\n---\n{TEXT}\n", encoding="utf-8")
    reports = [each async for each in learn_all(world.database, world.workspace.id, read_files([file]), MONDAY)]
    assert [report.reason for report in reports] == [""]
    return document_id(str(file))


async def test_the_source_line_names_who_checked_it_and_until_when(world: World, tmp_path: Path) -> None:
    await learn(world, tmp_path, "owner: Mira Kaya\nvalid until: 2026-03-31")
    reply = await answer(world, HOTEL)
    assert quoted(reply)[0].source == "Travel, checked by Mira Kaya, valid until 31 March 2026"
    assert "overdue" not in reply.plain


async def test_a_german_reader_reads_it_in_german(world: World, tmp_path: Path) -> None:
    await learn(world, tmp_path, "owner: Mira Kaya\nvalid until: 31 March 2025")
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Ada"].id, own_locale="de")
    reply = (await answer(world, HOTEL)).plain
    assert "Travel, geprüft von Mira Kaya, gültig bis 31. März 2025" in reply
    assert "Diese Quelle ist überfällig: „Travel“ galt bis 31. März 2025. Frage Mira Kaya, ob das noch gilt." in reply


async def test_an_owner_alone_and_a_day_alone_are_named_too(world: World, tmp_path: Path) -> None:
    await learn(world, tmp_path, "owner: Mira Kaya")
    assert quoted(await answer(world, HOTEL))[0].source == "Travel, checked by Mira Kaya"
    await learn(world, tmp_path, "valid until: 2026-03-31")
    assert quoted(await answer(world, HOTEL))[0].source == "Travel, valid until 31 March 2026"
    await learn(world, tmp_path, "language: en")
    assert quoted(await answer(world, HOTEL))[0].source == "Travel"


@pytest.mark.parametrize(("at", "overdue"), [((31, 21, 59), False), ((31, 22, 1), True)])
async def test_it_is_overdue_once_the_last_day_is_over_on_the_clock_of_who_asks(
    world: World, tmp_path: Path, at: tuple[int, int, int], overdue: bool
) -> None:
    await learn(world, tmp_path, "valid until: 2026-03-31")
    world.clock.at = datetime(2026, 3, *at, tzinfo=UTC)  # in Berlin two hours later
    reply = await answer(world, HOTEL)
    note = "This source is overdue: “Travel” was valid until 31 March 2026. Ask before you rely on it."
    assert (note in reply.plain) is overdue
    assert quoted(reply)[0].words in reply.plain
    if overdue:
        assert reply.plain.index(note) < reply.plain.index(TEXT)


async def test_a_passage_that_may_be_it_says_so_too(world: World, tmp_path: Path) -> None:
    await learn(world, tmp_path, "owner: Mira Kaya\nvalid until: 2025-03-31")
    reply = (await answer(world, "breakfast")).plain
    assert "This may be it" in reply
    assert "This source is overdue" in reply
    assert "valid until 31 March 2025" in reply


async def test_a_made_clip_of_an_overdue_source_says_so(database: Database, tmp_path: Path) -> None:
    async with a_world(database, tmp_path / "clips") as world:
        await world.join("Ada")
        await world.sender.deliver_due()
        await teach_handbook(world, without="Travel expenses")
        await learn(world, tmp_path, "valid until: 2026-03-31")
        fresh = await answer(world, HOTEL)
        world.clock.at += timedelta(days=60)
        late = await answer(world, HOTEL)
    assert clip_in(fresh)
    assert clip_in(late)
    assert "overdue" not in fresh.plain
    assert "This source is overdue" in late.plain


async def test_a_curators_word_stays_until_the_document_says_something_new(world: World, tmp_path: Path) -> None:
    travel = await learn(world, tmp_path, "owner: Mira Kaya\nvalid until: 2026-03-31")
    async with world.database.write() as db:
        await agree(db, world.workspace.id, Agreement(travel, "Bo", date(2027, 1, 31)))
    await learn(world, tmp_path, "owner: Mira Kaya\nvalid until: 2026-03-31")
    assert "checked by Bo, valid until 31 January 2027" in (await answer(world, HOTEL)).plain
    await learn(world, tmp_path, "owner: Mira Kaya\nvalid until: 2028-03-31")
    assert "checked by Mira Kaya, valid until 31 March 2028" in (await answer(world, HOTEL)).plain


async def test_a_bad_day_is_a_fault_with_file_and_line_and_the_old_version_answers(
    world: World, tmp_path: Path
) -> None:
    await learn(world, tmp_path, "valid until: 2026-03-31")
    file = tmp_path / "travel.md"
    file.write_text("---\ntitle: Travel\nvalid until: 31. Foo 2026\n---\nA hotel may cost 500 euros.\n")
    (report,) = [each async for each in learn_all(world.database, world.workspace.id, read_files([file]), MONDAY)]
    assert report.source == str(file)
    assert report.reason.startswith("line 3: “31. Foo 2026” is no date")
    with speaking("de"):
        assert unread(report.reason).startswith("Zeile 3: „31. Foo 2026“ ist kein Datum")
    assert "120 euros" in (await answer(world, HOTEL)).plain


async def test_curators_are_told_once_two_weeks_before(world: World, tmp_path: Path) -> None:
    await learn(world, tmp_path, "owner: Mira Kaya\nvalid until: 2026-03-17")
    links = world.bot.links
    world.clock.at = MONDAY  # 2 March: fifteen days before
    assert await tell_of_endings(world.database, links, world.clock.at) == 0
    world.clock.at += timedelta(days=1)
    assert await tell_of_endings(world.database, links, world.clock.at) == 1
    assert await tell_of_endings(world.database, links, world.clock.at) == 0
    await world.sender.deliver_due()
    about = [each.plain for each in await told(world.database, world.learners["Mira"]) if "run out soon" in each.plain]
    assert len(about) == 1
    assert "Travel, checked by Mira Kaya, valid until 17 March 2026" in about[0]
    assert not [each for each in await told(world.database, world.learners["Ada"]) if "run out soon" in each.plain]


async def test_a_new_day_is_told_of_again_and_no_worker_tells_twice(either_database: Database, tmp_path: Path) -> None:
    async with a_world(either_database) as world:
        await world.join("Mira", manages=True)
        travel, links = await learn(world, tmp_path, "valid until: 2026-03-10"), world.bot.links
        counts = await asyncio.gather(*[tell_of_endings(either_database, links, MONDAY) for _ in range(3)])
        assert sorted(counts) == [0, 0, 1]
        async with either_database.write() as db:
            await agree(db, world.workspace.id, Agreement(travel, "", date(2026, 3, 12)))
        assert await tell_of_endings(either_database, links, MONDAY) == 1


async def test_where_nobody_manages_whoever_comes_to_manage_is_told(world: World, tmp_path: Path) -> None:
    await learn(world, tmp_path, "valid until: 2026-03-10")
    here, mira = world.workspace.id, world.learners["Mira"].id
    async with world.database.write() as db:
        await roster.change_learner(db, here, mira, manages=False)
    assert await tell_of_endings(world.database, world.bot.links, MONDAY) == 0
    async with world.database.write() as db:
        await roster.change_learner(db, here, mira, manages=True)
    assert await tell_of_endings(world.database, world.bot.links, MONDAY) == 1


async def test_what_was_agreed_goes_with_the_document_and_the_name_with_its_bearer(
    world: World, tmp_path: Path
) -> None:
    travel, here = await learn(world, tmp_path, "owner: Mira\nvalid until: 2027-03-10"), world.workspace.id
    async with world.database.write() as db:
        mira = await learner_by_id(db, here, world.learners["Mira"].id)
        assert mira is not None
        await forget_person(db, world.workspace, mira, MONDAY)
        assert (await agreements_of(db, here))[travel] == Agreement(travel, "somebody who left", date(2027, 3, 10))
        await remove(db, here, "Travel")
        assert await agreements_of(db, here) == {}
