"""Erasing a person: no table that there is keeps a row of theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.answers.generated_clips import made_clips
from bot.chat import Message, Text
from bot.events import Joined, Person
from bot.learners.joining import join
from bot.links import Links
from bot.messages.reply import say
from bot.privacy.erasure import forget_person, people_called
from lessons.database import Database, metadata
from schedules.people import roster
from schedules.people.many import enter_learners
from tests.bot.asking import CALL, HOTEL, a_world, answer, teach_handbook, teach_the_call
from tests.stories.world import MONDAY, World


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(database, tmp_path) as made:
        await made.join("Ada")
        await made.join("Bo")
        await teach_handbook(made)
        await teach_the_call(made)
        yield made


async def everything(database: Database) -> dict[str, str]:
    """Every table's rows as text."""
    held = {}
    async with database.read() as db:
        known = set(await db.run_sync(lambda connection: sa.inspect(connection).get_table_names()))
        for table in metadata.sorted_tables:
            if table.name in known:
                held[table.name] = str((await db.execute(sa.select(table))).all())
    return held


async def forget(world: World, name: str) -> dict[str, int]:
    async with world.database.write() as db:
        workspace = await roster.workspace_by_id(db, world.workspace.id)
        assert workspace is not None
        receipt = await forget_person(db, workspace, world.learners[name], MONDAY)
        return dict(receipt.counts)


async def lived(world: World) -> None:
    """Ada and Bo each take part in everything."""
    await world.start("Ada", "Bo")
    await world.pass_days(0.2)
    for name in ("Ada", "Bo"):
        await world.press(name, "Wait")
        await answer(world, CALL, name)
        await world.press(name, "Report it")
        await world.press(name, "This helped")
    await answer(world, HOTEL, "Ada")
    await answer(world, "Is Ada allowed to bring her zebra?", "Ada")


async def test_nothing_that_somebody_asked_said_or_did_is_left(world: World) -> None:
    await lived(world)
    gone = await forget(world, "Ada")
    for table in ("questions", "replies", "reviews", "deliveries", "enrolments", "learners", "made_clips"):
        assert gone[table] >= 1, table
    assert gone["web_messages"] >= 5
    ada = world.learners["Ada"]
    kept = {name for name, held in (await everything(world.database)).items() if ada.id in held}
    assert kept <= {"audit", "campaigns"}, "ids that name nobody any more: who did what, and whose campaign it is"
    assert not [name for name, held in (await everything(world.database)).items() if "zebra" in held]


async def test_everybody_else_keeps_what_is_theirs(world: World) -> None:
    await lived(world)
    before = await everything(world.database)
    await forget(world, "Ada")
    after = await everything(world.database)
    bo = world.learners["Bo"].id
    for table in ("questions", "replies", "reviews", "learners", "web_messages", "enrolments"):
        assert after[table].count(bo) == before[table].count(bo) > 0, table


async def test_a_clip_that_a_curator_approved_stays_without_whose_question_it_was(world: World) -> None:
    await answer(world, HOTEL)
    async with world.database.write() as db:
        await db.execute(sa.update(made_clips).values(state="approved"))
    await forget(world, "Ada")
    async with world.database.read() as db:
        assert (await db.execute(sa.select(made_clips.c.learner_id))).scalars().all() == [""]


async def test_whoever_left_is_found_by_name_or_id(world: World) -> None:
    await world.leave("Ada")
    async with world.database.read() as db:
        by_name = await people_called(db, world.workspace.id, "Ada")
        by_id = await people_called(db, world.workspace.id, world.learners["Ada"].id)
        assert await people_called(db, world.workspace.id, "") == []
    assert [one.id for one in by_name] == [one.id for one in by_id] == [world.learners["Ada"].id]


async def test_who_was_erased_can_come_back_as_somebody_new(world: World) -> None:
    await forget(world, "Ada")
    again = await world.join("Ada")
    assert again.id != ""
    assert "120 euros" in (await answer(world, HOTEL)).plain


async def test_a_directory_never_brings_back_who_was_erased(world: World) -> None:
    ada = world.learners["Ada"]
    await forget(world, "Ada")
    people = [
        {"outside_id": ada.outside_id, "name": "Ada", "email": ""},
        {"outside_id": "somebody-new", "name": "New", "email": ""},
    ]
    async with world.database.write() as db:
        await enter_learners(db, world.workspace.id, people, MONDAY)
        names = [person.name for person in await roster.learners_of(db, world.workspace.id)]
    assert "New" in names
    assert "Ada" not in names


async def test_who_was_erased_and_comes_back_consents_to_nothing_by_that(world: World) -> None:
    ada = world.learners["Ada"]
    await forget(world, "Ada")
    who = Person(world.workspace.platform, world.workspace.outside_id, ada.outside_id)
    async with world.database.write() as db:
        event = Joined(who, "came:1", "Ada", MONDAY, place="D1")
        await join(db, event, Links("a secret of more than thirty-two characters", ""), MONDAY)
        back = await roster.learner_outside(db, world.workspace.id, ada.outside_id)
    assert back is not None
    assert back.consents is False


async def test_the_name_leaves_what_was_written_to_others(world: World) -> None:
    async with world.database.write() as db:
        bo = world.learners["Bo"]
        words = Message("Report", (Text("Ada and Adam answered. Ada was right."),))
        await say(db, bo, words, "report", MONDAY)
    await forget(world, "Ada")
    bodies = (await everything(world.database))["deliveries"]
    assert "somebody who left and Adam answered. somebody who left was right." in bodies


async def test_what_is_kept_of_them_names_nobody(world: World) -> None:
    ada = world.learners["Ada"]
    await forget(world, "Ada")
    kept = (await everything(world.database))["suppressed"]
    assert kept != "[]"
    assert ada.outside_id not in kept
