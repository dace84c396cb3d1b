"""Clips made now, by the real studio: playable, kept, withdrawn, approved, finished after a crash."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.media import FileMedia, MediaFull
from bot.answers import generated_clips
from bot.answers.gaps import approve_made, clear_made, refuse_made
from bot.answers.generated_clips import (
    GeneratedClip,
    ReviewState,
    clip_by_id,
    in_question,
    is_reviewed_state,
    made_clips,
)
from bot.answers.questions import questions
from lessons import catalog
from lessons.answers.index.drafts import document_id
from lessons.answers.index.indexing import forget_document
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
        await made.sender.deliver_due()
        await teach_handbook(made)
        yield made


async def every_made(world: World) -> list[GeneratedClip]:
    async with world.database.read() as db:
        ids = (await db.execute(sa.select(made_clips.c.id).order_by(made_clips.c.id))).scalars().all()
        found = [await clip_by_id(db, world.workspace.id, one) for one in ids]
    return [one for one in found if one]


async def decide(world: World, do: object, made: GeneratedClip, at: datetime = MONDAY) -> None:
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
    assert made.state is ReviewState.GROWING
    assert any("120 euros a night" in scene.say for scene in made.script.scenes)
    assert await world.answer_worker.made.live(world.workspace.id, made.id) is not None  # type: ignore[union-attr]


async def test_a_clip_that_a_dead_process_left_is_finished_by_another(world: World) -> None:
    await answer(world, HOTEL)
    assert await world.answer_worker.finish_clips(MONDAY) == 1
    (made,) = await every_made(world)
    assert made.state is ReviewState.READY
    assert made.media == made.digest, "the clip that was playable is the clip that was finished"
    assert await world.answer_worker.finish_clips(MONDAY) == 0


class Disk(FileMedia):
    """A media store on a disk that can be full."""

    full = False

    async def put(self, key: str, content: bytes) -> None:
        if self.full:
            raise MediaFull(errno.ENOSPC, "no room is left")
        await super().put(key, content)


async def test_a_full_disk_costs_an_answer_its_clip_and_no_words_and_leaves_nothing_half_written(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path / "media")
    async with a_world(database, tmp_path, disk) as world:
        await world.join("Ada")
        await world.join("Bo")
        await world.sender.deliver_due()
        await teach_handbook(world)
        disk.full = True
        without = await answer(world, HOTEL)
        assert clip_in(without) is None
        assert "120 euros" in quoted(without)[0].words
        assert await every_made(world) == []
        disk.full = False
        assert clip_in(await answer(world, HOTEL, "Bo")) is not None
        disk.full = True  # while the clip of that answer is made into files
        assert await world.answer_worker.finish_clips(MONDAY) == 0
        assert [made.state for made in await every_made(world)] == [ReviewState.GROWING]
        assert all(key.endswith("poster.jpg") for key in await disk.keys())
        disk.full = False
        monkeypatch.setattr(generated_clips, "NO_ROOM_S", 0.0)
        assert await world.answer_worker.finish_clips(MONDAY) == 1


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
        assert not await is_reviewed_state(db, old)
        assert await is_reviewed_state(db, new)


async def test_a_removed_document_takes_its_clips_back(world: World) -> None:
    await answer(world, HOTEL)
    async with world.database.write() as db:
        await forget_document(db, world.workspace.id, document_id("handbook/Travel expenses.md"))
    (made,) = await every_made(world)
    async with world.database.read() as db:
        assert not await is_reviewed_state(db, made)
    assert clip_in(await answer(world, HOTEL)) is None


async def test_a_clip_that_a_learner_reports_is_shown_to_nobody_until_a_curator_looks(world: World) -> None:
    await answer(world, HOTEL)
    await world.press("Ada", "This is wrong")
    assert "Nobody is shown this clip any more" in (await told(world.database, world.learners["Ada"]))[-1].plain
    (made,) = await every_made(world)
    assert made.state is ReviewState.REPORTED
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
    assert "This may be it" in said.plain


async def test_no_clip_enters_the_catalogue_without_a_curator(world: World) -> None:
    await answer(world, HOTEL)
    await world.answer_worker.finish_clips(MONDAY)
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
    assert "There is no clip of this: " in said.plain


DRESS = (
    "Wear what you like. In customer meetings, wear a shirt with a collar. The dress code does not apply on Fridays."
)


async def test_a_clip_tells_the_whole_rule(world: World) -> None:
    """W6: a clip of six seconds said the last of these three sentences alone."""
    await teach(world.database, world.workspace.id, "Dress code", DRESS)
    assert clip_in(await answer(world, "Does the dress code apply on Fridays?")) is not None
    (made,) = await every_made(world)
    assert " ".join(scene.say for scene in made.script.scenes[1:-1]) == DRESS


async def test_a_document_with_a_long_title_makes_a_clip_that_can_be_finished(world: World) -> None:
    """G6: the clip ended in an error at its own last card."""
    title = "Information Security and Acceptable Use Policy for All Employees of the Company and its Suppliers"
    await teach(world.database, world.workspace.id, title, "A lost badge is blocked at the front desk within an hour.")
    assert clip_in(await answer(world, "Where is a lost badge blocked within an hour?")) is not None
    assert await world.answer_worker.finish_clips(MONDAY) == 1
    (made,) = await every_made(world)
    assert made.state is ReviewState.READY


async def test_the_question_names_the_clip_and_the_passages_that_it_cites(world: World) -> None:
    await answer(world, HOTEL)
    (made,) = await every_made(world)
    (row,) = await rows(world.database, "made_id", "cited", "form")
    assert (row.made_id, tuple(row.cited), row.form) == (made.id, made.cited, "made")
    async with world.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(questions)) == 1
