"""A question that goes on from the one before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from lessons.answers.text.follow_ups import continued
from lessons.database import Database
from tests.bot.asking import HOTEL, a_world, answer, teach_handbook
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
