"""Erasing a person: no table that there is keeps a row of theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.answers.madenow import made_clips
from bot.people.forgetting import forget_person, people_called
from lessons.database import Database, metadata
from schedules.people import roster
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
        return await forget_person(db, workspace, world.learners[name], MONDAY)


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
