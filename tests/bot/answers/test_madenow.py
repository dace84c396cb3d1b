"""Clips made now, by the real studio: playable, kept, withdrawn, approved, finished after a crash."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.answers.gaps import approve_made, clear_made, refuse_made
from bot.answers.madenow import Made, State, in_question, made_by_id, made_clips, stands
from bot.answers.questions import questions
from lessons import catalog
from lessons.answers.knowledge import document_id, forget_document
from lessons.database import Database
from schedules.people.roster import learner_by_id
from tests.bot.asking import HANDBOOK, HOTEL, a_world, answer, clip_in, quoted, rows, teach, teach_handbook, told
from tests.stories.world import MONDAY, World


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(database, tmp_path) as made:
        await made.join("Ada")
        await made.join("Bo")
        await made.join("Mira", manages=True)
        await made.postman.deliver_due()
        await teach_handbook(made)
        yield made


async def every_made(world: World) -> list[Made]:
    async with world.database.read() as db:
        ids = (await db.execute(sa.select(made_clips.c.id).order_by(made_clips.c.id))).scalars().all()
        found = [await made_by_id(db, world.workspace.id, one) for one in ids]
    return [one for one in found if one]


async def decide(world: World, do: object, made: Made, at: datetime = MONDAY) -> None:
    async with world.database.write() as db:
        curator = await learner_by_id(db, world.workspace.id, world.learners["Mira"].id)
        await do(db, made, curator, at)  # type: ignore[operator]


async def test_a_clip_is_made_shown_with_its_source_and_labelled(world: World) -> None:
    said = await answer(world, HOTEL)
    clip = clip_in(said)
    assert clip is not None
    assert clip.title == HOTEL
    assert 8 < clip.seconds < 60
    assert "Made just now from our documents" in said.plain
    assert "No curator has reviewed it yet." in said.plain
    assert quoted(said)[0].source == "Travel expenses"
    (made,) = await every_made(world)
    assert made.state is State.GROWING
    assert any("120 euros a night" in scene.say for scene in made.script.scenes)
    assert await world.library.made.live(world.workspace.id, made.id) is not None  # type: ignore[union-attr]


async def test_a_clip_that_a_dead_process_left_is_finished_by_another(world: World) -> None:
    await answer(world, HOTEL)
    assert await world.library.finish_clips(MONDAY) == 1
    (made,) = await every_made(world)
    assert made.state is State.READY
    assert made.media == made.digest, "the clip that was playable is the clip that was finished"
    assert await world.library.finish_clips(MONDAY) == 0


async def test_the_same_question_in_other_letters_gets_the_same_clip(world: World) -> None:
    first = clip_in(await answer(world, HOTEL))
    second = clip_in(await answer(world, "how much, in GERMANY, may a hotel cost a night??", "Bo"))
    assert first is not None
    assert second is not None
    assert first.poster_url == second.poster_url
    assert first.watch_url != second.watch_url, "each learner has a link of their own"
    assert len(await every_made(world)) == 1


async def test_a_changed_document_makes_a_new_clip_and_takes_the_old_one_back(world: World) -> None:
    await answer(world, HOTEL)
    await teach(world.database, world.workspace.id, "Travel expenses", HANDBOOK["Travel expenses"].replace("120", "95"))
    await answer(world, HOTEL)
    old, new = await every_made(world)
    assert any("95 euros" in scene.say for scene in new.script.scenes)
    async with world.database.read() as db:
        assert not await stands(db, old)
        assert await stands(db, new)


async def test_a_removed_document_takes_its_clips_back(world: World) -> None:
    await answer(world, HOTEL)
    async with world.database.write() as db:
        await forget_document(db, world.workspace.id, document_id("handbook/Travel expenses.md"))
    (made,) = await every_made(world)
    async with world.database.read() as db:
        assert not await stands(db, made)
    assert clip_in(await answer(world, HOTEL)) is None


async def test_a_clip_that_a_learner_reports_is_shown_to_nobody_until_a_curator_looks(world: World) -> None:
    await answer(world, HOTEL)
    await world.press("Ada", "This is wrong")
    assert "Nobody is shown this clip any more" in (await told(world.database, world.learners["Ada"]))[-1].plain
    (made,) = await every_made(world)
    assert made.state is State.REPORTED
    said = await answer(world, HOTEL, "Bo")
    assert clip_in(said) is None
    assert "The answer to this is being reviewed" in said.plain
    async with world.database.read() as db:
        assert [one.id for one in await in_question(db, world.workspace.id, 10)] == [made.id]
    await decide(world, clear_made, made)
    assert clip_in(await answer(world, HOTEL, "Bo")) is not None


async def test_a_refused_clip_never_comes_back(world: World) -> None:
    await answer(world, HOTEL)
    (made,) = await every_made(world)
    await decide(world, refuse_made, made)
    said = await answer(world, HOTEL, "Bo")
    assert clip_in(said) is None
    assert "Did you mean one of these?" in said.plain


async def test_no_clip_enters_the_catalogue_without_a_curator(world: World) -> None:
    await answer(world, HOTEL)
    await world.library.finish_clips(MONDAY)
    async with world.database.read() as db:
        assert [series.slug for series in await catalog.list_series(db, world.workspace.id)] == ["leak"]
    (made,) = await every_made(world)
    await decide(world, approve_made, made)
    async with world.database.read() as db:
        answers = await catalog.current_series(db, world.workspace.id, "answers")
        assert answers is not None
        assert [(one.title, one.approved) for one in answers.episodes] == [(HOTEL, True)]
        assert [clip.state for clip in await catalog.clips_of(db, world.workspace.id, answers.episodes[0].id)] == [
            "wanted"
        ]


async def test_words_that_no_clip_can_show_are_quoted_instead(world: World) -> None:
    await teach(
        world.database,
        world.workspace.id,
        "Tablets",
        "The clay tablet in the lobby reads \U00012000\U00012001 in cuneiform letters.",
    )
    said = await answer(world, "What does the clay tablet in the lobby read in cuneiform?")
    assert clip_in(said) is None
    assert "cuneiform letters" in quoted(said)[0].words


async def test_the_question_names_the_clip_and_the_passages_that_it_cites(world: World) -> None:
    await answer(world, HOTEL)
    (made,) = await every_made(world)
    (row,) = await rows(world.database, "made_id", "cited", "form")
    assert (row.made_id, tuple(row.cited), row.form) == (made.id, made.cited, "made")
    async with world.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(questions)) == 1
