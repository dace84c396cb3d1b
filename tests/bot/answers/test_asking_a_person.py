"""Where the documents say nothing, a person is asked, and their reply comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.answers import experts
from bot.answers.experts import ReferralState, name_expert, offered, referral_of
from bot.answers.gaps import Gone
from bot.answers.referring import decline_reply, learn_reply
from bot.chat import Passage
from lessons.database import Database
from schedules.people.roster import learner_by_id
from tests.bot.asking import a_world, answer, quoted, teach_handbook, told
from tests.stories.world import MONDAY, World

STRANGE = "Where do I throw away old batteries?"


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.join("Bo")
        await made.join("Mira", manages=True)
        await made.sender.deliver_due()
        await teach_handbook(made)
        yield made


async def name(world: World, who: str, topic: str = "") -> None:
    async with world.database.write() as db:
        person = await learner_by_id(db, world.workspace.id, world.learners[who].id)
        assert person is not None
        await name_expert(db, person, topic)


async def last(world: World, who: str) -> str:
    return (await told(world.database, world.learners[who]))[-1].plain


async def test_a_question_goes_to_the_named_person_and_the_reply_comes_back_with_their_name(world: World) -> None:
    await name(world, "Bo")
    assert "Ask Bo" in (await answer(world, STRANGE)).plain
    await world.press("Ada", "Ask Bo")
    assert "Your question went to Bo." in await last(world, "Ada")
    asked = await last(world, "Bo")
    assert STRANGE in asked
    assert "Ada" not in asked
    await world.write("Bo", "answer Put them into the grey box at the gate.")
    reply = (await told(world.database, world.learners["Ada"]))[-1]
    assert "Bo answers" in reply.plain
    assert quoted(reply) == [Passage("Put them into the grey box at the gate.", "Bo")]
    assert "May it answer others" in await last(world, "Bo")


async def test_a_reply_answers_others_once_its_author_and_a_curator_agree(world: World) -> None:
    await name(world, "Bo")
    await answer(world, STRANGE)
    await world.press("Ada", "Ask Bo")
    await world.write("Bo", "answer: Old batteries go into the grey box at the gate.")
    async with world.database.write() as db:
        assert await offered(db, world.workspace.id, 10) == []
    await world.press("Bo", "Yes, others too")
    async with world.database.write() as db:
        (waiting,) = await offered(db, world.workspace.id, 10)
        curator = await learner_by_id(db, world.workspace.id, world.learners["Mira"].id)
        assert curator is not None
        await learn_reply(db, curator, waiting.question_id, MONDAY)
        with pytest.raises(Gone):
            await decline_reply(db, curator, waiting.question_id, MONDAY)
    reply = await answer(world, "where do old batteries go?", name="Mira")
    assert "This is what our documents say" in reply.plain
    assert quoted(reply)[0].words.startswith("Old batteries go into the grey box at the gate. (Bo, ")


async def test_whoever_is_named_for_the_topic_is_asked_before_whoever_is_named_for_everything(world: World) -> None:
    await name(world, "Mira")
    await name(world, "Bo", "batteries")
    assert "Ask Bo" in (await answer(world, STRANGE)).plain
    assert "Ask Mira" in (await answer(world, "What is the meaning of zebras?")).plain


async def test_nobody_is_offered_where_nobody_is_named_or_only_oneself(world: World) -> None:
    assert "Ask " not in (await answer(world, STRANGE)).plain
    await name(world, "Ada")
    assert "Ask " not in (await answer(world, f"{STRANGE} Please")).plain


async def test_who_cannot_answer_says_so_and_the_asker_hears_of_it(world: World) -> None:
    await name(world, "Bo")
    await answer(world, STRANGE)
    await world.press("Ada", "Ask Bo")
    await world.press("Bo", "Not for me")
    assert "Bo cannot answer this" in await last(world, "Ada")
    await world.write("Bo", "answer Too late.")
    assert "Bo answers" not in await last(world, "Ada")


async def test_answer_without_words_says_how_to_reply_and_without_a_waiting_question_is_a_question(
    world: World,
) -> None:
    await world.write("Bo", "answer the phone how?")
    assert "You asked: answer the phone how?" in await last(world, "Bo")
    await name(world, "Bo")
    await answer(world, STRANGE)
    await world.press("Ada", "Ask Bo")
    await world.write("Bo", "answer")
    assert "Write up to 2000 characters behind it" in await last(world, "Bo")


async def test_a_reply_that_answered_nothing_may_be_asked_of_a_person_too(world: World) -> None:
    await name(world, "Bo")
    await answer(world, "tyres")
    await world.press("Ada", "No")
    assert "Ask Bo" in await last(world, "Ada")


async def test_two_presses_ask_a_person_once(world: World) -> None:
    await name(world, "Bo")
    await answer(world, STRANGE)
    token = await world.press("Ada", "Ask Bo")
    before = len(await told(world.database, world.learners["Bo"]))
    await world.press_token("Ada", token)
    assert len(await told(world.database, world.learners["Bo"])) == before
    async with world.database.read() as db:
        (row,) = await experts.waiting_for(db, world.learners["Bo"])
        referral = await referral_of(db, world.workspace.id, row.question_id)
    assert referral is not None
    assert referral.state is ReferralState.WAITING
