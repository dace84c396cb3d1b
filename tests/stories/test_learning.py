"""Asking: what a learner sees of an answer, on every platform."""

from datetime import timedelta

import sqlalchemy as sa

from bot.answers.wordings import set_hints_first
from schedules.replies.replies import replies
from tests.bot.asking import CALL, HOTEL, rows, teach_handbook, teach_the_call
from tests.stories.world import MONDAY, World


async def test_a_document_answers_in_its_own_words_with_its_name(world: World) -> None:
    await world.join("Ada")
    await teach_handbook(world)
    await world.write("Ada", f"/learn {HOTEL}")
    card = await world.last("Ada")
    assert "A hotel in Germany may cost up to 120 euros a night, breakfast included." in card.words
    assert "Travel expenses" in card.words
    assert list(card.buttons) == ["This helped", "Not what I asked"]


async def test_a_press_on_helped_is_kept_and_takes_the_buttons_away(world: World) -> None:
    await world.join("Ada")
    await teach_handbook(world)
    await world.write("Ada", HOTEL, command=True)
    await world.press("Ada", "This helped")
    assert await rows(world.database, "helpful") == [(True,)]
    card = await world.last("Ada")
    assert not card.buttons
    assert "Good to hear that it helped." in card.words


async def test_a_clip_answers_from_its_second_and_ends_with_its_question(world: World) -> None:
    await world.join("Ada")
    await teach_handbook(world)
    await teach_the_call(world)
    await world.write("Ada", CALL, command=True)
    card = await world.last("Ada")
    assert "The Call, from 0:28" in card.words
    assert "What now, after The Call?" in card.words
    assert list(card.buttons)[:3] == ["Hide it", "Report it", "Wait"]


async def test_a_reply_to_the_question_of_an_answer_counts_and_gets_its_verdict(world: World) -> None:
    await world.join("Ada")
    await teach_the_call(world)
    await world.write("Ada", CALL, command=True)
    await world.press("Ada", "Report it")
    card = await world.last("Ada")
    assert "Right: you said “Report it”." in card.words
    assert list(card.buttons) == ["This helped", "Not what I asked"]
    async with world.database.read() as db:
        kept = (await db.execute(sa.select(replies.c.check_key, replies.c.correct))).all()
    assert kept == [("leak/e3", True)]


async def test_who_was_told_the_right_answer_by_learn_has_no_first_try_when_the_lesson_comes(world: World) -> None:
    await world.join("Ada")
    await teach_the_call(world)
    await world.write("Ada", CALL, command=True)
    await world.press("Ada", "Hide it")
    await world.start("Ada")
    await world.until(MONDAY + timedelta(days=2, hours=3))
    await world.press("Ada", "Report it", about="The Leak, episode 3")
    async with world.database.read() as db:
        order = sa.select(replies.c.correct, replies.c.first_try).order_by(replies.c.replied_at)
        assert [tuple(row) for row in await db.execute(order)] == [(False, True), (True, False)]


async def test_what_is_not_known_is_said_and_listed(world: World) -> None:
    await world.join("Ada")
    await teach_handbook(world)
    await world.write("Ada", "Who feeds the office tortoise on bank holidays?", command=True)
    card = await world.last("Ada")
    assert "I found nothing about that in your lessons and documents" in card.words
    assert not card.buttons
    assert await rows(world.database, "outcome") == [("none",)]


async def test_somebody_who_waits_is_told_so_and_the_same_message_becomes_the_answer(world: World) -> None:
    await world.join("Ada")
    await teach_handbook(world)
    answer_worker, world.answer_worker = world.answer_worker, _Nobody()  # type: ignore[assignment]
    await world.write("Ada", HOTEL, command=True)
    assert len(await world.sees("Ada")) == 1, "an answer that comes at once is not announced"
    world.clock.at += timedelta(seconds=1)
    await world.sender.deliver_due()
    assert "Looking for an answer …" in (await world.last("Ada")).words
    await answer_worker.answer_open()
    await world.sender.deliver_due()
    assert "120 euros a night" in (await world.last("Ada")).words
    assert len(await world.sees("Ada")) == 2


async def test_a_hint_comes_first_where_the_workspace_wants_it(world: World) -> None:
    await world.join("Ada")
    await teach_the_call(world)
    async with world.database.write() as db:
        await set_hints_first(db, world.workspace.id, wanted=True)
    await world.write("Ada", CALL, command=True)
    card = await world.last("Ada")
    assert "Think first: what would you say?" in card.words
    assert "Its lesson asks: What now, after The Call?" in card.words
    assert "badge" not in card.words.replace(CALL, "")
    await world.press("Ada", "Show me the answer")
    card = await world.last("Ada")
    assert "call the security hotline on the number printed on your badge" in card.words
    assert "Report it" in card.buttons


async def test_a_button_of_somebody_elses_answer_does_nothing(world: World) -> None:
    await world.join("Ada")
    await world.join("Bo")
    await teach_handbook(world)
    await world.write("Ada", HOTEL, command=True)
    token = (await world.last("Ada")).buttons["Not what I asked"]
    await world.press_token("Bo", token)
    assert "made for somebody else" in (await world.last("Bo")).words
    assert await rows(world.database, "helpful") == [(None,)]


class _Nobody:
    """A library in which nobody is at work."""

    async def answer_open(self) -> int:
        return 0
