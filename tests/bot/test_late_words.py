"""A model that is slow: the documents' words come at once, and its own take their place once, when they are proved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.answers.questions import LEASE, take
from bot.answers.wordings import set_hints_first
from lessons.database import Database
from schedules.ledger.ledger import DeliveryKind, deliveries
from tests.bot.answers.test_worker import Author, down, forged, with_writer
from tests.bot.asking import HOTEL, a_world, answer, rows, teach_handbook, told
from tests.stories.world import World

PROOF = "A hotel in Germany may cost up to 120 euros a night, breakfast included."
WORDED = "Our handbook says about this:"


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.sender.deliver_due()
        await teach_handbook(made)
        yield made


async def asked_of(world: World, author: Author) -> str:
    """What a question is answered with while the model is slow; from then on it is quick."""
    author.seconds = 30.0
    with_writer(world, author)
    said = (await answer(world, HOTEL)).plain
    author.seconds = 0.0
    return said


async def last(world: World) -> str:
    await world.sender.deliver_due()
    return (await told(world.database, world.learners["Ada"]))[-1].plain


async def edits(world: World) -> int:
    async with world.database.read() as db:
        count = sa.select(sa.func.count()).where(deliveries.c.kind == DeliveryKind.EDIT.value)
        return await db.scalar(count) or 0


async def test_late_words_take_the_place_of_the_documents_once(world: World) -> None:
    said = await asked_of(world, forged(WORDED, PROOF))
    assert WORDED not in said
    assert "120 euros" in said
    messages = len(await told(world.database, world.learners["Ada"]))
    assert await world.answer_worker.better_open() == 1
    assert WORDED in await last(world)
    assert len(await told(world.database, world.learners["Ada"])) == messages
    assert await rows(world.database, "by_model", "outcome") == [(True, "answer")]
    assert await world.answer_worker.better_open() == 0
    assert await edits(world) == 1
    await world.press("Ada", "This helped")
    assert "Good to hear" in await last(world)


async def test_an_answer_that_helped_stays_as_it_was_read(world: World) -> None:
    author = forged(WORDED, PROOF)
    await asked_of(world, author)
    await world.press("Ada", "This helped")
    given = len(author.given)
    await world.answer_worker.better_open()
    assert WORDED not in await last(world)
    assert len(author.given) == given


async def test_whoever_presses_while_the_model_writes_keeps_the_answer_too(world: World) -> None:
    author = forged(WORDED, PROOF)
    await asked_of(world, author)
    reply = author.reply

    class Meanwhile(Author):
        async def write(self, instructions: str, material: str, schema: dict[str, object]) -> object:
            await world.press("Ada", "This helped")
            return reply()

    with_writer(world, Meanwhile(reply))
    assert await world.answer_worker.better_open() == 1
    assert WORDED not in await last(world)
    assert await rows(world.database, "by_model", "helpful") == [(False, True)]


@pytest.mark.parametrize(
    "author",
    [
        Author(down),
        Author(lambda: {"found": False, "sentences": []}),
        forged(WORDED, "A hotel in Germany may cost up to 900 euros a night"),
    ],
    ids=["down", "found nothing", "forged quote"],
)
async def test_words_that_prove_nothing_change_nothing(world: World, author: Author) -> None:
    said = await asked_of(world, author)
    assert await world.answer_worker.better_open() == 1
    assert await last(world) == said
    assert await edits(world) == 0
    assert await world.answer_worker.better_open() == 0


async def test_another_process_waits_for_the_words_when_one_dies(world: World) -> None:
    await asked_of(world, forged(WORDED, PROOF))
    async with world.database.write() as db:
        assert len(await take(db, world.clock.at, 10, answered=True)) == 1
    assert await world.answer_worker.better_open() == 0
    world.clock.at += LEASE + timedelta(seconds=1)
    with_writer(world, forged(WORDED, PROOF))  # a new process
    assert await world.answer_worker.better_open() == 1
    assert WORDED in await last(world)


async def test_after_two_minutes_no_message_changes_any_more(world: World) -> None:
    author = forged(WORDED, PROOF)
    await asked_of(world, author)
    world.clock.at += timedelta(minutes=3)
    given = len(author.given)
    await world.answer_worker.better_open()
    assert WORDED not in await last(world)
    assert len(author.given) == given


async def test_behind_a_hint_the_better_answer_waits_to_be_shown(world: World) -> None:
    async with world.database.write() as db:
        await set_hints_first(db, world.workspace.id, True)
    hint = await asked_of(world, forged(WORDED, PROOF))
    await world.answer_worker.better_open()
    assert await last(world) == hint
    await world.press("Ada", "Show me the answer")
    assert WORDED in await last(world)


async def test_a_model_that_is_quick_is_asked_once(world: World) -> None:
    author = forged(WORDED, PROOF)
    with_writer(world, author)
    assert WORDED in (await answer(world, HOTEL)).plain
    assert await world.answer_worker.better_open() == 0
    assert len(author.given) == 1
