"""A question that nothing answered becomes an episode, and whoever asked hears of it when learners get it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answers.gaps import Gone, NotReady, open_gaps
from bot.answers.questions import unanswered
from bot.studio.drafting.gap_episodes import episode_of_gap
from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import passages_of_document
from lessons.answers.reading.text import read_markdown
from lessons.database import Database
from schedules.people import roster
from tests.adapters.web.studio_desk import StudioDesk, studio_desk
from tests.bot.asking import answer
from tests.bot.drafting.test_drafts import HANDBOOK

QUESTION = "Who feeds the office tortoise on a lost phone?"


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as made:
        yield made


async def learned(desk: StudioDesk) -> None:
    blocks = read_markdown(HANDBOOK.encode()).blocks
    source = DocumentSource("rules.md", "House rules")
    async with desk.world.database.write() as db:
        passages = passages_of_document("House rules", blocks)
        await learn_document(db, desk.world.workspace.id, source, passages, desk.world.clock.at)


async def drafted(desk: StudioDesk) -> str:
    world = desk.world
    async with world.database.read() as db:
        mira = await roster.learner_by_id(db, world.workspace.id, world.learners["Mira"].id)
        gap = (await open_gaps(db, world.workspace.id))[0]
    assert mira is not None
    series = await episode_of_gap(world.database, gap.questions[0].id, mira, world.clock.at)
    with pytest.raises(Gone):
        await episode_of_gap(world.database, gap.questions[0].id, mira, world.clock.at)
    return series.slug


async def test_whoever_asked_hears_of_the_lesson_once_it_is_approved_and_not_before(desk: StudioDesk) -> None:
    await answer(desk.world, QUESTION)
    await learned(desk)
    slug = await drafted(desk)
    async with desk.world.database.read() as db:
        assert await unanswered(db, desk.world.workspace.id, 10) == []
    _, page = await desk.get(f"/{slug}/")
    assert "Drafted by a program" in page
    await desk.post(f"/{slug}/publish")
    await desk.world.sender.deliver_due()
    assert "There is a lesson" not in (await desk.world.last("Ada")).words
    await desk.post(f"/{slug}/approve")
    await desk.world.sender.deliver_due()
    heard = (await desk.world.last("Ada")).words
    assert "There is a lesson about what you asked" in heard
    assert "tortoise" in heard


async def test_nothing_is_drafted_where_no_document_comes_near(desk: StudioDesk) -> None:
    await answer(desk.world, "Who feeds the office tortoise?")
    async with desk.world.database.read() as db:
        mira = await roster.learner_by_id(db, desk.world.workspace.id, desk.world.learners["Mira"].id)
        gap = (await open_gaps(db, desk.world.workspace.id))[0]
    assert mira is not None
    with pytest.raises(NotReady, match="no document says anything near enough"):
        await episode_of_gap(desk.world.database, gap.questions[0].id, mira, desk.world.clock.at)
