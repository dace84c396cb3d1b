"""Questions as people write them: with a greeting, in a story, below a heading that names the topic."""

from __future__ import annotations

import pytest

from lessons.answers.index.indexing import learn_alias
from lessons.answers.search.asking import asking_sentences
from lessons.answers.search.decision import Outcome
from tests.lessons.answers.test_search import filled
from tests.lessons.answers.world import NOON, World

HOTEL = "How much may a hotel in Berlin cost a night?"


@pytest.mark.parametrize(
    "message",
    [
        f"Hi team, sorry if this was asked before and nobody could tell me so far. {HOTEL} Thanks a lot in advance!",
        f"We fly to Berlin on Monday with the whole sales department. {HOTEL} The meeting is on Tuesday in Mitte.",
    ],
)
async def test_words_around_a_question_do_not_hide_its_answer(world: World, message: str) -> None:
    found = await (await filled(world)).ask(message)
    assert (found.outcome, found.hits[0].source) == (Outcome.ANSWER, "travel.md")


def test_each_sentence_that_asks_is_asked_by_itself() -> None:
    assert asking_sentences("Hi! Who pays? I wonder.") == ["Hi! Who pays? I wonder.", "Who pays?"]
    assert asking_sentences("Who pays?") == ["Who pays?"]
    assert asking_sentences("") == [""]


async def test_a_question_that_a_section_was_taught_is_answered_by_it_and_survives_a_new_reading(world: World) -> None:
    await filled(world)
    passage = (await world.ask(HOTEL)).hits[0].passage_id
    async with world.database.write() as db:
        assert await learn_alias(db, "acme", passage, "what is our bunk allowance abroad", NOON)
        assert not await learn_alias(db, "acme", "gone", "what is our bunk allowance abroad", NOON)
    for _ in range(2):
        found = await world.ask("What is our bunk allowance abroad?")
        assert (found.outcome, found.hits[0].source) == (Outcome.ANSWER, "travel.md")
        assert "Hotels in Berlin" in found.hits[0].body
        await world.teach("travel.md", "Hotels in Berlin may cost at most 190 euros a night.", "Travel policy")
