"""A question that goes on from the one before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.answers.questions import questions
from bot.events import Asked, Person
from lessons.answers.text.follow_ups import continued
from lessons.database import Database
from schedules.ledger.ledger import delivery_by_id
from tests.bot.asking import HOTEL, a_world, answer, teach_handbook, told
from tests.stories.world import World


@pytest.mark.parametrize(
    ("before", "words", "meant"),
    [
        (
            "How many vacation days do I get?",
            "and for contractors?",
            "How many vacation days do I get, for contractors?",
        ),
        ("Who pays the hotel?", "What about trains?", "Who pays the hotel, trains?"),
        ("Wie viel Urlaub habe ich?", "und als Azubi?", "Wie viel Urlaub habe ich, als Azubi?"),
        ("Who pays the hotel?", "Who pays the train?", "Who pays the train?"),
        ("Who pays?", "and where do I hand in the receipts of last month's trip?", ""),
        ("", "and for contractors?", "and for contractors?"),
        ("Who pays?", "Andy is ill", "Andy is ill"),
    ],
)
def test_what_goes_on_from_the_question_before(before: str, words: str, meant: str) -> None:
    assert continued(before, words) == (meant or words)


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.join("Bo")
        await made.sender.deliver_due()
        await teach_handbook(made)
        yield made


async def test_a_follow_up_is_asked_together_with_the_question_before(world: World) -> None:
    await answer(world, HOTEL)
    reply = await answer(world, "and with breakfast?")
    assert "You asked: How much may a hotel in Germany cost a night, with breakfast?" in reply.plain
    assert "breakfast included" in reply.plain


async def test_a_follow_up_waits_two_minutes_at_most_and_is_nobody_elses(world: World) -> None:
    await answer(world, HOTEL)
    assert "You asked: and with breakfast?" in (await answer(world, "and with breakfast?", name="Bo")).plain
    world.clock.at += timedelta(minutes=3)
    assert "You asked: and with breakfast?" in (await answer(world, "and with breakfast?")).plain


async def written(world: World, words: str, message: str, thread: str = "") -> str:
    """What somebody gets who writes in a thread of their conversation with the bot."""
    who = Person(world.learners["Ada"].platform, world.workspace.outside_id, world.learners["Ada"].outside_id)
    event = Asked(who, f"event {message}", words, world.clock.at, command=True, message=message, thread=thread)
    await world.bot.handle(event)
    await world.answer_worker.answer_open()
    await world.sender.deliver_due()
    return (await told(world.database, world.learners["Ada"]))[-1].plain


async def test_in_its_thread_a_question_is_gone_on_from_days_later(world: World) -> None:
    await written(world, HOTEL, "1.0")
    await written(world, "Who pays speeding tickets?", "2.0")
    world.clock.at += timedelta(days=3)
    reply = await written(world, "and with breakfast?", "3.0", thread="1.0")
    assert "You asked: How much may a hotel in Germany cost a night, with breakfast?" in reply
    assert "In short" in await written(world, "shorter", "4.0", thread="1.0")
    world.clock.at += timedelta(days=3)
    assert "You asked: and with breakfast?" in await written(world, "and with breakfast?", "5.0", thread="9.9")


async def test_the_thread_of_an_answer_belongs_to_its_question(world: World) -> None:
    await written(world, HOTEL, "1.0")
    async with world.database.read() as db:
        (delivery_id,) = (await db.execute(sa.select(questions.c.delivery_id))).scalars()
        carrier = await delivery_by_id(db, world.workspace.id, delivery_id)
    assert carrier is not None
    world.clock.at += timedelta(days=3)
    reply = await written(world, "and with breakfast?", "3.0", thread=carrier.message_ref)
    assert "You asked: How much may a hotel in Germany cost a night, with breakfast?" in reply
